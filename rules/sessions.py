"""Read which session of which assembly a printed phrase names; what it leaves out stays unknown."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from bihuan.rules.identifiers import plain, small_numeral

Assembly = Literal["congress", "cppcc"]

# Never the tail of a longer figure: 一百零二次 is not 二次.
_COUNT = r"(?<![0-9一二三四五六七八九十百零〇])(?:[0-9]+|[一二三四五六七八九十]+)"
_TERM = re.compile(rf"({_COUNT})[届屆]", re.ASCII)
# 议 is often lost, and the short form stops at 次.
_SITTING = re.compile(rf"({_COUNT})次(?=会|會|全[会會体體]|大[会會]|[、和]|$)", re.ASCII)
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年", re.ASCII)
_CONGRESS = re.compile("人大|人民代表大[会會]")
_CPPCC = re.compile("政[协協]|政治[协協]商[会會][议議]")
# A standing committee numbers its meetings too, but none of them is a session.
_STANDING = re.compile("常委[会會]|常[务務]委[员員][会會]")
_OFF_SESSION = re.compile("[闭閉][会會]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What a phrase says about a session; None where it says nothing, or two things."""

    raw: str
    assembly: Assembly | None = None
    term: int | None = None
    number: int | None = None
    year: int | None = None
    off_session: bool = False


@lru_cache(maxsize=1 << 10)  # a ledger prints the same few phrases in every row
def session(raw: str) -> Session:
    """Read a phrase such as `县十七届人大二次会议` or `政协九届六次`; no phrase is refused."""
    kept = raw.strip()
    text = plain(kept).replace(" ", "")
    return Session(
        raw=kept,
        assembly=_assembly(text),
        term=_only(_TERM, text),
        number=None if _STANDING.search(text) else _only(_SITTING, text),
        year=_only_year(text),
        off_session=bool(_OFF_SESSION.search(text)),
    )


def session_key(read: Session) -> str:
    """What two printings of one session share; the phrase itself where it cannot be read."""
    if read.term is not None and read.number is not None:
        key = f"{read.term}.{read.number}"
    elif read.year is not None:
        key = str(read.year)
    else:
        key = plain(read.raw).replace(" ", "")
    return f"{key}-off" if read.off_session and key else key


def _assembly(text: str) -> Assembly | None:
    congress, cppcc = bool(_CONGRESS.search(text)), bool(_CPPCC.search(text))
    if congress == cppcc:
        return None
    return "congress" if congress else "cppcc"


def _only(shape: re.Pattern[str], text: str) -> int | None:
    """The one number the shape finds; None when it finds none or several different ones."""
    found = {small_numeral(count) for count in shape.findall(text)}
    return found.pop() if len(found) == 1 else None


def _only_year(text: str) -> int | None:
    found = set(_YEAR.findall(text))
    return int(found.pop()) if len(found) == 1 else None
