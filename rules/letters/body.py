"""The middle of a letter: opening, numbered points, co-handlers' opinions, closing."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bihuan.rules.letters.lines import Line
from bihuan.rules.letters.title import case_numbers

_RECEIVED = re.compile("收悉|敬悉|已悉")
_ACKNOWLEDGED = re.compile("(?:收到|已收|案悉|议悉)")
_QUOTED = re.compile("《.*》|“[^“”]*”")
_OF_A_CASE = re.compile("建议|提案|议案")
_AS_FOLLOWS = re.compile(
    r"(?:答复|回复|函复|复函|答复意见|会办意见|协办意见|办理情况|情况|意见)(?:汇报|报告|函告)?如下"
)
_THANKS = re.compile(r"(?:感谢|谢谢|致谢|谢意|顺祝|敬祝|此致敬礼|批评指正)")
_COHANDLED = re.compile(
    r"会办|协办|会同|配合单位|(?:与|商|征求).{1,60}(?:共同|联合)?(?:研究|会商|商定|意见)"
)
_FORM = "(?:征询意见表|征求意见表|意见反馈表|反馈意见表|反馈表|回执单?|意见表)"
_ENCLOSED = re.compile(f"(?:随函|附上?|附寄|附件).{{0,40}}{_FORM}")
_ENCLOSURE_HEAD = re.compile(f"附件?[0-9一二三四五]?:?|(?!附).*{_FORM}")
LONGEST_HEADING = 40

_LEVELS = (
    re.compile(r"[一二三四五六七八九十]{1,3}[、.,]"),
    re.compile(r"\([一二三四五六七八九十]{1,3}\)"),
    re.compile(r"[0-9]{1,2}[、.,](?![0-9])"),
    re.compile(r"\([0-9]{1,2}\)"),
    re.compile(r"第?[一二三四五六七八九十]{1,2}(?:是|方面|条)"),
)
"""一、 （一） 1. （1） 一是: the first of these that begins a line is the level of the points."""
SHORTEST_BODY = 8
"""Fewer characters behind 如下 on the same line are no answer yet."""


def is_opening(text: str) -> bool:
    """Whether a line says that the proposal was received, or that the answer follows."""
    acknowledged = _ACKNOWLEDGED.search(text) and _OF_A_CASE.search(text)
    return bool(_RECEIVED.search(text) or acknowledged or _AS_FOLLOWS.search(text))


def opening_end(text: str) -> int:
    """Where an opening ends within its line, so that what follows belongs to the body."""
    shapes = (_RECEIVED, _ACKNOWLEDGED, _AS_FOLLOWS)
    ends = [match.end() for shape in shapes for match in shape.finditer(text)]
    end = max(ends, default=0)
    while end < len(text) and text[end] in ":.,;":
        end += 1
    return end


def opening_numbers(text: str) -> tuple[str, ...]:
    """The case numbers an opening names outside what it quotes, where a road may have one."""
    frame = _QUOTED.sub("", text)
    return case_numbers(frame) if "第" in frame and "号" in frame else ()


def quoted_titles(text: str) -> tuple[str, ...]:
    """What an opening quotes as the title: between 《》, which may hold others, or “”."""
    found = re.findall("《(.+?)》(?!的?(?:建议|提案|议案)?》)", text)
    return tuple(found or re.findall("“(.+?)”", text))


def is_thanks(text: str) -> bool:
    """Whether a line thanks the member, or closes with good wishes."""
    return bool(_THANKS.search(text))


def tells_of_cohandlers(text: str) -> bool:
    """Whether a line says that other units had a part in the answer."""
    return bool(_COHANDLED.search(text))


def names_enclosure(text: str) -> bool:
    """Whether a line says that a form is enclosed: 随函附《征询意见表》."""
    return bool(_ENCLOSED.search(text))


def begins_enclosure(text: str) -> bool:
    """Whether a line is the head of what is enclosed, so that the letter ends above it.

    A numbered line is a point of the letter, even one about a form: 二、完善意见反馈表.
    """
    if len(text) > LONGEST_HEADING or is_point(text):
        return False
    return bool(_ENCLOSURE_HEAD.fullmatch(text))


def is_point(text: str) -> bool:
    """Whether a line is numbered as a point of the body: 一、 （一） 1. （1） 一是."""
    return any(level.match(text) for level in _LEVELS)


def count_points(body: Sequence[Line]) -> int:
    """The points of a body by its highest numbering; 1 for a body without any, 0 for none."""
    for level in _LEVELS:
        points = sum(1 for found in body if level.match(found.text))
        if points:
            return points
    return 1 if body else 0
