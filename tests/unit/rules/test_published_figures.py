"""Every percentage printed beside its counts follows from them, or is named with the reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bihuan.rules.formulas import (
    FormulaError,
    Match,
    Rounding,
    explain_printed,
    explain_printed_shares,
    read_percent,
    shares,
)

FIGURES = json.loads(
    (Path(__file__).parents[2] / "data" / "published_figures.json").read_text(encoding="utf-8")
)
SETS: list[dict[str, Any]] = FIGURES["sets"]

ALONE_IMPOSSIBLE = {
    (
        "V5-classes",
        "A类",
    ): "91.7 rounded; the largest share was raised so that the three sum to 100",
    (
        "V13-classes",
        "A类",
    ): "58.06 rounded; the largest share was raised so that the four sum to 100",
    ("V10-assigned", "法院和检察院"): "32 of 838 are 3.8; items overlap, the base is not printed",
    ("V10-assigned", "党委部门等"): "46 of 838 are 5.5; items overlap, the base is not printed",
}
"""Printed figures that do not follow from their own two counts."""

MIXED_SETS = {
    "V22-gongliu": "63.4 and 9.6 with one digit, the first truncated, beside 27 rounded to none",
    "V22-jilin-cppcc-2018": "38.9 and 33.8 are rounded, 5.7, 12.2 and 9.2 truncated",
}
"""Whole sets of shares that no single mode gives, though every figure has one."""

EXPLAINED_ONLY_AS_A_SET = {
    "V5-classes": {Rounding.FORCED_LARGEST},
    "V13-classes": {Rounding.FORCED_100, Rounding.FORCED_LARGEST},
    "R-ruian-kinds": {Rounding.FORCED_LARGEST},
}
"""Sets that no plain rounding gives, but a forced sum of 100 does."""


def each_figure() -> list[tuple[str, int, dict[str, Any]]]:
    return [(s["id"], s["base"], figure) for s in SETS for figure in s["figures"]]


@pytest.mark.parametrize(
    ("where", "base", "figure"),
    [pytest.param(*row, id=f"{row[0]}-{row[2]['label']}") for row in each_figure()],
)
def test_a_printed_figure_follows_under_exactly_the_modes_on_record(
    where: str, base: int, figure: dict[str, Any]
) -> None:
    found = explain_printed(figure["printed"], figure["count"], base)

    modes = [mode.value for mode in found.modes] if isinstance(found, Match) else []
    assert modes == figure["modes"]
    assert bool(modes) is ((where, figure["label"]) not in ALONE_IMPOSSIBLE)


def test_the_table_of_impossible_figures_has_no_entry_too_many() -> None:
    recorded = {(where, f["label"]) for where, _, f in each_figure() if not f["modes"]}

    assert recorded == set(ALONE_IMPOSSIBLE)


@pytest.mark.parametrize("entry", [pytest.param(s, id=s["id"]) for s in SETS if "set_modes" in s])
def test_a_whole_set_of_shares_follows_under_exactly_the_modes_on_record(
    entry: dict[str, Any],
) -> None:
    printed = {figure["label"]: figure["printed"] for figure in entry["figures"]}
    counts = {figure["label"]: figure["count"] for figure in entry["figures"]}

    modes = explain_printed_shares(printed, counts)

    assert [mode.value for mode in modes] == entry["set_modes"]
    assert bool(modes) is (entry["id"] not in MIXED_SETS)
    plain = {Rounding.HALF_UP, Rounding.TRUNCATE}.intersection(modes)
    assert bool(plain) is (entry["id"] not in MIXED_SETS.keys() | EXPLAINED_ONLY_AS_A_SET.keys())
    if entry["id"] in EXPLAINED_ONLY_AS_A_SET:
        assert set(modes) == EXPLAINED_ONLY_AS_A_SET[entry["id"]]


def test_the_tables_of_sets_name_only_sets_on_record() -> None:
    recorded = {s["id"] for s in SETS if "set_modes" in s}

    assert MIXED_SETS.keys() | EXPLAINED_ONLY_AS_A_SET.keys() <= recorded


def test_every_set_with_shares_of_its_whole_base_is_checked_as_a_set() -> None:
    for entry in SETS:
        whole = sum(figure["count"] for figure in entry["figures"]) == entry["base"]
        several = len(entry["figures"]) > 1
        assert ("set_modes" in entry) is (whole and several), entry["id"]


@pytest.mark.parametrize("words", FIGURES["in_words"], ids=lambda words: words["printed"])
def test_a_figure_in_words_is_not_read_as_a_figure(words: dict[str, Any]) -> None:
    with pytest.raises(FormulaError):
        read_percent(words["printed"])


@pytest.mark.parametrize("entry", FIGURES["without_counts"], ids=lambda entry: entry["unit"])
def test_a_figure_printed_without_its_counts_is_named_with_what_is_missing(
    entry: dict[str, Any],
) -> None:
    assert entry["why"].startswith("未印")
    assert all(read_percent(printed) for printed in entry["printed"])


@pytest.mark.parametrize("entry", FIGURES["sums"], ids=lambda entry: entry["unit"])
def test_the_parts_of_a_printed_count_add_up_to_it(entry: dict[str, Any]) -> None:
    parts = {str(at): part for at, part in enumerate(entry["parts"])}

    forced = shares(parts, rounding=Rounding.FORCED_100, base_total=entry["total"])

    assert sum(entry["parts"]) == entry["total"]
    assert sum(value for value in forced.values() if value is not None) == 100


@pytest.mark.parametrize(
    "entry", FIGURES["sums_that_do_not_add_up"], ids=lambda entry: entry["unit"]
)
def test_parts_that_do_not_add_up_cannot_be_made_to(entry: dict[str, Any]) -> None:
    parts = {str(at): part for at, part in enumerate(entry["parts"])}

    assert sum(entry["parts"]) != entry["total"]
    assert str(sum(entry["parts"])) in entry["why"]
    with pytest.raises(FormulaError, match=f"the parts add to {sum(entry['parts'])}"):
        shares(parts, rounding=Rounding.FORCED_100, base_total=entry["total"])


def test_the_record_holds_as_many_figures_as_were_reviewed() -> None:
    assert len(SETS) == 59
    assert len(each_figure()) == 133
    assert len({entry["id"] for entry in SETS}) == len(SETS)
    assert len(FIGURES["without_counts"]) == 35
    assert len(FIGURES["sums"]) == 105
