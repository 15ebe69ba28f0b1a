"""A case's life through the engine, beside the bare driver at two tasks.

`same statements`: everything the engine's store says in a life, said again by the
driver alone, one statement after another: what the database itself costs.
`fewer rows`: a task of its own with one row each of case, history, timer and
message a step, and no laws, for what a hand-written program might do.
"""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from replay import NUMBER, Life, recorded

from bihuan import Actor, Engine, Intake, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema
from bihuan.adapters.sql.database import SQLITE_SETTINGS, open_database

OFFICE = Actor("office")
EVENTS: tuple[tuple[str, dict[str, Any]], ...] = (
    (
        "dispatch",
        {"leader": "甲", "officer": "乙", "division": "甲处", "task": "办", "time": "2024-05-31"},
    ),
    ("urge", {"to": ["officer"]}),
    ("contact", {"how": "phone"}),
    ("co_handle", {"requests": ["乙处"]}),
    ("opinion", {"text": "同意"}),
    ("answer", {"document": "某函〔2024〕1号", "signer": "甲", "code": "A"}),
    ("feedback", {"verdict": "满意"}),
    ("close", {}),
)
STEPS = 1 + len(EVENTS)
SLICES, LIVES = 9, 20
NUMBERS = count(10_000)
"""Numbers of cases, each used once in a run."""

RAW_TABLES = """
CREATE TABLE c (id TEXT PRIMARY KEY, state TEXT NOT NULL, seq INTEGER NOT NULL, facts TEXT NOT NULL);
CREATE TABLE h (id TEXT NOT NULL, seq INTEGER NOT NULL, event TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL,
  key TEXT UNIQUE, PRIMARY KEY (id, seq));
CREATE TABLE t (id TEXT NOT NULL, key TEXT NOT NULL, due TEXT NOT NULL, status TEXT NOT NULL, PRIMARY KEY (id, key));
CREATE TABLE o (key TEXT PRIMARY KEY, body TEXT NOT NULL, status TEXT NOT NULL);
"""
BODY = json.dumps(
    {"args": dict(EVENTS[0][1]), "given": {"five_assigned": True}}, ensure_ascii=False
)


def proposal(no: int | str) -> Intake:
    """A proposal as it reaches the office."""
    return Intake(
        kind="cppcc_proposal",
        role="lead",
        year=2024,
        number=str(no),
        number_key=str(no),
        title="题目",
        members=("某委员",),
        received_on=date(2024, 3, 4),
    )


def engine_lives(engine: Engine) -> Callable[..., str]:
    """Live one case through the engine."""

    def live(no: int | str, step: Callable[[], None] = lambda: None) -> str:
        step()
        case = engine.receive(proposal(no), actor=OFFICE).case.id
        for event, args in EVENTS:
            step()
            engine.fire(case, event, args, actor=OFFICE)
        return case

    return live


def replayed(
    engine: Engine, execute: Callable[..., Any], begin: Callable[[], Any], commit: Callable[[], Any]
) -> Callable[[int], None]:
    """Say the statements of a recorded life again, one after another, for another case."""
    life = Life()
    with recorded(life) as step:
        life.case = engine_lives(engine)(NUMBER, step)

    def live(no: int) -> None:
        for said in life.again(no):
            begin()
            for text, rows in said:
                for row in rows or [()]:
                    cursor = execute(text, row)
                    if cursor.description:
                        cursor.fetchall()
            commit()

    return live


def raw_lives(
    execute: Callable[..., Any], begin: Callable[[], Any], commit: Callable[[], Any], mark: str
) -> Callable[[int], None]:
    """Live one case by the driver alone: key, row, history, two timers, a message, in one commit a step."""

    def sql(text: str) -> str:
        return text.replace("?", mark)

    def live(no: int) -> None:
        case = f"raw-{mark}-{no}-{time.monotonic_ns()}"
        for seq in range(1, STEPS + 1):
            begin()
            execute(sql("SELECT seq FROM h WHERE key = ?"), (f"{case}/{seq}",)).fetchone()
            if seq == 1:
                execute(sql("INSERT INTO c VALUES (?, 'a', 1, '{}')"), (case,))
            else:
                execute(sql("SELECT state, seq, facts FROM c WHERE id = ?"), (case,)).fetchone()
                execute(
                    sql("UPDATE c SET state = 'b', seq = ? WHERE id = ? AND seq = ?"),
                    (seq, case, seq - 1),
                )
            execute(
                sql("INSERT INTO h VALUES (?, ?, 'e', ?, ?, ?)"),
                (case, seq, BODY, "0" * 64, f"{case}/{seq}"),
            )
            execute(
                sql("UPDATE t SET status = 'cancelled' WHERE id = ? AND key = ?"),
                (case, str(seq - 1)),
            )
            execute(
                sql("INSERT INTO t VALUES (?, ?, ?, 'pending')"),
                (case, str(seq), datetime.now(UTC).isoformat()),
            )
            execute(sql("INSERT INTO o VALUES (?, ?, 'pending')"), (f"{case}/{seq}", BODY))
            commit()

    return live


def pair(name: str, ours: Callable[[int], Any], theirs: Callable[[int], Any]) -> dict[str, Any]:
    """Alternate slices and take the ratio pair by pair."""
    ratios, seconds = [], []
    for _ in range(SLICES):
        spans = []
        for live in (theirs, ours):
            began = time.perf_counter()
            for _ in range(LIVES):
                live(next(NUMBERS))
            spans.append(time.perf_counter() - began)
        ratios.append(spans[1] / spans[0])
        seconds.append(spans[1])
    return {
        "what": name,
        "ratio": round(statistics.median(ratios), 2),
        "from": round(min(ratios), 2),
        "to": round(max(ratios), 2),
        "steps_per_second": round(LIVES * STEPS / statistics.median(seconds)),
    }


def on_sqlite() -> Iterator[dict[str, Any]]:
    """Ours and both tasks on SQLite, WAL with full durability."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as open_:
        engine = open_engine(f"sqlite:///{folder}/ours.db", clock=FrozenClock("2024-03-11"))
        assert isinstance(engine.store, SqlStore)
        open_.callback(engine.store.close)

        def raw(name: str) -> tuple[Callable[..., Any], Callable[[], Any], Callable[[], Any]]:
            bare = sqlite3.connect(Path(folder) / name, isolation_level=None)
            open_.callback(bare.close)
            for setting, value in SQLITE_SETTINGS.items():
                bare.execute(f"PRAGMA {setting} = {value}")
            if name != "ours.db":
                bare.executescript(RAW_TABLES)
            return (
                bare.execute,
                lambda: bare.execute("BEGIN IMMEDIATE"),
                lambda: bare.execute("COMMIT"),
            )

        ours = engine_lives(engine)
        yield pair(
            "case life, SQLite, same statements by sqlite3",
            ours,
            replayed(engine, *raw("ours.db")),
        )
        yield pair(
            "case life, SQLite, fewer rows by sqlite3", ours, raw_lives(*raw("raw.db"), mark="?")
        )


def on_postgres(url: str) -> Iterator[dict[str, Any]]:
    """Ours and both tasks on the same PostgreSQL server."""
    import psycopg

    database = open_database(url)
    schema.upgrade(database)
    engine = open_engine(SqlStore(database), clock=FrozenClock("2024-03-11"))
    place = url.replace("postgresql+psycopg", "postgresql")
    with closing(psycopg.connect(place)) as raw:
        raw.execute(RAW_TABLES)
        raw.commit()
        ours = engine_lives(engine)
        again = replayed(engine, psycopg.RawCursor(raw).execute, lambda: None, raw.commit)
        for _ in range(LIVES):
            ours(next(NUMBERS))
        raw.execute("ANALYZE")  # as the server does by itself within a minute
        raw.commit()
        yield pair("case life, PostgreSQL, same statements by psycopg", ours, again)
        yield pair(
            "case life, PostgreSQL, fewer rows by psycopg",
            ours,
            raw_lives(raw.execute, lambda: None, raw.commit, "%s"),
        )
    database.dispose()


def main(url: str | None) -> None:
    """Print what was measured."""
    for figures in on_sqlite():
        print(json.dumps(figures, ensure_ascii=False), flush=True)
    if url is None:
        print("PostgreSQL is left out: no server was found")
        return
    for figures in on_postgres(url):
        print(json.dumps(figures, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
