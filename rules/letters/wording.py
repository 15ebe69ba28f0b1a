"""Word the lines of a letter that a case settles by itself: its title, and whom it greets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bihuan.rules.letters.addressee import Title
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.facts import Recipient
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.sessions import session

SHORT = {"deputy_suggestion": "建议", "cppcc_proposal": "提案"}
CALLED = {"deputy_suggestion": Title.DEPUTY, "cppcc_proposal": Title.MEMBER}
COMMON = {
    LetterKind.ANSWER: "关于{session}{number}{kind}的答复",
    LetterKind.AGAIN: "关于{session}{number}{kind}的再次答复",
    LetterKind.OPINION: "关于{session}{number}{kind}的{step}意见",
}
"""How titles are worded where no source prescribes it."""
CO_STEP = "会办"
LONGEST_TITLE_LINE = 19
"""Characters of 2号: 20 fill a line of 156 mm to its edge, and not every program fits them."""
_BREAKS = re.compile("会议|大会|全会|(?<=.{6})号|[届次](?=第)")
UNNAMED_BODY = "…"
"""Ends the entry of a body that an instrument describes and does not name."""


def sitting(assembly: str, printed: str) -> str:
    """Which sitting of which assembly, said once: 省十四届人大三次会议."""
    return printed if session(printed).assembly else f"{assembly}{printed}"


def numbered(number: str) -> str:
    """A case number as titles print it: 第31号."""
    return f"第{number}号" if re.fullmatch(r"[0-9A-Za-z.\-]+", number) else number


def title_line(asked: Requirements, sitting: str, number: str) -> str:
    """The title: as the region words it, else as most letters do."""
    form = asked.title_form()
    words = form.value.words if form else COMMON[asked.letter]
    step = asked.policy.roles.get("co_step") or asked.policy.roles.get("support") or CO_STEP
    return words.format(session=sitting, number=numbered(number), kind=SHORT[asked.kind], step=step)


def in_lines(title: str) -> str:
    """A title too long for one line, broken where it reads well, the halves about alike."""
    if _fits(title):
        return title
    places = [match.end() for match in _BREAKS.finditer(title)]
    fitting = [
        at for at in places if max(_width(title[:at]), _width(title[at:])) <= LONGEST_TITLE_LINE
    ]
    if not fitting:
        return title
    middle = _width(title) / 2
    at = min(fitting, key=lambda place: abs(_width(title[:place]) - middle))
    return f"{title[:at]}\n{title[at:]}"


def _fits(line: str) -> bool:
    return _width(line) <= LONGEST_TITLE_LINE


def _width(text: str) -> float:
    """In characters of Chinese, of which a figure or a Latin letter takes half."""
    return sum(0.5 if char.isascii() else 1 for char in text)


def greeted(members: Sequence[Recipient], kind: str) -> str:
    """Whom a letter greets, without the colon: 某甲、某乙代表, or the organisation.

    Where the first of them is an organisation, organisations alone are greeted, and people
    alone where it is a person.
    """
    if not members:
        return ""
    collective = members[0].collective
    names = "、".join(one.name for one in members if one.collective is collective)
    return names if collective else f"{names}{CALLED[kind]}"


def you(members: Sequence[Recipient]) -> str:
    """How the letter speaks to them."""
    if members and members[0].collective:
        return "你单位" if len(members) == 1 else "你们"
    return "您" if len(members) == 1 else "你们"


def copies_to(asked: Requirements) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who gets a copy by name, and which bodies the instrument describes without naming them."""
    found = asked.copies()
    if found is None:
        return (), ()
    bodies = (*found.value.to, *found.value.of_government)
    return _split(bodies)


def _split(bodies: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    known = [one for one in bodies if not one.endswith(UNNAMED_BODY)]
    open_ = [one for one in bodies if one.endswith(UNNAMED_BODY)]
    return tuple(known), tuple(open_)


_LEVELS = (
    re.compile("[一二三四五六七八九十]{1,3}、"),
    re.compile("（[一二三四五六七八九十]{1,3}）"),
)
LONGEST_HEADING = 40


def level(paragraph: str) -> int:
    """1 for a heading 一、…, 2 for （一）…, 0 for running text."""
    text = paragraph.strip()
    if len(text) > LONGEST_HEADING or text.endswith(("。", "；", "：")):
        return 0
    return next((no for no, form in enumerate(_LEVELS, start=1) if form.match(text)), 0)
