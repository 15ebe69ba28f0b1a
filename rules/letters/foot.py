"""The end of a letter: date, signing unit, contact and copies."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bihuan.rules.dates import BadDate, read_date
from bihuan.rules.letters.elements import Found
from bihuan.rules.letters.lines import Line, without_brackets


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """The date under a letter; a damaged one has its problem and no day."""

    day: date | None
    problem: str = ""


_DAMAGED = frozenset({"no_month", "no_day", "cut", "run_together", "impossible", "no_year"})
_LOOKS_LIKE_A_DATE = re.compile(
    r"[0-9〇零一二三四五六七八九Oo]{4}(?:年.{0,8}|[-/.][0-9]{1,2}[-/.]?[0-9]{0,2}|[0-9]{2,4}日?)"
    r"|[0-9]{1,2}月[0-9]{1,2}日"
)
_UNIT_END = re.compile(
    r".+(?:局|厅|委|委员会|部|院|办|办公室|办公厅|办事处|处|中心|公司|集团|政府|大队|支队|中队|队|站|所|"
    r"联合会|联社|总社|协会|校|街道|部门|银行|法院|检察院|公安|社|馆)(?:\(印章\)|\(盖章\)|\(公章\))?"
)
_NO_NAME = re.compile(
    r"[:;.!?《》“”]|关于|您|你们|我们|我局|我委|我厅|如下|一是|进一步|加强|要求|负责|意见|工作$"
)
LONGEST_UNIT, SHORTEST_UNIT, LONGEST_DATE = 40, 3, 24
_CONTACTED = re.compile(r"[0-9][0-9*()\-]{5,}")


def written_date(found: Line) -> tuple[Found, Line] | None:
    """The date a line ends with, and what is printed before it, which may be the unit.

    It is a date that can be read, or one that looks like a date and lost a part; that one is
    kept with its problem. A line with other words behind the date has none.
    """
    inner = without_brackets(found)
    length = len(inner.text)
    for start in range(max(0, length - LONGEST_DATE), length):
        if not (start == 0 or inner.after_blank(start) or _is_unit(inner.text[:start])):
            continue
        printed = inner.printed(start)
        read_so = _read(printed, inner.text[start:])
        if read_so is not None:
            place = Found(paragraph=found.paragraph, printed=printed, value=read_so)
            return place, inner.part(0, start)
    return None


def _read(printed: str, text: str) -> WrittenDate | None:
    try:
        return WrittenDate(read_date(printed).day)
    except BadDate as problem:
        damaged = problem.reason in _DAMAGED and _LOOKS_LIKE_A_DATE.fullmatch(text)
        return WrittenDate(None, problem.reason) if damaged else None


def signing_unit(found: Line) -> Found | None:
    """A line that is the name of an organisation and nothing else."""
    if not found.text or not _is_unit(found.text):
        return None
    return Found(paragraph=found.paragraph, printed=found.printed(), value=found.printed())


def _is_unit(text: str) -> bool:
    if not SHORTEST_UNIT <= len(text) <= LONGEST_UNIT or _NO_NAME.search(text):
        return False
    return _UNIT_END.fullmatch(text) is not None


def split_contact(value: Line) -> tuple[Line, Line | None]:
    """A contact's name, and the telephone number that follows it on the same line."""
    match = _CONTACTED.search(value.text)
    if match is None:
        return value, None
    name_end = match.start()
    while name_end and value.text[name_end - 1] in ",;:、(":
        name_end -= 1
    return value.part(0, name_end), value.part(match.start(), match.end())
