"""One text stands for a machine, and its hash changes with everything that matters."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bihuan.states import LEAD, READING, SUPPORT, BadMachine, Machine, canonical, digest, from_text
from bihuan.states.canonical import document
from bihuan.states.laws import (
    Brings,
    Counts,
    Enters,
    InState,
    Leaves,
    Needs,
    OnlyBy,
    Opens,
)
from bihuan.states.vocabulary import open_requests, round_number, urges, verdict

machines = pytest.mark.parametrize("machine", (LEAD, SUPPORT, READING), ids=lambda it: it.name)


def _with_everything() -> Machine:
    """A lead machine with a law of each kind, labels and each kind of guard."""
    laws = (
        InState(id="X1", states=("closed",), holds=~(verdict == "none"), this_round=verdict),
        InState(id="X2", states=("answered",), holds=open_requests == 0),
        Needs(id="X3", event="close", holds=(verdict != "none") | (urges >= 1)),
        Leaves(id="X4", event="reassign", values={verdict: "none"}),
        Opens(id="X5", event="co_handle", fact=open_requests),
        Counts(id="X6", event="urge", fact=urges),
        OnlyBy(id="X7", fact=round_number, events=("reassign",)),
        Enters(id="X8", states=("closed",), events=("close",)),
        Brings(id="X9", fact=verdict, events=("feedback", "correct_feedback")),
    )
    return replace(LEAD, laws=laws, labels={"state.closed": {"zh": "办毕", "en": "done"}})


@machines
def test_a_machine_is_read_back_as_it_was_written(machine: Machine) -> None:
    assert canonical(from_text(canonical(machine))) == canonical(machine)


def test_laws_labels_and_every_guard_are_read_back() -> None:
    machine = _with_everything()

    assert canonical(from_text(canonical(machine))) == canonical(machine)
    assert len(from_text(canonical(machine)).laws) == 9


@machines
def test_the_hash_is_the_same_after_writing_and_reading_again(machine: Machine) -> None:
    again = from_text(canonical(machine))

    assert digest(again) == digest(machine)
    assert len(digest(machine)) == 64


def test_three_machines_have_three_hashes() -> None:
    assert len({digest(LEAD), digest(SUPPORT), digest(READING)}) == 3


def test_the_order_of_entries_and_blanks_do_not_matter() -> None:
    doc = document(LEAD)
    shuffled = json.dumps(dict(reversed(doc.items())), indent=4)

    assert digest(from_text(shuffled)) == digest(LEAD)


def _few(machine: Machine) -> list[tuple[Any, ...]]:
    """The leaves of a machine, with a few of its many rows and refusals: the others are alike."""
    return [
        place
        for place in _places(document(machine))
        if place[0] not in ("rows", "refusals") or place[1] in (0, 11, 25, 28)
    ]


def _places(entry: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every leaf of a document."""
    inner = entry.items() if isinstance(entry, dict) else enumerate(entry)
    for key, item in inner:
        if isinstance(item, dict | list) and item:
            yield from _places(item, (*place, key))
        else:
            yield (*place, key)


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int():
            return value + 1
        case str():
            return f"{value}x"
    return "x"


def _changed(doc: Any, place: tuple[Any, ...], how: Callable[[Any], Any]) -> Any:
    copy = json.loads(json.dumps(doc))
    inner = copy
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = how(inner[place[-1]])
    return copy


def test_the_hash_changes_with_every_single_entry() -> None:
    doc = document(_with_everything())
    places = _few(_with_everything())
    unchanged = []
    for place in places:
        try:
            machine = from_text(json.dumps(_changed(doc, place, _other)))
        except BadMachine:
            continue  # not a machine any more, so there is nothing to confuse it with
        if digest(machine) == digest(_with_everything()):
            unchanged.append(place)

    assert len(places) > 300
    assert not unchanged
