"""A document that is not what was agreed on is refused whole, by place and reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.platforms import document
from bihuan.adapters.platforms.mapping import load
from bihuan.engine.errors import BadExchange
from support.platforms import assignment, server

HEAD = {"format": "bihuan-exchange", "version": 1}
WORDS = load("renda", Path())


def _page() -> dict[str, Any]:
    platform = server.Platform("")
    platform.put("A-1", "assignment", "P-1", assignment(1))
    return {**HEAD, "records": platform.log}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"format": "bihuan-exchange", "version": 2}',
        '{"format": "bihuan-exchange", "version": true}',
        '{"format": "bihuan-exchange", "version": 1, "version": 1}',
        '{"format": "bihuan-exchange", "version": 1, "x": NaN}',
        '{"format": "bihuan-exchange", "version": 1, "x": "\\ud800"}',
        '{"format": "bihuan-exchange", "version": 1, "x": ' + "[" * 100_000,
    ],
    ids=range(9),
)
def test_what_is_no_document_is_refused(text: str) -> None:
    with pytest.raises(BadExchange):
        document.parsed("renda", "pull", text)


@given(st.data())
def test_a_document_that_ends_in_the_middle_is_refused(data: st.DataObject) -> None:
    whole = json.dumps(_page()).encode()
    cut = data.draw(st.integers(0, len(whole) - 1))

    with pytest.raises(BadExchange):
        document.parsed("renda", "pull", whole[:cut])


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"id": ""}, "id"),
        ({"id": "x" * 151}, "id"),
        ({"proposal": "a\nb"}, "proposal"),
        ({"kind": 5}, "kind"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"version": 2**31}, "version"),
    ],
)
def test_a_record_that_does_not_say_which_it_is_names_its_place(
    changes: dict[str, Any], place: str
) -> None:
    page = _page()
    page["records"] = [page["records"][0] | changes]

    with pytest.raises(BadExchange) as caught:
        document.records_of("renda", "pull", page, WORDS)

    assert caught.value.place == f"pull records[0] {place}"


@given(st.sampled_from(["标题", "建议编号", "年度"]), st.text() | st.integers())
def test_a_record_that_was_changed_on_the_way_is_refused(field: str, value: object) -> None:
    page = _page()
    (record,) = page["records"]
    changed = value != record["fields"][field]
    page["records"] = [{**record, "fields": {**record["fields"], field: value}}]

    (read,) = document.records_of("renda", "pull", page, WORDS)

    assert (read.fault != {}) is changed


def test_an_answer_that_does_not_speak_of_every_record_is_refused() -> None:
    results = [
        {"key": "1", "outcome": "taken"},
        {"key": "2", "outcome": "known"},
        {"key": "3", "outcome": "refused", "reason": "no such case"},
        {"key": "4", "outcome": "perhaps"},
    ]
    told = {**HEAD, "results": results}

    said = document.refused_of("renda", "push", told, ["1", "2", "3", "4"])

    assert said == {"3": "no such case", "4": "-"}
    with pytest.raises(BadExchange, match="5"):
        document.refused_of("renda", "push", told, ["1", "5"])
    with pytest.raises(BadExchange):
        document.refused_of("renda", "push", {**HEAD, "results": None}, ["1"])
