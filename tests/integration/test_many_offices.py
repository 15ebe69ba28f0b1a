"""One database serves a province: offices share its tables and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing as closed_after
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Executable, Select, Table, UniqueConstraint, Update, text

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore, open_database, outbox, reading, watch
from bihuan.adapters.sql.mapping import metadata
from bihuan.adapters.sql.prepared import phrases_for
from bihuan.engine.audit import audit
from bihuan.engine.query import Query
from support.people import FIRST_DAY, Desk, an_engine
from support.samples import NOON, alarm, birth, case, closing, feedback, message

SHARED = {"bihuan_definition", "bihuan_definition_state", "bihuan_appointment"}
"""What all offices read and none owns; every shard of a distributed database has a copy."""
ACROSS_OFFICES = {"_PINNED"}
"""Whether a definition is still needed is asked of every office, before it is put away."""
OURS, THEIRS = "甲厅", "乙厅"


def tables_of_offices() -> list[Table]:
    return [table for table in metadata.sorted_tables if table.name not in SHARED]


@pytest.mark.parametrize("table", tables_of_offices(), ids=lambda table: str(table.name))
def test_whatever_must_be_unique_is_so_within_an_office(table: Table) -> None:
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint)]

    for rule in (table.primary_key, *unique):
        assert "office" in {column.name for column in rule.columns}


@pytest.mark.parametrize("table", tables_of_offices(), ids=lambda table: str(table.name))
def test_no_row_refers_to_a_row_of_another_office(table: Table) -> None:
    for key in table.foreign_key_constraints:
        pairs = {one.parent.name: one.column for one in key.elements}
        target = key.referred_table.name

        assert target in SHARED or pairs["office"].name == "office"


def statements() -> Iterator[tuple[str, Executable]]:
    """Every question and change that is kept ready."""
    for module in (reading, outbox, watch):
        for name, kept in vars(module).items():
            many = kept.items() if isinstance(kept, dict) else [("", kept)]
            for key, one in many:
                if isinstance(one, Select | Update):
                    yield f"{name} {key}".strip(), one


SAID = dict(statements())


def test_there_are_such_statements() -> None:
    assert len(SAID) > 50


@pytest.mark.parametrize("name", SAID)
def test_every_statement_names_the_office_it_is_about(name: str, engine: Engine) -> None:
    said = phrases_for(engine.dialect).question(SAID[name]).text

    tables = set(re.findall(r"\b(?:FROM|UPDATE|JOIN) (\w+)", said))
    ours = tables <= SHARED or re.search(r"\boffice = ", said)
    assert ours or name in ACROSS_OFFICES, said


def test_offices_work_side_by_side_and_do_not_meet(database_url: str) -> None:
    with closed_after(SqlStore(open_database(database_url))) as store:
        desks = [
            Desk(an_engine(store, office=name, clock=clock), clock)
            for name, clock in ((OURS, FrozenClock(FIRST_DAY)), (THEIRS, FrozenClock(FIRST_DAY)))
        ]
        ours, theirs = desks
        assert ours.receive(1) == theirs.receive(1), "one proposal, handled by two offices"
        first = ours.engine.store.find(OURS, Query())[0].id

        ours.walk(first, "dispatch", "contact", "answer", "feedback", "close")
        theirs.clock.advance(days=120)
        while theirs.engine.tick():
            pass

        assert ours.case(first).final
        assert not theirs.case(first).final
        assert {one.office for one in store.messages(OURS)} == set()
        assert {one.office for one in store.messages(THEIRS)} == {THEIRS}
        assert [audit(desk.engine).faults for desk in desks] == [(), ()]


OFFICES, CASES, CLOSED, PAST = 20, 5, 10, 300
"""Of what an office ever had, little is open."""
DUE_NEXT_YEAR = Query(
    open_only=True, due_after=date(2025, 1, 1), due_before=date(2025, 12, 31), limit=1
)

LISTS: dict[str, tuple[Executable, dict[str, object], str]] = {
    "the timers that are due": (
        reading._DUE,
        {"status": "pending", "now": NOON + timedelta(hours=2), "most": 100},
        "ix_bihuan_alarm_due",
    ),
    "the messages that may go": (
        outbox._DUE,
        {"status": "pending", "channel": "mail", "now": NOON + timedelta(1), "most": 100},
        "ix_bihuan_message_next",
    ),
    "the messages of a case": (
        reading._MESSAGES["case"],
        {"case": "c-1", "most": 100},
        "ix_bihuan_message_case",
    ),
    "the incidents that are open": (
        watch._WITH_STATUS,
        {"status": "open"},
        "ix_bihuan_incident_status",
    ),
    "the history of a case": (reading._HISTORY, {"case": "c-1"}, "pk_bihuan_history"),
    "where the open cases stand": (reading._CENSUS["open"], {}, "ix_bihuan_cases_open"),
    "the messages still to leave": (outbox._COUNTS, {}, "ix_bihuan_message_next"),
}


@pytest.fixture
def province(engine: Engine) -> Engine:
    """Many offices with cases, timers and messages in one database."""
    store = SqlStore(engine)
    for no in range(OFFICES):
        office = f"office-{no:02d}"
        with store.begin() as work:
            for at in range(CASES):
                name = f"c-{at}"
                work.save(birth(case_=case(at, office=office)))
                work.settle([alarm(at, of=name, office=office)])
            done = [birth(case_=case(100 + at, office=office)) for at in range(CLOSED)]
            told = [feedback(one) for one in done]
            work.finish([*done, *told, *map(closing, told)])
        with store.begin() as work:
            old = [alarm(at, of="c-1", office=office, status="fired") for at in range(9, PAST)]
            work.settle(old)
        waiting = [message(at, office=office, case=f"c-{at}") for at in range(CASES)]
        gone = [message(at, office=office, status="sent") for at in range(CASES, PAST)]
        store.outbox.put([*waiting, *gone])
    with engine.begin() as connection:
        connection.execute(text("analyze"))
    return engine


@pytest.mark.slow
@pytest.mark.parametrize("asked", LISTS)
def test_a_list_touches_the_rows_of_its_own_office_alone(asked: str, province: Engine) -> None:
    question, given, index = LISTS[asked]

    told = plan_of(province, question, **given, office="office-07")

    assert not re.search(r"\bSCAN\b|Seq Scan", told), told
    assert passed_over(told) == 0, told
    keys = ("PRIMARY KEY", "autoindex") if index.startswith("pk_") else ()
    assert any(one in told for one in (index, *keys)), told


@pytest.mark.slow
def test_an_open_case_is_sought_among_the_open_ones_of_its_office(province: Engine) -> None:
    question = reading.finding("office-07", DUE_NEXT_YEAR, province.dialect.name)

    told = plan_of(province, question)

    assert re.search(
        r"SEARCH bihuan_cases .*ix_bihuan_cases_open|Index Scan using ix_bihuan_cases_open", told
    ), told
    assert passed_over(told) <= CASES, told


@pytest.mark.slow
@pytest.mark.parametrize("question", [reading._PINNED, reading._PINNED_HERE])
def test_who_needs_a_definition_is_found_by_its_name(question: Any, province: Engine) -> None:
    told = plan_of(province, question, definition="0" * 64, office="office-07")

    assert re.search(
        r"SEARCH bihuan_cases .*ix_bihuan_cases_pinned|Scan (using|on) ix_bihuan_cases_pinned", told
    ), told
    assert re.search(r"(SEARCH|Index Cond:).*definition", told), told
    assert passed_over(told) == 0, told


def passed_over(told: str) -> int:
    """How many rows PostgreSQL looked at for nothing."""
    return sum(map(int, re.findall(r"Rows Removed by \w+: (\d+)", told)))


def plan_of(engine: Engine, question: Executable, **given: object) -> str:
    """How the database answers, on PostgreSQL with what it really read."""
    prepared = phrases_for(engine.dialect).question(question)
    values = prepared.of({**prepared.fixed, **given})
    lite = engine.dialect.name == "sqlite"
    how = "EXPLAIN QUERY PLAN" if lite else "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF)"
    with engine.connect() as connection:
        if not lite:
            connection.exec_driver_sql("SET enable_seqscan = off")
        cursor = connection.connection.cursor()
        cursor.execute(f"{how} {prepared.text}", values)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
