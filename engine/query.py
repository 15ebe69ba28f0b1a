"""Which cases are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bihuan.engine.errors import BadInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which cases to list; an empty field does not restrict."""

    year: int | None = None
    kind: str | None = None
    roles: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    due_before: date | None = None
    """Due on that day or before it."""
    due_after: date | None = None
    """Due on that day or after it."""
    text: str | None = None
    """Part of the title or the number."""
    number_key: str | None = None
    open_only: bool = False
    definition: str | None = None
    """Only cases pinned to the definition with this hash."""
    after: str | None = None
    """Continue after this case id."""
    limit: int = field(default=1000)

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise BadInput("limit", "is less than 0", self.limit)
