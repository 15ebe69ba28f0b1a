"""Rows of a ledger that are no proposals: headings again, sums, titles and notes between."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bihuan.adapters.ledger.headings import heading
from bihuan.adapters.ledger.tables import TableRow
from bihuan.adapters.ledger.words import word
from bihuan.rules.identifiers import plain

_SUM = re.compile(
    r"(?:合计|总计|小计|共计|总数|累计)(?:\([^)]*\))?:?[0-9]*[件条项]?|共[0-9]+[件条项]"
)
_NUMBERED_TITLE = re.compile(r"[(（]?[一二三四五六七八九十]+[)）、.．]")
_DIGIT = re.compile("[0-9一二三四五六七八九十]")
_NOTE = re.compile(
    r"(?:注|备注|说明)[0-9]?:|(?:填表|填报|制表|审核|报送)(?:人|单位|日期|时间)?(?:\([^)]*\))?:"
)


def aside(row: TableRow, field_of: Mapping[str, str]) -> str | None:
    """Why the row is no proposal, as a code of the catalogue; None when it may be one.

    A row whose only word stands in the column of numbers is no proposal either,
    but perhaps the rest of one: that is for a person to say, not for us.
    """
    filled = [(name, text) for name, text in row.cells.items() if text]
    if not filled:
        return None
    if len(filled) > 1 and all(heading(text) == name for name, text in filled):
        return "heading_again"
    name, first = filled[0]
    if _SUM.fullmatch(word(first)):
        return "row_of_sums"
    key = field_of.get(name)
    if key != "title" and _NOTE.match(word(first)):
        return "row_note"
    if len(filled) == 1 and len(row.cells) > 2 and not row.faults:
        return _alone(first, key)
    return None


def _alone(text: str, key: str | None) -> str | None:
    if _NUMBERED_TITLE.match(text) or (key != "title" and not _DIGIT.search(plain(text))):
        return "row_between"
    return "row_alone" if key == "number" else None
