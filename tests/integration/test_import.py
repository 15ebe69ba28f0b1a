"""An import on real databases: nothing twice, nothing lost, whatever ends it in the middle."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Barrier, Thread

import pytest

from bihuan.adapters.importing import Defaults, Plan, Planner, apply, keep_past
from bihuan.adapters.ledger import read_ledger
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.engine.actor import Actor
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from bihuan.engine.query import Query
from support.ledgers import CASES, write_csv
from support.people import CLERK, an_engine

DEFAULTS = Defaults(role="lead", received=date(2024, 3, 4))
KNOWN = {"kind": "提案", "year": "2024"}


@dataclass(frozen=True)
class Office:
    """One office over a real database."""

    engine: Engine

    def look(self, path: Path = CASES) -> Plan:
        return Planner(self.engine, DEFAULTS).look(read_ledger(path, defaults=KNOWN)[1])

    def count(self) -> int:
        return len(self.engine.store.find("office", Query(limit=10**6)))


@pytest.fixture
def office(database_url: str) -> Iterator[Office]:
    store = SqlStore(open_database(database_url))
    yield Office(an_engine(store))
    store.close()


def numbered(path: Path, count: int) -> Path:
    rows = [[f"第{no}号", f"关于第{no}条路的提案"] for no in range(1, count + 1)]
    return write_csv(path, [["案号", "案由"], *rows])


@pytest.mark.slow
def test_the_published_cases_come_in_once(office: Office) -> None:
    first = apply(office.engine, office.look(), CLERK)
    again = office.look()
    second = apply(office.engine, again, CLERK)

    assert (first.received, first.meanwhile, first.failed) == (230, (), ())
    assert (len(again.known), again.new, second.received) == (230, (), 0)
    assert office.count() == 230


def test_the_same_plan_applied_twice_receives_nothing_more(office: Office, tmp_path: Path) -> None:
    plan = office.look(numbered(tmp_path / "a.csv", 5))

    first, second = (apply(office.engine, plan, CLERK) for _ in range(2))

    assert (first.received, second.received) == (5, 0)
    assert second.meanwhile == (2, 3, 4, 5, 6)
    assert office.count() == 5


CRASH = """
import os, sys
from bihuan.adapters.sql import work
from bihuan.__main__ import main

finish, at = work.SqlWork.finish, int(sys.argv.pop(1))
done = []

def dying(self, changes):
    done.append(changes)
    if len(done) == at:
        for change in changes:
            self.save(change)
        os._exit(9)  # the rows are written and not yet committed
    finish(self, changes)

work.SqlWork.finish = dying
main()
"""


@pytest.mark.parametrize("hundred", [1, 2])
def test_a_process_that_dies_in_the_middle_leaves_whole_cases_and_the_next_run_finishes(
    hundred: int, office: Office, database_url: str, tmp_path: Path
) -> None:
    path = numbered(tmp_path / "a.csv", 103)
    words = ["--db", database_url, "case", "import", str(path), "--apply", "--kind", "提案"]
    said = ["--year", "2024", "--role", "lead", "--received", "2024-03-04"]

    died = subprocess.run(
        [sys.executable, "-c", CRASH, str(hundred), *words, *said],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    left = office.count()
    finished = apply(office.engine, office.look(path), CLERK)

    assert died.returncode == 9
    assert left == 100 * (hundred - 1)
    assert finished.received == 103 - left
    assert office.count() == 103
    assert audit(office.engine).sound


def test_two_clerks_with_one_file_make_one_case_of_each_row(office: Office, tmp_path: Path) -> None:
    plan = office.look(numbered(tmp_path / "a.csv", 8))
    start = Barrier(2)
    received: list[int] = []

    def clerk(name: str) -> None:
        start.wait()
        received.append(apply(office.engine, plan, Actor(name)).received)

    clerks = [Thread(target=clerk, args=(name,)) for name in ("甲", "乙")]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join()

    assert sum(received) == 8
    assert office.count() == 8


def test_a_number_known_with_another_title_is_named(office: Office, tmp_path: Path) -> None:
    known = write_csv(tmp_path / "a.csv", [["案号", "案由"], ["第1号", "关于修路的提案"]])
    other = write_csv(tmp_path / "b.csv", [["案号", "案由"], ["1", "关于修桥的提案"]])
    apply(office.engine, office.look(known), CLERK)

    plan = office.look(other)

    assert [(bad.row, bad.code) for bad in plan.problems] == [(2, "known_differs")]
    assert plan.problems[0].text() == "编号已在库，而库中案由为“关于修路的提案”"
    assert (plan.new, plan.known) == ((), ())


def test_one_session_printed_in_two_ways_is_one_session(office: Office, tmp_path: Path) -> None:
    head = ["届次", "案号", "案由"]
    one = [head, ["县政协十届二次会议", "第1号", "关于修路的提案"]]
    two = [head, ["政协县第十届委员会第二次会议", "1号", "关于修路的提案"]]
    apply(office.engine, office.look(write_csv(tmp_path / "a.csv", one)), CLERK)

    plan = office.look(write_csv(tmp_path / "b.csv", two))

    assert [row for row, _ in plan.known] == [2]


def test_an_earlier_year_is_kept_once(office: Office, tmp_path: Path) -> None:
    planner = Planner(office.engine, Defaults(year=2023, role="support"))
    reading = read_ledger(numbered(tmp_path / "a.csv", 4), defaults=KNOWN)[1]

    first = keep_past(office.engine, planner.look_back(reading))
    again = planner.look_back(reading)

    assert first.received == 4
    assert (again.past, len(again.known)) == ((), 4)
    assert len(office.engine.store.past("office", 2023)) == 4
