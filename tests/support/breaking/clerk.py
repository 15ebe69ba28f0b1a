"""A clerk who carries cases from receipt to close, and notes down what was acknowledged.

What a clerk does follows from name and number alone: step `n` always has the
same key, so whoever takes over says the step again that nobody acknowledged.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.sql import database
from bihuan.adapters.sql.errors import DatabaseBusy, DatabaseUnreachable
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import Refused, StaleCase
from bihuan.engine.outcome import Outcome
from bihuan.rules.hours import Hours
from support.people import SAID, intake

T = TypeVar("T")
POLICY = "jilin_2025"
AT_ANY_TIME = Hours(always=True)
"""Notices leave at once, whenever the test is run."""
LIFE = ("receive", "dispatch", "contact", "urge", "answer", "feedback", "close")
BATCH = 6
"""So many cases are on a clerk's desk at once; a daemon may come between two steps of each."""
LONG_AGO = date(2024, 3, 4)
"""Whatever is received then is overdue at once, so that somebody must be urged."""
BREATH = 0.05


@dataclass(frozen=True, slots=True)
class Step:
    """The n-th thing a clerk does: an event, and which of the clerk's cases it happens to."""

    clerk: str
    n: int

    @property
    def key(self) -> str:
        """The idempotency key."""
        return f"{self.clerk}/{self.n}"

    @property
    def event(self) -> str:
        """What happens."""
        return LIFE[self.n // BATCH % len(LIFE)]

    @property
    def number(self) -> str:
        """The number of the proposal it happens to."""
        batch = self.n // (BATCH * len(LIFE))
        return f"{self.clerk}-{batch * BATCH + self.n % BATCH + 1}"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What a clerk was told and has written down."""

    n: int
    key: str
    case: str
    number: str
    seq: int
    """The history entry; 0 where the step was refused."""
    hash: str = ""
    refused: str = ""


class Notebook:
    """Where a clerk writes down what was acknowledged; a line is there whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> Iterator[Acknowledged]:
        """All that was ever acknowledged, in order."""
        if self._path.exists():
            for line in self._path.read_text("utf-8").splitlines():
                yield Acknowledged(**json.loads(line))

    def write(self, told: Acknowledged) -> None:
        """Note one more."""
        line = {name: getattr(told, name) for name in Acknowledged.__slots__}
        file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            os.write(file, f"{json.dumps(line)}\n".encode())
        finally:
            os.close(file)


def main(words: Sequence[str]) -> int:
    """Work on at `url` as the clerk `name`, noting what is done in the file `notes`, for ever."""
    url, name, notes = words
    notebook = Notebook(Path(notes))
    engine = patiently(lambda: open_engine(url, policy=POLICY, hours=AT_ANY_TIME))
    known = list(notebook.read())
    cases = {one.number: one.case for one in known}
    n = known[-1].n + 1 if known else 0
    while True:
        told = patiently(lambda: do(engine, Step(name, n), cases))  # noqa: B023  # used at once
        notebook.write(told)
        cases[told.number] = told.case
        n += 1


def careless(words: Sequence[str]) -> int:
    """Work on without waiting until the disk has what was acknowledged: to see what that costs."""
    database.SQLITE_SETTINGS["synchronous"] = "normal"
    return main(words)


def do(engine: Engine, step: Step, cases: dict[str, str]) -> Acknowledged:
    """Take one step; said again under its key it changes nothing."""
    try:
        outcome = _act(engine, step, cases)
    except Refused as refused:
        case = cases[step.number]
        return Acknowledged(step.n, step.key, case, step.number, 0, refused=str(refused))
    entry = outcome.entry
    return Acknowledged(step.n, step.key, outcome.case.id, step.number, entry.seq, entry.hash)


def _act(engine: Engine, step: Step, cases: dict[str, str]) -> Outcome:
    who = Actor(f"{step.clerk}某")
    if step.event == "receive":
        proposal = intake(number=step.number, number_key=step.number, received_on=LONG_AGO)
        return engine.receive(proposal, actor=who, key=step.key)
    args = dict(SAID.get(step.event, {}))
    scheme = engine.house.policy.class_scheme
    if step.event == "answer" and scheme is not None:
        args["code"] = scheme.codes[0]
    return engine.fire(cases[step.number], step.event, args, actor=who, key=step.key)


def patiently(act: Callable[[], T]) -> T:
    """Say it again until the database has heard it; a key makes that safe."""
    while True:
        try:
            return act()
        except (DatabaseBusy, DatabaseUnreachable, StaleCase):
            time.sleep(BREATH)
