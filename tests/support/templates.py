"""Templates as staff type them, and the text of what is made from them."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import docx
from docx.document import Document

from support.docx_files import package


def template(*paragraphs: str, header: str = "") -> bytes:
    """A template with these paragraphs; `¦` parts the runs Word has cut one into."""
    made = docx.Document()
    for text in paragraphs:
        added = made.add_paragraph()
        for run in text.split("¦"):
            added.add_run(run)
    if header:
        made.sections[0].header.paragraphs[0].text = header
    return saved(made)


def table(*rows: tuple[str, ...]) -> bytes:
    """A template with one table."""
    made = docx.Document()
    grid = made.add_table(len(rows), len(rows[0]))
    for row, texts in zip(grid.rows, rows, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    return saved(made)


def small(*paragraphs: str) -> bytes:
    """A template with nothing in it but its text, which is made and filled fastest."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    with tempfile.TemporaryDirectory() as folder:
        return package(Path(folder, "a.docx"), body).read_bytes()


def saved(document: Document) -> bytes:
    """The file of a document."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def said(paper: bytes) -> list[str]:
    """The paragraphs of a paper that are not empty, outside its tables first."""
    made = docx.Document(io.BytesIO(paper))
    cells = [cell.text for grid in made.tables for row in grid.rows for cell in row.cells]
    return [text for text in [*(one.text for one in made.paragraphs), *cells] if text]
