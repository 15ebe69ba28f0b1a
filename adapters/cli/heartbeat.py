"""A sign of life of the daemon, in a file beside the calendar files: `status` reads it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import Session


def _file(session: Session) -> Path:
    return session.calendar_folder.parent / "bihuan.heartbeat"


def beat(session: Session, now: datetime) -> None:
    """Say that the daemon was alive at this instant; a full disk must not stop it."""
    try:
        _file(session).write_text(now.isoformat() + "\n", encoding="ascii")
    except OSError as error:
        session.note(str(error))


def last_beat(session: Session) -> datetime | None:
    """When the daemon was last alive; None when nobody knows."""
    try:
        return datetime.fromisoformat(_file(session).read_text("ascii").strip())
    except (OSError, ValueError):
        return None
