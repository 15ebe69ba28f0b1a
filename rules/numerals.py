"""Read the Chinese numerals that pages print, only where they have one reading."""

from __future__ import annotations

DIGITS = "零一二三四五六七八九"
ZEROS = "〇○◯零0OoＯ０"
_VALUES = {character: value for value, character in enumerate(DIGITS)}
_UNITS = {"千": 1000, "百": 100, "十": 10}


def cardinal(text: str) -> int | None:
    """The number that a well-formed numeral up to 九千九百九十九 names, else None.

    A numeral is well formed when writing its value out again gives the same
    text. That leaves out what has two readings, such as 一百五 or 二一.
    """
    text = text.replace("〇", "零").replace("○", "零").replace("两", "二")
    value = _value(text)
    if value is None or not 0 < value < 10_000:
        return None
    written = numeral(value)
    forms = {written, f"一{written}"} if 10 <= value < 20 else {written}
    return value if text in forms else None


def numeral(value: int) -> str:
    """Write a number from 1 to 9999 as people do: 十五, 一百零三, 一千零二十."""
    written, gap = "", False
    for unit, size in (*_UNITS.items(), ("", 1)):
        digit, value = divmod(value, size)
        if digit:
            written += ("零" if gap and written else "") + DIGITS[digit] + unit
        gap = not digit
    return written.removeprefix("一") if written.startswith("一十") else written


def year_digits(text: str) -> int | None:
    """The year that four digits spell one by one, whichever zero they use: 二OO八, 二0一七."""
    values = [0 if mark in ZEROS else _year_digit(mark) for mark in text]
    if len(values) != 4 or None in values:
        return None
    return int("".join(map(str, values)))


def _year_digit(mark: str) -> int | None:
    return int(mark) if mark.isascii() and mark.isdigit() else _VALUES.get(mark)


def _value(text: str) -> int | None:
    total, digit = 0, None
    for mark in text:
        if mark in _UNITS:
            total += (1 if digit is None else digit) * _UNITS[mark]
            digit = None
        elif mark in _VALUES:
            digit = _VALUES[mark]
        else:
            return None
    return total + (digit or 0)
