"""With a seed people act as they did before, and the same seed foresees the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from random import Random

import pytest

from bihuan.adapters.foreseeing.paces import USUAL, Paces
from bihuan.adapters.foreseeing.playing import foresee
from bihuan.adapters.memory import MemoryStore
from support.people import FIRST_DAY, Desk, an_engine
from support.people import FrozenClock as Clock

UNTIL = date(2024, 12, 31)
POLICIES = ("national_law_2025", "jilin_2025", "chongqing_2017", "shanghai_2015", "henan_2017")


def an_office(policy: str = "national_law_2025", cases: int = 24) -> Desk:
    """An office that has some cases of each duty in hand, and no history to speak of."""
    clock = Clock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), policy, clock=clock), clock)
    for no in range(1, cases + 1):
        role = ("lead", "support", "sole", "reading")[no % 4]
        case = desk.receive(no, role=role, members=("某代表", "另一代表")[: no % 2 + 1])
        if no % 3:
            desk.do(case, "dispatch")
    return desk


def with_history(days: Mapping[str, int], count: int = 8) -> Desk:
    """An office whose divisions have each taken so many days to answer."""
    desk = an_office(cases=0)
    for no, (division, took) in enumerate(list(days.items()) * count):
        desk.clock.set(FIRST_DAY)
        case = desk.receive(no)
        desk.do(case, "dispatch", division=division, officer=f"{division}经办人")
        desk.do(case, "contact")
        calendar = desk.engine.house.calendar
        desk.clock.set(calendar.add_workdays(FIRST_DAY, took))
        desk.walk(case, "answer", "feedback", "close")
    return desk


@pytest.mark.parametrize("policy", POLICIES)
def test_people_finish_what_there_is_under_every_policy(policy: str) -> None:
    desk = an_office(policy)

    told = foresee(desk.engine, date(2025, 6, 30), seed=1)

    assert not told.troubles
    assert told.ends["closed"] + told.ends["noted"] == told.cases == 24


def test_the_same_seed_foresees_the_same_and_another_something_else() -> None:
    desk = an_office()

    first, again, other = (foresee(desk.engine, UNTIL, seed) for seed in (1, 1, 2))

    assert first == again
    assert first.notices != other.notices


def test_people_who_act_are_urged_less_than_those_who_do_not() -> None:
    desk = an_office()

    assert len(foresee(desk.engine, UNTIL, 1).notices) < len(foresee(desk.engine, UNTIL).notices)


def test_each_division_acts_at_its_own_pace() -> None:
    desk = with_history({"快处": 5, "慢处": 70})
    desk.clock.set("2024-09-02")
    for no, division in enumerate(["快处", "慢处"] * 3, start=100):
        desk.do(desk.receive(no, received_on=date(2024, 9, 2)), "dispatch", division=division)

    told = foresee(desk.engine, UNTIL, 5)

    urged = Counter(one.division for one in told.notices if one.rung.startswith("answer"))
    assert urged["快处"] == 0
    assert urged["慢处"] > 5


def test_the_pace_is_counted_from_history() -> None:
    desk = with_history({"快处": 5, "慢处": 40})

    paces = Paces.of(desk.engine.store, desk.engine.house)

    assert set(paces.known("handle", "快处")) == {5}
    assert set(paces.known("handle", "慢处")) == {40}
    assert set(paces.known("handle", "别处")) == {5, 40}
    assert paces.known("opinion", "快处") is USUAL["opinion"]
    assert set(paces.guessed) == {"opinion", "lead_answer"}
    assert paces.verdicts == Counter(satisfied=16)


def test_who_has_waited_long_already_does_not_begin_anew() -> None:
    paces = Paces(took={("handle", None): [2, 4, 30, 32, 34]})
    pick = Random(1)

    waited_long = {paces.days(pick, "handle", None, 20) for _ in range(50)}
    waited_longer_than_ever = {paces.days(pick, "handle", None, 90) for _ in range(50)}

    assert waited_long == {10, 12, 14}
    assert waited_longer_than_ever == {2, 4, 30, 32, 34}


def test_an_office_that_has_only_dispatched_is_told_that_all_else_is_a_guess() -> None:
    told = foresee(an_office().engine, UNTIL, 1)

    assert set(told.guessed) == set(USUAL) - {"time", "dispatch"}


def test_people_act_on_working_days_in_office_hours_only() -> None:
    desk = an_office()
    calendar = desk.engine.house.calendar

    told = foresee(desk.engine, UNTIL, 3)

    rings = [one for one in told.notices if one.due is not None]
    assert rings
    assert all(calendar.works(one.at.date()) for one in rings)


def test_a_merged_case_is_answered_and_judged_along_with_its_host() -> None:
    desk = an_office(cases=0)
    host = desk.receive(1)
    desk.do(host, "dispatch")
    desk.do(desk.receive(2), "merge", host=host)

    told = foresee(desk.engine, date(2025, 6, 30), 4)

    assert told.ends == Counter(closed=2)
