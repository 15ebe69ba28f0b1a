"""An office that is broken on purpose: its folder, its database, its daemons and clerks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from support.breaking.clerk import Acknowledged, Notebook
from support.breaking.nursery import Newborn, Nursery
from support.breaking.typist import Typist
from support.terminal import Office

SINK = "outbox.jsonl"
AT_ANY_TIME = {"BIHUAN_NOTIFY__HOURS__ALWAYS": "true"}
"""Its notices leave, and are tried again, whatever the hour of the test."""


@dataclass
class House:
    """Where it all happens, and how each of its people begins to work."""

    folder: Path
    url: str
    nursery: Nursery
    sink: Path = field(default=Path())
    """Where every notice arrives that leaves the house; in its folder unless named."""
    logs: Path = field(default=Path())
    """The folder of what daemons print; its own unless named."""

    def __post_init__(self) -> None:
        self.sink = self.folder / self.sink if self.sink != Path() else self.folder / SINK
        self.logs = self.folder / self.logs

    def set_up(self, policy: str) -> None:
        """Give it a configuration and tables."""
        Office(self.folder).must(*self.beginning(policy))

    def beginning(self, policy: str) -> list[str]:
        """The command that does it."""
        return ["--db", self.url, "init", "--org", "某厅", "--policy", policy]

    @property
    def kind(self) -> str:
        """Which database it keeps its cases in."""
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"

    @property
    def daemons(self) -> tuple[str, ...]:
        """The daemons it may have at once: SQLite takes one."""
        return ("daemon-1",) if self.kind == "SQLite" else ("daemon-1", "daemon-2")

    def daemon(self, name: str, interval: int = 1, **environ: str) -> Callable[[], Newborn]:
        """How a daemon of this name begins: as `bihuan run` with a sweep every so many seconds."""

        def begin() -> Newborn:
            return self.nursery.bear(
                "bihuan",
                ["run", "--interval", str(interval)],
                self.folder,
                self.logs / f"{name}.log",
                **{"BIHUAN_NOTIFY__FILE": str(self.sink), **AT_ANY_TIME, **environ},
            )

        return begin

    def clerk(self, name: str, program: str = "clerk") -> Callable[[], Newborn]:
        """How a clerk of this name begins: as a host with an engine of its own."""

        def begin() -> Newborn:
            words = [self.url, name, f"{name}.notes"]
            return self.nursery.bear(program, words, self.folder, self.folder / f"{name}.log")

        return begin

    def typist(self, name: str) -> Callable[[], Newborn]:
        """How a typist begins the next command line."""
        return Typist(name, self.folder, self.nursery).begin

    def progress(self) -> int:
        """How much was acknowledged, in bytes of notes."""
        return sum(notes.stat().st_size for notes in self.folder.glob("*.notes"))

    def acknowledged(self) -> list[Acknowledged]:
        """All that anybody was told is done."""
        notes = sorted(self.folder.glob("*.notes"))
        return [told for file in notes for told in Notebook(file).read()]


@dataclass
class Crew:
    """Who is at work; whoever ends or is killed is replaced."""

    ways: dict[str, Callable[[], Newborn]]
    """How each begins, by name."""
    at_work: dict[str, Newborn] = field(default_factory=dict)
    ended: dict[str, list[int]] = field(default_factory=dict)
    """How each ended that was not killed here, by name."""

    def keep(self) -> None:
        """See to it that everybody is at work."""
        for name, begin in self.ways.items():
            known = self.at_work.get(name)
            if known is not None and known.alive:
                continue
            if known is not None and known.code is not None:
                self.ended.setdefault(name, []).append(known.code)
            self.at_work[name] = begin()

    def strike(self, name: str) -> None:
        """Kill one of them, and put another in the place."""
        self.at_work[name].kill()
        self.at_work[name] = self.ways[name]()

    def all_began(self) -> bool:
        """Whether every daemon has said that it has started."""
        daemons = [one for name, one in self.at_work.items() if name.startswith("daemon")]
        return all("daemon.started" in one.said() for one in daemons)

    def stop(self) -> None:
        """Kill them all."""
        for one in self.at_work.values():
            if one.alive:
                one.kill()
