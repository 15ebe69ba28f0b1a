"""Put an engine together from a database address and a policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from bihuan.adapters.calendars import standard_calendar
from bihuan.adapters.clocks import SystemClock
from bihuan.adapters.ids import TimeOrderedIds
from bihuan.adapters.policies import find_policy
from bihuan.engine.document_numbers import Series
from bihuan.engine.engine import Engine, silent
from bihuan.engine.library import Library
from bihuan.engine.ports import Clock, Ids, Store
from bihuan.engine.scene import House
from bihuan.rules.book import Book
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.hours import Hours
from bihuan.rules.ladders import Ladder, default_ladders
from bihuan.rules.policy import Policy
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT

SHIPPED = (LEAD, SUPPORT, READING)


def open_engine(
    where: str | Store,
    *,
    office: str = "office",
    name: str = "",
    policy: str | Policy = "national_law_2025",
    calendar: WorkCalendar | None = None,
    ladders: Mapping[str, Ladder] | None = None,
    hours: Hours | None = None,
    series: Mapping[str, Series] | None = None,
    book: Book | None = None,
    clock: Clock | None = None,
    ids: Ids | None = None,
    machines: Iterable[Machine] = SHIPPED,
    log: Callable[..., object] = silent,
) -> Engine:
    """An engine over a database address or a store; `name` is what the office signs with.

    A new SQLite file is given its tables; a PostgreSQL database must have
    them (`bihuan db init`). Machines not yet stored are proven first:
    raises Unproven for one that breaks a law.
    """
    store = _store(where) if isinstance(where, str) else where
    time = clock or SystemClock()
    library = Library(machines)
    library.settle(store, time.now())
    house = House(
        office=office,
        name=name,
        policy=find_policy(policy, Path()) if isinstance(policy, str) else policy,
        ladders={**default_ladders(), **(ladders or {})},
        calendar=calendar or standard_calendar(),
        hours=hours or Hours(),
        series=series or {},
        book=book,
    )
    return Engine(
        store, house=house, clock=time, ids=ids or TimeOrderedIds(), library=library, log=log
    )


def _store(url: str) -> Store:
    from bihuan.adapters.sql import (
        open_store,
    )  # SQLAlchemy is only loaded when a database is opened

    return open_store(url)
