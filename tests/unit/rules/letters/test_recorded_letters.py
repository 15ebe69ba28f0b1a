"""The elements found in 121 recorded letters are those a person saw in them, but for a short list.

The list is `tests/data/golden/letters.txt`: one miss a line, with its reason. It is written with
BIHUAN_WRITE_GOLDEN=1, which keeps the reasons of misses that stay; a new miss gets none, and
somebody must look at it and write one.
"""

from __future__ import annotations

import os
from functools import cache

import pytest

from bihuan.rules.letters.finding import find
from support.annotations import FIELDS, Comparison, compare
from support.golden import FOLDER
from support.skeletons import paragraphs, records

GOLDEN = FOLDER / "letters.txt"
RETOLD = frozenset({"opening_courtesy", "body_items", "closing_courtesy"})
"""What the records only say was there; its words in the paragraphs are ours and flatter us."""
HEAD = ("letter", "element", "recorded", "found", "reason")


@cache
def comparisons() -> tuple[Comparison, ...]:
    return tuple(each for record in records() for each in compare(record, find(paragraphs(record))))


def test_at_least_95_of_100_elements_are_found_as_they_were_recorded() -> None:
    every = comparisons()
    printed = [each for each in every if each.there]

    assert len(every) == 121 * len(FIELDS)
    assert sum(each.equal for each in every) >= 0.95 * len(every)
    assert sum(each.equal for each in printed) >= 0.95 * len(printed)


def test_at_least_95_of_100_elements_whose_own_words_were_recorded_are_found() -> None:
    own = [each for each in comparisons() if each.there and each.field not in RETOLD]

    assert len(own) > 450
    assert sum(each.equal for each in own) >= 0.95 * len(own)


@pytest.mark.parametrize("field", sorted(FIELDS))
def test_no_kind_of_element_is_much_worse_than_the_others(field: str) -> None:
    printed = [each for each in comparisons() if each.field == field and each.there]

    assert sum(each.equal for each in printed) >= 0.9 * len(printed)


def test_nothing_is_found_that_was_not_there() -> None:
    invented = [each for each in comparisons() if each.found and not each.there]

    assert invented == []


def test_every_miss_is_listed_with_its_reason() -> None:
    reasons = _reasons()
    rows = [_row(each, reasons) for each in comparisons() if not each.equal]
    text = "\n".join(" | ".join(row) for row in (HEAD, *rows)) + "\n"

    if os.environ.get("BIHUAN_WRITE_GOLDEN") == "1":
        GOLDEN.write_text(text, "utf-8")

    assert GOLDEN.read_text("utf-8") == text
    assert [row for row in rows if row[-1] in ("", "?")] == []


def _row(miss: Comparison, reasons: dict[tuple[str, str], str]) -> tuple[str, ...]:
    reason = reasons.get((miss.letter, miss.field), "?")
    return miss.letter, miss.field, miss.recorded or "-", miss.found or "-", reason


def _reasons() -> dict[tuple[str, str], str]:
    if not GOLDEN.exists():
        return {}
    rows = [line.split(" | ") for line in GOLDEN.read_text("utf-8").splitlines()[1:]]
    return {(row[0], row[1]): row[4] for row in rows}
