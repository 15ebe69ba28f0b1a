"""Copy the open cases out of a store, each with those merged into it, and write nothing there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.ports import Store, Work
from bihuan.engine.query import Query
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Alarm, Case, Definition, Record, Repair

PAGE = 500
"""How many cases are read at a time; what is kept of them at one time is a single family."""
COPIED: tuple[type[Record], ...] = tuple(kind for kind in RECORDS if kind is not Repair)


@dataclass(frozen=True, slots=True)
class Family:
    """A case and those merged into it, which no event of any other case can reach."""

    cases: tuple[Case, ...]
    store: MemoryStore

    @property
    def office(self) -> str:
        """Whose cases they are."""
        return self.cases[0].office


def open_cases(store: Store, office: str) -> Iterator[Case]:
    """Every case that is not closed, by id, a page at a time."""
    after: str | None = None
    while page := store.find(office, Query(open_only=True, after=after, limit=PAGE)):
        yield from page
        after = page[-1].id


def families(store: Store, office: str, waits: Callable[[Case], bool]) -> Iterator[Family]:
    """The cases that wait for somebody, family by family; a merged case comes with its host."""
    definitions = store.definitions()
    for case in open_cases(store, office):
        if case.host is None and waits(case):
            yield family_of(store, case, definitions)


def family_of(store: Store, host: Case, definitions: Sequence[Definition]) -> Family:
    """One case and its followers in a store of their own, as they stand at this moment."""
    copy = MemoryStore()
    with copy.begin() as work:
        for definition in definitions:
            work.define(definition)
    with store.look() as work:
        cases = (
            work.case(host.office, host.id),
            *(one for one in work.followers(host.office, host.id) if not one.final),
        )
        for case in cases:
            alarms = map(_untried, work.alarms(case.office, case.id))
            copy.adopt(case, _records(work, case), alarms)
    return Family(cases, copy)


def _untried(alarm: Alarm) -> Alarm:
    """One that failed is tried again in the copy, and if it fails there too, that is told."""
    return replace(alarm, attempts=0, put_off=None, error="")


def _records(work: Work, case: Case) -> Iterator[Record]:
    for kind in COPIED:
        yield from work.records(kind, case.office, case.id)
