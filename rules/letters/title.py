"""The title line: which case it names, and what kind of letter it says this is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bihuan.rules.letters.lines import line
from bihuan.rules.sessions import Session, session

Kind = Literal["deputy_suggestion", "cppcc_proposal"]

# What a letter calls itself, at the end of its title.
_LETTER = (
    r"(?:答复(?:的?函|意见|摘要)?|复函|回复(?:的?函)?|(?:会办|协办|分办)意见(?:的?函|书)?"
    r"|的函|情况的?(?:说明|报告)|函)"
)
_NAMES_A_CASE = re.compile(r"建议|提案|议案|[届屆].{0,8}会|次会|人大|政协|第.{1,20}号")
_ENDS_AS_LETTER = re.compile(rf"{_LETTER}(?:\([^()]*\)|《[^《》]*》|[A-E][1-9]?类?|[:].{{1,80}})?$")
_ENDS_AS_CASE = re.compile(r"^关于.+(?:建议|提案|议案)$")
_CUT = re.compile(r"^(?:关于)?(?:答复|办理)?对.*第.{1,20}号(?:建议|提案|议案)的$")
_BEGINS = re.compile("关于|对|就")
_SENTENCE = re.compile(r"[.;!]$|收悉|如下:?$|您|你们")
LONGEST = 200

# 届, 次 and 会 stand between the 第 of a session and the number behind it: no part of a number.
_NUMBERED = re.compile(r"第([^第号《》():届次会]{1,24}?)号")
_BARE = re.compile(
    r"(?<![第0-9A-Za-z.])([A-Za-z]?[0-9][0-9.]*)号?(?=(?:代表)?(?:建议|提案|议案)|号)"
)
_AFTER_KIND = re.compile(r"(?:建议|提案|议案)第?([0-9]+)号")
_SEVERAL = re.compile("[0-9]+(?:[、,和及][0-9]+)+")
_SUBJECT = re.compile("《(.+)》")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleLine:
    """What a title says about its case; empty where it says nothing."""

    numbers: tuple[str, ...]
    """Every case number it may mean, as printed."""
    session: Session
    subject: str
    """The title of the proposal, where the line quotes it."""
    kind: Kind | None
    letter: Literal["answer", "opinion"] | None
    again: bool


def is_title(text: str) -> bool:
    """Whether a line is the title of a letter.

    It names a case (建议, 提案, a session, a number) and ends in what a letter calls itself,
    or in the proposal it is about, or it was cut right before that end.
    """
    if len(text) > LONGEST or _SENTENCE.search(text):
        return False
    named = bool(_NAMES_A_CASE.search(text))
    whole = named and len(text) > 8 and bool(_ENDS_AS_LETTER.search(text))
    return whole or bool(_ENDS_AS_CASE.search(text)) or bool(_CUT.search(text))


def is_beginning(text: str) -> bool:
    """Whether a line may be the first part of a title that was broken over lines."""
    return bool(_BEGINS.search(text)) and len(text) <= LONGEST and not _SENTENCE.search(text)


def read_title(printed: str) -> TitleLine:
    """What the line says about the case it answers."""
    text = line(printed).text
    subject = _SUBJECT.search(text)
    frame = text.replace(subject[0], "《》") if subject else text
    return TitleLine(
        numbers=case_numbers(frame),
        session=session(frame),
        subject=subject[1] if subject else "",
        kind=_kind(frame),
        letter=_letter(frame),
        again="再次" in frame or "重新办理" in frame or "二次答复" in frame,
    )


def case_numbers(text: str) -> tuple[str, ...]:
    """Every case number a phrase may mean: 第…号, or digits right before 号 or 建议.

    第12、34号 are two numbers: merged cases may be named together.
    """
    found = _NUMBERED.findall(text) or [*_BARE.findall(text), *_AFTER_KIND.findall(text)]
    return tuple(dict.fromkeys(part for each in found for part in _apart(each)))


def _apart(printed: str) -> list[str]:
    return re.split("[、,和及]", printed) if _SEVERAL.fullmatch(printed) else [printed]


def _kind(frame: str) -> Kind | None:
    """What it calls the proposal; None where it says nothing, or both."""
    suggestion = bool(re.search("建议|议案", frame))
    proposal = "提案" in frame
    if suggestion == proposal:
        return None
    return "deputy_suggestion" if suggestion else "cppcc_proposal"


def _letter(frame: str) -> Literal["answer", "opinion"] | None:
    if re.search("(?:会办|协办)意见", frame):
        return "opinion"
    return "answer" if re.search("答复|复函|回复|的函", frame) else None
