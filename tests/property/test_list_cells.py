"""Whatever text stands in a list comes back equal from its file, and is never a formula."""

from __future__ import annotations

import csv
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.lists import write_list
from bihuan.adapters.lists.files import DANGEROUS, GUARD
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import BadInput
from bihuan.engine.text import unstorable
from support.paper import paged, returned, rows, written, xml
from support.people import FIRST_DAY, Desk, an_engine

STARTS = st.sampled_from(
    ("=", "+", "-", "@", "\t", "\r", "＝", "＠", "'", "'=", "_x0041_", " ", "")
)
CHARACTERS = st.characters() | st.sampled_from("〔〕𬭎䶮·〇㐂号案由\x01\x0b\x1f\ufffe\n\r")
"""No lone surrogate and no NUL: a store takes neither."""
STORED = st.builds(str.__add__, STARTS, st.text(CHARACTERS, min_size=1, max_size=20)).filter(
    lambda text: text.strip() and "\0" not in text and not unstorable(text)
)
LINE = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp"))
PLAIN = st.builds(str.__add__, STARTS.filter(str.strip), st.text(LINE, max_size=20)).filter(
    lambda text: not any(char in "\ufffe\uffff" for char in text)
)
_numbers = itertools.count()
SOME = settings(max_examples=max(25, settings().max_examples // 4))
"""Each example writes files, which takes longer than to think of it."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


def a_desk(title: str, officer: str) -> Desk:
    """An office with one dispatched case."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), "jilin_2025", clock=clock), clock)
    case = desk.receive(title=title or "某", note=officer)
    if officer.strip():
        desk.do(case, "dispatch", officer=officer, task=title)
    return desk


@SOME
@given(STORED, STORED)
def test_a_cell_comes_back_equal_or_is_refused_by_name(folder: Path, title: str, note: str) -> None:
    desk = a_desk(title, note)
    book, table = (folder / f"{next(_numbers)}.{form}" for form in ("xlsx", "csv"))
    lost = any(char in "\ufffe\uffff" for char in title + note)
    try:
        page = paged(desk)
    except BadInput as refused:
        assert lost
        assert refused.field.split()[1] in ("title", "note", "task", "officer")
        return

    write_list(book, page, "xlsx")
    write_list(table, page, "csv")

    assert not lost
    assert "<f>" not in xml(book)
    (row,) = rows(book)
    assert (row["案由"], row["备注"]) == (title, note)
    with table.open(encoding="utf-8-sig", newline="") as opened:
        head, line = csv.reader(opened)
    told = dict(zip(head, line, strict=True))
    for heading, text in (("案由", title), ("备注", note)):
        guard = GUARD if text.startswith(DANGEROUS) else ""
        assert told[heading] == guard + text
        assert not told[heading].startswith(DANGEROUS)


@SOME
@given(PLAIN, PLAIN, st.sampled_from(("xlsx", "csv")))
def test_a_list_that_nobody_touched_says_nothing(
    folder: Path, title: str, officer: str, form: str
) -> None:
    desk = a_desk(title, officer)

    found = returned(desk, written(desk, folder / f"{next(_numbers)}.{form}"))

    assert (len(found.unchanged), found.wanted, found.problems) == (1, (), ())
