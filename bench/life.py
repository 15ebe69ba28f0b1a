"""A case's life through the engine, beside the bare driver writing the same kinds of rows."""

from __future__ import annotations

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bihuan import Actor, Engine, Intake, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema
from bihuan.adapters.sql.database import open_database

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


def engine_lives(engine: Engine) -> Callable[[int], None]:
    """Live one case through the engine."""

    def live(no: int) -> None:
        intake = Intake(
            kind="cppcc_proposal",
            role="lead",
            year=2024,
            number=str(no),
            number_key=str(no),
            title="题目",
            members=("某委员",),
            received_on=date(2024, 3, 4),
        )
        case = engine.receive(intake, actor=OFFICE).case.id
        for event, args in EVENTS:
            engine.fire(case, event, args, actor=OFFICE)

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


def pair(name: str, ours: Callable[[int], None], theirs: Callable[[int], None]) -> dict[str, Any]:
    """Alternate slices and take the ratio pair by pair."""
    ratios, seconds = [], []
    no = 0
    for _ in range(SLICES):
        spans = []
        for live in (theirs, ours):
            began = time.perf_counter()
            for _ in range(LIVES):
                no += 1
                live(no)
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


def on_sqlite() -> dict[str, Any]:
    """Both on SQLite, WAL with full durability."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/ours.db", clock=FrozenClock("2024-03-11"))
        raw = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        raw.execute("PRAGMA journal_mode=WAL")
        raw.execute("PRAGMA synchronous=FULL")
        raw.executescript(RAW_TABLES)
        theirs = raw_lives(
            raw.execute, lambda: raw.execute("BEGIN IMMEDIATE"), lambda: raw.execute("COMMIT"), "?"
        )
        try:
            return pair("case life, SQLite, against sqlite3", engine_lives(engine), theirs)
        finally:
            raw.close()
            assert isinstance(engine.store, SqlStore)
            engine.store.close()


def on_postgres(url: str) -> dict[str, Any]:
    """Both on the same PostgreSQL server."""
    import psycopg

    database = open_database(url)
    schema.upgrade(database)
    engine = open_engine(SqlStore(database), clock=FrozenClock("2024-03-11"))
    raw = psycopg.connect(url.replace("postgresql+psycopg", "postgresql"))
    raw.execute(RAW_TABLES)
    raw.commit()
    theirs = raw_lives(raw.execute, lambda: None, raw.commit, "%s")
    try:
        return pair("case life, PostgreSQL, against psycopg", engine_lives(engine), theirs)
    finally:
        raw.close()
        database.dispose()


def main(url: str | None) -> None:
    """Print what was measured."""
    print(json.dumps(on_sqlite(), ensure_ascii=False))
    if url is None:
        print("PostgreSQL is left out: no server was found")
    else:
        print(json.dumps(on_postgres(url), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
