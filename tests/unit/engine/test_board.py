"""Where everything stands on a day: by state and division, near its date and past it."""

from __future__ import annotations

from datetime import date, timedelta

from bihuan.engine.board import Board, board
from support.people import Desk

DAY = date(2024, 5, 20)


def look(desk: Desk, as_of: date = DAY, year: int = 2024) -> Board:
    """The board of a day."""
    engine = desk.engine
    return board(engine.store, engine.house, engine.library.machine, year, as_of)


def test_it_tells_where_cases_stand_and_in_which_division(desk: Desk) -> None:
    desk.receive(1)
    desk.do(desk.receive(2), "dispatch", division="甲处")
    done = desk.receive(3)
    desk.do(done, "dispatch", division="甲处")
    desk.walk(done, "contact", "answer", "feedback", "close")

    found = look(desk)

    assert (found.total, found.open) == (3, 2)
    assert found.by_state == {"received": 1, "dispatched": 1, "closed": 1}
    assert found.divisions["甲处"].by_state == {"dispatched": 1, "closed": 1}
    assert (found.divisions["甲处"].open, found.divisions["甲处"].total) == (1, 2)


def test_what_presses_is_listed_the_most_pressing_first(desk: Desk) -> None:
    for no in (1, 2):
        case = desk.receive(no)
        desk.walk(case, "dispatch", "contact")
        if no == 2:
            desk.do(case, "extend", until=date(2024, 6, 20))
    due = desk.deadline("case-00001", "answer").due

    near, past = look(desk, due), look(desk, date(2024, 7, 1))

    assert [one.case.number for one in near.soon_cases] == ["第0001号"]
    assert (near.soon, near.late) == (1, 0)
    assert [one.case.number for one in past.late_cases] == ["第0001号", "第0002号"]
    assert (past.soon, past.late) == (0, 2)
    assert look(desk, due - timedelta(days=40)).soon_cases == ()


def test_open_cases_of_earlier_years_are_there_and_closed_ones_are_not(desk: Desk) -> None:
    old, closed = (desk.receive(no, year=2023) for no in (1, 2))
    desk.do(old, "dispatch")
    desk.walk(closed, "dispatch", "contact", "answer", "feedback", "close")
    desk.receive(3)
    desk.receive(4, year=2025)

    assert look(desk).total == 2


def test_a_past_day_is_told_as_it_was(desk: Desk) -> None:
    case = desk.receive()
    before = look(desk, date(2024, 3, 4))
    desk.clock.set("2024-03-08")
    desk.walk(case, "dispatch", "contact", "answer")

    assert look(desk, date(2024, 3, 4)) == before
    assert look(desk).by_state == {"answered": 1}
