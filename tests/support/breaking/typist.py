"""A typist works by the command line alone: one command, one process, one acknowledgement."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path

from support.breaking.clerk import LONG_AGO, Acknowledged, Notebook, Step
from support.breaking.nursery import Newborn, Nursery
from support.terminal import ASSIGN, LETTER

REFUSED = 3
COMMANDS = {
    "dispatch": ("case", "assign", *ASSIGN),
    "contact": ("case", "contact", "--how", "电话"),
    "urge": ("urge", "send"),
    "answer": ("case", "reply", *LETTER, "某函〔2024〕1号"),
    "feedback": ("case", "feedback", "--no-follow-up", "--verdict", "满意"),
    "close": ("case", "close"),
}
RECEIVE = (
    *("case", "add", "--kind", "提案", "--role", "主办", "--title", "关于示例事项的提案"),
    *("--member", "某委员", "--received", LONG_AGO.isoformat()),
)


@dataclass
class Typist:
    """Types the next command; one whose process was killed is typed again, under its key."""

    name: str
    folder: Path
    nursery: Nursery
    n: int = 0
    cases: dict[str, str] = field(default_factory=dict)
    last: Newborn | None = None

    def begin(self) -> Newborn:
        """Read what the last command answered, and type the next one or the same again."""
        if self.last is not None:
            self._hear(self.last)
        log = self.folder / f"{self.name}.out"
        log.unlink(missing_ok=True)
        step = Step(self.name, self.n)
        self.last = self.nursery.bear("bihuan", [*self._words(step), "--json"], self.folder, log)
        return self.last

    def _words(self, step: Step) -> list[str]:
        key = ("--key", step.key)
        number = step.number.rpartition("-")[2]
        if step.event == "receive":
            return [*RECEIVE, "--number", number, *key]
        return [*COMMANDS[step.event], self.cases[step.number], *key]

    def _hear(self, last: Newborn) -> None:
        """Take note of an answer; a killed command has given none."""
        step = Step(self.name, self.n)
        if last.code == REFUSED:
            told = Acknowledged(step.n, step.key, self.cases[step.number], step.number, 0, "", "3")
        elif last.code == 0:
            said = json.loads(last.said())["data"]
            told = Acknowledged(step.n, step.key, said["case"], step.number, said["seq"])
        else:
            return
        Notebook(self.folder / f"{self.name}.notes").write(told)
        self.cases[step.number] = told.case
        self.n += 1
