"""A page builds its buttons from what the engine tells, in either language."""

from __future__ import annotations

import bihuan
from bihuan.states.machine import Party
from bihuan.testing import memory_engine
from support.people import CLERK, DIVISION, intake


def test_each_button_has_a_name_and_every_closed_one_its_reasons() -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id

    buttons = {option.event: option for option in office.can(case, actor=CLERK)}

    assert buttons["urge"].allowed
    assert buttons["urge"].reasons() == ()
    assert (buttons["close"].label(), buttons["close"].label("en")) == ("办结", "close")
    assert buttons["close"].reasons() == ("尚未答复",)
    assert buttons["dispatch"].reasons("en") == ("the five assignments are complete",)
    assert buttons["contact"].needs is not None
    assert buttons["contact"].reasons() == ()


def test_who_may_not_do_it_is_told_so() -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id

    closed = {option.event: option for option in office.can(case, actor=DIVISION)}["dispatch"]

    assert DIVISION.party is Party.DIVISION
    assert closed.reasons() == ("不应由该角色办理",)


def test_a_deadline_is_explained_day_by_day_unless_a_person_set_it() -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id
    (counted,) = office.explain(case, "dispatch")

    fixed = bihuan.Explained(counted.deadline, None)

    assert any(str(counted.deadline.due.day) in line for line in counted.lines())
    assert counted.lines("en") != counted.lines("zh")
    assert fixed.lines() == ()
    assert counted in office.explain(case)


def test_an_engine_that_is_closed_twice_is_closed() -> None:
    with memory_engine() as office:
        office.close()
