"""Lay out text in columns, where a Chinese character is as wide as two letters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from unicodedata import combining, east_asian_width

_NEVER_FIRST = "，。、；：！？）】》”’…,.;:!?)"


def width(text: str) -> int:
    """How many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text
    )


def pad(text: str, to: int) -> str:
    """The text with blanks up to the column."""
    return text + " " * (to - width(text))


def wrap(text: str, room: int) -> list[str]:
    """Lines no wider than the room: broken at blanks and between Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > room and piece not in _NEVER_FIRST:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterable[str]:
    """Words of letters with the blanks after them, and single wide characters."""
    piece = ""
    for char in text:
        if char.isascii():
            if piece.endswith(" ") and char != " ":
                yield piece
                piece = ""
            piece += char
            continue
        if piece:
            yield piece
            piece = ""
        yield char
    if piece:
        yield piece


def columns(
    rows: Iterable[Sequence[object]],
    *,
    indent: int = 0,
    gap: int = 2,
    right: Collection[int] = (),
) -> list[str]:
    """Rows as aligned lines; the columns named by `right` are set flush right."""
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(width(row[at]) for row in cells) for at in range(len(cells[0]))]
    return [
        " " * indent
        + (" " * gap)
        .join(
            " " * (widths[at] - width(cell)) + cell if at in right else pad(cell, widths[at])
            for at, cell in enumerate(row)
        )
        .rstrip()
        for row in cells
    ]


def definitions(rows: Iterable[tuple[str, str]], room: int, indent: int = 2) -> list[str]:
    """Terms with their explanations beside them, wrapped within the room."""
    known = list(rows)
    if not known:
        return []
    first = min(max(width(term) for term, _ in known), 30) + 2
    lines = []
    for term, text in known:
        head = " " * indent + term
        told = wrap(text, max(room - indent - first, 20))
        if width(term) + 2 > first:
            lines.append(head)
            head = ""
        lines.append(f"{pad(head, indent + first)}{told[0]}".rstrip())
        lines += [" " * (indent + first) + more for more in told[1:]]
    return lines
