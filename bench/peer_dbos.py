"""Lives told as statements, each life a DBOS workflow, each step one of its transactions.

Run by an interpreter that has DBOS. Reads the name of a file of lives a line,
lives them, answers with the seconds and the CPU seconds they took. The
statements go straight to the driver; what is measured beside them is the
checkpoint DBOS keeps of each workflow and transaction.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
import sqlite3
import sys
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

from dbos import DBOS, DBOSConfig, SetWorkflowID, SQLAlchemyDatasource

SYSTEM, APP = sys.argv[1:]
LIVES: dict[str, list[Any]] = {}
"""The steps of each life at hand, by the name of its workflow."""


def write_ahead(url: str) -> None:
    """Give a SQLite file the journal ours has; DBOS leaves the default, which is slower."""
    if url.startswith("sqlite:///"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
            file.execute("PRAGMA journal_mode=WAL")


for address in (SYSTEM, APP):
    write_ahead(address)
config: DBOSConfig = {"name": "bench", "system_database_url": SYSTEM, "log_level": "ERROR"}
DBOS(config=config)
source = SQLAlchemyDatasource.create(APP)
kind = {"isolation_level": "READ COMMITTED"} if APP.startswith("postgresql") else {}


def execute(driver: Any, text: str, row: list[Any]) -> None:
    """Say one statement, and hear the answer if there is one."""
    if "$1" in text:
        from psycopg import RawCursor

        driver = RawCursor(driver)
    cursor = driver.execute(text, row)
    if cursor.description:
        cursor.fetchall()


@source.transaction(**kind)
def step(name: str, number: int) -> int:
    """One step of a life."""
    driver = source.sql_session().connection().connection.driver_connection
    for text, rows in LIVES[name][number]:
        for row in rows or [[]]:
            execute(driver, text, row)
    return number


@DBOS.workflow()
def life(name: str) -> int:
    """From the first step to the last."""
    return sum(step(name, number) for number in range(len(LIVES[name])))


def main() -> None:
    """Answer each file with what its lives took."""
    DBOS.launch()
    logging.getLogger("dbos").setLevel(logging.ERROR)
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        LIVES.clear()
        LIVES.update(
            {str(uuid.uuid4()): it for it in pickle.loads(Path(line.strip()).read_bytes())}
        )
        began, spent = time.perf_counter(), time.process_time()
        for name in LIVES:
            with SetWorkflowID(name):
                life(name)
        took = time.perf_counter() - began, time.process_time() - spent
        print(json.dumps(took), flush=True)
    DBOS.destroy()


if __name__ == "__main__":
    main()
    os._exit(0)  # its threads would keep the process
