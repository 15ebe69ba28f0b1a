"""An office exchanges with the reference platform, over real HTTP on loopback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bihuan.commands import Contact, CorrectFeedback, Feedback
from bihuan.engine import platform_run
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import PlatformAway
from bihuan.engine.platform_pull import settle
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.testing import sample_case
from support.platforms import Reached, assignment, known, pull, push, within_reach

CLERK = Actor("某办公室")
SATISFIED = {"总体评价": "满意"}


@pytest.fixture
def reached(store: Store) -> Iterator[Reached]:
    """An office, the platform, and the way between them."""
    with within_reach(store) as all_of_it:
        yield all_of_it


def test_an_assignment_becomes_a_case_once(reached: Reached) -> None:
    engine, platform, _ = reached
    for no in (1, 2, 3):
        platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no))

    first, before, again = pull(reached), known(engine), pull(reached)

    assert first == {"A-1": "received", "A-2": "received", "A-3": "received"}
    assert again == {}
    assert known(engine) == before
    assert [case.role for case in engine.store.find("office", Query())] == [
        "support",
        "sole",
        "reading",
    ]


def test_a_preview_changes_nothing(reached: Reached) -> None:
    engine, platform, way = reached
    platform.put("A-1", "assignment", "P-1", assignment(1))
    before = known(engine)

    assert platform_run.preview(engine, way) == {"A-1": "received"}

    assert known(engine) == before
    assert engine.store.exchanges.exchanges("office", "renda") == []
    assert pull(reached) == {"A-1": "received"}


def test_a_proposal_that_is_on_file_is_linked_and_what_differs_is_named(reached: Reached) -> None:
    engine, platform, _ = reached
    case = sample_case(engine)
    ours = {"提出代表": ["某代表1"], "承办方式": "主办"}
    platform.put("A-1", "assignment", "P-1", assignment(1, 标题="关于另一事项的建议", **ours))

    assert pull(reached) == {"A-1": "conflict"}

    (link,) = engine.store.exchanges.links("office", "renda")
    found = engine.store.exchanges.differences("office", "renda")
    assert link.case == case.id
    assert [(one.field, one.said["theirs"], one.said["ours"]) for one in found] == [
        ("assigned_on", "2024-03-01", "2024-03-04"),
        ("title", "关于另一事项的建议", case.title),
    ]
    assert engine.store.case("office", case.id) == case


def test_a_settled_difference_is_not_asked_about_again(reached: Reached) -> None:
    engine, platform, _ = reached
    platform.put("A-1", "assignment", "P-1", assignment(1))
    pull(reached)
    platform.put("A-1", "assignment", "P-1", assignment(1, 标题="改过的标题"))
    assert pull(reached) == {"A-1": "conflict"}

    assert settle(engine, "renda", "A-1", "ours", fields=(), by=CLERK) == 1
    platform.put("A-1", "assignment", "P-1", assignment(1, 标题="改过的标题", 类别="农业"))

    assert pull(reached) == {"A-1": "conflict"}
    fields = [
        (one.field, one.take) for one in engine.store.exchanges.differences("office", "renda")
    ]
    assert fields == [("title", "ours"), ("category", "")]


def test_feedback_waits_for_the_answer_and_is_applied_when_that_has_left(reached: Reached) -> None:
    engine, platform, _ = reached
    case = sample_case(engine, "urged")
    platform.put("F-1", "feedback", "P-1", SATISFIED)
    assert pull(reached) == {"F-1": "waiting"}
    same = {"提出代表": ["某代表1"], "承办方式": "主办", "交办日期": "2024-03-04"}
    platform.put("A-1", "assignment", "P-1", assignment(1, **same))
    assert pull(reached) == {"A-1": "received", "F-1": "waiting"}

    engine.fire(case.id, Contact(how="phone"), actor=CLERK)
    _answer(engine, case.id)

    assert pull(reached) == {"F-1": "applied"}
    assert engine.store.case("office", case.id).state == "feedback"


def _answer(engine: Engine, case: str, **letter: object) -> None:
    scheme = engine.house.policy.class_scheme
    assert scheme is not None
    said = {"document": "某函〔2024〕1号", "signer": "某领导", "code": scheme.codes[0]}
    engine.fire(case, "answer", {**said, **letter}, actor=CLERK)


def _answered(reached: Reached) -> str:
    """A linked case whose answer has left."""
    engine, platform, _ = reached
    case = sample_case(engine, "answered")
    same = {"提出代表": ["某代表1"], "承办方式": "主办", "交办日期": "2024-03-04"}
    platform.put("A-1", "assignment", "P-1", assignment(1, **same))
    return case.id


def test_feedback_that_the_platform_corrects_is_corrected_here(reached: Reached) -> None:
    engine, platform, _ = reached
    case = _answered(reached)
    platform.put("F-1", "feedback", "P-1", SATISFIED)
    pull(reached)
    platform.put("F-1", "feedback", "P-1", {"总体评价": "不满意", "意见": "没有落实"})

    assert pull(reached) == {"F-1": "applied"}

    assert engine.store.history("office", case)[-1].event == "correct_feedback"
    assert engine.store.exchanges.differences("office", "renda") == []


@pytest.mark.parametrize(
    ("take", "verdict"), [("ours", "mostly_satisfied"), ("theirs", "unsatisfied")]
)
def test_feedback_that_both_have_changed_is_settled_by_a_person(
    reached: Reached, take: str, verdict: str
) -> None:
    engine, platform, _ = reached
    case = _answered(reached)
    platform.put("F-1", "feedback", "P-1", SATISFIED)
    pull(reached)
    engine.fire(case, CorrectFeedback(verdict="基本满意"), actor=CLERK)
    platform.put("F-1", "feedback", "P-1", {"总体评价": "不满意", "意见": "没有落实"})

    assert pull(reached) == {"F-1": "conflict"}
    assert engine.store.case("office", case).held["verdict"] == "mostly_satisfied"
    settle(engine, "renda", "F-1", take, fields=(), by=CLERK)

    assert engine.store.case("office", case).held["verdict"] == verdict
    assert pull(reached) == {}


def test_what_cannot_be_read_names_field_and_value_and_keeps_nothing_else_back(
    reached: Reached,
) -> None:
    engine, platform, _ = reached
    platform.put("A-1", "assignment", "P-1", assignment(1, 承办方式="牵头"))
    platform.put("A-2", "assignment", "P-2", assignment(2))
    platform.put("X-3", "greeting", "P-2", {})
    damaged = {**platform.log[1], "id": "A-4", "proposal": "P-4"}
    platform.log.append(damaged)

    assert pull(reached) == {
        "A-1": "refused",
        "A-2": "received",
        "A-4": "refused",
        "X-3": "refused",
    }
    reasons = {one.key: one.reason for one in engine.store.exchanges.held("office", "renda")}
    assert (reasons["A-1"]["field"], reasons["A-1"]["value"]) == ("承办方式", "牵头")
    assert reasons["A-4"] == {"code": "checksum"}
    assert reasons["X-3"] == {"code": "unknown_kind", "value": "greeting"}


def test_a_document_is_read_again_when_the_mapping_knows_more(reached: Reached) -> None:
    engine, platform, way = reached
    platform.put("A-1", "assignment", "P-1", assignment(1, 承办方式="牵头"))
    pull(reached)
    (exchange,) = engine.store.exchanges.exchanges("office", "renda")
    codes = {**way._words.codes, "role": {**way._words.codes["role"], "牵头": "lead"}}
    way._words = replace(way._words, codes=codes)

    assert platform_run.replay(engine, way, exchange) == {"A-1": "received"}
    assert platform_run.replay(engine, way, exchange) == {"A-1": "known"}


def test_the_platform_is_told_of_each_step_once_whatever_is_lost_on_the_way(
    reached: Reached,
) -> None:
    engine, platform, _ = reached
    case = _answered(reached)
    pull(reached)
    platform.faults.lost = 1
    with pytest.raises(PlatformAway):
        push(reached)
    platform.faults.lost = 0

    sent = push(reached)

    assert set(sent.values()) == {"sent"}
    assert [one["kind"] for one in platform.told.values()] == [
        "acceptance",
        "progress",
        "contact",
        "answer",
    ]
    assert max(platform.times.values()) == 2  # it came twice, and counts once
    assert platform.told[f"{case}:5"]["fields"]["文号"] == "某函〔2024〕1号"
    assert push(reached) == {}
    engine.fire(case, Feedback(verdict="满意"), actor=CLERK)
    assert push(reached) == {f"{case}:6": "sent"}


def test_the_letter_goes_before_the_record_that_names_it(reached: Reached) -> None:
    engine, platform, _ = reached
    case = sample_case(engine, "urged")
    engine.fire(case.id, Contact(how="phone"), actor=CLERK)
    _answer(engine, case.id, file=b"letter", name="复函.docx", lines=["关于示例事项的复函"])
    same = {"提出代表": ["某代表1"], "承办方式": "主办", "交办日期": "2024-03-04"}
    platform.put("A-1", "assignment", "P-1", assignment(1, **same))
    pull(reached)

    push(reached)

    (answer,) = [one for one in platform.told.values() if one["kind"] == "answer"]
    assert platform.files == {answer["letter"]: b"letter"}


def test_what_the_platform_refuses_is_named_and_sent_again(reached: Reached) -> None:
    engine, platform, _ = reached
    case = _answered(reached)
    pull(reached)
    platform.refuse = {"contact": "no such stage"}

    first = push(reached)
    (held,) = engine.store.exchanges.held("office", "renda", status="refused")
    again = push(reached)
    platform.refuse = {}

    assert first[f"{case}:4"] == "refused"
    assert held.reason == {"code": "platform_refused", "why": "no such stage"}
    assert again == {f"{case}:4": "refused"}
    assert push(reached) == {f"{case}:4": "sent"}
    assert push(reached) == {}
    assert len(platform.told) == 4


def test_the_lead_units_answer_reaches_a_case_that_only_supports(reached: Reached) -> None:
    engine, platform, _ = reached
    platform.put("A-1", "assignment", "P-1", assignment(1, 承办方式="协办", 主办单位="甲厅"))
    platform.put("L-1", "lead_answer", "P-1", {"文号": "甲函〔2024〕8号", "签发人": "某领导"})
    assert pull(reached) == {"A-1": "received", "L-1": "waiting"}
    (case,) = engine.store.find("office", Query())
    five = {"leader": "某领导", "division": "甲处室", "officer": "某经办人", "task": "提出意见"}
    engine.fire(case.id, "dispatch", {**five, "time": "2024-04-30"}, actor=CLERK)
    engine.fire(case.id, "opine", {"document": "某函〔2024〕2号", "signer": "某领导"}, actor=CLERK)

    assert pull(reached) == {"L-1": "applied"}

    assert engine.store.case("office", case.id).state == "answered"
    push(reached)
    kinds = [one["kind"] for one in platform.told.values()]
    assert kinds == ["acceptance", "progress", "opinion"]


def test_an_older_version_that_comes_late_changes_nothing(reached: Reached) -> None:
    engine, platform, _ = reached
    platform.put("A-1", "assignment", "P-1", assignment(1))
    platform.put("A-1", "assignment", "P-1", assignment(1, 标题="改过的标题"))
    first, second = platform.log
    platform.log[:] = [second]
    assert pull(reached) == {"A-1": "received"}
    before = known(engine)
    platform.log[:] = [second, first, second]

    assert pull(reached) == {"A-1": "known"}

    assert known(engine) == before
