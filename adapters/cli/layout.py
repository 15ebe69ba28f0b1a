"""Lay out text in columns, where a Chinese character is as wide as two letters."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Sequence
from unicodedata import combining, east_asian_width

WIDEST, USUAL = 100, 80
"""Pages are no wider than the first, and as wide as the second where there is no terminal."""
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


def screen() -> int | None:
    """How wide the terminal is that we print on; None when something else reads what we print."""
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError, AttributeError):
        return None


def page_width() -> int:
    """How wide a page of help is."""
    said = os.environ.get("COLUMNS", "")
    columns = int(said) if said.isascii() and said.isdigit() else screen() or USUAL
    return max(min(columns, WIDEST), 40)


def cut(text: str, room: int) -> str:
    """The text, or as much of its beginning as fits with a mark that there is more."""
    if width(text) <= room:
        return text
    kept = ""
    for char in text:
        if width(kept) + width(char) > room - 2:
            break
        kept += char
    return kept + "…"


def wrap(text: str, room: int) -> list[str]:
    """Lines no wider than the room: broken at blanks and between Chinese characters."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and width(line) + width(piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = ""
        line += piece if line else piece.lstrip()
    return [*lines, line.rstrip()]


def _pieces(text: str) -> Iterable[str]:
    """Words with the blanks after them, and wide characters with the marks after them."""
    piece = ""
    for char in text:
        if piece and char in _NEVER_FIRST:
            piece += char
        elif char.isascii():
            if piece and char != " " and (piece.endswith(" ") or not piece[-1].isascii()):
                yield piece
                piece = ""
            piece += char
        else:
            if piece:
                yield piece
            piece = char
    if piece:
        yield piece


def columns(
    rows: Iterable[Sequence[object]],
    *,
    indent: int = 0,
    gap: int = 2,
    right: Collection[int] = (),
    whole: bool = False,
) -> list[str]:
    """Rows as aligned lines; the columns named by `right` are set flush right.

    On a terminal a line too long for it is cut unless it is wanted `whole`: a
    table whose lines break cannot be read, and a file gets all of it.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    if not cells:
        return []
    widths = [max(width(row[at]) for row in cells) for at in range(len(cells[0]))]
    lines = [
        " " * indent
        + (" " * gap)
        .join(
            " " * (widths[at] - width(cell)) + cell if at in right else pad(cell, widths[at])
            for at, cell in enumerate(row)
        )
        .rstrip()
        for row in cells
    ]
    room = None if whole else screen()
    return lines if room is None else [cut(line, room) for line in lines]


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
