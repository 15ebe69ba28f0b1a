"""Read the text of a Word file, in the child process that `child.py` is.

What counts as text is what stands on the paper once every change is accepted: paragraphs and
the cells of tables in their order, with insertions and without deletions, fields by what they
show. A number that Word counts by itself is no text, nor is a comment, a note, a text box, a
picture or hidden text; how many of each there are is told, so that nobody thinks they were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lxml.etree import _Element

MOST_CHARACTERS = 500_000
"""No letter is as long; the reader stops here."""

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}oMath"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_OLD_PICTURE = "{urn:schemas-microsoft-com:vml}imagedata"
_SIGNS = {
    f"{_WORD}tab": "\t",
    f"{_WORD}ptab": "\t",
    f"{_WORD}br": "\n",
    f"{_WORD}cr": "\n",
    f"{_WORD}noBreakHyphen": "-",
}
_UNREAD = {
    f"{_WORD}txbxContent": "text_boxes",
    f"{_WORD}del": "deletions",
    f"{_WORD}moveFrom": "deletions",
    f"{_WORD}commentReference": "comments",
    f"{_WORD}footnoteReference": "notes",
    f"{_WORD}endnoteReference": "notes",
    f"{_WORD}sym": "symbols",
    f"{_WORD}altChunk": "chunks",
    _MATH: "formulas",
    _PICTURE: "pictures",
    _OLD_PICTURE: "pictures",
}
"""What is left out and counted."""
_PASSED_OVER = {
    f"{_WORD}rt",
    f"{_WORD}pPr",
    f"{_WORD}rPr",
    f"{_WORD}tblPr",
    f"{_WORD}sectPr",
    f"{_WORD}instrText",
}


class NotALetter(Exception):
    """The file is another kind of document."""

    reason = "not_a_letter"


class TextTooLong(Exception):
    """The text is longer than any letter."""

    reason = "text_too_long"


def read(path: Path) -> Iterator[Any]:
    """Each paragraph under what it belongs to (`body`, `header`, `footer`), then what is unread."""
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        document = docx.Document(str(path))
    except ValueError as problem:
        raise NotALetter(str(problem)) from problem
    left: Counter[str] = Counter()
    length = 0
    kinds = {RELATIONSHIP_TYPE.HEADER: "header", RELATIONSHIP_TYPE.FOOTER: "footer"}
    places = [("body", document.element.body)]
    places += [
        (kinds[relation.reltype], relation.target_part.element)
        for relation in document.part.rels.values()
        if relation.reltype in kinds and not relation.is_external
    ]
    for place, element in places:
        for text in paragraphs(element, left):
            length += len(text)
            if length > MOST_CHARACTERS:
                raise TextTooLong(f"{MOST_CHARACTERS:,}")
            yield [place, text]
    yield {"unread": dict(left)}


def paragraphs(root: _Element, left: Counter[str]) -> Iterator[str]:
    """The paragraphs in their order; what they leave out is counted in `left`."""
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{_WORD}p":
            if element.find(f"{_WORD}pPr/{_WORD}numPr") is not None:
                left["numbers"] += 1
            yield "".join(_text(element, left))
        elif not _leaves_out(element, left):
            waiting.append(iter(element))


def _text(root: _Element, left: Counter[str]) -> Iterator[str]:
    waiting = [iter(root)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag == f"{_WORD}t":
            yield element.text or ""
        elif element.tag in _SIGNS:
            yield _SIGNS[element.tag]
        elif not _leaves_out(element, left):
            waiting.append(iter(element))


def _leaves_out(element: _Element, left: Counter[str]) -> bool:
    """Whether nothing of this element is read."""
    tag = element.tag
    if tag in _UNREAD:
        left[_UNREAD[tag]] += 1
        return True
    if tag == f"{_WORD}r" and _is_hidden(element):
        left["hidden"] += 1
        return True
    # The same thing once more, for older programs.
    again = tag == f"{_CHOICES}Fallback" and element.getprevious() is not None
    return again or tag in _PASSED_OVER


def _is_hidden(run: _Element) -> bool:
    mark = run.find(f"{_WORD}rPr/{_WORD}vanish")
    return mark is not None and mark.get(f"{_WORD}val", "true") not in ("0", "false", "off")
