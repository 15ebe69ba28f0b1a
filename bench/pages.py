"""The pages over 10,000 cases in SQLite: how many a second one process answers, and the slowest."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from starlette.testclient import TestClient

from bihuan import Actor, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.web.app import create_app
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.people import intake
from support.web import FIVE, a_token

CASES = int(os.environ.get("BENCH_ROWS", "10000"))
TIMES = int(os.environ.get("BENCH_TIMES", "60"))
CLERK = Actor("office")
DIVISIONS = [f"第{no}处" for no in range(1, 41)]


def filled(folder: str) -> Engine:
    """An office whose cases are spread over forty divisions."""
    clock = FrozenClock("2024-03-11")
    engine = open_engine(f"sqlite:///{folder}/bench.db", clock=clock)
    arrivals = [(replace(intake(no), category=f"类{no % 20}"), None) for no in range(1, CASES + 1)]
    cases = [one.case.id for one in engine.receive_all(arrivals, actor=CLERK)]  # type: ignore[union-attr]
    for no, case in enumerate(cases):
        due = date(2024, 4, 1) + timedelta(days=no % 90)
        five = FIVE | {"division": DIVISIONS[no % 40], "time": due.isoformat()}
        engine.fire(case, "dispatch", five, actor=CLERK)
    clock.advance(days=75)
    return engine


def measure(client: TestClient, what: str, path: str, times: int = TIMES) -> None:
    """Ask for one page again and again."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        answer = client.get(path)
        spent.append(time.perf_counter() - began)
        assert answer.status_code == 200, answer.text
    told = {
        "what": what,
        "cases": CASES,
        "per_second": round(1 / statistics.mean(spent), 1),
        "p95_ms": round(sorted(spent)[int(len(spent) * 0.95)] * 1000, 1),
        "kilobytes": len(answer.content) // 1024,
    }
    print(json.dumps(told, ensure_ascii=False), flush=True)


def main() -> None:
    """Fill, come in as the office and as a division, and look."""
    with tempfile.TemporaryDirectory() as folder, filled(folder) as engine:
        case = engine.feed(limit=1)[0].entry.case
        app = create_app(engine, org="某厅")
        with TestClient(app, base_url="http://localhost") as office:
            office.post("/login", data={"token": a_token(engine, Role.OFFICE)})
            measure(office, "the board, counted anew", "/board", 1)
            measure(office, "the board, within its minute", "/board")
            measure(office, "the list of cases", "/cases?year=2024")
            measure(office, "the list, by division and text", "/cases?division=第7处&q=关于")
            measure(office, "a case", f"/cases/{case}")
            measure(office, "the office's worklist", "/work")
        with TestClient(app, base_url="http://localhost") as division:
            token = a_token(engine, Role.DIVISION, unit=DIVISIONS[6])
            division.post("/login", data={"token": token})
            measure(division, "a division's worklist", "/work")
            measure(division, "a division's list", "/cases")


if __name__ == "__main__":
    main()
