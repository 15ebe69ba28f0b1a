"""What happened in a span: by its legal day, as far as it was recorded, the same whenever asked."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.period import Period, period
from support.people import Desk

MARCH = (date(2024, 3, 1), date(2024, 3, 31))
APRIL = (date(2024, 4, 1), date(2024, 4, 30))
LATER = date(2024, 12, 31)


def count(desk: Desk, span: tuple[date, date], as_of: date = LATER) -> Period:
    """What happened in the span, as of a day."""
    engine = desk.engine
    return period(engine.store, engine.house, engine.library.machine, *span, as_of)


def counts(desk: Desk, span: tuple[date, date], *names: str, as_of: date = LATER) -> list[int]:
    """Some of the counts."""
    found = count(desk, span, as_of).counts
    return [found[name] for name in names]


def test_each_thing_counts_in_the_span_of_its_day(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "urge")
    desk.clock.set("2024-04-10")
    desk.do(case, "answer")
    desk.clock.set("2024-04-20")
    desk.walk(case, "feedback", "close")

    early = ("received", "dispatched", "contacts", "urges")
    late = ("answered", "in_time", "forms", "satisfied", "done")
    assert counts(desk, MARCH, *early, *late) == [1, 1, 1, 1, 0, 0, 0, 0, 0]
    assert counts(desk, APRIL, *early, *late) == [0, 0, 0, 0, 1, 1, 1, 1, 1]


def test_the_first_and_the_last_day_belong_to_the_span(desk: Desk) -> None:
    desk.receive()
    day = date(2024, 3, 4)

    assert counts(desk, (day, day), "received") == [1]


def test_what_is_recorded_later_counts_on_its_legal_day_once_it_is_known(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    desk.clock.set("2024-04-02")
    desk.fire(case, "answer", on=date(2024, 3, 29))

    assert counts(desk, MARCH, "answered") == [1]
    assert counts(desk, MARCH, "answered", as_of=date(2024, 4, 1)) == [0]


def test_whoever_was_not_satisfied_is_answered_again(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    desk.clock.set("2024-04-08")
    desk.walk(case, "reassign", "contact", "answer", "feedback")

    found = count(desk, APRIL)

    assert counts(desk, MARCH, "answered", "unsatisfied") == [1, 1]
    assert counts(desk, APRIL, "reassigned", "answered", "answered_again", "forms") == [1, 0, 1, 1]
    assert (found.satisfaction.text, count(desk, MARCH).satisfaction.text) == ("100%", "0%")


def test_a_day_that_passed_in_the_span_without_an_answer_is_missed(desk: Desk) -> None:
    kept, missed, waiting, withdrawn = (desk.receive(no) for no in (1, 2, 3, 4))
    for case in (kept, missed, waiting, withdrawn):
        desk.walk(case, "dispatch", "contact")
    due = desk.deadline(kept, "answer").due
    june = (date(due.year, due.month, 1), date(due.year, due.month, 28))
    desk.do(withdrawn, "withdraw")
    desk.clock.set(due)
    desk.do(kept, "answer")
    assert counts(desk, june, "fell_due", "overdue", as_of=due) == [3, 0]

    desk.clock.advance(days=1)
    desk.do(missed, "answer")

    assert counts(desk, june, "fell_due", "overdue") == [3, 2]
    assert counts(desk, APRIL, "fell_due", "overdue") == [0, 0]


def test_it_divides_by_kind_and_division(desk: Desk) -> None:
    desk.do(desk.receive(1), "dispatch", division="甲处")
    desk.do(desk.receive(2, kind="cppcc_proposal"), "dispatch", division="乙处")

    found = count(desk, MARCH)

    assert {name: one.counts["dispatched"] for name, one in found.kinds.items()} == {
        "cppcc_proposal": 1,
        "deputy_suggestion": 1,
    }
    assert {name: one.counts["received"] for name, one in found.divisions.items()} == {
        "甲处": 1,
        "乙处": 1,
    }


def test_a_span_that_ends_before_it_begins_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="lies before the first day"):
        count(desk, (MARCH[1], MARCH[0]))
