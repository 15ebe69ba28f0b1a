"""Read printed dates: one reading or a refusal, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bihuan.rules.identifiers import plain, small_numeral

FIRST_YEAR, LAST_YEAR = 1949, 2100

_NUMERALS = "零一二三四五六七八九"
# One county prints several zeros in one year: 二〇一九, 二0一九, 二OO九.
_YEAR_MARKS = str.maketrans(
    {**{mark: str(value) for value, mark in enumerate(_NUMERALS)}, **dict.fromkeys("〇Oo", "0")}
)
_CLOCK = r"([01]?[0-9]|2[0-3]) ?: ?[0-5]?[0-9]( ?: ?[0-5]?[0-9](\.[0-9]+)?)?(\+08:?00)?"
_SEPARATED = re.compile(
    r"(?P<year>[0-9]{4}) ?(?P<mark>[-/.]) ?(?P<month>[0-9]{1,2}) ?(?P=mark) ?(?P<day>[0-9]{1,2})"
    rf"(?P<time>[ T] ?{_CLOCK})?",
    re.ASCII,
)
_COMPACT = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})(?P<time>)?", re.ASCII
)
_WORDED = re.compile(
    r"(?P<year>[^年月日 ]{4}) ?年 ?(?P<month>[^年月日 ]{1,2}) ?月 ?(?P<day>[^年月日 ]{1,3}) ?日"
    rf"(?P<time> ?{_CLOCK})?",
    re.ASCII,
)
_FAILURES = (
    (re.compile(r"[0-9]{5,}日?|[0-9]{4}年[0-9]{3,4}日?", re.ASCII), "run_together"),
    (re.compile(r"[^年月日]+年|[0-9]{4}", re.ASCII), "no_month"),
    (re.compile(r"[^年月日]+年[^年月日]+月|[0-9]{4}[-/.][0-9]{1,2}", re.ASCII), "no_day"),
    (re.compile(r"[^年月日]+月[^年月日]+日|[0-9]{1,2}[-/.][0-9]{1,2}", re.ASCII), "no_year"),
    (re.compile(r"[^年月日]+年[^年月日]+月[^年月日]+", re.ASCII), "cut"),
)


class BadDate(ValueError):
    """A printed date has no reading, or more than one.

    `reason` is blank, no_year, no_month, no_day, cut, run_together, impossible,
    year_range or unreadable.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r} is not a date: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date that was read, and whether a time of day beside it was dropped."""

    day: date
    time_dropped: bool


def legal_date(text: str) -> date:
    """The date a text names, or BadDate when it has no reading or several."""
    return read_date(text).day


def read_date(text: str) -> PrintedDate:
    """The date a text names, with a note when a time of day stood beside it."""
    folded = re.sub(" +", " ", plain(text)).strip()
    if not folded:
        raise BadDate(text, "blank")
    for shape in (_SEPARATED, _COMPACT, _WORDED):
        if match := shape.fullmatch(folded):
            day = _day(text, match["year"], match["month"], match["day"])
            return PrintedDate(day=day, time_dropped=bool(match["time"]))
    raise BadDate(text, _failure(folded.replace(" ", "")))


def _day(text: str, year: str, month: str, day: str) -> date:
    digits = year.translate(_YEAR_MARKS)
    parts = small_numeral(month), small_numeral(day)
    if not re.fullmatch(r"[0-9]{4}", digits, re.ASCII):
        raise BadDate(text, "unreadable")
    if parts[0] is None or parts[1] is None:
        raise BadDate(text, "impossible" if _is_zero(month) or _is_zero(day) else "unreadable")
    if not FIRST_YEAR <= int(digits) <= LAST_YEAR:
        raise BadDate(text, "year_range")
    try:
        return date(int(digits), parts[0], parts[1])
    except ValueError:
        raise BadDate(text, "impossible") from None


def _is_zero(text: str) -> bool:
    return bool(re.fullmatch(r"0{1,2}", text, re.ASCII))


def _failure(folded: str) -> str:
    return next((reason for shape, reason in _FAILURES if shape.fullmatch(folded)), "unreadable")
