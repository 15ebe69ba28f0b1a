"""Case numbers, document numbers and titles: the printed text is kept, a key is derived for comparing.

A number is never turned into an int. `raw` is what the page prints; the match
key is what two printings of one number share; the sort key puts 9 before 10.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from bihuan.rules.numerals import cardinal

SORT_WIDTH = 20
PLACEHOLDERS = frozenset({"无", "暂无", "未编号", "空", "-", "--", "/", "\\", "—", "——", "─", "*"})

_OPENING, _CLOSING = "([{〔【〖﹝<〈《「『", ")]}〕】〗﹞>〉》」』"
_DOTS = "·•・‧∙⋅●"
_DASHES = "‐‑‒–—―−─"
# Only what NFKC leaves apart and what cannot change which number is meant.
_FOLDED = str.maketrans(
    {
        **dict.fromkeys(_DOTS, "·"),
        **dict.fromkeys(_DASHES, "-"),
        **dict.fromkeys("[〔【〖﹝{", "("),
        **dict.fromkeys("]〕】〗﹞}", ")"),
        "號": "号",
        "類": "类",
    }
)
_BLANK = re.compile(r"\s+")
_RING_ZERO = re.compile(r"(?<=[0-9〇○◯])[〇○◯]|[〇○◯](?=[〇○◯]*[0-9])")
_LETTER_ZERO = re.compile(r"(?<=[0-9])[Oo](?=[Oo]*[0-9])", re.ASCII)
_KIND_WORD = re.compile(r"(?:代表建议|政协提案|建议|提案)?(.+?)(?:建议|提案)?", re.DOTALL)
_DIGITS = re.compile(r"[0-9]+", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberText:
    """A case number as printed, and the two keys derived from it."""

    raw: str
    match_key: str
    sort_key: str


def number(raw: str) -> NumberText:
    """Read a case number without losing or inventing anything.

    Two numbers match when they differ in 第, 号, blanks, invisible characters,
    bracket shape, width, letter case, the word 建议 or 提案 around them, or in
    the zeros that pad a number of digits only. `第五号` matches `5` because a
    well-formed numeral has one reading; `第二一号` stays as it is.
    """
    kept = raw.strip()
    key = _match_key(kept)
    return NumberText(raw=kept, match_key=key, sort_key=_sort_key(key))


def display_number(raw: str, width: int | None = None) -> str:
    """The number as `第0123号` when it is digits only, otherwise exactly as printed."""
    kept = raw.strip()
    printed = _bare(kept)
    if not _DIGITS.fullmatch(printed):
        return kept
    if width is None:
        return f"第{printed}号"
    return f"第{_unpadded(printed).zfill(width)}号"


def title_key(title: str) -> str:
    """What two printings of one title share: its words, without punctuation or the usual frame."""
    folded = unicodedata.normalize("NFKC", without_invisibles(title)).casefold()
    words = "".join(mark for mark in folded if unicodedata.category(mark)[0] in "LNM")
    framed = re.fullmatch(r"(?:关于)*(.+?)(?:的?(?:建议|提案|答复|复函))*", words, re.DOTALL)
    return framed[1] if framed else words


def is_placeholder(text: str) -> bool:
    """Whether a cell says in words that it is empty."""
    return text.strip() in PLACEHOLDERS


def without_invisibles(text: str) -> str:
    """The text without zero-width, format and control characters; blanks of every kind stay."""
    return "".join(mark for mark in text if mark.isspace() or not _is_invisible(mark))


def fold(text: str) -> str:
    """One form for width, brackets, dots and dashes, for comparing and never for showing."""
    folded = unicodedata.normalize("NFKC", without_invisibles(text).translate(_FOLDED))
    return folded.translate(_FOLDED)


def _is_invisible(mark: str) -> bool:
    return unicodedata.category(mark) in {"Cf", "Cc"} or "\ufe00" <= mark <= "\ufe0f"


def _bare(raw: str) -> str:
    """The folded number without its frame, still with the zeros that pad it."""
    folded = _BLANK.sub("", fold(raw)).upper()
    folded = _LETTER_ZERO.sub("0", _RING_ZERO.sub("0", folded))
    bare = _unwrapped(folded.replace("第", "").replace("号", ""))
    if framed := _KIND_WORD.fullmatch(bare):
        bare = _unwrapped(framed[1])
    return bare or folded


def _unwrapped(text: str) -> str:
    """Without a pair of brackets around the whole: ledgers print 〔27〕, letters 27."""
    inner = text[1:-1]
    if text.startswith("(") and text.endswith(")") and not set(inner) & {"(", ")"}:
        return inner
    return text


def _match_key(raw: str) -> str:
    bare = _bare(raw)
    if _DIGITS.fullmatch(bare):
        return _unpadded(bare)
    value = cardinal(bare)
    return bare if value is None else str(value)


def _unpadded(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _sort_key(key: str) -> str:
    return _DIGITS.sub(lambda run: _unpadded(run[0]).zfill(SORT_WIDTH), key)
