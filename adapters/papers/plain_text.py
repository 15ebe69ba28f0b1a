"""A part of a template as lines of plain text, which say where something is wrong, and what the
filled part must say.

Line n is paragraph n of the part's XML. Rendered, the lines are the paragraphs that a reader of
the file must find; a paragraph or a table row that goes with its tag is that tag alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bihuan.adapters.papers import sandbox
from bihuan.adapters.papers.tags import (
    BREAK,
    MARKS,
    Flaw,
    Paragraph,
    excerpt,
    paragraphs,
    row_of,
)

if TYPE_CHECKING:
    from lxml.etree import _Element

NEW_PARAGRAPH = "\a"
"""What begins a new paragraph of the same form inside a field."""
MOST_CHARACTERS = 500_000
"""No paper is as long; `docx_reader` stops there as well."""
_END = "\x1e"
"""Ends a paragraph; no field may hold this character."""


class PlainText:
    """One part of a template, its tags understood and allowed; raises Flaw where they are not."""

    def __init__(self, root: _Element) -> None:
        self._paragraphs = paragraphs(root)
        for paragraph in self._paragraphs:
            paragraph.join_tags()
        going = {
            row_of(paragraph.element)
            for paragraph in self._paragraphs
            if any(tag.whole == "tr" for tag in paragraph.tags)
        }
        source = "\n".join(_line(each, going) for each in self._paragraphs)
        try:
            self._tree = sandbox.parsed(source)
        except Flaw as flaw:
            raise self._located(flaw) from None
        self._template = sandbox.environment(autoescape=False).from_string(source)

    def uses(self) -> Iterator[tuple[str, int]]:
        """Each field it names, with the number of the paragraph."""
        for use in sandbox.uses(self._tree):
            yield use.name, self._number(use.line)

    def filled(self, fields: Mapping[str, Any], late: Collection[str]) -> list[str]:
        """Its paragraphs with their fields."""
        for name, number in self.uses():
            if name not in fields:
                raise Flaw("unknown_field", number, field=name)
        try:
            sandbox.bare(self._tree, late)
            text = sandbox.rendered(self._template, fields)
        except Flaw as flaw:
            raise self._located(flaw) from None
        if len(text) > MOST_CHARACTERS:
            raise Flaw("too_long", detail=f"{MOST_CHARACTERS:,}")
        ends = text.replace("\n", "").replace(BREAK, "\n").replace(NEW_PARAGRAPH, _END)
        return ends.split(_END)[:-1]

    def _number(self, line: int) -> int:
        at = min(max(line, 1), len(self._paragraphs))
        return self._paragraphs[at - 1].number if self._paragraphs else 0

    def _located(self, flaw: Flaw) -> Flaw:
        return Flaw(flaw.reason, self._number(flaw.paragraph), flaw.field, flaw.detail)


def _line(paragraph: Paragraph, going: Collection[_Element | None]) -> str:
    """What one paragraph becomes; of one that goes with its tag, the tag alone."""
    whole = [tag for tag in paragraph.tags if tag.whole]
    row = row_of(paragraph.element)
    if not whole and (row is None or row not in going):
        return paragraph.text + _END
    alone = len(whole) <= 1 and paragraph.text.strip() == "".join(tag.typed for tag in whole)
    nowhere = row is None and any(tag.whole == "tr" for tag in whole)
    if not alone or nowhere:
        raise Flaw("tag_alone", paragraph.number, detail=excerpt(paragraph.text))
    return whole[0].text if whole else ""


def compare(wanted: Sequence[str], found: Sequence[Paragraph], late: Collection[str]) -> None:
    """Refuse a part that says anything else than it should, or has a tag that is not `late`."""
    for said, there in zip(wanted, found, strict=False):
        if said != there.text.replace(BREAK, "\n"):
            raise Flaw("differs", there.number, detail=excerpt(said))
        marks = sum(1 for _ in MARKS.finditer(said))
        if marks != 2 * sum(said.count(f"{{{{ {name} }}}}") for name in late):
            raise Flaw("tag_left", there.number, detail=excerpt(said))
    if len(wanted) != len(found):
        raise Flaw("differs", detail=f"{len(wanted)} ≠ {len(found)}")
