"""Which text every database keeps, byte for byte."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.text import unstorable
from bihuan.testing import memory_engine
from support.people import CLERK, intake


@pytest.mark.parametrize("text", ["", "某函〔2024〕1号", "𬭎䶮·〇", "a\tb\nc", "\u200b", "e\u0301"])
def test_odd_text_is_still_text(text: str) -> None:
    assert unstorable({"note": text}) is None


@pytest.mark.parametrize("bad", ["\0", "听取\0意见", "\ud800", "x\udfff"])
def test_what_no_database_keeps_is_named_by_its_field(bad: str) -> None:
    assert unstorable({"reason": "好", "note": bad}) == "note"
    assert unstorable(intake(title=bad)) == "title"


@pytest.mark.parametrize("thing", [{"a": [{"b": ["x", "\0"]}]}, {"a": ({"b": "\0"},)}])
def test_it_is_found_however_deep(thing: object) -> None:
    assert unstorable(thing) == "b"


def test_what_is_no_text_is_left_alone() -> None:
    assert unstorable({"a": 1, "b": None, "c": True, "d": b"\0"}) is None


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
@pytest.mark.parametrize("said", [{"note": "bad"}, {"requests": [{"unit": "bad"}]}, {"bad": 1}])
def test_the_engine_itself_refuses_what_no_database_keeps(bad: str, said: dict[str, Any]) -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id
    args = json.loads(
        json.dumps(said).replace(
            "bad", bad.encode("unicode_escape").decode().replace("\\x00", "\\u0000")
        )
    )

    for ask in (office.fire, office.why_not):
        with pytest.raises(BadInput, match="no database can keep"):
            ask(case, "contact", args, actor=CLERK)

    assert office.store.case("office", case).seq == 1
