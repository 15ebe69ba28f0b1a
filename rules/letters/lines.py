"""A printed line in two forms: as it was read, and as it is compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bihuan.rules.identifiers import plain

# Only the characters of labels, titles and salutations: names are never changed.
_PAIRS = (
    "關关 於于 對对 縣县 鄉乡 鎮镇 區区 國国 黨党 屆届 會会 議议 號号 復复 複复 覆复 "
    "類类 別别 開开 發发 聯联 係系 繫系 話话 電电 簽签 領领 導导 責责 負负 單单 長长 "
    "報报 協协 辦办 務务 處处 將将 來来 現现 見见 請请 們们 興兴 為为 與与 團团 總总 "
    "員员 後后 傳传 郵邮 編编 屬属 範范 圍围 結结 質质 圖图 實实 際际 謝谢 謹谨 問问 "
    "題题 顧顾 廳厅 劃划 營营 業业 設设 環环 "
)
_TO_SIMPLIFIED = {pair[0]: pair[1] for pair in _PAIRS.split()}

# What a web page or its editor leaves in a text, and what a table turned into text is cut at.
_DEBRIS = re.compile(r"<!--[^<>]{0,200}-->|!\[[^\[\]]{0,200}\]\([^()]{0,500}\)|[?？]{3,}")
_CUTS = re.compile(r"[\n\r\v\f\u2028\u2029|｜]+")
_OPENERS, _CLOSERS = "(〔《〈“‘<", ")〕》〉”’>"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a paragraph.

    `text` is for comparing only: no blanks, one form of each sign, labels in simplified
    characters. What is shown or kept is taken from `raw`, to which `places` leads back.
    """

    paragraph: int
    """Which paragraph it stands in, from 1."""
    raw: str
    text: str
    places: tuple[int, ...]
    """For each character of `text`, where it stands in `raw`."""

    def printed(self, start: int = 0, end: int | None = None) -> str:
        """What is printed where this part of `text` stands, blanks and all."""
        places = self.places[start:end]
        return self.raw[places[0] : places[-1] + 1].strip() if places else ""

    def after_blank(self, index: int) -> bool:
        """Whether this character of `text` begins the line or stands after a blank."""
        return index == 0 or any(
            char.isspace() for char in self.raw[self.places[index - 1] + 1 : self.places[index]]
        )

    def part(self, start: int, end: int | None = None) -> Line:
        """A part of the line as a line of its own."""
        return Line(self.paragraph, self.raw, self.text[start:end], self.places[start:end])


def lines(paragraphs: Sequence[str]) -> tuple[Line, ...]:
    """The lines with something on them: a paragraph is cut at its line breaks and table rules."""
    return tuple(
        found
        for number, paragraph in enumerate(paragraphs, start=1)
        for piece in _CUTS.split(_DEBRIS.sub(" ", paragraph))
        if (found := line(piece, number)).text
    )


def line(raw: str, paragraph: int = 1) -> Line:
    """One line, ready to be compared."""
    text: list[str] = []
    places: list[int] = []
    for place, char in enumerate(raw):
        folded = _folded(char)
        text.append(folded)
        places += [place] * len(folded)
    return Line(paragraph, raw, "".join(text), tuple(places))


@lru_cache(maxsize=1 << 14)
def _folded(char: str) -> str:
    folded = plain(char).replace(" ", "")
    return "".join(_TO_SIMPLIFIED.get(each, each) for each in folded)


def without_brackets(found: Line) -> Line:
    """The line without one pair of brackets around all of it."""
    while len(found.text) > 1 and _paired(found.text):
        found = found.part(1, len(found.text) - 1)
    return found


def _paired(text: str) -> bool:
    opener = _OPENERS.find(text[0])
    return opener >= 0 and text.find(_CLOSERS[opener], 1) == len(text) - 1
