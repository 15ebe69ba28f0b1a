"""Merged cases are handled once, and each keeps its number, member, letter and feedback."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore, _Work
from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Answer, Case, Contact, Feedback, Member
from support.people import CLERK, FIRST_DAY, Desk, an_engine

HOSTS_LETTER, FOLLOWERS_LETTER = "某函〔2024〕11号", "某函〔2024〕12号"


@pytest.fixture
def merged(desk: Desk) -> tuple[str, str]:
    """A dispatched host, and the case that was merged into it."""
    host, follower = desk.receive(1, members=("甲代表",)), desk.receive(2, members=("乙代表",))
    desk.do(host, "dispatch")
    desk.do(follower, "merge", host=host)
    return host, follower


def answer(desk: Desk, host: str, follower: str) -> None:
    """Answer both, each under its own letter."""
    desk.do(host, "contact")
    desk.do(host, "answer", document=HOSTS_LETTER, letters={follower: FOLLOWERS_LETTER})


def failed(desk: Desk, case: str, event: str, **args: object) -> list[str]:
    """The facts the event is refused for."""
    with pytest.raises(Refused) as refused:
        desk.do(case, event, **args)
    return [one.fact for one in refused.value.findings if not (one.held or one.moot)]


def test_a_merged_case_waits_for_its_host_without_a_timer(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, follower = merged

    case = desk.case(follower)

    assert (case.state, case.host, case.due) == ("merged", host, None)
    assert not desk.alarms(follower)


def test_no_case_is_answered_before_it_came_even_along_with_its_host(desk: Desk) -> None:
    host = desk.receive(1)
    desk.clock.set("2024-03-08")
    follower = desk.receive(2, received_on=date(2024, 3, 7))
    desk.walk(host, "dispatch", "contact")
    desk.do(follower, "merge", host=host)
    letters = {"letters": {follower: FOLLOWERS_LETTER}}

    with pytest.raises(BadInput, match=r"2024年建议第0002号.* 2024-03-07") as refused:
        desk.fire(host, "answer", on=date(2024, 3, 5), args=letters)

    assert (refused.value.field, desk.case(host).state) == ("on", "dispatched")
    answered = desk.fire(host, "answer", on=date(2024, 3, 7), args=letters)
    assert answered.entry.effective_on == desk.history(follower)[-1].effective_on


def test_every_original_keeps_its_member_number_letter_and_feedback(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, follower = merged
    answer(desk, host, follower)
    desk.do(host, "feedback", verdict="满意")
    desk.do(follower, "feedback", verdict="基本满意")

    desk.do(host, "close")

    told = {
        case.number: (
            [one.name for one in desk.records(Member, case.id)],
            [one.document for one in desk.records(Answer, case.id)],
            [one.verdict for one in desk.records(Feedback, case.id)],
            case.state,
        )
        for case in map(desk.case, merged)
    }
    assert told == {
        "第0001号": (["甲代表"], [HOSTS_LETTER], ["satisfied"], "closed"),
        "第0002号": (["乙代表"], [FOLLOWERS_LETTER], ["mostly_satisfied"], "closed"),
    }


def test_a_host_that_came_in_after_its_follower_takes_it_along_as_well(desk: Desk) -> None:
    follower, host = desk.receive(1), desk.receive(2)
    desk.do(host, "dispatch")
    desk.do(follower, "merge", host=host)
    answer(desk, host, follower)
    desk.walk(follower, "feedback")

    desk.walk(host, "feedback", "close")

    assert [desk.case(case).state for case in (host, follower)] == ["closed", "closed"]


def test_each_history_says_that_the_host_led_it(desk: Desk, merged: tuple[str, str]) -> None:
    host, follower = merged

    answer(desk, host, follower)

    (own, led) = (desk.history(case)[-1] for case in merged)
    assert "host" not in own.args
    assert (led.event, led.args["host"], led.args["document"]) == ("answer", host, FOLLOWERS_LETTER)
    assert led.recorded_at == own.recorded_at


def test_no_answer_leaves_while_a_followers_letter_is_missing(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, _ = merged
    desk.do(host, "contact")

    assert "letters_complete" in failed(desk, host, "answer", letters={})
    assert desk.case(host).state == "dispatched"


def test_a_follower_is_not_answered_by_itself(desk: Desk, merged: tuple[str, str]) -> None:
    _, follower = merged

    assert failed(desk, follower, "answer") == ["led_by_host"]


def test_a_host_is_not_closed_before_its_followers_are_satisfied(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, follower = merged
    answer(desk, host, follower)
    desk.do(host, "feedback")

    waits = failed(desk, host, "close")
    desk.do(follower, "feedback", verdict="不满意", comment="理由")
    unsatisfied = failed(desk, host, "close")

    assert waits == unsatisfied == ["followers_satisfied"]


def test_one_unsatisfied_member_starts_the_next_round_of_all(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, follower = merged
    answer(desk, host, follower)
    desk.do(host, "feedback")
    desk.do(follower, "feedback", verdict="不满意", comment="理由")

    desk.do(host, "reassign")

    again = [desk.case(case) for case in merged]
    assert [(case.state, case.round) for case in again] == [("dispatched", 2), ("merged", 2)]
    assert {case.held["verdict"] for case in again} == {"none"}


def test_a_merged_form_is_given_once_and_then_corrected(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, follower = merged
    answer(desk, host, follower)
    desk.do(follower, "feedback", verdict="不满意", comment="理由")

    assert "verdict" in failed(desk, follower, "feedback")
    assert desk.do(follower, "correct_feedback").held["verdict"] == "satisfied"


def test_a_contact_with_a_followers_member_is_its_own(desk: Desk, merged: tuple[str, str]) -> None:
    host, follower = merged

    desk.do(follower, "contact", note="听取意见")

    assert [len(desk.records(Contact, case)) for case in (host, follower)] == [0, 1]


def test_a_case_that_leaves_its_host_starts_afresh(desk: Desk, merged: tuple[str, str]) -> None:
    host, follower = merged

    left = desk.do(follower, "unmerge")

    assert (left.state, left.host) == ("received", None)
    assert desk.alarms(follower)
    desk.do(host, "contact")
    assert desk.do(host, "answer").state == "answered"
    assert desk.case(follower).state == "received"


def test_no_case_leaves_a_host_that_has_answered(desk: Desk, merged: tuple[str, str]) -> None:
    host, follower = merged

    answer(desk, host, follower)

    assert failed(desk, follower, "unmerge") == ["host_open"]


def test_what_a_follower_had_begun_is_over_with_the_merger(desk: Desk) -> None:
    host, follower = desk.receive(1), desk.receive(2)
    desk.do(follower, "dispatch")
    desk.do(follower, "co_handle", requests=["甲局"])

    case = desk.do(follower, "merge", host=host)

    assert (case.held["open_requests"], desk.alarms(follower)) == (0, [])


@pytest.mark.parametrize("event", ["dispatch", "urge", "extend", "withdraw", "co_handle", "merge"])
def test_a_merged_case_is_handled_by_its_host_alone(
    desk: Desk, merged: tuple[str, str], event: str
) -> None:
    refused = desk.engine.why_not(merged[1], event, desk.words(event), actor=CLERK)

    assert refused is not None
    assert refused.reason == "handled_by_host"


def test_a_host_with_followers_neither_leaves_nor_joins(
    desk: Desk, merged: tuple[str, str]
) -> None:
    host, _ = merged
    other = desk.receive(3)

    assert failed(desk, host, "withdraw") == ["has_followers"]
    assert failed(desk, host, "return_to_assigner") == ["has_followers"]
    assert failed(desk, host, "merge", host=other) == ["has_followers"]


def test_nobody_joins_itself_a_stranger_a_follower_or_another_duty(
    desk: Desk, merged: tuple[str, str]
) -> None:
    _, follower = merged
    alone, support = desk.receive(3), desk.receive(4, role="support")

    for host in (alone, "case-99999", follower, support, ""):
        assert failed(desk, alone, "merge", host=host) == ["host_ready"]


def test_nobody_joins_a_case_that_has_been_answered(desk: Desk) -> None:
    host, late = desk.receive(1), desk.receive(2)
    desk.walk(host, "dispatch", "contact", "answer")

    assert failed(desk, late, "merge", host=host) == ["host_ready"]


def test_letters_come_one_for_each_follower(desk: Desk, merged: tuple[str, str]) -> None:
    host, _ = merged
    desk.do(host, "contact")

    with pytest.raises(BadInput) as refused:
        desk.do(host, "answer", letters=[FOLLOWERS_LETTER])

    assert refused.value.field == "letters"


def test_a_supporting_host_takes_its_followers_along(desk: Desk) -> None:
    host, follower = (desk.receive(no, role="support") for no in (1, 2))
    desk.do(follower, "merge", host=host)
    desk.walk(host, "dispatch", "opine")

    desk.do(host, "lead_answered", letters={follower: "主办函〔2024〕4号"})
    desk.walk(follower, "feedback")
    desk.walk(host, "feedback", "close")

    assert [desk.case(case).final for case in (host, follower)] == [True, True]
    assert [one.document for one in desk.records(Answer, follower)] == ["主办函〔2024〕4号"]


def test_a_host_named_by_a_number_is_locked_like_any_other(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []
    lock = _Work.lock

    def noted(work: _Work, office: str, case: str) -> Case:
        locked.append(case)
        return lock(work, office, case)

    monkeypatch.setattr(_Work, "lock", noted)
    case = desk.receive()

    with pytest.raises(Refused):
        desk.do(case, "merge", host=101)

    assert set(locked) == {case, "101"}


def test_every_case_that_moves_along_has_a_line_in_the_log() -> None:
    lines: list[tuple[str, Any]] = []
    clock = FrozenClock(FIRST_DAY)

    def log(event: str, **told: object) -> None:
        lines.append((event, told.get("case")))

    desk = Desk(an_engine(MemoryStore(), clock=clock, log=log), clock)
    host, follower = desk.receive(1), desk.receive(2)
    desk.do(host, "dispatch")
    desk.do(follower, "merge", host=host)
    lines.clear()

    answer(desk, host, follower)

    assert lines == [("case.moved", host), ("case.moved", host), ("case.moved", follower)]


@pytest.mark.parametrize("steps", [(), ("dispatch", "contact", "answer", "feedback")])
@pytest.mark.parametrize("host", [[None], "", "case-99999", "很" * 101, 101])
def test_a_host_nobody_can_mean_is_refused_as_foreseen(
    desk: Desk, steps: tuple[str, ...], host: Any
) -> None:
    case = desk.receive()
    desk.walk(case, *steps)

    with pytest.raises((Refused, BadInput)) as refused:
        desk.engine.fire(case, "merge", {"host": host}, actor=CLERK)

    try:
        foreseen: Exception | None = desk.engine.why_not(case, "merge", {"host": host}, actor=CLERK)
    except BadInput as question:
        foreseen = question
    assert str(foreseen) == str(refused.value)
