"""How members' words become grades, and their grades one verdict."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.rules.satisfaction import (
    Aggregation,
    Form,
    Grade,
    UnknownGrade,
    aggregate,
    known_scales,
    parse_grade,
    scale,
    verdict_of,
    worst,
)

GOOD, FAIR, BAD = Grade.SATISFIED, Grade.MOSTLY_SATISFIED, Grade.UNSATISFIED


def forms(*verdicts: Grade, lead: int = 0) -> list[Form]:
    return [Form(member=n, lead=n == lead, verdict=verdict) for n, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("printed", "name", "grade"),
    [
        ("满意", "standard", GOOD),
        (" 基本 满意 ", "standard", FAIR),
        ("不满意", "standard", BAD),
        ("理解", "hongkou_attitude", FAIR),
        ("同意", "hongkou_result", GOOD),
        ("保留", "hongkou_result", BAD),
        ("不同意", "hongkou_result", BAD),
    ],
)
def test_a_printed_word_is_read_on_its_own_scale(printed: str, name: str, grade: Grade) -> None:
    assert parse_grade(printed, name) is grade


def test_a_word_of_another_scale_is_refused() -> None:
    with pytest.raises(UnknownGrade, match="'理解' is no grade"):
        parse_grade("理解")
    with pytest.raises(UnknownGrade, match="is not known"):
        scale("standrd")


def test_every_scale_says_where_it_comes_from() -> None:
    assert known_scales() == ("standard", "hongkou_attitude", "hongkou_result")
    assert all(scale(name).source for name in known_scales())


@pytest.mark.parametrize(
    ("attitude", "result", "verdict"),
    [
        (GOOD, GOOD, GOOD),
        (GOOD, BAD, BAD),
        (BAD, GOOD, BAD),
        (FAIR, GOOD, FAIR),
        (None, FAIR, FAIR),
        (BAD, None, BAD),
        (None, None, None),
    ],
)
def test_dissatisfaction_with_either_is_dissatisfaction(
    attitude: Grade | None, result: Grade | None, verdict: Grade | None
) -> None:
    assert verdict_of(attitude, result) is verdict


def test_a_grade_nobody_knows_is_no_verdict() -> None:
    with pytest.raises(ValueError, match="理解"):
        verdict_of("理解", None)


def test_the_lead_member_alone_decides() -> None:
    assert aggregate(forms(GOOD, BAD), 3, Aggregation.LEAD) is GOOD
    assert aggregate(forms(GOOD, BAD, lead=9), 3, Aggregation.LEAD) is None


def test_where_nothing_is_said_the_lead_counts_unless_somebody_is_unsatisfied() -> None:
    rule = Aggregation.LEAD_UNLESS_UNSATISFIED

    assert aggregate(forms(GOOD), 3, rule) is GOOD
    assert aggregate(forms(GOOD, BAD), 3, rule) is BAD
    assert aggregate(forms(GOOD, GOOD, lead=9), 3, rule) is None
    assert aggregate(forms(GOOD, BAD, lead=9), 3, rule) is BAD


def test_all_waits_for_every_form_and_takes_the_worst() -> None:
    assert aggregate(forms(GOOD, BAD), 3, Aggregation.ALL) is None
    assert aggregate(forms(GOOD, BAD, GOOD), 3, Aggregation.ALL) is BAD
    assert aggregate(forms(GOOD, FAIR, GOOD), 3, Aggregation.ALL) is FAIR


def test_one_dissatisfied_form_decides_at_once_where_the_rule_says_so() -> None:
    assert aggregate(forms(BAD), 3, Aggregation.ANY_UNSATISFIED) is BAD
    assert aggregate(forms(GOOD, GOOD), 3, Aggregation.ANY_UNSATISFIED) is None
    assert aggregate(forms(GOOD, FAIR, GOOD), 3, Aggregation.ANY_UNSATISFIED) is FAIR


def test_a_majority_waits_for_every_form_and_a_tie_falls_to_the_worse() -> None:
    assert aggregate(forms(GOOD, GOOD), 3, Aggregation.MAJORITY) is None
    assert aggregate(forms(GOOD, GOOD, BAD), 3, Aggregation.MAJORITY) is GOOD
    assert aggregate(forms(GOOD, BAD), 2, Aggregation.MAJORITY) is BAD
    assert aggregate(forms(GOOD, FAIR, FAIR), 3, Aggregation.MAJORITY) is FAIR


@pytest.mark.parametrize(
    ("given_forms", "members", "reason"),
    [
        ([Form(member=1, lead=True, verdict=GOOD)] * 2, 3, "twice"),
        (forms(GOOD, GOOD), 1, "2 forms for 1 members"),
        ([], 0, "at least one member"),
        ([Form(member=n, lead=True, verdict=GOOD) for n in (1, 2)], 3, "two forms"),
    ],
)
def test_forms_that_contradict_each_other_are_refused(
    given_forms: list[Form], members: int, reason: str
) -> None:
    with pytest.raises(ValueError, match=reason):
        aggregate(given_forms, members)


@given(
    verdicts=st.lists(st.sampled_from(Grade), min_size=1, max_size=9),
    missing=st.integers(0, 3),
    rule=st.sampled_from(Aggregation),
)
def test_no_rule_is_better_than_the_best_nor_worse_than_the_worst(
    verdicts: list[Grade], missing: int, rule: Aggregation
) -> None:
    verdict = aggregate(forms(*verdicts), len(verdicts) + missing, rule)

    assert verdict is None or verdict in verdicts
    if missing and rule in (Aggregation.ALL, Aggregation.MAJORITY):
        assert verdict is None
    if not missing and rule in (Aggregation.ALL, Aggregation.ANY_UNSATISFIED):
        assert verdict is worst(verdicts)
