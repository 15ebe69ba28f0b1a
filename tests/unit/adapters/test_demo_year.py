"""The demo year adds up to the published report, and nothing in it is put where it ends."""

from __future__ import annotations

from collections import Counter

import pytest

from bihuan.adapters.annual import as_data, as_text
from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import FIRST_DAY, LAST_DAY, ORG, YEAR
from bihuan.adapters.demo.year import DemoYear
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from bihuan.engine.records import Query, Urging
from bihuan.engine.statistics import Figures, figures


@pytest.fixture(scope="module")
def lived() -> Engine:
    """An engine after the whole year."""
    clock = FrozenClock(FIRST_DAY)
    engine = open_engine(MemoryStore(), policy="jilin_2025", clock=clock, ids=CountedIds())
    DemoYear(engine, clock).run(lambda _day, _counts: None)
    return engine


@pytest.fixture(scope="module")
def counted(lived: Engine) -> Figures:
    """The year's figures."""
    return figures(lived.store, lived.house, YEAR, LAST_DAY)


def test_the_counts_are_those_of_the_report(counted: Figures) -> None:
    assert (counted.total, counted.last_year, counted.answered, counted.done) == (146, 98, 146, 146)
    assert counted.by_role == {
        ("deputy_suggestion", "lead"): 3,
        ("deputy_suggestion", "support"): 21,
        ("cppcc_proposal", "lead"): 22,
        ("cppcc_proposal", "support"): 99,
        ("cppcc_proposal", "reading"): 1,
    }


def test_the_rates_follow_from_the_counts(counted: Figures) -> None:
    assert counted.growth.text == "49%"
    assert counted.satisfaction.text == "100%"
    assert counted.answer_rate.text == "100%"
    assert counted.first_satisfaction.numerator < counted.first_satisfaction.denominator == 145


def test_some_members_are_unsatisfied_and_one_of_them_twice(counted: Figures) -> None:
    times = Counter(
        list(story.verdicts.values()).count("unsatisfied") for story in counted.handled_again
    )

    assert times[2] == 1
    assert sum(times.values()) >= 2
    assert all(story.state == "closed" for story in counted.handled_again)


def test_urgings_ring_and_some_co_handlers_are_late(lived: Engine, counted: Figures) -> None:
    urgings = lived.store.records(Urging, lived.house.office)

    assert counted.late_opinions >= 2
    assert counted.urges > 0
    assert len(urgings) >= counted.urges


def test_every_case_walked_from_receipt_by_events(lived: Engine) -> None:
    cases = lived.store.find(lived.house.office, Query(year=YEAR))
    histories = [lived.store.history(case.office, case.id) for case in cases]

    assert all(entries[0].target == "received" for entries in histories)
    assert all(len(entries) >= 3 for entries in histories)
    assert audit(lived).sound


def test_the_same_seed_gives_the_same_year(counted: Figures) -> None:
    clock = FrozenClock(FIRST_DAY)
    engine = open_engine(MemoryStore(), policy="jilin_2025", clock=clock, ids=CountedIds())
    DemoYear(engine, clock).run(lambda _day, _counts: None)

    assert as_data(figures(engine.store, engine.house, YEAR, LAST_DAY)) == as_data(counted)


def test_the_figures_of_a_past_date_stay_as_they_were(lived: Engine) -> None:
    april = FIRST_DAY.replace(month=4, day=19)

    then = figures(lived.store, lived.house, YEAR, april)

    assert then.total == 146
    assert 0 < then.answered < 146
    assert then.by_state["closed"] < 145


def test_the_report_says_what_the_seed_says(lived: Engine, counted: Figures) -> None:
    text = as_text(counted, lived.house, ORG)

    assert "代表建议24件（主办3件、协办21件）" in text
    assert "政协提案122件（主办22件、协办99件、参阅1件）" in text
    assert "增加48件，增幅49%" in text
    assert "首次办理满意率" in text
    assert "满意率 100%" in as_text(counted, lived.house, ORG)
    assert "146" in as_text(counted, lived.house, ORG, "en")
