"""What pages need and nobody has to be known for: the style sheet, the scripts, the mark."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bihuan.adapters.pages.layout import static_file

router = APIRouter(include_in_schema=False)


@router.get("/static/{digest}/{name}")
def show_static(digest: str, name: str) -> Response:  # noqa: ARG001  # it is there for caches
    """A file of ours, which browsers may keep."""
    return static_file(name)
