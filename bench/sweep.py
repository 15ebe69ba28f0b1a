"""The due-timer sweep with few and with a million open timers, and what a daemon weighs then.

The same number of timers is due in both stores, so the ratio says what the
others cost. The others are copies of one open case, made by the database.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from life import OFFICE, proposal
from sqlalchemy import Engine as Database
from sqlalchemy import text

from bihuan import Engine, open_engine
from bihuan.adapters.calendars import standard_calendar
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema, tables
from bihuan.adapters.sql.database import open_database

FEW, MANY = 10_000, 1_000_000
DUE, SLICES = 150, 7
FIRST_DAY = date(2024, 3, 4)
FAR = "'2099-01-01 00:00:00.000000'"
CALENDAR = standard_calendar()


def at_work(url: str) -> Engine:
    """An engine at the database, standing on the first day."""
    store = SqlStore(open_database(url))
    return open_engine(store, calendar=CALENDAR, clock=FrozenClock(FIRST_DAY))


def days() -> list[date]:
    """The day on which each slice's timers ring: ten working days before their term."""
    return [CALENDAR.add_workdays(FIRST_DAY, 20 + no) for no in range(SLICES)]


def ringing(engine: Engine) -> None:
    """Cases whose timers will ring, so many for each slice."""
    for no in range(DUE * SLICES):
        case = engine.receive(proposal(no), actor=OFFICE).case.id
        said = {"leader": "甲", "officer": "乙", "division": "甲处", "task": "办"}
        time_fixed = CALENDAR.add_workdays(days()[no // DUE], 10)
        engine.fire(case, "dispatch", {**said, "time": time_fixed}, actor=OFFICE)


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
        connection.execute(text(f"update alarm set due_at = {FAR} where case_ = '{model}'"))


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
    """Ring one slice's timers; the seconds it took."""
    began = time.perf_counter()
    rung = ring(engine, day)
    took = time.perf_counter() - began
    assert rung == DUE, (rung, engine.failing)
    return took


def ring(engine: Engine, day: date) -> int:
    """Ring what is due on the day; how many timers."""
    assert isinstance(engine.clock, FrozenClock)
    engine.clock.set(day)
    return engine.tick(1000)


def compare(what: str, few: str, many: str) -> dict[str, Any]:
    """Sweep both stores in turns, the last slice left for the weighing."""
    ratios, seconds = [], []
    with opened(few) as small, opened(many) as large:
        for engine in (small, large):
            ring(engine, days()[0] - timedelta(days=1))  # the first use
        for day in days()[:-1]:
            pair = sweep(small, day), sweep(large, day)
            ratios.append(pair[1] / pair[0])
            seconds.append(pair[1])
    return {
        "what": what,
        "ratio": round(statistics.median(ratios), 2),
        "from": round(min(ratios), 2),
        "to": round(max(ratios), 2),
        "fired_per_second": round(DUE / statistics.median(seconds)),
        "daemon_mb": weighed(many),
    }


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
    """Print what was measured: on SQLite, and on PostgreSQL when two empty databases are named."""
    with tempfile.TemporaryDirectory() as folder:
        files = [f"sqlite:///{Path(folder) / name}.db" for name in ("few", "many")]
        for kind, (few, many) in (
            {"SQLite": files, "PostgreSQL": list(urls)}.items()
            if urls
            else {"SQLite": files}.items()
        ):
            prepared(few, FEW)
            prepared(many, MANY)
            told = compare(f"due-timer sweep, {kind}, 1 M against 10 k open timers", few, many)
            print(json.dumps(told, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--weigh"]:
        weigh(sys.argv[2])
    else:
        main(*sys.argv[1:])
