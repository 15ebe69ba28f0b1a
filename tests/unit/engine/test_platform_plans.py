"""What follows from what a platform says, what we have and what was agreed on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.engine.errors import BadInput
from bihuan.engine.platform_plans import (
    Doing,
    disagreements,
    intake_of,
    known_already,
    newest,
    planned,
)
from bihuan.engine.platforms import Held, Incoming
from support.samples import NOON

TITLE, OTHER = {"title": "甲"}, {"title": "乙"}


def _came(
    version: int = 1, kind: str = "assignment", key: str = "A-1", **fields: object
) -> Incoming:
    return Incoming(
        key=key,
        kind=kind,
        proposal="P-1",
        version=version,
        checksum=f"sha256:{fields}",
        fields=fields,
    )


def _held(of: Incoming, status: str = "agreed", agreed: dict[str, Any] | None = None) -> Held:
    return Held(
        office="某厅",
        platform="renda",
        key=of.key,
        kind=of.kind,
        proposal=of.proposal,
        version=of.version,
        checksum=of.checksum,
        fields=of.fields,
        agreed=of.fields if agreed is None else agreed,
        status=status,
        reason={},
        seen_at=NOON,
    )


@given(st.permutations([_came(1), _came(2), _came(3), _came(1, "feedback", "F-1")]))
def test_of_each_record_the_latest_version_counts_whatever_came_first(
    records: list[Incoming],
) -> None:
    assert [(one.key, one.version) for one in newest(records)] == [("A-1", 3), ("F-1", 1)]


@pytest.mark.parametrize(
    ("status", "before", "version", "known"),
    [
        ("agreed", 2, 1, True),
        ("agreed", 2, 2, True),
        ("agreed", 2, 3, False),
        ("conflict", 2, 1, True),
        ("conflict", 2, 2, True),
        ("waiting", 2, 1, True),
        ("waiting", 2, 2, False),
        ("refused", 2, 2, False),
        ("refused", 2, 1, True),
    ],
)
def test_an_older_version_is_never_news_and_one_that_waits_is_tried_again(
    status: str, before: int, version: int, known: bool
) -> None:
    assert known_already(_came(version), _held(_came(before), status)) is known
    assert known_already(_came(version), None) is False


def test_other_content_under_the_same_version_is_news() -> None:
    before = _held(_came(2, title="甲"))

    assert not known_already(_came(2, title="乙"), before)
    assert planned(_came(2, title="乙"), before, TITLE).doing is Doing.CONFLICT


@pytest.mark.parametrize(
    ("theirs", "ours", "agreed", "differs"),
    [
        (TITLE, TITLE, {}, False),
        (OTHER, TITLE, {}, True),
        (OTHER, TITLE, TITLE, True),
        (OTHER, TITLE, OTHER, False),
        (TITLE, OTHER, TITLE, False),
        ({"url": "x"}, TITLE, {}, False),
    ],
)
def test_only_news_that_contradict_us_are_a_disagreement(
    theirs: dict[str, Any], ours: dict[str, Any], agreed: dict[str, Any], differs: bool
) -> None:
    assert bool(disagreements(theirs, ours, agreed)) is differs


def test_feedback_is_corrected_where_nobody_here_has_touched_it() -> None:
    before = _held(_came(1, "feedback", verdict="satisfied"))
    news = _came(2, "feedback", verdict="unsatisfied")

    untouched = planned(news, before, {"verdict": "satisfied"})
    touched = planned(news, before, {"verdict": "mostly_satisfied"})
    first = planned(news, None, None)

    assert (untouched.doing, untouched.event) == (Doing.APPLY, "correct_feedback")
    assert touched.doing is Doing.CONFLICT
    assert (first.doing, first.event) == (Doing.APPLY, "feedback")


def test_an_assignment_becomes_an_intake_and_says_what_is_missing() -> None:
    said = {"kind": "cppcc_proposal", "role": "lead", "year": 2024, "title": "关于某事的提案"}
    today = date(2024, 3, 4)

    intake = intake_of({**said, "number": "第0123号", "members": ["某委员"]}, today)

    assert (intake.number_key, intake.received_on, intake.members) == ("123", today, ("某委员",))
    with pytest.raises(BadInput, match="members"):
        intake_of(said, today)
