"""To whom a letter is written: members by name, or an organisation."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bihuan.rules.identifiers import small_numeral
from bihuan.rules.letters.lines import Line, line


class Title(StrEnum):
    """How members are called: a deputy of a congress, or a member of a conference."""

    DEPUTY = "代表"
    MEMBER = "委员"


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A salutation that was read.

    `count` is what 等12位 says; `more` is set where 等 stands without a number, so that
    nobody can tell from the letter how many it is written to.
    """

    names: tuple[str, ...] = ()
    title: Title | None = None
    organisation: str = ""
    more: bool = False
    count: int | None = None


LONGEST = 200
LONGEST_NAME = 20
_SENTENCE = re.compile(r"[.;!《》“”\"]|关于|您|你们|收悉|答复|建议|提案|议案")
_COUNT = "[0-9一二三四五六七八九十两]{1,3}"
_TO_MEMBERS = re.compile(
    rf"(?:尊敬的?)?(?P<names>[^:]{{0,180}}?)"
    rf"(?:\(?(?P<more>等)(?:(?P<count>{_COUNT})[名位]?人?)?\)?|(?P<all>{_COUNT})[名位])?"
    r"(?P<title>代表|委员)(?:们|同志)?"
)
# 刘某政协绿春县委员, 王某区人大代表: what a member is a member of stands before the title.
_BODY = re.compile(
    r"(?:省|市|区|县|乡|镇|全国)?(?:人大|人民代表大会|政协[^、,]{0,8}?)(?:省|市|区|县)?$"
)
# 和 and 及 join two names of two characters or more; 和某 is a surname, 李和平 one name.
_BETWEEN_NAMES = re.compile(r"[、,;]+|(?<=[^、,;]{2})[和及](?=[^、,;]{2})")
_ORGANISATION = re.compile(
    r".+(?:局|厅|委|委员会|部|院|办|办公室|办公厅|处|中心|公司|集团|政府|工委|工商联|侨联|文联|妇联|科协|社科联|[总支]支|支部|"
    r"中央|联合会|协会|学会|商会|团体|小组|界|界别|民革|民建|民进|党|盟|学社|街道|办事处|总社|供销社|"
    r"总工会|会)|民革|民盟|民建|民进"
)


def salutation(found: Line, bodies: Collection[str] = ()) -> tuple[Addressee, Line, Line] | None:
    """The addressee a line begins with, the part that names it, and the part after its colon.

    To members: words that end in 代表 or 委员, with a colon or with nothing after them. To an
    organisation: one of the `bodies` or a name that ends like one, and a colon. Neither holds a
    sentence.
    """
    end = found.text.find(":")
    head = found.part(0, end) if end >= 0 else found
    rest = found.part(end + 1) if end >= 0 else found.part(len(found.text))
    if not head.text or len(head.text) > LONGEST or _SENTENCE.search(head.text):
        return None
    who = _members(head) or (_organisation(head, bodies) if end >= 0 else None)
    return (who, found.part(0, end + 1) if end >= 0 else found, rest) if who else None


def _members(head: Line) -> Addressee | None:
    match = _TO_MEMBERS.fullmatch(head.text)
    if match is None:
        return None
    start, end = match.span("names")
    if body := _BODY.search(match["names"]):
        end = start + body.start()
    names = _names(head.part(start, end))
    if any(len(name.replace(" ", "")) > LONGEST_NAME for name in names):
        return None
    counted = match["count"] or match["all"]
    return Addressee(
        names=names,
        title=Title(match["title"]),
        more=bool(match["more"]) and not counted,
        count=(2 if counted == "两" else small_numeral(counted)) if counted else None,
    )


def _names(printed: Line) -> tuple[str, ...]:
    """The names, as printed; those in brackets belong to co-signers and are names as well."""
    names: list[str] = []
    start = 0
    text = re.sub("[()]", "、", printed.text)
    for match in _BETWEEN_NAMES.finditer(text):
        names.append(printed.printed(start, match.start()))
        start = match.end()
    names.append(printed.printed(start, len(text)))
    return tuple(name for name in names if name)


def _organisation(head: Line, bodies: Collection[str]) -> Addressee | None:
    named = re.split("[、,]", head.text)
    known = {line(body).text: body for body in bodies}
    if body := next((known[one] for one in named if one in known), ""):
        return Addressee(organisation=body)
    last = named[-1]
    if not _ORGANISATION.fullmatch(last):
        return None
    return Addressee(organisation=head.printed().removeprefix("尊敬的"))
