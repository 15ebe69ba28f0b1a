"""Who dies at any statement leaves all of a command or nothing; the next try completes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import asdict, dataclass, field
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters import memory
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.adapters.sql.line import Line
from bihuan.adapters.sql.wire import Wire
from bihuan.engine.audit import audit
from bihuan.engine.ports import Store
from support.invariants import Picture, check
from support.people import CLERK, FIRST_DAY, Desk, an_engine, intake
from support.simulation import Death
from support.stores import set_up

HOST, FOLLOWER = "case-00001", "case-00002"
WORDS: dict[str, dict[str, Any]] = {
    "merge": {"host": HOST},
    "answer": {"letters": {FOLLOWER: "某函〔2024〕8号"}},
    "co_handle": {"requests": [{"unit": "甲局", "due": "2024-03-20"}, "乙局"]},
    "urge": {"to": ["officer", "leader", "assigner"], "channels": ["notice"]},
    "extend": {"until": date(2024, 7, 4)},
    "reassign": {"officer": "另一经办人"},
}
OF_FOLLOWER = ("merge",)
UNHAPPY = {"verdict": "不满意", "comment": "理由"}
OWN = {"office", "hash", "previous", "head"}
"""What differs between two offices that did the same."""


@dataclass(frozen=True, slots=True)
class Command:
    """What leads up to it, and then an event or the day on which a timer rings."""

    before: str
    event: str = ""
    day: str = ""
    args: dict[str, Any] = field(default_factory=dict)

    def prepare(self, desk: Desk) -> None:
        """Receive two cases and lead up to it."""
        desk.receive(1)
        desk.receive(2)
        for step in self.before.split():
            self._fire(desk, step, WORDS.get(step, {}))

    def act(self, desk: Desk) -> None:
        """Do it, under a key of its own."""
        if self.day:
            desk.clock.set(self.day)
            desk.engine.tick()
        elif self.event == "receive":
            desk.engine.receive(intake(3), actor=CLERK, key="the-command")
        else:
            self._fire(desk, self.event, {**WORDS.get(self.event, {}), **self.args}, "the-command")

    def _fire(self, desk: Desk, step: str, args: dict[str, Any], key: str | None = None) -> None:
        desk.fire(FOLLOWER if step in OF_FOLLOWER else HOST, step, args=args, key=key)


COMMANDS = {
    "receiving": Command("", "receive"),
    "answering with a follower": Command("dispatch contact merge", "answer"),
    "a rung that overtakes others": Command("dispatch merge", day="2024-06-20"),
    "dispatching": Command("", "dispatch"),
    "asking two units": Command("dispatch", "co_handle"),
    "urging three people": Command("dispatch", "urge"),
    "putting off": Command("dispatch", "extend"),
    "merging": Command("dispatch", "merge"),
    "handing in a form": Command("dispatch contact answer", "feedback", args=UNHAPPY),
    "closing": Command("dispatch contact answer feedback", "close"),
    "an opinion that is overdue": Command("dispatch merge co_handle", day="2024-03-21"),
    "withdrawing": Command("dispatch co_handle", "withdraw"),
}
QUICK = tuple(COMMANDS)[:3]
EACH = [
    pytest.param(command, id=name, marks=() if name in QUICK else pytest.mark.soak)
    for name, command in COMMANDS.items()
]


LAST = ("commit", "_hear")
"""The statements after which all of it may be there."""


@dataclass(slots=True)
class Fuse:
    """Burns with each statement, and once more when a commit may be done and nobody has heard."""

    left: int = 0

    def along(self, statement: Callable[..., Any]) -> Callable[..., Any]:
        """The statement, with the fuse laid along it."""

        def burning(*said: Any, **named: Any) -> Any:
            self._burn()
            answer = statement(*said, **named)
            if statement.__name__ in LAST:
                self._burn()
            return answer

        return burning

    def _burn(self) -> None:
        if self.left:
            self.left -= 1
            if not self.left:
                raise Death


@pytest.fixture
def fuse(monkeypatch: pytest.MonkeyPatch) -> Fuse:
    """A fuse along every statement of every store."""
    laid = Fuse()
    statements = {memory._Work: ["_put"], Line: ["_take", "commit"], Wire: ["_say", "_hear"]}
    for kind, names in statements.items():
        for name in names:
            monkeypatch.setattr(kind, name, laid.along(getattr(kind, name)))
    return laid


def a_desk(store: Store, office: str = "office", *, known: int = 0) -> Desk:
    """A desk of an office over a store, which has named so many cases already."""
    clock, ids = FrozenClock(FIRST_DAY), CountedIds()
    desk = Desk(an_engine(store, clock=clock, office=office), clock)
    for _ in range(known):
        ids.new(clock.now())
    desk.engine.ids = ids
    return desk


def plain(picture: Picture) -> list[object]:
    """A picture without what only names the office and seals its chain."""

    def bare(thing: Any) -> object:
        return {name: value for name, value in asdict(thing).items() if name not in OWN}

    shelves = (
        picture.cases.values(),
        *picture.histories.values(),
        *picture.records.values(),
        picture.alarms,
        picture.messages,
    )
    return [[bare(one) for one in shelf] for shelf in shelves]


def deaths(store: Store, command: Command, fuse: Fuse) -> Iterator[tuple[bool, list[object]]]:
    """Die at one statement after another, until the command outlives the fuse.

    Tells each time whether all of it was there, and what there was after the next try.
    """
    for moment in count(1):
        office = f"office-{moment}"
        desk = a_desk(store, office)
        command.prepare(desk)
        before = plain(Picture.of(desk.engine))
        fuse.left = moment
        try:
            command.act(desk)
        except Death:
            again = a_desk(store, office, known=2)
            found = plain(Picture.of(again.engine))
            command.act(again)
            after = plain(Picture.of(again.engine))
            assert found in (before, after), f"half of it was there after moment {moment}"
            yield found == after, after
        else:
            assert fuse.left > 0
            fuse.left = 0
            check(Picture.of(desk.engine), desk.engine.library)
            yield True, plain(Picture.of(desk.engine))
            return


@pytest.mark.slow
@pytest.mark.parametrize("command", EACH)
def test_a_process_that_dies_at_any_statement_leaves_all_or_nothing(
    store: Store, command: Command, fuse: Fuse
) -> None:
    whole, ends = zip(*deaths(store, command, fuse), strict=True)

    assert len(whole) > 3
    assert not whole[0]
    assert list(whole) == sorted(whole)
    assert all(end == ends[-1] for end in ends)
    unheard = sum(whole) - 1
    assert unheard >= 1 or isinstance(store, MemoryStore)


@dataclass(slots=True)
class Disk:
    """A SQLite file with its journal, which can be photographed and cut off."""

    path: Path

    def photograph(self) -> tuple[bytes, bytes]:
        """What a power cut would leave now."""
        journal = self.path.with_name(f"{self.path.name}-wal")
        return self.path.read_bytes(), journal.read_bytes() if journal.exists() else b""

    def develop(self, file: bytes, journal: bytes) -> SqlStore:
        """A store on what was left."""
        self.path.write_bytes(file)
        self.path.with_name(f"{self.path.name}-wal").write_bytes(journal)
        return SqlStore(open_database(f"sqlite:///{self.path}"))


PAGE = 4096 + 24
"""A page in the journal, with its frame."""


@pytest.mark.slow
@pytest.mark.parametrize("command", EACH)
def test_a_power_cut_in_the_middle_of_a_commit_leaves_all_or_nothing(
    tmp_path: Path, command: Command
) -> None:
    disk = Disk(tmp_path / "bihuan.db")
    set_up(f"sqlite:///{disk.path}")
    with closing(SqlStore(open_database(f"sqlite:///{disk.path}"))) as store:
        desk = a_desk(store)
        command.prepare(desk)
        before, (file, journal) = Picture.of(desk.engine), disk.photograph()
        command.act(desk)
        after, (file_after, journal_after) = Picture.of(desk.engine), disk.photograph()
    assert file == file_after
    assert journal_after.startswith(journal)
    assert before != after

    cuts = [*range(len(journal), len(journal_after), PAGE // 2), len(journal_after)]
    found = [_after_a_cut(tmp_path / str(cut), file, journal_after[:cut]) for cut in cuts]
    assert found[:-1] == [before] * (len(cuts) - 1)
    assert found[-1] == after


def _after_a_cut(folder: Path, file: bytes, journal: bytes) -> Picture:
    """What is there when the power comes back; everything in it is sound."""
    folder.mkdir()
    with closing(Disk(folder / "bihuan.db").develop(file, journal)) as store:
        desk = a_desk(store)
        assert audit(desk.engine).sound
        return Picture.of(desk.engine)


@pytest.mark.parametrize("command", EACH)
def test_after_a_power_cut_the_same_command_completes(tmp_path: Path, command: Command) -> None:
    disk = Disk(tmp_path / "bihuan.db")
    set_up(f"sqlite:///{disk.path}")
    with closing(SqlStore(open_database(f"sqlite:///{disk.path}"))) as store:
        desk = a_desk(store)
        command.prepare(desk)
        left = disk.photograph()
        command.act(desk)
        done = Picture.of(desk.engine)
    (tmp_path / "again").mkdir()

    with closing(Disk(tmp_path / "again" / "bihuan.db").develop(*left)) as store:
        again = a_desk(store, known=2)
        command.act(again)

        assert Picture.of(again.engine) == done
