"""What is said of an event, typed: one class for each event, with the arguments it understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from bihuan.engine.errors import BadInput
from bihuan.engine.text import unstorable


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An event and what is said with it; what is None is not said.

    The shipped machines' events have theirs in `bihuan.commands`. An office with events of its
    own writes such a class for each: `class Archive(Command, event="archive")`.
    """

    event: ClassVar[str] = ""

    note: str | None = None
    """A remark, kept in history."""
    reason: str | None = None
    """Why."""
    text: str | None = None
    """What the event says, where it says something."""

    def __init_subclass__(cls, event: str = "") -> None:
        if event:  # a slotted dataclass is made twice, and only the first time with its event
            cls.event = event

    def args(self) -> dict[str, Any]:
        """What is said, by name."""
        said = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in said if value is not None}


def spoken(
    event: str | Command, args: Mapping[str, Any] | None = None
) -> tuple[str, Mapping[str, Any]]:
    """An event's name and what is said with it, however it was said.

    Raises BadInput, by its name, for a text that no database could keep.
    """
    if isinstance(event, str):
        return event, kept(args or {})
    if args:
        raise BadInput("args", "say everything in the command, or everything beside its name")
    return event.event, kept(event.args())


def kept(args: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, where every text of it can be kept."""
    if (odd := unstorable(args)) is not None:
        raise BadInput(odd, "the text holds a character no database can keep")
    return args
