"""A program gets one JSON document from every verb, with English keys and values as stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Terminal
from support.verbs import JOURNEYS, supply, words


@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_verb_answers_with_one_document(journey: str, terminal: Terminal) -> None:
    supply(Path())
    terminal.clock.set("2025-07-01")
    terminal.must("db", "init")

    told = [(line, terminal("--json", *words(line))) for line, _ in JOURNEYS[journey]]

    assert [(line, said.code) for line, said in told] == list(JOURNEYS[journey])
    documents = [said.document for _, said in told]
    assert {key for one in documents for key in one} <= {"ok", "data", "error", "warnings"}
    assert all(one["error"]["code"].startswith("E-") for one in documents if not one["ok"])


def test_dates_are_iso_and_instants_are_beijing_time(terminal: Terminal) -> None:
    terminal.receives("1")

    entry = terminal.must("case", "history", "1", "--json").data[0]

    assert entry["effective_on"] == "2024-03-04"
    assert entry["recorded_at"] == "2024-03-04T09:00:00+08:00"


def test_the_flag_stands_before_or_behind_the_command(terminal: Terminal) -> None:
    before = terminal.must("--json", "case", "list")
    behind = terminal.must("case", "list", "--json")

    assert before.out == behind.out == '{"ok": true, "data": [], "warnings": []}\n'


def test_messages_of_a_run_stay_out_of_the_document(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.dispatches("1")
    terminal.must("urge", "send", "1")

    said = terminal.must("run", "--once", "--json")

    assert said.data == {"fired": 0, "sent": 1, "failing": [], "unsent": 0}
    assert '"topic": "' in said.err
