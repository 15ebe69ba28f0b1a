"""A tailored machine is loaded only when it is whole, known and proven."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bihuan.states import (
    LEAD,
    READING,
    SUPPORT,
    BadMachine,
    Machine,
    Take,
    Unproven,
    canonical,
    digest,
    load,
    shipped,
    shipped_for,
)
from bihuan.states.canonical import document
from bihuan.states.vocabulary import urges
from support.machine_walk import answer_instead, change
from support.planted_faults import FAULTS

TEXT = canonical(READING)


def _doc() -> dict[str, Any]:
    doc: dict[str, Any] = json.loads(TEXT)
    return doc


def _load(doc: Any) -> None:
    load(json.dumps(doc))


def test_the_shipped_machines_are_handed_out_proven() -> None:
    assert shipped() == (LEAD, SUPPORT, READING)
    assert shipped() is shipped()


@pytest.mark.parametrize(
    ("role", "machine"),
    [
        ("sole", LEAD),
        ("lead", LEAD),
        ("separate", LEAD),
        ("support", SUPPORT),
        ("reading", READING),
    ],
)
def test_each_role_has_its_machine(role: str, machine: Any) -> None:
    assert shipped_for(role) is machine


def test_a_role_nobody_has_has_no_machine() -> None:
    with pytest.raises(KeyError):
        shipped_for("watching")


@pytest.mark.parametrize("machine", (LEAD, SUPPORT, READING), ids=lambda machine: machine.name)
def test_a_shipped_machine_can_be_exported_and_loaded(machine: Any) -> None:
    assert digest(load(canonical(machine))) == digest(machine)


def test_a_tailored_machine_may_use_its_own_words() -> None:
    doc = _doc()
    doc["labels"] = {"state.noted": {"zh": "已传阅", "en": "passed round"}}

    assert load(json.dumps(doc)).labels["state.noted"]["zh"] == "已传阅"


def test_a_misspelled_fact_is_named_with_its_row_and_the_declared_ones() -> None:
    text = TEXT.replace('["eq","five_assigned",true]', '["eq","five_asigned",true]')

    with pytest.raises(BadMachine, match=r"row R10: .*'five_asigned' is not declared; .*five_a"):
        load(text)


def test_a_given_fact_that_nobody_supplies_is_refused() -> None:
    text = TEXT.replace('"five_assigned"', '"seven_assigned"')

    with pytest.raises(BadMachine, match="nobody supplies the given fact 'seven_assigned'"):
        load(text)
    known = {fact.name for fact in READING.facts} | {"seven_assigned"}
    assert load(text, known).name == "reading"


def _taking_urges() -> Machine:
    return change(READING, "R120", then=(Take(urges, (1,)),))


def _with_term(term: str) -> Machine:
    timers = (replace(READING.timers[0], term=term), *READING.timers[1:])
    return replace(READING, timers=timers)


def _extending_where_nothing_runs() -> Machine:
    row = replace(LEAD.row_with["L110"], id="X1", source="merged", target="merged")
    return answer_instead(LEAD, row)


UNSUPPLIED: dict[str, tuple[Callable[[], Machine], str]] = {
    "a fact of its own": (_taking_urges, "row R120 takes 'urges', and nobody supplies its value"),
    "a term of its own": (
        lambda: _with_term("fortnight"),
        "the timer 'intake' names the term 'fortnight', which nobody knows; known are answer, co",
    ),
    "an extension of no term": (
        _extending_where_nothing_runs,
        "row X1 extends in 'merged', where no term runs",
    ),
}


@pytest.mark.parametrize("what", UNSUPPLIED)
def test_what_nobody_works_out_when_an_event_arrives_is_refused(what: str) -> None:
    plant, reason = UNSUPPLIED[what]

    with pytest.raises(BadMachine, match=reason):
        load(canonical(plant()))


@pytest.mark.parametrize("fault", FAULTS)
def test_a_tailored_machine_that_breaks_a_law_is_refused_with_its_story(fault: str) -> None:
    law, plant = FAULTS[fault]

    with pytest.raises(Unproven) as refused:
        load(canonical(plant()))

    assert law in {example.law for example in refused.value.proof.broken}


def test_a_waiting_state_without_a_timer_is_refused() -> None:
    doc = _doc()
    doc["timers"] = [timer for timer in doc["timers"] if timer["key"] != "urge"]

    with pytest.raises(Unproven, match=r"law P5 .*no timer is armed"):
        _load(doc)


def test_a_pair_that_nothing_answers_is_refused() -> None:
    doc = _doc()
    doc["refusals"].pop()

    with pytest.raises(BadMachine, match="nothing says what"):
        _load(doc)


def test_an_entry_written_twice_is_refused() -> None:
    with pytest.raises(BadMachine, match="'name' is written twice"):
        load('{"name": "a", "name": "b"}')


def test_a_fact_declared_twice_is_refused() -> None:
    doc = _doc()
    doc["facts"].append(doc["facts"][1])

    with pytest.raises(BadMachine, match="'five_assigned' is declared 2 times"):
        _load(doc)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not valid JSON"),
        ("{", "not valid JSON"),
        ("null", "must have the entries"),
        ("[]", "must have the entries"),
        ("{}", "lacks the entry 'format'"),
        ('"reading"', "must have the entries"),
        ("[" * 100_000, "nested deeper"),
        ('{"a":' * 100_000, "nested deeper"),
        ("[" * 500 + "]" * 500, "nested deeper"),
        (" " * 1_000_001, "more than 1000000 characters"),
        ("NaN", "NaN is not a JSON value"),
        ("1" * 5000, "not valid JSON"),
    ],
    ids=range(12),
)
def test_a_text_that_is_no_machine_is_refused(text: str, reason: str) -> None:
    with pytest.raises(BadMachine, match=reason):
        load(text)


def _deep_guard() -> Any:
    guard: Any = ["eq", "five_assigned", True]
    for _ in range(30):
        guard = ["never", guard]
    return guard


@pytest.mark.parametrize(
    ("place", "value", "reason"),
    [
        (("format",), 2, "format 2 is not 1"),
        (("format",), True, "machine.format must be a whole number"),
        (("name",), 7, "machine.name must be a text"),
        (("name",), "x" * 100_000, "must be 1 to 64 plain"),
        (("duty",), "watching", "machine.duty must be one of lead, support, reading, not"),
        (("facts",), {}, "machine.facts must be a list"),
        (("facts", 0, "values"), [], "among"),
        (("facts", 0, "values"), [0, 0], "machine.facts\\[0\\]: urges: the values .* must differ"),
        (("facts", 0, "values"), [0, "1"], "of one type"),
        (("facts", 0, "values"), [0.0, 1.0], "must be true, false, a whole number or a text"),
        (("facts", 0, "values"), [[0]], "must be true, false, a whole number or a text"),
        (("facts", 0, "values"), None, "must be a list"),
        (("facts", 0, "initial"), True, "among|of another type"),
        (("facts", 0, "source"), "guessed", "facts\\[0\\].source must be one of held, given, not"),
        (("states", 0, "initial"), "yes", "machine.states\\[0\\].initial must be true or false"),
        (("states", 0, "waits_on"), "", "machine.states\\[0\\].waits_on must be one of office,"),
        (("states", 0, "waits_on"), "everybody", "waits_on must be one of office, .*, not"),
        (("rows", 0), "R10", "machine.rows\\[0\\] must have the entries"),
        (("rows", 0, "by"), "office", "machine.rows\\[0\\].by must be a list"),
        (("rows", 0, "when"), "five_assigned == True", "is not a guard"),
        (("rows", 0, "when"), "__import__('os')", "is not a guard"),
        (("rows", 0, "when"), ["lambda", "x"], "is not a guard"),
        (("rows", 0, "when"), ["eq", "five_assigned", "yes"], "is not one of"),
        (("rows", 0, "when"), ["in", "five_assigned", []], "is not a guard"),
        (("rows", 0, "when"), ["ge", "five_assigned", True], "has no order"),
        (("rows", 0, "when"), ["eq", "urges", 1], "compare with >="),
        (("rows", 0, "when"), ["ge", "urges", 9], "the proof cannot"),
        (("rows", 0, "when"), _deep_guard(), "nested deeper"),
        (("rows", 0, "then"), [["exec", "urges", 1]], "is not an effect"),
        (("rows", 0, "then"), [["add", "urges", True]], "must be a whole number"),
        (("rows", 0, "then"), [["add", "missing", 1]], "'missing' is not declared"),
        (("rows", 0, "then"), [["set", "five_assigned", True]], "is given with an event"),
        (("timers", 1, "when"), ["eq", "urgings", 0], "timers\\[1\\]: .*did you mean 'urges'"),
        (("facts", 0, "values"), [0, 10**18], "a number has more than 18 digits"),
        (("rows", 0, "by"), ["anybody"], "machine.rows\\[0\\].by\\[0\\] must be one of office,"),
        (("timers", 0, "per"), "day", "timers\\[0\\].per must be one of rung, request, term"),
        (("laws",), [["always", "X1"]], "is not a law"),
        (("laws",), [["counts", "X1", "urge", "missing"]], "laws\\[0\\]: .*'missing' is not"),
        (("laws",), [["in_state", "X1", [], ["every"], "missing"]], "'missing' is not declared"),
        (("labels",), {"state.noted": "已阅"}, "must be a mapping"),
        (("labels",), [], "machine.labels must be a mapping"),
        (("labels",), {"state.noted": {"zh": "\ud800", "en": "x"}}, "cannot be printed"),
        (("labels",), {"state.noted": {"zh": "a\u202eb", "en": "x"}}, "cannot be printed"),
    ],
)
def test_an_entry_of_the_wrong_kind_is_refused_and_named(
    place: tuple[Any, ...], value: Any, reason: str
) -> None:
    doc: Any = json.loads(TEXT)
    inner = doc
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value

    with pytest.raises(BadMachine, match=reason):
        _load(doc)


def test_an_entry_nobody_knows_is_refused() -> None:
    doc = _doc()
    doc["states"][0]["finale"] = True

    with pytest.raises(BadMachine, match=r'machine.states\[0\] has the unknown entry "finale"'):
        _load(doc)


def test_a_document_says_its_format() -> None:
    assert document(READING)["format"] == 1
