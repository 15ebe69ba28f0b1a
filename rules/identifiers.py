"""Read case numbers, 文号 and titles as text: kept verbatim, compared by a key, never guessed."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_CJK = r"\u3400-\u9fff\U00020000-\U0003ffff"

_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("﹝【[〖〘⦗", "〔"),
        **dict.fromkeys("﹞】]〗〙⦘", "〕"),
        **dict.fromkeys("•‧∙⋅・●᛫⸱", "·"),
        **dict.fromkeys("。｡", "."),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("○◯", "〇"),
    }
)

# These draw nothing, yet Unicode does not count them as format characters.
_BLANK_LETTERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_INVISIBLE_CATEGORIES = frozenset({"Cc", "Cf", "Cs"})

_DIGIT_NAMES = "零一二三四五六七八九"
_NUMERAL = re.compile(f"(?:([{_DIGIT_NAMES[2:]}]?)十)?([{_DIGIT_NAMES[1:]}]?)")


def plain(text: str) -> str:
    """The text with look-alikes made one, invisibles gone and every blank a space.

    For keys and for reading only: it damages prose. Circled and raised digits
    stay themselves, because folded they would join their neighbours: 12① is not 121.
    """
    folded = "".join(_fold(char) for char in text).translate(_LOOKALIKES)
    return unicodedata.normalize("NFC", folded)


def small_numeral(text: str) -> int | None:
    """The value of 一 … 九十九 or 1 … 99, or None when the text is neither."""
    if re.fullmatch(r"0?[1-9]|[1-9][0-9]", text):
        return int(text)
    match = _NUMERAL.fullmatch(text)
    if not text or match is None:
        return None
    tens, ones = match.groups()
    ten = 0 if tens is None else _DIGIT_NAMES.index(tens or "一")
    return ten * 10 + _DIGIT_NAMES.index(ones or "零")


@lru_cache(maxsize=1 << 14)
def _fold(char: str) -> str:
    if char.isspace():
        return " "
    category = unicodedata.category(char)
    if category in _INVISIBLE_CATEGORIES or char in _BLANK_LETTERS or _is_selector(char):
        return ""
    return char if category == "No" else unicodedata.normalize("NFKC", char)


def _is_selector(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


@dataclass(frozen=True, slots=True)
class NumberText:
    """A case number as it was printed, with the keys to match and to sort it by.

    A match key is only unique within one place, session and kind. An empty key
    matches nothing.
    """

    raw: str
    match_key: str
    sort_key: str


_NUMBER_NOISE = re.compile(r"[\s第号號]+")
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[\s第号號]+(?=[0-9])")
# A ring beside a digit can only be a zero; the letter O may be a series, and stays.
_ZERO_BESIDE_DIGIT = re.compile("(?<=[0-9])〇|〇(?=〇*[0-9])")
_WRAPPED = re.compile(r"〔([^〔〕()]+)〕|\(([^〔〕()]+)\)")
_DIGITS = re.compile("[0-9]+")
_SORT_WIDTH = 20


def number(raw: str) -> NumberText:
    """Keep a case number as text, with its keys; no text is refused.

    Digits that only 第, 号 or a blank keep apart stay apart (`2005第077号` is
    `2005_077`), so two numbers never become a third. A numeral is not a number
    to match: `第五号` has the key `五` and does not meet `第5号`, which a person
    must decide; it is only sorted as 5.
    """
    raw = raw.strip()
    key = _number_key(raw)
    numeral = small_numeral(key)
    sortable = key if numeral is None else str(numeral)
    return NumberText(raw=raw, match_key=key, sort_key=_DIGITS.sub(_pad, sortable))


def _number_key(raw: str) -> str:
    text = plain(raw)
    key = _bare(text) or text.replace(" ", "")
    return _without_zeros(key) if _DIGITS.fullmatch(key) else key


def _bare(text: str) -> str:
    """A plain number without 第, 号, blanks and brackets around all of it."""
    bare = _NUMBER_NOISE.sub("", _BETWEEN_DIGITS.sub("_", text))
    bare = _ZERO_BESIDE_DIGIT.sub("0", bare)
    if wrapped := _WRAPPED.fullmatch(bare):
        bare = wrapped[1] or wrapped[2]
    return unicodedata.normalize("NFC", bare)


def _without_zeros(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _pad(run: re.Match[str]) -> str:
    return _without_zeros(run[0]).zfill(_SORT_WIDTH)


class DocumentProblem(StrEnum):
    """Why a 文号 is not whole."""

    ABSENT = "absent"
    TRUNCATED = "truncated"
    EMPTY_SERIAL = "empty_serial"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A 文号 as it was printed, and the parts that can be read without guessing.

    The class mark and the consent are what some offices glue on behind it.
    """

    raw: str
    agency: str | None = None
    year: int | None = None
    serial: str | None = None
    class_mark: str | None = None
    consent: str | None = None
    problem: DocumentProblem | None = None

    @property
    def standard(self) -> str | None:
        """`吉科函〔2024〕12号`, or None when a part is missing."""
        if self.problem is not None or self.serial is None:
            return None
        return f"{self.agency}〔{self.year}〕{self.serial.lstrip('0')}号"


_AGENCY = f"(?P<agency>[{_CJK}]{{1,20}})"
_YEAR = r"[〔(](?P<year>(?:19|20)[0-9]{2})[〕)]"
_SERIAL = r"(?P<serial>0*[1-9][0-9]*(?:-[0-9]+)*)"
_TAIL = (
    r"(?:\(?(?P<mark>[A-E][1-9]?|[甲乙丙丁](?=[类類]))[类類]?\)?)?"
    r"(?:\(?(?P<consent>(?:此件)?(?:同意|不同意|主[动動]|依申[请請]|不予|不)?公[开開](?:[发發]布)?)\)?)?"
)
_WHOLE = re.compile(rf"{_AGENCY}{_YEAR}第?{_SERIAL}[号號]{_TAIL}")
_NO_SERIAL = re.compile(rf"{_AGENCY}{_YEAR}第?[号號]{_TAIL}")
_CUT_SERIAL = re.compile(rf"{_AGENCY}{_YEAR}第?[0-9]*{_TAIL}")
_CUT_YEAR = re.compile(rf"{_AGENCY}[〔(][0-9]*{_TAIL}")
_ABSENT = frozenset({"", "无", "無", "暂无", "没有", "-", "--", "/", "空"})


def document_number(raw: str) -> DocumentNumber:
    """Read a 文号; one that is not whole is kept with its problem, and no digit is guessed."""
    raw = raw.strip()
    text = plain(raw).replace(" ", "")
    if text in _ABSENT:
        return DocumentNumber(raw=raw, problem=DocumentProblem.ABSENT)
    if match := _WHOLE.fullmatch(text):
        return _document(raw, match, None)
    if match := _NO_SERIAL.fullmatch(text):
        return _document(raw, match, DocumentProblem.EMPTY_SERIAL)
    if match := _CUT_SERIAL.fullmatch(text) or _CUT_YEAR.fullmatch(text):
        return _document(raw, match, DocumentProblem.TRUNCATED)
    return DocumentNumber(raw=raw, problem=DocumentProblem.UNREADABLE)


def _document(raw: str, match: re.Match[str], problem: DocumentProblem | None) -> DocumentNumber:
    parts = match.groupdict()
    year = parts.get("year")
    return DocumentNumber(
        raw=raw,
        agency=parts["agency"],
        year=int(year) if year else None,
        serial=parts.get("serial"),
        class_mark=parts["mark"],
        consent=parts["consent"],
        problem=problem,
    )


# Letters and digits make a title; `_` stays where a sign kept digits apart: 1.5 is not 15.
_SIGNS = re.compile(r"[\W_]+")
_SIGNS_APART = re.compile(r"(?<=[0-9])[\W_]+(?=[0-9])")
_LONGEST_CLOSING = 8
_OPENING = re.compile("关于|關於")
_CLOSING = re.compile(
    r"(?:的?(?:几点|若干|有关|相关|对策)?(?:建[议議]案?|提案|[议議]案)|的建设|并案)$"
)
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def title_key(title: str) -> str:
    """What two printings of one title share: its words without 关于, 的建议 and signs.

    `…的建设` at the end goes too, being a common misprint of `…的建议`. Equal keys
    make two titles candidates for one case, and no more than that.
    """
    text = plain(title).translate(_LOWER)
    runs = (_SIGNS.sub("", run) for run in _SIGNS_APART.split(text))
    key = unicodedata.normalize("NFC", "_".join(runs))
    while shorter := _less_boilerplate(key):
        key = shorter
    return key


def _less_boilerplate(key: str) -> str:
    """The key with one frame word fewer, or nothing when no word more can go."""
    tail = max(0, len(key) - _LONGEST_CLOSING)
    for match in (_OPENING.match(key), _CLOSING.search(key, tail)):
        if match and (shorter := key[: match.start()] + key[match.end() :]):
            return shorter
    return ""
