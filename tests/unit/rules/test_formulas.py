"""How rates are computed, and how printed ones are explained."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.rules.formulas import (
    Base,
    FormulaError,
    Match,
    NoMatch,
    Rate,
    Rounding,
    SatisfactionRule,
    explain_printed,
    growth,
    on_time_rate,
    read_percent,
    satisfaction_rate,
    shares,
)

COUNTS = st.dictionaries(st.text(min_size=1), st.integers(0, 10_000), min_size=1, max_size=12)


def test_satisfied_and_mostly_satisfied_count_over_returned_forms() -> None:
    rate = satisfaction_rate({"satisfied": 980, "mostly_satisfied": 13, "unsatisfied": 1})

    assert (rate.numerator, rate.denominator, rate.base) == (993, 994, Base.RETURNED)
    assert rate.text == "99.9%"
    assert rate.label == "满意率"


def test_another_base_and_other_grades_are_settings() -> None:
    rule = SatisfactionRule(
        counts=("satisfied",), base=Base.ALL, digits=2, rounding=Rounding.TRUNCATE
    )

    rate = satisfaction_rate({"satisfied": 86, "mostly_satisfied": 7, "all": 93}, rule)

    assert rate.text == "92.47%"


def test_a_base_that_was_not_counted_is_refused() -> None:
    with pytest.raises(FormulaError, match="'closed'"):
        satisfaction_rate({"satisfied": 1}, SatisfactionRule(base=Base.CLOSED))


def test_a_rate_of_nothing_is_none_and_never_zero() -> None:
    rate = satisfaction_rate({})

    assert rate.value is None
    assert rate.text == "—"


def test_a_base_below_zero_is_refused() -> None:
    with pytest.raises(FormulaError, match="满意率: a base or digits below zero"):
        Rate(numerator=1, denominator=-1, label="满意率")


def test_a_full_rate_prints_without_decimals_and_an_almost_full_one_with() -> None:
    assert Rate(numerator=146, denominator=146).text == "100%"
    assert Rate(numerator=0, denominator=146).text == "0%"
    assert Rate(numerator=9999, denominator=10000).text == "100.0%"


def test_on_time_is_over_the_base_that_is_named() -> None:
    assert on_time_rate(1212, 1219).text == "99.4%"
    assert on_time_rate(1212, 1216, Base.CLOSED).base is Base.CLOSED


def test_growth_is_over_last_year() -> None:
    assert growth(146, 98, digits=0).value == Decimal(49)
    assert growth(5, 7).text == "-28.57%"
    assert growth(5, 0).value is None


def test_halves_go_away_from_zero_and_truncation_towards_it() -> None:
    assert Rate(numerator=1, denominator=8, digits=0).value == Decimal(13)
    assert Rate(numerator=-1, denominator=8, digits=0).value == Decimal(-13)
    assert Rate(
        numerator=-77, denominator=230, digits=1, rounding=Rounding.TRUNCATE
    ).value == Decimal("-33.4")


def test_shares_can_be_forced_to_100_in_two_ways() -> None:
    counts = {"A": 1178, "B": 16, "CD": 90}

    assert sum(filter(None, shares(counts).values())) == Decimal("99.9")
    assert shares(counts, 1, Rounding.FORCED_LARGEST) == {
        "A": Decimal("91.8"),
        "B": Decimal("1.2"),
        "CD": Decimal("7.0"),
    }
    assert shares(counts, 1, Rounding.FORCED_100)["B"] == Decimal("1.3")


def test_shares_of_a_larger_base_cannot_be_forced() -> None:
    assert shares({"A": 1}, base_total=4) == {"A": Decimal("25.0")}
    with pytest.raises(FormulaError, match="cannot sum to 100"):
        shares({"A": 1}, 1, Rounding.FORCED_100, base_total=4)


def test_shares_of_nothing_are_none_and_counts_below_zero_refused() -> None:
    assert shares({"A": 0, "B": 0}) == {"A": None, "B": None}
    assert shares({}) == {}
    with pytest.raises(FormulaError, match="below zero"):
        shares({"A": -1, "B": 2})


def test_a_printed_rate_is_explained_by_its_rounding() -> None:
    assert explain_printed("33.4%", 77, 230) == Match(modes=(Rounding.TRUNCATE,), digits=1)
    assert explain_printed("99.5%", 1127, 1133) == Match(modes=(Rounding.HALF_UP,), digits=1)
    assert explain_printed("−28.57", -2, 7)


def test_a_printed_rate_that_cannot_follow_tells_what_it_would_be() -> None:
    result = explain_printed("2.7%", 32, 838)

    assert isinstance(result, NoMatch)
    assert not result
    assert result.would_be[Rounding.HALF_UP] == Decimal("3.8")


def test_words_around_a_figure_are_no_percentage() -> None:
    for printed in ("55%以上", "近42%", "", "%"):
        with pytest.raises(FormulaError, match="no printed percentage"):
            read_percent(printed)
    with pytest.raises(FormulaError, match="divide"):
        explain_printed("5%", 1, 0)


@given(
    counts=COUNTS,
    digits=st.integers(0, 4),
    rounding=st.sampled_from([Rounding.FORCED_100, Rounding.FORCED_LARGEST]),
)
def test_forced_shares_sum_to_100_and_stay_near_the_truth(
    counts: dict[str, int], digits: int, rounding: Rounding
) -> None:
    result = shares(counts, digits, rounding)

    if sum(counts.values()) == 0:
        assert set(result.values()) == {None}
        return
    assert sum(filter(None, result.values())) == 100
    truth = shares(counts, digits)
    room = Decimal(len(counts)).scaleb(-digits)
    for key, value in result.items():
        assert value is not None
        assert abs(value - (truth[key] or 0)) <= room


@given(part=st.integers(0, 5000), rest=st.integers(1, 5000), digits=st.integers(0, 4))
def test_what_a_rate_prints_it_can_explain(part: int, rest: int, digits: int) -> None:
    for rounding in (Rounding.HALF_UP, Rounding.TRUNCATE):
        rate = Rate(numerator=part, denominator=part + rest, digits=digits, rounding=rounding)

        found = explain_printed(str(rate.value), part, part + rest)

        assert isinstance(found, Match)
        assert rounding in found.modes
