"""The one road of an event: keys, revisions, legal dates, and what is said before and after."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import (
    BadInput,
    CaseExists,
    CaseNotFound,
    KeyTaken,
    Refused,
    StaleCase,
    UnknownDefinition,
)
from bihuan.engine.records import Contact
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from support.invariants import Picture
from support.people import CLERK, DIVISION, FIRST_DAY, Desk, an_engine, intake


def test_the_same_key_again_gives_the_first_outcome(desk: Desk) -> None:
    case = desk.receive()
    first = desk.fire(case, "contact", key="k")
    desk.do(case, "dispatch")

    again = desk.fire(case, "contact", key="k")

    assert (first.repeated, again.repeated) == (False, True)
    assert again.entry == first.entry
    assert again.case == desk.case(case)
    assert len(desk.records(Contact, case)) == 1


def test_a_repeated_key_outlives_a_stale_revision(desk: Desk) -> None:
    case = desk.receive()
    desk.fire(case, "contact", key="k", seq=1)

    assert desk.fire(case, "contact", key="k", seq=1).repeated


def test_a_key_belongs_to_one_event(desk: Desk) -> None:
    case = desk.receive()
    desk.fire(case, "contact", key="k")
    before = Picture.of(desk.engine)

    with pytest.raises(KeyTaken) as refused:
        desk.fire(case, "dispatch", key="k")

    assert refused.value.key == "k"
    assert Picture.of(desk.engine) == before


def test_a_key_belongs_to_one_case(desk: Desk) -> None:
    first, second = desk.receive(1), desk.receive(2)
    desk.fire(first, "contact", key="k")

    with pytest.raises(KeyTaken):
        desk.fire(second, "contact", key="k")


def test_a_refused_event_leaves_its_key_free(desk: Desk) -> None:
    case = desk.receive()
    with pytest.raises(Refused):
        desk.fire(case, "close", key="k")

    assert not desk.fire(case, "contact", key="k").repeated


def test_receiving_with_the_same_key_gives_the_first_case(desk: Desk) -> None:
    first = desk.engine.receive(intake(), actor=CLERK, key="k")

    again = desk.engine.receive(intake(), actor=CLERK, key="k")

    assert (again.repeated, again.case.id) == (True, first.case.id)


def test_a_key_that_brought_in_another_proposal_is_taken(desk: Desk) -> None:
    desk.engine.receive(intake(1), actor=CLERK, key="k")

    with pytest.raises(KeyTaken):
        desk.engine.receive(intake(2), actor=CLERK, key="k")


def test_a_key_of_an_event_receives_nothing(desk: Desk) -> None:
    case = desk.receive(1)
    desk.fire(case, "contact", key="k")

    with pytest.raises(KeyTaken):
        desk.engine.receive(intake(2), actor=CLERK, key="k")


class Forgetful(MemoryStore):
    """A store in which the first look for a key comes a moment too early."""

    early = True

    @contextmanager
    def begin(self) -> Iterator[Any]:
        with super().begin() as work:
            if self.early:
                self.early = False
                work.outcome = lambda _office, _key: None
            yield work


@pytest.mark.parametrize("key", ["k", None])
def test_who_loses_the_race_for_a_key_is_given_what_the_winner_did(key: str | None) -> None:
    store, clock = Forgetful(), FrozenClock(FIRST_DAY)
    store.early = False
    engine = an_engine(store, clock=clock)
    first = engine.receive(intake(), actor=CLERK, key=key)
    store.early = True

    if key is None:
        with pytest.raises(CaseExists):
            engine.receive(intake(), actor=CLERK)
    else:
        assert engine.receive(intake(), actor=CLERK, key=key).case == first.case


def test_a_revision_seen_before_somebody_elses_move_is_stale(desk: Desk) -> None:
    case = desk.receive()
    seen = desk.case(case).seq
    desk.fire(case, "contact", seq=seen)
    before = Picture.of(desk.engine)

    with pytest.raises(StaleCase) as refused:
        desk.fire(case, "dispatch", seq=seen)

    assert (refused.value.case, refused.value.expected, refused.value.found) == (case, 1, 2)
    assert Picture.of(desk.engine) == before


def test_an_unknown_case_is_named(desk: Desk) -> None:
    with pytest.raises(CaseNotFound) as refused:
        desk.do("case-00009", "dispatch")

    assert refused.value.case == "case-00009"


def test_a_legal_fact_can_be_dated_back_and_both_days_are_kept(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-15")

    done = desk.fire(case, "contact", on=date(2024, 3, 6))

    assert (done.entry.effective_on, done.entry.recorded_at) == (
        date(2024, 3, 6),
        desk.clock.now(),
    )
    assert [one.on for one in desk.records(Contact, case)] == [date(2024, 3, 6)]


def test_a_deadline_runs_from_the_day_a_fact_is_dated_back_to(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    desk.clock.set("2024-04-15")

    desk.fire(case, "answer", on=date(2024, 4, 1))

    kept = desk.deadline(case, "feedback")
    assert (kept.start, kept.due) == (date(2024, 4, 1), date(2024, 4, 23))


def test_without_a_date_a_fact_is_of_today_in_beijing(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-06T23:30:00+00:00")

    assert desk.fire(case, "contact").entry.effective_on == date(2024, 3, 7)


@pytest.mark.parametrize("on", [date(2024, 3, 5), date(2024, 3, 3)])
def test_no_fact_lies_in_the_future_or_before_the_case(desk: Desk, on: date) -> None:
    case = desk.receive()

    with pytest.raises(BadInput) as refused:
        desk.fire(case, "contact", on=on)

    assert refused.value.field == "on"
    assert desk.case(case).seq == 1


def test_an_argument_no_event_understands_is_refused_by_name(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(BadInput) as refused:
        desk.do(case, "contact", hwo="phone")

    assert refused.value.field == "hwo"
    assert "how" in str(refused.value)


def test_an_argument_history_cannot_keep_is_refused_by_name(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(BadInput) as refused:
        desk.do(case, "contact", note=3.5)

    assert refused.value.field == "note"


def test_text_no_database_can_keep_is_refused(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(BadInput) as refused:
        desk.do(case, "contact", note="听取\0意见")

    assert refused.value.field == "note"
    assert desk.case(case).seq == 1


def test_an_event_no_machine_has_is_refused(desk: Desk) -> None:
    case = desk.receive()

    with pytest.raises(Refused) as refused:
        desk.do(case, "explode")

    assert refused.value.reason == "unknown_event"


def test_can_says_of_every_event_whether_it_is_open_and_what_it_asks(desk: Desk) -> None:
    case = desk.receive()

    options = {one.event: one for one in desk.engine.can(case, actor=CLERK)}

    assert set(options) == set(LEAD.events)
    assert options["urge"].allowed
    assert options["contact"].needs is not None
    assert options["contact"].needs.field == "how"
    refusal = options["close"].refusal
    assert refusal is not None
    assert (refusal.reason, options["close"].allowed) == ("not_answered", False)


def test_can_depends_on_who_asks(desk: Desk) -> None:
    case = desk.receive()

    (option,) = (one for one in desk.engine.can(case, actor=DIVISION) if one.event == "dispatch")

    assert option.refusal is not None
    assert option.refusal.reason == "not_yours"


def test_why_not_names_every_condition_with_its_value(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch")

    refused = desk.engine.why_not(case, "answer", actor=CLERK)

    assert refused is not None
    told = {one.fact: (one.value, one.held) for one in refused.findings}
    assert told["open_requests"] == (0, True)
    assert told["contacts"] == (0, False)
    assert told["signed"] == (False, False)


def test_why_not_is_silent_where_the_event_would_be_accepted(desk: Desk) -> None:
    case = desk.receive()
    before = Picture.of(desk.engine)

    assert desk.engine.why_not(case, "dispatch", desk.words("dispatch"), actor=CLERK) is None
    assert Picture.of(desk.engine) == before


def test_each_event_is_one_line_of_the_log() -> None:
    lines: list[tuple[str, dict[str, object]]] = []
    engine = an_engine(MemoryStore(), log=lambda event, **keys: lines.append((event, keys)))
    desk = Desk(engine, FrozenClock(FIRST_DAY))

    case = desk.receive()
    desk.do(case, "dispatch")

    assert [event for event, _ in lines] == ["case.received", "case.moved"]
    assert lines[1][1] == {
        "case": case,
        "seq": 2,
        "event_name": "dispatch",
        "row": "L10",
        "state": "dispatched",
    }


def test_a_case_under_a_definition_nobody_stored_cannot_move(desk: Desk) -> None:
    case = desk.case(desk.receive())
    store: Any = desk.engine.store
    store._cases[("office", case.id)] = replace(case, definition="f" * 64)

    with pytest.raises(UnknownDefinition) as refused:
        desk.do(case.id, "dispatch")

    assert refused.value.definition == "f" * 64


def test_a_case_is_pinned_to_the_definition_it_began_under(desk: Desk) -> None:
    case = desk.receive()

    desk.do(case, "dispatch")

    assert {entry.definition for entry in desk.history(case)} == {digest(LEAD)}


@pytest.mark.parametrize(
    ("args", "on"),
    [({"verdict": "不满意", "comment": "理由"}, None), ({"verdict": "满意"}, date(2024, 3, 4))],
)
def test_a_key_that_comes_with_something_else_is_taken(
    desk: Desk, args: dict[str, Any], on: date | None
) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer")
    desk.clock.set("2024-03-06")
    said = {"verdict": "满意"}
    first = desk.engine.fire(case, "feedback", said, actor=CLERK, key="form-1")
    before = Picture.of(desk.engine)

    with pytest.raises(KeyTaken):
        desk.engine.fire(case, "feedback", args, actor=CLERK, key="form-1", on=on)

    assert desk.engine.fire(case, "feedback", said, actor=CLERK, key="form-1").entry == first.entry
    assert Picture.of(desk.engine) == before
