"""An import of 5,000 rows: reading, looking and receiving, beside bare python-calamine reading."""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from python_calamine import CalamineWorkbook

from bihuan import Actor, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.importing import Defaults, Plan, Planner, apply
from bihuan.adapters.ledger import Reading, read_ledger
from support.ledgers import write_csv, write_ods, write_xls, write_xlsx

ROWS, TIMES = 5_000, 5
CLERK = Actor("office")
DEFAULTS = Defaults(role="lead", received=date(2024, 3, 4))
HEAD = [
    "案号",
    "案由",
    "年度",
    "类型",
    "届次",
    "第一提案人",
    "主办单位",
    "会办单位",
    "交办日期",
    "办理时限",
    "备注",
]
WRITERS = {"xlsx": write_xlsx, "xls": write_xls, "ods": write_ods, "csv": write_csv}


def rows() -> list[list[str]]:
    """A made-up ledger of the usual width."""
    return [HEAD] + [
        [
            f"第{no:04d}号",
            f"关于加强第{no}片区道路建设与管理的提案",
            "2024",
            "提案",
            "省政协十三届二次会议",
            "某委员",
            "省交通运输厅",
            "省财政厅、省自然资源厅",
            "2024年3月4日",
            "3个月",
            "",
        ]
        for no in range(1, ROWS + 1)
    ]


def bare(path: Path) -> None:
    """Every cell of the first sheet, read by the library alone in this process."""
    with CalamineWorkbook.from_path(str(path)) as book:
        book.get_sheet_by_index(0).to_python()


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def reading(path: Path, form: str) -> None:
    """Read the ledger, against the bare library where it reads the format."""
    ours, ratios = [], []
    for _ in range(TIMES):
        theirs = timed(lambda: bare(path)) if form != "csv" else None
        ours.append(timed(lambda: read_ledger(path)))
        if theirs:
            ratios.append(ours[-1] / theirs)
    told = {
        "what": f"read a ledger, {form}",
        "rows": ROWS,
        "rows_per_second": round(ROWS / statistics.median(ours)),
    }
    if ratios:
        told |= {"ratio_to_calamine": round(statistics.median(ratios), 1)}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def importing(path: Path, folder: str) -> None:
    """From the file to cases in SQLite with full durability, and the second run that finds them."""
    engine = open_engine(f"sqlite:///{folder}/bench.db", clock=FrozenClock("2024-03-11"))
    found: Reading = read_ledger(path)[1]

    def look() -> Plan:
        return Planner(engine, DEFAULTS).look(found)

    plan = look()
    spans = {
        "look at new rows": timed(look),
        "receive them": timed(lambda: apply(engine, plan, CLERK)),
        "look at known rows": timed(look),
    }
    for what, seconds in spans.items():
        told = {"what": f"import, {what}", "rows": ROWS, "rows_per_second": round(ROWS / seconds)}
        print(json.dumps(told, ensure_ascii=False), flush=True)
    engine.store.close()  # type: ignore[attr-defined]


def main() -> None:
    """Print what was measured, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        for form, write in WRITERS.items():
            reading(write(Path(folder) / f"a.{form}", rows()), form)
        importing(Path(folder) / "a.xlsx", folder)


if __name__ == "__main__":
    main()
