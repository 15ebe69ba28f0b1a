"""History is a chain: a changed, missing or moved entry shows, and the rest can be told again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bihuan.engine.errors import Broken
from bihuan.engine.history import (
    FIRST,
    fingerprint,
    fold,
    plain,
    seal,
    verify_chain,
)
from bihuan.engine.records import Entry
from bihuan.states.lead import LEAD
from support.people import Desk


@pytest.fixture
def told(desk: Desk) -> list[Entry]:
    """The history of a case that went its way to the end."""
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer", "feedback", "close")
    return desk.history(case)


def relinked(entries: Sequence[Entry]) -> list[Entry]:
    """The entries chained and sealed anew, as a forger would."""
    chain: list[Entry] = []
    for no, entry in enumerate(entries, start=1):
        previous = chain[-1].hash if chain else FIRST
        chain.append(seal(replace(entry, seq=no, previous=previous)))
    return chain


def broken_at(entries: Sequence[Entry]) -> tuple[int, str]:
    """Where the chain or the telling breaks, and why."""
    with pytest.raises(Broken) as broken:
        verify_chain(entries)
        fold(entries, lambda _hash: LEAD)
    return broken.value.seq, broken.value.reason


def test_each_entry_is_linked_to_the_one_before(told: list[Entry]) -> None:
    verify_chain(told)

    assert told[0].previous == FIRST
    assert [one.previous for one in told[1:]] == [one.hash for one in told[:-1]]


@pytest.mark.parametrize(
    "name", [one.name for one in fields(Entry) if one.name not in ("hash", "case", "office")]
)
def test_any_changed_field_shows(told: list[Entry], name: str) -> None:
    value: Any = getattr(told[2], name)
    other = {"seq": 9, "round": 2, "args": {}, "given": {"x": 1}}.get(name, "另一个")
    if name == "effective_on":
        other = date(2024, 1, 1)
    if name == "recorded_at":
        other = datetime(2024, 1, 1, tzinfo=UTC)

    assert value != other
    assert broken_at([*told[:2], replace(told[2], **{name: other}), *told[3:]])[0] == 3


def test_a_missing_entry_shows(told: list[Entry]) -> None:
    assert broken_at([*told[:2], *told[3:]]) == (3, "the entry is numbered 4")


def test_two_entries_that_changed_places_show(told: list[Entry]) -> None:
    assert broken_at([told[0], told[2], told[1], *told[3:]])[0] == 2


def test_an_entry_of_another_chain_shows(desk: Desk, told: list[Entry]) -> None:
    other = desk.receive(2)
    desk.walk(other, "dispatch", "contact")
    strange = desk.history(other)[2]

    assert broken_at([*told[:2], strange]) == (3, f"it is an entry of case {other!r}")


def test_a_chain_forged_anew_still_has_to_be_what_the_machine_would_do(told: list[Entry]) -> None:
    without_answer = relinked([*told[:3], *told[4:]])
    verify_chain(without_answer)

    seq, reason = broken_at(without_answer)

    assert (seq, reason) == (4, "it starts from 'answered', the case stood in 'dispatched'")


def test_a_forged_row_target_fact_or_party_shows(told: list[Entry]) -> None:
    changes: list[dict[str, Any]] = [
        {"row": "L61"},
        {"target": "feedback"},
        {"given": {**told[3].given, "signed": False}},
        {"given": {}},
        {"party": "member"},
    ]

    for change in changes:
        assert broken_at(relinked([*told[:3], replace(told[3], **change)]))[0] == 4


def test_a_history_begins_with_receiving_in_the_first_state(told: list[Entry]) -> None:
    assert broken_at([]) == (1, "the history has no beginning")
    assert broken_at(relinked(told[1:])) == (1, "the history has no beginning")
    assert broken_at(relinked([replace(told[0], target="closed")])) == (1, "it begins in 'closed'")


def test_the_fold_is_where_the_case_stands(desk: Desk, told: list[Entry]) -> None:
    found = fold(told, lambda _hash: LEAD)

    case = desk.case(told[0].case)
    assert (found.state, found.round, found.seq) == ("closed", 1, 6)
    assert found.held == case.held


def test_the_hash_does_not_depend_on_the_order_of_arguments(told: list[Entry]) -> None:
    backwards = replace(told[1], args=dict(reversed(told[1].args.items())))

    assert fingerprint(backwards) == told[1].hash


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (None, None),
        (True, True),
        (date(2024, 3, 4), "2024-03-04"),
        ((1, ["二"]), [1, ["二"]]),
        ({1: {"due": date(2024, 3, 4)}}, {"1": {"due": "2024-03-04"}}),
        (b"x", "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"),
    ],
)
def test_values_are_kept_as_plain_data(value: object, kept: object) -> None:
    assert plain(value) == kept


@pytest.mark.parametrize("value", [3.5, bytearray(b"x"), {1}, object()])
def test_what_cannot_be_kept_exactly_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        plain(value)
