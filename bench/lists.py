"""A ledger of many rows as xlsx, beside plain XlsxWriter writing the same cells."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

import xlsxwriter

from bihuan import Actor, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.lists import Page, page, write_list
from bihuan.engine.lists import LISTS, cases_of
from support.people import intake

ROWS = int(os.environ.get("BENCH_ROWS", "10000"))
CLERK = Actor("office")
DAY = date(2024, 3, 11)


def told(folder: str) -> Page:
    """The ledger of that many received cases, read from SQLite."""
    engine = open_engine(f"sqlite:///{folder}/bench.db", clock=FrozenClock("2024-03-11"))
    arrivals = [(replace(intake(no), note="备注" * 10), None) for no in range(1, ROWS + 1)]
    for _ in engine.receive_all(arrivals, actor=CLERK):
        pass
    began = time.perf_counter()
    cases = cases_of(engine.store, engine.house, engine.library.machine, year=2024, as_of=DAY)
    made = page(LISTS["ledger"], cases, engine.house, "某厅", DAY, 2024)
    print(json.dumps({"what": "read a ledger from history", "rows": ROWS, **_spent(began)}))
    engine.store.close()  # type: ignore[attr-defined]
    return made


def ours(made: Page, file: Path) -> None:
    """Our own file: durable, whole, ready for paper."""
    write_list(file, made, "xlsx")


def plain(made: Page, file: Path) -> None:
    """The same cells by the library alone, nothing else."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for at, row in enumerate((made.headings, *made.rows)):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)
                elif isinstance(value, str):
                    sheet.write_string(at, column, value)
                elif value is not None:
                    sheet.write_number(at, column, value)


def _spent(began: float) -> dict[str, float]:
    return {"seconds": round(time.perf_counter() - began, 2)}


def measured(what: str, made: Page, file: Path) -> None:
    """Seconds, and by how much the heaviest moment of a child of ours is above its beginning."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        before = _heaviest()
        began = time.perf_counter()
        (ours if what == "ours" else plain)(made, file)
        figures = {**_spent(began), "more_megabytes": round((_heaviest() - before) / 1024, 1)}
        os.write(write, json.dumps(figures).encode())
        os._exit(0)
    os.waitpid(child, 0)
    figures = json.loads(os.read(read, 4096))
    line = {"what": f"write a ledger, {what}", "rows": ROWS, **figures}
    print(json.dumps({**line, "megabytes": round(file.stat().st_size / 1e6, 2)}), flush=True)


def _heaviest() -> int:
    """The most memory this process has had, in kilobytes."""
    told = Path("/proc/self/status").read_text("utf-8")
    return int(next(line.split()[1] for line in told.splitlines() if line.startswith("VmHWM")))


def main() -> None:
    """Print what was measured, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        made = told(folder)
        for what in ("ours", "plain"):
            measured(what, made, Path(folder) / f"{what}.xlsx")


if __name__ == "__main__":
    main()
