"""Printed dates: one reading or a refusal, never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bihuan.rules.identifiers import without_invisibles
from bihuan.rules.numerals import cardinal, year_digits

FIRST_YEAR, LAST_YEAR = 1949, 2100

_NARROW = str.maketrans("０１２３４５６７８９－／．：　Ｔ", "0123456789-/.: T")
_TIME = (
    r"(?:[ T]\s*(?:[01]?[0-9]|2[0-3])\s*:\s*[0-5]?[0-9](?:\s*:\s*[0-5]?[0-9](?:\.[0-9]+)?)?"
    r"(?:\+08:?00)?)"
)
_SEPARATED = re.compile(
    rf"([0-9]{{4}})\s*([-/.])\s*([0-9]{{1,2}})\s*\2\s*([0-9]{{1,2}})({_TIME})?", re.ASCII
)
_COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})", re.ASCII)
_WORDED = re.compile(
    rf"([^年月日\s]+)\s*年\s*([^年月日\s]+)\s*月\s*([^年月日\s]+)\s*日\s*({_TIME.removeprefix('(?:[ T]').join(('(?:[ T]?', ''))})?"
)
_NO_YEAR = re.compile(r"[^年月日]+月[^年月日]+[日号]?|[0-9]{1,2}[-/.][0-9]{1,2}", re.ASCII)
_NO_DAY = re.compile(r"[^年月日]+年[^年月日]*[^年月日0-9]*月|[0-9]{4}[-/.][0-9]{1,2}", re.ASCII)
_NO_MONTH = re.compile(r"[^年月日]+年|[0-9]{4}", re.ASCII)
_CUT = re.compile(r"[^年月日]+年[^年月日]+月[^年月日]+")
_RUN_TOGETHER = re.compile(r"[0-9]{5,}|[0-9]{4}年[0-9]+日?|[0-9]{5,}日", re.ASCII)


class BadDate(ValueError):
    """A printed date has no reading, or more than one.

    `reason` is one of blank, no_year, no_month, no_day, cut, run_together,
    impossible, year_range and unreadable.
    """

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.text!r} is not a date: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedDate:
    """A date that was read, and whether a time of day was dropped from it."""

    day: date
    time_dropped: bool = False


def legal_date(text: str) -> date:
    """The date a text names; BadDate when it has no reading or more than one."""
    return read_date(text).day


def read_date(text: str) -> PrintedDate:
    """The date a text names, with a note when a time of day stood beside it."""
    plain = without_invisibles(text.translate(_NARROW)).strip()
    if not plain:
        raise BadDate(text, "blank")
    if match := _SEPARATED.fullmatch(plain):
        year, _, month, day, time = match.groups()
        return PrintedDate(day=_day(text, year, month, day), time_dropped=time is not None)
    if match := _COMPACT.fullmatch(plain):
        return PrintedDate(day=_day(text, *match.groups()))
    if match := _WORDED.fullmatch(plain):
        year, month, day, time = match.groups()
        return PrintedDate(day=_day(text, year, month, day), time_dropped=time is not None)
    raise BadDate(text, _failure(re.sub(r"\s+", "", plain)))


def _day(text: str, year: str, month: str, day: str) -> date:
    full = year_digits(year)
    parts = (_small(month), _small(day))
    if full is None or parts[0] is None or parts[1] is None:
        raise BadDate(text, "unreadable")
    if not FIRST_YEAR <= full <= LAST_YEAR:
        raise BadDate(text, "year_range")
    try:
        return date(full, parts[0], parts[1])
    except ValueError:
        raise BadDate(text, "impossible") from None


def _small(text: str) -> int | None:
    """A month or a day, in one or two digits or as a numeral."""
    if re.fullmatch(r"[0-9]{1,2}", text, re.ASCII):
        return int(text)
    return cardinal(text)


def _failure(plain: str) -> str:
    reasons = (
        (_RUN_TOGETHER, "run_together"),
        (_NO_MONTH, "no_month"),
        (_NO_DAY, "no_day"),
        (_NO_YEAR, "no_year"),
        (_CUT, "cut"),
    )
    return next((reason for shape, reason in reasons if shape.fullmatch(plain)), "unreadable")
