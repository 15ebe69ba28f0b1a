"""What one event does to a case, and why it does not."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from bihuan.rules.facts import BadFact, Finding, UnknownFact, Value
from bihuan.states import LEAD, SUPPORT, Accepted, Executor, Party, Refused, decide
from bihuan.states.decide import CONDITIONS, NOT_YOURS, UNKNOWN_EVENT, given_facts

START = MappingProxyType(LEAD.start())
FIVE = {"five_assigned": True}


def test_a_permitted_event_gives_the_row_and_the_facts_after_it() -> None:
    decision = decide(LEAD, "urged", START, "urge", {}, Party.CLOCK)

    assert isinstance(decision, Accepted)
    assert (decision.row.id, decision.target) == ("L22", "urged")
    assert decision.held == {**START, "urges": 1}
    assert START["urges"] == 0


def test_an_event_the_state_refuses_names_the_reason() -> None:
    assert decide(LEAD, "received", START, "answer", {}, Party.OFFICE) == Refused("not_dispatched")


def test_an_event_nobody_declared_is_unknown() -> None:
    assert decide(LEAD, "received", START, "celebrate", {}, Party.OFFICE) == Refused(UNKNOWN_EVENT)
    assert decide(LEAD, "nowhere", START, "urge", {}, Party.OFFICE) == Refused(UNKNOWN_EVENT)


def test_an_event_of_somebody_else_is_refused_without_looking_at_facts() -> None:
    assert decide(LEAD, "received", START, "dispatch", {}, Party.MEMBER) == Refused(NOT_YOURS)


def test_a_condition_that_does_not_hold_is_shown_with_its_value() -> None:
    decision = decide(LEAD, "received", START, "dispatch", {"five_assigned": False}, Party.OFFICE)

    finding = Finding("five_assigned", "eq", True, False, False)
    assert decision == Refused(CONDITIONS, (finding,))


def test_the_row_that_failed_by_the_fewest_conditions_is_explained() -> None:
    held = {**START, "open_requests": 1}

    decision = decide(LEAD, "dispatched", held, "co_handle", {"open_requests": 1}, Party.OFFICE)

    assert decision == Refused(CONDITIONS, (Finding("open_requests", "eq", 0, 1, False),))


def test_a_fact_nobody_supplied_is_an_error_and_not_a_no() -> None:
    with pytest.raises(UnknownFact, match="five_assigned"):
        decide(LEAD, "received", START, "dispatch", {}, Party.OFFICE)
    with pytest.raises(UnknownFact, match="five_assigned"):
        Executor(LEAD).fire("received", START, "dispatch", {}, Party.OFFICE)


@pytest.mark.parametrize("wrong", ["yes", "True", 1, 0, 1.0, [True], ()])
def test_a_flag_of_another_type_is_an_error_and_not_a_no(wrong: object) -> None:
    given: Any = {"five_assigned": wrong}

    with pytest.raises(BadFact, match=r"five_assigned: .* is not one of"):
        decide(LEAD, "received", START, "dispatch", given, Party.OFFICE)
    with pytest.raises(BadFact, match=r"five_assigned: .* is not one of"):
        Executor(LEAD).fire("received", START, "dispatch", given, Party.OFFICE)


@pytest.mark.parametrize("wrong", [True, False, "1", 1.0, -1])
def test_a_count_of_another_type_is_an_error_wherever_it_is_read(wrong: object) -> None:
    held: Any = {**START, "open_requests": wrong}

    with pytest.raises(BadFact, match=r"open_requests: .* is not a whole number from 0"):
        decide(LEAD, "dispatched", held, "co_handle", {"open_requests": 1}, Party.OFFICE)
    with pytest.raises(BadFact, match=r"open_requests: .* is not a whole number from 0"):
        Executor(LEAD).fire("dispatched", held, "co_handle", {"open_requests": 1}, Party.OFFICE)


@pytest.mark.parametrize("wrong", [True, "1", 1.0, -1])
def test_a_count_of_another_type_is_not_added_to(wrong: object) -> None:
    held: Any = {**START, "urges": wrong}

    with pytest.raises(BadFact, match=r"urges: .* is not a whole number from 0"):
        decide(LEAD, "urged", held, "urge", {}, Party.CLOCK)


def test_a_count_that_the_case_does_not_hold_is_not_added_to() -> None:
    held = {name: value for name, value in START.items() if name != "urges"}

    with pytest.raises(UnknownFact, match="urges"):
        decide(LEAD, "urged", held, "urge", {}, Party.CLOCK)
    with pytest.raises(UnknownFact, match="urges"):
        Executor(LEAD).fire("urged", held, "urge", {}, Party.CLOCK)


def test_what_is_held_cannot_be_overruled_by_what_is_given() -> None:
    given: dict[str, Value] = {"verdict": "satisfied", "followers_satisfied": True}

    decision = decide(LEAD, "feedback", START, "close", given, Party.OFFICE)

    assert isinstance(decision, Refused)


@pytest.mark.parametrize("brought", ["delighted", "none", True, 1])
def test_a_verdict_that_is_none_is_not_recorded(brought: str | bool | int) -> None:
    given: dict[str, Value] = {"forms_complete": True, "verdict": brought}

    with pytest.raises(BadFact, match=r"verdict may become one of|verdict: .* is not one of"):
        decide(LEAD, "answered", START, "feedback", given, Party.OFFICE)


def test_a_verdict_has_to_be_brought() -> None:
    with pytest.raises(UnknownFact, match="verdict"):
        decide(LEAD, "answered", START, "feedback", {"forms_complete": True}, Party.OFFICE)


def test_a_support_case_is_answered_by_the_lead_unit_and_not_by_a_division() -> None:
    given = {"lead_answer_known": True}
    start = SUPPORT.start()

    by_lead = decide(SUPPORT, "co_handled", start, "lead_answered", given, Party.LEAD_UNIT)
    by_division = decide(SUPPORT, "co_handled", start, "lead_answered", given, Party.DIVISION)

    assert isinstance(by_lead, Accepted)
    assert by_division == Refused(NOT_YOURS)


def test_the_given_facts_of_a_place_are_known_before_the_event_arrives() -> None:
    assert given_facts(LEAD, "received", "dispatch") == {"five_assigned"}
    assert given_facts(LEAD, "received", "answer") == frozenset()
    assert given_facts(LEAD, "dispatched", "co_handle") == frozenset()
