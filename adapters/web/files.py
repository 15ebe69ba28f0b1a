"""Files as answers: made in a folder of their own, and to be saved under their name."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from fastapi import Response

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    ".docx": DOCX,
    ".xlsx": XLSX,
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".pdf": "application/pdf",
}
"""By the ending of a name."""
OTHER = "application/octet-stream"
BINARY = {"schema": {"type": "string", "format": "binary"}}
_NO_NAME = re.compile(r'[\\/:*?"<>|\s]+')


def as_file(content: bytes, name: str) -> Response:
    """A file to be saved under its name, and never to be opened inside a page of ours."""
    plain = quote(_NO_NAME.sub("_", name), safe="")
    disposition = f"attachment; filename*=UTF-8''{plain}"
    kind = KINDS.get(Path(name).suffix.lower(), OTHER)
    return Response(content, media_type=kind, headers={"content-disposition": disposition})


def made(name: str, write: Callable[[Path], None]) -> Response:
    """The file that `write` makes where it is told to."""
    with TemporaryDirectory(prefix="bihuan-") as folder:
        file = Path(folder) / name
        write(file)
        return as_file(file.read_bytes(), name)


def answers(text: str, *endings: str) -> dict[int | str, dict[str, Any]]:
    """How the OpenAPI document tells of an answer that is a file."""
    kinds = [KINDS.get(ending, OTHER) for ending in endings]
    return {200: {"description": text, "content": dict.fromkeys(kinds, BINARY)}}
