"""The timers that are due, rung with ten thousand, a hundred thousand and a million others open.

The same number is due in each store, so the ratio says what the others cost; they are copies of
one open case, made by the database. Beside it stands what the bare driver makes of a smaller task:
one row each of case, history, urging, message and two of timers, no laws, a hundred to a commit.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from life import BODY, OFFICE, proposal
from sqlalchemy import Engine as Database
from sqlalchemy import text

from bihuan import Engine, open_engine
from bihuan.adapters.calendars import standard_calendar
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema, tables
from bihuan.adapters.sql.database import SQLITE_SETTINGS, open_database

OPEN = (10_000, 100_000, 1_000_000)
"""How many timers are open beside those that ring."""
DUE, AT_ONCE, SLICES = 1000, 100, 6
FIRST_DAY = date(2024, 3, 4)
FAR = "'2099-01-01 00:00:00.000000'"
CALENDAR = standard_calendar()
RAW_TABLES = (
    "CREATE TABLE c (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, facts TEXT NOT NULL)",
    "CREATE TABLE h (id TEXT, seq INTEGER, body TEXT, hash TEXT, key TEXT UNIQUE, PRIMARY KEY (id, seq))",
    "CREATE TABLE u (id TEXT, seq INTEGER, body TEXT, PRIMARY KEY (id, seq))",
    "CREATE TABLE t (id TEXT, key TEXT, status TEXT, PRIMARY KEY (id, key))",
    "CREATE TABLE o (key TEXT PRIMARY KEY, body TEXT)",
)
RAW_STEPS: tuple[tuple[str, Callable[[str, int], tuple[Any, ...]]], ...] = (
    ("INSERT INTO h VALUES (?, ?, ?, ?, ?)", lambda c, n: (c, n, BODY, "0" * 64, f"{c}/{n}")),
    ("UPDATE c SET seq = ? WHERE id = ? AND seq = ?", lambda c, n: (n, c, n - 1)),
    ("INSERT INTO u VALUES (?, ?, ?)", lambda c, n: (c, n, BODY)),
    ("UPDATE t SET status = ? WHERE id = ? AND key = ?", lambda c, n: ("fired", c, str(n - 1))),
    ("INSERT INTO t VALUES (?, ?, ?)", lambda c, n: (c, str(n), "pending")),
    ("INSERT INTO o VALUES (?, ?)", lambda c, n: (f"{c}/{n}", BODY)),
)
"""What a hand-written program writes for each timer, with the values for a case and an entry."""


def at_work(url: str) -> Engine:
    """An engine at the database, standing on the first day."""
    store = SqlStore(open_database(url))
    return open_engine(store, calendar=CALENDAR, clock=FrozenClock(FIRST_DAY))


def days() -> list[date]:
    """The days on which all the cases ring: before and after the term, and then every week."""
    steps = [4, *[5] * SLICES]
    found = [FIRST_DAY]
    for step in steps:
        found.append(CALENDAR.add_workdays(found[-1], step))
    return found[1:]


def ringing(engine: Engine) -> None:
    """Cases that all ring at the same moments."""
    arrivals = [(proposal(no), None) for no in range(DUE)]
    assert len(list(engine.receive_all(arrivals, actor=OFFICE))) == DUE


def fill(database: Database, model: str, copies: int) -> None:
    """Copy a case just received so often, each copy with one open timer in a far year."""
    postgres = database.dialect.name == "postgresql"
    numbers = (
        f"generate_series(1, {copies}) as g(n)"
        if postgres
        else f"(with recursive g(n) as (select 1 union all select n + 1 from g where n < {copies})"
        " select n from g)"
    )
    name = "'copy-' || n"
    far = {"due_at": f"cast({FAR} as timestamp)" if postgres else FAR}
    with database.begin() as connection:
        for table, key, changed in (
            (tables.history, "case_", {}),
            (tables.cases, "id", {"identity": name}),
            (tables.alarm, "case_", far),
        ):
            names = [column.name for column in table.columns]
            values = ", ".join({key: name, **changed}.get(it, f"o.{it}") for it in names)
            one = f"(select * from {table.name} where {key} = '{model}' limit 1) as o"
            told = f"insert into {table.name} ({', '.join(names)}) select {values} from {one}"
            connection.execute(text(f"{told}, {numbers}"))
        connection.execute(text(f"update bihuan_alarm set due_at = {FAR} where case_ = '{model}'"))


def settle(url: str) -> None:
    """Let the database count its rows and write everything out before anything is measured."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute("analyze")
            file.execute("pragma wal_checkpoint(truncate)")
        return
    import psycopg

    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")


def prepared(url: str, open_timers: int) -> None:
    """A store with so many open timers, of which some will ring."""
    with closing(SqlStore(open_database(url))) as store:
        schema.upgrade(store.engine)
        engine = open_engine(store, calendar=CALENDAR, clock=FrozenClock(FIRST_DAY))
        ringing(engine)
        model = engine.receive(proposal(-1), actor=OFFICE).case.id
        fill(store.engine, model, open_timers)
    settle(url)


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine, let go of afterwards."""
    engine = at_work(url)
    try:
        yield engine
    finally:
        assert isinstance(engine.store, SqlStore)
        engine.store.close()


def sweep(engine: Engine, day: date) -> float:
    """Ring all that is due on the day, as a daemon does; the seconds it took."""
    assert isinstance(engine.clock, FrozenClock)
    engine.clock.set(day)
    began, rung = time.perf_counter(), 0
    while done := engine.tick(AT_ONCE):
        rung += done
    took = time.perf_counter() - began
    assert rung == DUE, (rung, engine.failing)
    return took


def raw(
    executemany: Callable[..., Any], commit: Callable[[], Any], mark: str
) -> Callable[[int], float]:
    """Write what a hand-written program would for as many timers; the seconds it took."""
    cases = [f"case-{no}" for no in range(DUE)]
    executemany(f"INSERT INTO c VALUES ({mark}, {mark}, {mark})", [(c, 0, "{}") for c in cases])
    commit()

    def ring(seq: int) -> float:
        began = time.perf_counter()
        for at in range(0, DUE, AT_ONCE):
            for told, values in RAW_STEPS:
                executemany(
                    told.replace("?", mark), [values(c, seq) for c in cases[at : at + AT_ONCE]]
                )
            commit()
        return time.perf_counter() - began

    return ring


@contextmanager
def raw_beside(url: str) -> Iterator[Callable[[int], float]]:
    """The bare driver on tables of its own, in the same database or in a file beside it."""
    if url.startswith("sqlite"):
        place = url.removeprefix("sqlite:///") + ".raw"
        with closing(sqlite3.connect(place, isolation_level="IMMEDIATE")) as file:
            for name, value in SQLITE_SETTINGS.items():
                file.execute(f"PRAGMA {name} = {value}")
            for table in RAW_TABLES:
                file.execute(table)
            yield raw(file.executemany, file.commit, "?")
        return
    import psycopg

    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        for table in RAW_TABLES:
            connection.execute(table)
        yield raw(connection.cursor().executemany, connection.commit, "%s")


def compare(kind: str, urls: list[str]) -> dict[str, Any]:
    """Sweep every store in turns, and the last once more in a process of its own."""
    spans: dict[int, list[float]] = {open_: [] for open_ in OPEN}
    bare: list[float] = []
    with ExitStack() as held:
        engines = [held.enter_context(opened(url)) for url in urls]
        ring = held.enter_context(raw_beside(urls[0]))
        for seq, day in enumerate(days()[:-1], start=1):
            for open_, engine in zip(OPEN, engines, strict=True):
                spans[open_].append(sweep(engine, day))
            bare.append(ring(seq))
    few, some, many = (spans[open_][1:] for open_ in OPEN)  # the first was the first use
    return {
        "what": f"timers that are due, {kind}, one daemon",
        "rung_per_second": round(DUE / statistics.median(many)),
        "by_the_bare_driver": round(DUE / statistics.median(bare[1:])),
        "100k_against_10k": _ratio(some, few),
        "1M_against_10k": _ratio(many, few),
        "daemon_mb": weighed(urls[-1]),
    }


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 2)


def weighed(url: str) -> int:
    """What a process weighs at its heaviest that opens the store and sweeps it once."""
    words = [sys.executable, __file__, "--weigh", url]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    return int(told)


def weigh(url: str) -> None:
    """Sweep once and print the peak of this process in megabytes."""
    with opened(url) as engine:
        sweep(engine, days()[-1])
    print(peak())


def peak() -> int:
    """This process at its heaviest, in megabytes; `ru_maxrss` would count its parent's."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


def main(*urls: str) -> None:
    """Print what was measured: on SQLite, and on PostgreSQL when three empty databases are named."""
    with tempfile.TemporaryDirectory() as folder:
        files = [f"sqlite:///{Path(folder) / str(open_)}.db" for open_ in OPEN]
        for kind, places in (("SQLite", files), ("PostgreSQL", list(urls))):
            if not places:
                print("PostgreSQL is left out: no server was found")
                continue
            for url, open_ in zip(places, OPEN, strict=True):
                prepared(url, open_)
            print(json.dumps(compare(kind, places), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--weigh"]:
        weigh(sys.argv[2])
    else:
        main(*sys.argv[1:])
