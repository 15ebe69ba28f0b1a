"""Many proposals at once: each is received once, and a refused one keeps no other out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.engine.errors import BadInput, CaseExists, KeyTaken
from bihuan.engine.outcome import Outcome
from bihuan.engine.query import Query
from bihuan.engine.receiving import AT_ONCE, Arrival
from support.invariants import Picture, check
from support.people import CLERK, FIRST_DAY, Desk, OpenDesk, intake


def arrivals(count: int) -> list[Arrival]:
    return [(intake(no), f"ledger-{no}") for no in range(1, count + 1)]


def kinds(desk: Desk, coming: list[Arrival]) -> list[type]:
    return [type(one) for one in desk.engine.receive_all(coming, actor=CLERK)]


def test_more_than_one_transaction_holds_are_all_received(desk: Desk) -> None:
    outcomes = list(desk.engine.receive_all(arrivals(AT_ONCE + 1), actor=CLERK))

    assert [one.case.number_key for one in outcomes if isinstance(one, Outcome)] == [
        str(no) for no in range(1, AT_ONCE + 2)
    ]
    check(Picture.of(desk.engine), desk.engine.library)


def test_received_together_is_as_received_alone(desk: Desk, desk_under: OpenDesk) -> None:
    another_desk = desk_under("national_law_2025")

    list(desk.engine.receive_all(arrivals(3), actor=CLERK))

    for told, key in arrivals(3):
        another_desk.engine.receive(told, actor=CLERK, key=key)

    assert Picture.of(desk.engine) == Picture.of(another_desk.engine)


def test_a_refused_one_keeps_no_other_out(desk: Desk) -> None:
    desk.receive(2)
    tomorrow = intake(5, received_on=FIRST_DAY + timedelta(days=1))
    coming = [*arrivals(4), (tomorrow, "ledger-5"), (intake(6), "ledger-1")]

    found = kinds(desk, coming)

    assert found == [Outcome, CaseExists, Outcome, Outcome, BadInput, KeyTaken]
    assert len(desk.engine.store.find("office", Query())) == 4


def test_the_same_ledger_again_receives_nothing_more(desk: Desk) -> None:
    first = list(desk.engine.receive_all(arrivals(3), actor=CLERK))

    again = list(desk.engine.receive_all(arrivals(3), actor=CLERK))

    assert [one.repeated for one in again if isinstance(one, Outcome)] == [True] * 3
    assert [one.case for one in again if isinstance(one, Outcome)] == [
        one.case for one in first if isinstance(one, Outcome)
    ]


def test_the_key_of_another_act_is_taken(desk: Desk) -> None:
    case = desk.receive(1)
    desk.fire(case, "dispatch", key="k")

    with pytest.raises(KeyTaken):
        desk.engine.receive(intake(2), actor=CLERK, key="k")
