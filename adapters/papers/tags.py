"""Where the tags of a template stand: in which paragraph, however Word has cut them up.

A tag is `{{ 标题 }}`, which shows a field, or `{% for 项 in 会办意见 %}`, which repeats or chooses.
`{%p …%}` stands alone in its paragraph and `{%tr …%}` alone in its table row, which then go.
Full-width marks (｛｛ ｝｝ ％ ｜ “ ”) are as good as plain ones, since an input method types them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.etree import _Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BREAK = "\x1f"
"""A line break inside a paragraph; no field may hold this character."""
MARKS = re.compile(r"[{｛][{｛%％#＃]|[}｝%％#＃][}｝]")
"""What begins or ends a tag."""

_TAG = re.compile(r"[{｛](?:[{｛](?P<shown>.*?)[}｝][}｝]|[%％](?P<done>.*?)[%％][}｝])", re.DOTALL)
_STRING = re.compile(r"[“”\"]([^“”\"]*)[“”\"]|[‘’']([^‘’']*)[‘’']")
_PLAIN = str.maketrans(
    "｛｝％｜　\u00a0（）［］，．＝！＞＜\n\t", "{}%|  ()[],.=!><  ", "\u200b\ufeff\u2060"
)
_SIGNS = {"tab": "\t", "ptab": "\t", "br": BREAK, "cr": BREAK, "noBreakHyphen": "-"}
_APART = {f"{WORD}pPr", f"{WORD}rPr", f"{WORD}p"}
_KIND = re.compile(r"(p|tr)\s+(.*)", re.DOTALL)
_OTHER_KIND = re.compile(r"(?:tc|r)\s|[-+]|.*[-+]$", re.DOTALL)
_EXCERPT = 24


class Flaw(Exception):
    """Something is wrong in a paragraph; `reason` is a key of the catalogue, under `paper`."""

    def __init__(self, reason: str, paragraph: int = 0, field: str = "", detail: str = "") -> None:
        super().__init__(reason, paragraph, field, detail)
        self.reason = reason
        self.paragraph = paragraph
        self.field = field
        self.detail = detail
        self.place = "body"
        """The part of the file: `body`, `header` or `footer`."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag as Jinja reads it, and what it takes with it: nothing, its paragraph or its row."""

    start: int
    end: int
    text: str
    whole: str = ""
    """`p` or `tr`."""

    @property
    def typed(self) -> str:
        """The tag as docxtpl wants it."""
        return f"{{%{self.whole} {self.text[3:]}" if self.whole else self.text


@dataclass(slots=True)
class Paragraph:
    """A paragraph of a part, with the nodes that hold its text."""

    element: _Element
    number: int
    """Counted among those with text in them, from 1; an empty one has the number before it."""
    pieces: list[tuple[_Element | None, str]]
    tags: tuple[Tag, ...] = ()

    @property
    def text(self) -> str:
        """What it says, its tags as they were typed."""
        return "".join(text for _, text in self.pieces)

    def join_tags(self) -> None:
        """Put each tag, plainly written, into one node: that in which it begins."""
        self.tags = tuple(find_tags(self.text, self.number))
        for tag in reversed(self.tags):
            self._replace(tag.start, tag.end, tag.typed)
        self.tags = tuple(find_tags(self.text, self.number))

    def _replace(self, start: int, end: int, text: str) -> None:
        at = 0
        for index, (node, piece) in enumerate(self.pieces):
            first, last = max(start - at, 0), min(end - at, len(piece))
            at += len(piece)
            if first >= last:
                continue
            if node is None:
                raise Flaw("tag_cut", self.number, detail=excerpt(self.text[start:end]))
            changed = piece[:first] + text + piece[last:]
            node.text, text = changed, ""
            node.set(SPACE, "preserve")
            self.pieces[index] = (node, changed)


def paragraphs(root: _Element) -> list[Paragraph]:
    """All paragraphs below an element in their order; one in a text box follows its outer one."""
    found: list[Paragraph] = []
    number = 0
    for element in root.iter(f"{WORD}p"):
        pieces = list(_pieces(element))
        boxed = any(above.tag == f"{WORD}p" for above in element.iterancestors())
        number += not boxed and any(text.strip() for _, text in pieces)
        found.append(Paragraph(element, number, pieces))
    return found


def _pieces(element: _Element) -> Iterator[tuple[_Element | None, str]]:
    for child in element:
        if child.tag == f"{WORD}t":
            yield child, (child.text or "").replace("\n", " ")
        elif isinstance(child.tag, str) and child.tag not in _APART:
            sign = _SIGNS.get(child.tag.removeprefix(WORD))
            if sign:
                yield None, sign
            else:
                yield from _pieces(child)


def find_tags(text: str, number: int = 0) -> Iterator[Tag]:
    """The tags of a text; raises Flaw for one that does not begin, does not end or is foreign."""
    end = 0
    for match in _TAG.finditer(text):
        _no_marks(text[end : match.start()], number)
        shows = match["shown"] is not None
        inner = _plain(match["shown"] if shows else match["done"])
        if MARKS.search(inner):
            raise Flaw("tag_open", number, detail=excerpt(match[0]))
        kind = _KIND.fullmatch(inner)
        if _OTHER_KIND.match(inner) or (kind and shows):
            raise Flaw("tag_kind", number, detail=excerpt(match[0]))
        if shows:
            yield Tag(match.start(), match.end(), f"{{{{ {inner.strip()} }}}}")
        elif kind:
            yield Tag(match.start(), match.end(), f"{{% {kind[2].strip()} %}}", kind[1])
        else:
            yield Tag(match.start(), match.end(), f"{{% {inner.strip()} %}}")
        end = match.end()
    _no_marks(text[end:], number)


def _no_marks(text: str, number: int) -> None:
    mark = MARKS.search(text)
    if mark is None:
        return
    if mark[0][0] in "{｛":
        raise Flaw("tag_open", number, detail=excerpt(text[mark.start() :]))
    raise Flaw("tag_unopened", number, detail=text[max(0, mark.end() - _EXCERPT) : mark.end()])


def _plain(inner: str) -> str:
    """The inside of a tag with plain signs, but for what stands between quotation marks."""
    made, end = [], 0
    for match in _STRING.finditer(inner):
        made.append(inner[end : match.start()].translate(_PLAIN))
        made.append(f'"{match[1]}"' if match[1] is not None else f"'{match[2]}'")
        end = match.end()
    return "".join([*made, inner[end:].translate(_PLAIN)])


def excerpt(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= _EXCERPT else f"{text[:_EXCERPT]}…"


def row_of(element: _Element) -> _Element | None:
    """The table row a paragraph stands in."""
    return next((above for above in element.iterancestors(f"{WORD}tr")), None)
