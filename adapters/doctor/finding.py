"""What a check finds: what it is, how bad it is, and what cures it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Grade(StrEnum):
    """How bad it is."""

    SOUND = "sound"
    NOTE = "note"
    """Worth knowing; nothing has to be done today."""
    WRONG = "wrong"
    SKIPPED = "skipped"
    """Not looked at, since what it stands on is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about one thing: `doctor.<key>` in the catalogue, with its values.

    Where the cure is always the same it stands under `doctor_cure.<key>`.
    """

    check: str
    grade: Grade
    key: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    error: Exception | None = None
    """The error that says it all, in place of a key."""
    setting: str = ""
    """The key of the configuration that it is about."""
    fix: Callable[[], None] | None = None
    """What `--fix` may do about it without asking."""


def sound(check: str, key: str, **values: object) -> Finding:
    """Nothing is wrong with it."""
    return Finding(check=check, grade=Grade.SOUND, key=key, values=values)


def note(check: str, key: str, **values: object) -> Finding:
    """Something worth knowing."""
    return Finding(check=check, grade=Grade.NOTE, key=key, values=values)


def wrong(check: str, key: str, fix: Callable[[], None] | None = None, **values: object) -> Finding:
    """Something that has to be put right."""
    return Finding(check=check, grade=Grade.WRONG, key=key, values=values, fix=fix)
