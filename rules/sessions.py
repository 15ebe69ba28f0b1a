"""Which session of which assembly a printed phrase names; what it does not say stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bihuan.rules.identifiers import fold
from bihuan.rules.numerals import cardinal

Assembly = Literal["congress", "cppcc"]

_COUNT = r"(?:[0-9]{1,3}|[一二三四五六七八九十百零〇两]{1,6})"
_TERM = re.compile(rf"({_COUNT})届", re.ASCII)
# 议 is often lost, and short forms stop at 次.
_SITTING = re.compile(rf"({_COUNT})次(?=会|全会|全体|大会|$)", re.ASCII)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年", re.ASCII)
_CONGRESS = re.compile(r"人大|人民代表大会")
_CPPCC = re.compile(r"政协|政治协商会议")
# A meeting of a standing committee is numbered too, but it is not a session.
_STANDING = re.compile(r"常委会|常务委员会")
_OFF_SESSION = re.compile(r"闭会")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a phrase says about the session; None where it says nothing, or two things."""

    raw: str
    assembly: Assembly | None = None
    term: int | None = None
    number: int | None = None
    year: int | None = None
    off_session: bool = False


def session(raw: str) -> Session:
    """Read a phrase such as 县十七届人大二次会议 or 政协九届六次."""
    kept = raw.strip()
    plain = re.sub(r"\s+", "", fold(kept))
    return Session(
        raw=kept,
        assembly=_assembly(plain),
        term=_only(_TERM, plain),
        number=None if _STANDING.search(plain) else _only(_SITTING, plain),
        year=_only(_YEAR, plain),
        off_session=bool(_OFF_SESSION.search(plain)),
    )


def _assembly(plain: str) -> Assembly | None:
    congress, cppcc = bool(_CONGRESS.search(plain)), bool(_CPPCC.search(plain))
    if congress == cppcc:
        return None
    return "congress" if congress else "cppcc"


def _only(shape: re.Pattern[str], plain: str) -> int | None:
    """The one number the shape finds; None when it finds none or several different ones."""
    found = {_count(text) for text in shape.findall(plain)}
    return found.pop() if len(found) == 1 else None


def _count(text: str) -> int | None:
    if re.fullmatch(r"[0-9]+", text, re.ASCII):
        return int(text) or None
    return cardinal(text)
