"""Whatever text stands in a cell comes back equal, or its row is refused by name: every format."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from bihuan.adapters.ledger import Reading, child, read_ledger, readers
from bihuan.adapters.ledger.tables import Sheet
from bihuan.adapters.ledger.worker import cell_of
from support.ledgers import Rows, write_csv, write_ods, write_xls, write_xlsx

KNOWN = {"kind": "提案", "year": "2024"}
HEADINGS = ["案号", "案由", "提案人", "走访情况"]
WRITERS: dict[str, tuple[str, Callable[[Path, Rows], Path]]] = {
    "utf-8": ("a.csv", write_csv),
    "utf-8 with a mark": ("a.csv", partial(write_csv, encoding="utf-8-sig")),
    "gb18030": ("a.csv", partial(write_csv, encoding="gb18030")),
    "utf-16": ("a.csv", partial(write_csv, encoding="utf-16")),
    "xlsx": ("a.xlsx", write_xlsx),
    "xls": ("a.xls", write_xls),
    "ods": ("a.ods", write_ods),
}
# What a file can carry at all: no half characters, no controls, nothing XML forbids.
CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"
)
OFFICE = st.sampled_from(
    "第号〔〕[]﹝﹞【】〇○O·一二三年月日建议提案㐀𠀀🄀️０１２"
    "\u200b\u202e\u3000\"'“”‘’,，;；<>&#=+-@|\\/ %_"
)
TRICKY = st.sampled_from(
    (
        *("#REF!", "#N/A", "#" * 8, "=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@x", "1e5"),
        *("1.0", "0123", "'0123", "TRUE", "NULL", "nan", "N/A", "2024-06-17", "45460"),
        *("_x0041_", "&amp;", "<b>", "设<慢>标志", '"', '""', "合计", "一、农业类", "案由"),
        *("a\nb", "a\n\nb", "a\r\nb", "a\tb", "a  b", "a\t\tb \nc"),
    )
)
TEXTS = st.one_of(st.text(CHARACTERS | OFFICE, max_size=30), TRICKY).map(str.strip)


def in_this_process(path: Path) -> tuple[Sheet, ...]:
    """What the child would print, without starting one for every example."""
    with CalamineWorkbook.from_path(str(path)) as book:
        grids = [(name, child.grid(book.get_sheet_by_name(name))) for name in book.sheet_names]
    return tuple(
        Sheet(name=name, grid=[[cell_of(value) for value in row] for row in told])
        for name, grid in grids
        for told in [json.loads(json.dumps(grid))]
    )


def as_written(name: str, text: str) -> str:
    """Where a format knows one kind of line break only."""
    return text.replace("\r\n", "\n") if name in ("xlsx", "xls", "ods") else text


def check(found: Reading, rows: list[list[str]], name: str) -> None:
    records = dict(found.records)
    refused = {bad.row for bad in (*found.errors, *found.asides)}
    for at, row in enumerate(rows, 2):
        number, title, proposer, visits = (as_written(name, text) for text in row)
        record = records.get(at)
        if record is None:
            assert at in refused, row
            continue
        printed = {key: as_written(name, text) for key, text in record.printed.items()}
        assert as_written(name, record.title) == title
        assert as_written(name, record.proposer) == proposer
        assert printed == {
            heading: text
            for heading, text in zip(HEADINGS, (number, title, proposer, visits), strict=True)
            if text
        }


@pytest.mark.parametrize("name", WRITERS)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=8))
def test_a_text_comes_back_equal_or_its_row_is_named(
    name: str,
    texts: list[tuple[str, str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file, write = WRITERS[name]
    rows = [[f"第{at}号", *row] for at, row in enumerate(texts, 1)]
    path = write(tmp_path_factory.getbasetemp() / file, [HEADINGS, *rows])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(readers, "read_sheets", in_this_process)
        _, found = read_ledger(path, defaults=KNOWN)

    check(found, rows, name)
