"""The questions a daemon asks all day read an index in its order, however much is due at once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, Select, text

from bihuan.adapters.sql import SqlStore, outbox, reading
from bihuan.adapters.sql.prepared import phrases_for
from support.samples import NOON, OFFICE, alarm, birth, case, message

AT_ONCE, CASES = 1500, 100
OTHERS = ("甲局", "乙局", "丙局")
QUESTIONS = {
    "the timers that are due": (
        reading._DUE,
        {"office": OFFICE, "status": "pending", "now": NOON + timedelta(days=1), "most": 100},
        "ix_bihuan_alarm_due",
    ),
    "the cases whose timers are due": (
        reading._CLAIM,
        {"office": OFFICE, "status": "pending", "now": NOON + timedelta(days=1), "most": 100},
        "ix_bihuan_alarm_due",
    ),
    "the timers that fail": (
        reading._FAILING,
        {"office": OFFICE, "status": "pending", "now": NOON - timedelta(days=1), "failures": 0},
        "ix_bihuan_alarm_due",
    ),
    "the next timer": (
        reading._NEXT,
        {"office": OFFICE, "status": "pending", "most": 1},
        "ix_bihuan_alarm_due",
    ),
    "the messages to send": (
        outbox._DUE,
        {"office": OFFICE, "status": "pending", "channel": "mail", "now": NOON, "most": 100},
        "ix_bihuan_message_next",
    ),
}


@pytest.fixture
def busy(engine: Engine) -> Engine:
    """A database in which everything is due at the same instant, for this office and for others."""
    with SqlStore(engine).begin() as work:
        for office in (OFFICE, *OTHERS):
            work.finish([birth(case_=case(no, office=office)) for no in range(CASES)])
    with SqlStore(engine).begin() as work:
        work.settle(
            alarm(no, of=f"c-{no % CASES}", office=office)
            for office in (OFFICE, *OTHERS)
            for no in range(AT_ONCE)
        )
    SqlStore(engine).outbox.put([message(no, next_at=NOON) for no in range(AT_ONCE)])
    with engine.begin() as connection:
        connection.execute(text("analyze"))
    return engine


def plan(database: Engine, question: Select[Any], **given: object) -> str:
    """How the database would answer."""
    prepared = phrases_for(database.dialect).question(question)
    ask = "explain query plan " if database.dialect.name == "sqlite" else "explain "
    values = prepared.of({**prepared.fixed, **given})
    with database.connect() as connection:
        driver = connection.connection.cursor()
        driver.execute(ask + prepared.text, values)
        return "\n".join(str(row[-1]) for row in driver.fetchall())


def test_each_case_of_a_claim_is_looked_up_by_its_name(busy: Engine) -> None:
    question, given, _ = QUESTIONS["the cases whose timers are due"]

    how = plan(busy, question, **given)

    lookup = (
        r"SEARCH bihuan_cases .*office=\? AND id=\?"
        r"|pk_bihuan_cases on bihuan_cases.*\n +Index Cond: .*office.*\(id\)"
    )
    assert re.search(lookup, how)


@pytest.mark.parametrize("asked", QUESTIONS)
def test_it_reads_an_index_and_sorts_nothing(asked: str, busy: Engine) -> None:
    question, given, index = QUESTIONS[asked]

    how = plan(busy, question, **given)

    assert f"{index} " in how
    assert "sort" not in how.lower()
    assert "b-tree" not in how.lower()
