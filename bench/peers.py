"""A case's life through the engine, beside DBOS workflows of transactions that write a life.

`same statements`: each transaction says what the engine's store says in that
step, laws included. `fewer rows`: the smaller task of `life.py`.
"""

from __future__ import annotations

import json
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from life import LIVES, NUMBER, RAW_TABLES, engine_lives, raw_lives
from replay import Life, recorded
from sqlalchemy import text

from bihuan import Engine, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, schema
from bihuan.adapters.sql.database import open_database

PEER = Path(__file__).with_name("peer_dbos.py")
SLICES = 7
NUMBERS = count(10_000)
Steps = list[list[tuple[str, list[Any]]]]
"""A life as the statements of each of its transactions."""
Took = tuple[float, float]
"""Seconds on the wall, and of the process's own CPU: the second does not mind a busy machine."""


@contextmanager
def dbos(python: str, system: str, app: str) -> Iterator[Callable[[list[Steps]], Took]]:
    """A process that lives with DBOS whatever it is told."""
    words = [python, str(PEER), system, app]
    with (
        tempfile.NamedTemporaryFile() as file,
        subprocess.Popen(
            words,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as process,
    ):
        assert process.stdin is not None and process.stdout is not None
        assert json.loads(process.stdout.readline()) == "ready"
        ask, answer = process.stdin, process.stdout

        def live(lives: list[Steps]) -> Took:
            Path(file.name).write_bytes(pickle.dumps(lives))
            ask.write(f"{file.name}\n")
            ask.flush()
            wall, cpu = json.loads(answer.readline())
            return wall, cpu

        yield live
        ask.close()


def same_statements(engine: Engine) -> Callable[[int], Steps]:
    """What the engine's store says in a life, for another case."""
    life = Life()
    with recorded(life) as step:
        life.case = engine_lives(engine)(NUMBER, step)
    return lambda no: list(life.again(no))


def fewer_rows(mark: str) -> Callable[[int], Steps]:
    """What the smaller task says in a life."""

    def told(no: int) -> Steps:
        steps: Steps = []

        class Hearing:
            def fetchone(self) -> None: ...

        def execute(statement: str, row: tuple[Any, ...]) -> Hearing:
            steps[-1].append((statement, [list(row)]))
            return Hearing()

        raw_lives(execute, lambda: steps.append([]), lambda: None, mark)(no)
        return steps

    return told


def compare(
    what: str,
    ours: Callable[[int], object],
    theirs: Callable[[list[Steps]], Took],
    told: Callable[[int], Steps],
) -> None:
    """Alternate slices, take the ratios pair by pair, and print them."""
    pairs = []
    for _ in range(SLICES + 1):
        peer = theirs([told(next(NUMBERS)) for _ in range(LIVES)])
        began, spent = time.perf_counter(), time.process_time()
        for _ in range(LIVES):
            ours(next(NUMBERS))
        pairs.append((peer, (time.perf_counter() - began, time.process_time() - spent)))
    del pairs[0]  # the first use of either
    times, cpu = ([peer[at] / our[at] for peer, our in pairs] for at in (0, 1))
    figures = {
        "what": what,
        "times_faster": round(statistics.median(times), 2),
        "from": round(min(times), 2),
        "to": round(max(times), 2),
        "times_less_cpu": round(statistics.median(cpu), 2),
        "lives_per_second": round(LIVES / statistics.median(our[0] for _, our in pairs), 1),
        "theirs": round(LIVES / statistics.median(peer[0] for peer, _ in pairs), 1),
    }
    print(json.dumps(figures, ensure_ascii=False), flush=True)


@contextmanager
def engine_at(url: str, *more: str) -> Iterator[Engine]:
    """An engine at a database with its tables and definitions, and more tables beside."""
    database = open_database(url)
    schema.upgrade(database)
    with database.begin() as connection:
        for statement in more:
            connection.execute(text(statement))
    try:
        yield open_engine(SqlStore(database), clock=FrozenClock("2024-03-11"))
    finally:
        database.dispose()


def on(what: str, python: str, url: str, system: str, app: str) -> None:
    """Both tasks on one kind of database; ours at `url`, theirs at the two others."""
    tables = [statement for statement in RAW_TABLES.split(";") if statement.strip()]
    mark = "?" if url.startswith("sqlite") else "%s"
    with engine_at(app, *tables):
        pass
    with engine_at(url) as engine, dbos(python, system, app) as theirs:
        ours = engine_lives(engine)
        compare(f"{what}, same statements by DBOS", ours, theirs, same_statements(engine))
        compare(f"{what}, fewer rows by DBOS", ours, theirs, fewer_rows(mark))


def main(python: str, *urls: str) -> None:
    """Print what was measured: on SQLite, and on PostgreSQL when three empty databases are named."""
    with tempfile.TemporaryDirectory() as folder:
        files = [f"sqlite:///{folder}/{name}.db" for name in ("ours", "system", "theirs")]
        on("case life, SQLite", python, *files)
    if urls:
        on("case life, PostgreSQL", python, *urls)


if __name__ == "__main__":
    main(*sys.argv[1:])
