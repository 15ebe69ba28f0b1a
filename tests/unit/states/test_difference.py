"""Two machines are compared as a case under way would feel it, and told in both languages."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.rules.facts import choice
from bihuan.rules.words import LANGUAGES
from bihuan.states.difference import Difference, Part, Sort, compare
from bihuan.states.difference_words import tell_comparison
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine
from bihuan.states.prover import prove
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.later_machines import renamed, with_a_stop, without_urged
from support.machine_walk import change


def _another_refusal() -> Machine:
    changed = (
        replace(no, code="not_resting") if no.code == "case_closed" else no for no in LEAD.refusals
    )
    return replace(LEAD, refusals=tuple(changed))


def _a_fact_more() -> Machine:
    return replace(READING, facts=(*READING.facts, choice("mood", "good", "bad")))


def _another_timer() -> Machine:
    timers = (replace(READING.timers[0], term="reading"), *READING.timers[1:])
    return replace(READING, timers=timers)


SORTS: dict[str, tuple[Machine, Machine, Sort]] = {
    "itself": (LEAD, LEAD, Sort.IDENTICAL),
    "other words": (LEAD, renamed(), Sort.LABELS),
    "another reason of refusal": (LEAD, _another_refusal(), Sort.LABELS),
    "one more place to go": (READING, with_a_stop(), Sort.WIDENING),
    "one place less to go": (with_a_stop(), READING, Sort.REMAPPING),
    "another condition": (READING, change(READING, "R30", by=(READING.rows[0].by)), Sort.NARROWING),
    "another timer": (READING, _another_timer(), Sort.NARROWING),
    "one more fact on the case": (READING, _a_fact_more(), Sort.REMAPPING),
    "a state less": (LEAD, without_urged(), Sort.REMAPPING),
    "another duty": (LEAD, SUPPORT, Sort.REMAPPING),
}


@pytest.mark.parametrize("what", SORTS)
def test_a_difference_is_of_the_sort_a_case_under_way_would_feel(what: str) -> None:
    before, after, sort = SORTS[what]

    assert compare(before, after).sort is sort


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("what", SORTS)
def test_every_difference_has_its_line_in_both_languages(what: str, lang: str) -> None:
    before, after, _ = SORTS[what]
    found = compare(before, after)

    lines = list(tell_comparison(before, after, found, lang))

    assert len(lines) == len(found.differences)
    assert all(line[0] in "+-~" and "None" not in line for line in lines)


def test_what_is_gone_and_what_leads_elsewhere_is_named() -> None:
    found = compare(LEAD, without_urged())

    rows = {one.name: one.change for one in found.differences if one.part is Part.ROW}
    (target,) = [one for one in found.differences if one.name == "L21"]
    assert rows["L22"] == "removed"
    assert (target.change, target.fields) == ("changed", ("target",))
    told = list(tell_comparison(LEAD, without_urged(), found, "zh"))
    assert "~ 第 L21 行：到 催办中 → 已交办" in told
    assert [line for line in told if line.startswith("- 状态 催办中：等待")]


def test_an_added_row_says_from_where_to_where_and_when() -> None:
    found = compare(READING, with_a_stop())

    told = list(tell_comparison(READING, with_a_stop(), found, "en"))

    assert "+ row X1: dispatched ──lay_aside→ laid_aside, the office" in told


def test_a_difference_has_a_side_at_least() -> None:
    added = Difference(Part.ROW, "X1", None, {"id": "X1"})

    assert (added.change, added.fields) == ("added", ())


@pytest.mark.parametrize("machine", [without_urged(), with_a_stop(), renamed()])
def test_the_later_machines_of_these_tests_are_lawful(machine: Machine) -> None:
    assert prove(machine).broken == ()
