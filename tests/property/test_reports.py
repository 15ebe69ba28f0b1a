"""A report of a past day is the same whenever it is written, and its parts add up to its whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.period import period
from bihuan.engine.records import Answer, Contact, Request, Round
from bihuan.engine.statistics import figures
from bihuan.rules.instants import beijing_date
from support.people import FIRST_DAY, Desk, an_engine
from support.trying import try_something

ROLES = ("lead", "support", "reading", "sole")


FEWER = settings(max_examples=max(30, settings().max_examples // 3))
"""Each example is some weeks of an office's life."""


def an_office() -> Desk:
    """Four cases on the desk, two of them in each of two divisions once they are dispatched."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), "chongqing_2017", clock=clock), clock)
    for no, role in enumerate(ROLES, start=1):
        desk.receive(no, role=role, category=f"主题{no % 2}")
    return desk


def live(desk: Desk, pick: Random, days: int) -> None:
    """So many days, with something tried on every case each day."""
    for _ in range(days):
        desk.clock.advance(days=pick.choice((1, 2, 5)))
        while desk.engine.tick():
            pass
        for case in desk.cases():
            try_something(desk, case.id, pick)


def reports(desk: Desk, as_of: date) -> list[dict[str, Any]]:
    """The year, and two spans of it, as of a day."""
    place = (desk.engine.store, desk.engine.house, desk.engine.library.machine)
    spans = ((FIRST_DAY, as_of), (date(2024, 4, 1), date(2024, 6, 30)))
    return [
        asdict(figures(*place, 2024, as_of)),
        *(asdict(period(*place, first, last, as_of)) for first, last in spans),
    ]


@FEWER
@given(seed=st.integers(0, 10**6), before=st.integers(1, 12), after=st.integers(1, 12))
def test_what_happens_later_never_changes_the_report_of_a_past_day(
    seed: int, before: int, after: int
) -> None:
    desk, pick = an_office(), Random(seed)
    live(desk, pick, before)
    day = beijing_date(desk.clock.now())
    then = reports(desk, day)

    desk.clock.advance(days=1)
    live(desk, pick, after)

    assert reports(desk, day) == then


@FEWER
@given(seed=st.integers(0, 10**6), days=st.integers(1, 15))
def test_the_figures_are_what_the_records_on_file_count(seed: int, days: int) -> None:
    desk = an_office()
    live(desk, Random(seed), days)
    store, cases = desk.engine.store, desk.cases()
    place = (store, desk.engine.house, desk.engine.library.machine)

    found = figures(*place, 2024, beijing_date(desk.clock.now()))

    rounds = {one.id: store.records(Round, "office", one.id)[-1] for one in cases}
    divisions = Counter(one.division for one in rounds.values() if one.division)
    assert found.total == len(cases)
    assert found.by_state == Counter(one.state for one in cases)
    assert {name: tally.total for name, tally in found.divisions.items()} == divisions
    assert found.contacts == len(store.records(Contact, "office"))
    assert found.asked == len(store.records(Request, "office"))
    assert found.again == sum(one.round > 1 for one in cases)
    last = {one.case: one.code for one in store.records(Answer, "office") if one.what == "answer"}
    assert sum(found.classes.values()) == sum(bool(code) for code in last.values())


@FEWER
@given(seed=st.integers(0, 10**6), days=st.integers(1, 15))
def test_what_happened_in_two_spans_is_what_happened_in_both_together(seed: int, days: int) -> None:
    desk = an_office()
    live(desk, Random(seed), days)
    last = beijing_date(desk.clock.now())
    place = (desk.engine.store, desk.engine.house, desk.engine.library.machine)
    middle = date(2024, 4, 1)

    whole = period(*place, FIRST_DAY, max(last, middle), last)
    parts = [
        period(*place, FIRST_DAY, date(2024, 3, 31), last),
        period(*place, middle, max(last, middle), last),
    ]

    for name, count in whole.counts.items():
        assert sum(part.counts[name] for part in parts) == count
    assert sum(one.counts["received"] for one in whole.kinds.values()) == 4
