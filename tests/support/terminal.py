"""The command line as a person meets it: in this process over a store in memory, or installed."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.cli.main import run
from bihuan.adapters.cli.session import World
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from support.checkout import tool

ASSIGN = (
    *("--leader", "某领导", "--division", "甲处", "--officer", "某经办"),
    *("--task", "提出办理意见", "--time", "2024-05-31"),
)
AT_ANY_TIME = {"BIHUAN_NOTIFY__HOURS__ALWAYS": "true"}
LETTER = ("--signer", "某领导", "--code", "得到解决或基本解决", "--document")


@dataclass(frozen=True, slots=True)
class Said:
    """What one command left: its exit code, its result and its messages."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The result, line by line."""
        return self.out.splitlines()

    @property
    def document(self) -> dict[str, Any]:
        """The one document a program gets; more than one is an error."""
        assert self.out.count("\n") == 1, self.out
        told: dict[str, Any] = json.loads(self.out)
        assert told["ok"] is (self.code == 0)
        assert "data" in told or "error" in told
        return told

    @property
    def data(self) -> Any:
        """The document's result."""
        return self.document["data"]


@dataclass
class Terminal:
    """Commands typed in this process, over one store, at a clock that stands still."""

    capsys: pytest.CaptureFixture[str]
    clock: FrozenClock = field(default_factory=lambda: FrozenClock("2024-03-04"))
    store: MemoryStore = field(default_factory=MemoryStore)

    def __call__(self, *words: str) -> Said:
        """Type a command."""
        code = run(words, World(clock=self.clock, open_store=lambda _url: self.store))
        printed = self.capsys.readouterr()
        return Said(code, printed.out, printed.err)

    def must(self, *words: str) -> Said:
        """Type a command that has to work."""
        said = self(*words)
        assert said.code == 0, said.err
        return said

    def under(self, policy: str) -> None:
        """Work under this region's policy from now on."""
        words = f'[org]\nname = "某厅"\n[rules]\npolicy = "{policy}"\n'
        Path("bihuan.toml").write_text(words, "utf-8")

    def receives(
        self, number: str = "123", *words: str, kind: str = "提案", role: str = "主办"
    ) -> None:
        """Register a made-up case."""
        title = ("--title", f"关于第{number}件事的{kind}")
        given = ("--number", number, *title, *(words or ("--member", "某委员")))
        self.must("case", "add", "--kind", kind, "--role", role, *given)

    def dispatches(self, case: str) -> None:
        """Dispatch it with all five assignments."""
        self.must("case", "assign", case, *ASSIGN)

    def answers(self, case: str, document: str = "某函〔2024〕1号") -> None:
        """Answer it with a signed and classed letter."""
        self.must("case", "reply", case, *LETTER, document)


@dataclass(frozen=True)
class Office:
    """A folder in which the installed command is typed, as on a machine of its own."""

    folder: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __call__(self, *words: str, **environ: str) -> Said:
        """Type a command and wait for its end."""
        done = subprocess.run(
            self.command(words),
            cwd=self.folder,
            env=self.surroundings(environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    def must(self, *words: str, **environ: str) -> Said:
        """Type a command that has to work."""
        said = self(*words, **environ)
        assert said.code == 0, said.out + said.err
        return said

    def starts(self, *words: str) -> subprocess.Popen[str]:
        """Type a command that goes on by itself; the caller ends it."""
        return subprocess.Popen(
            self.command(words),
            cwd=self.folder,
            env=self.surroundings({}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def command(self, words: Sequence[str]) -> list[str]:
        """The installed command with these words."""
        return [str(tool("bihuan")), *words]

    def surroundings(self, more: dict[str, str]) -> dict[str, str]:
        """The environment of a user who has set nothing for us and keeps compiled files.

        But notices leave at any time: a test may be run at night.
        """
        kept = {name: text for name, text in os.environ.items() if not name.startswith("BIHUAN_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)
        return {**kept, **AT_ANY_TIME, **self.environ, **more}
