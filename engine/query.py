"""Which cases are asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from bihuan.engine.errors import BadInput

if TYPE_CHECKING:
    from bihuan.engine.records import Case

ALL = 1_000_000_000
"""A limit that leaves nothing out."""


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
    division: str | None = None
    """Only cases whose present round is with this division."""
    member: str | None = None
    """Only cases that a member of this name wrote, alone or with others."""
    after: str | None = None
    """Continue after this case id."""
    limit: int = field(default=1000)

    def __post_init__(self) -> None:
        if self.limit < 0:
            raise BadInput("limit", "is less than 0", self.limit)

    def matches(self, case: Case) -> bool:
        """Whether a case is among those asked for, as far as it tells itself; `limit` aside.

        Of division and member its records tell.
        """
        return all(
            (
                self.year in (None, case.year),
                self.kind in (None, case.kind),
                not self.roles or case.role in self.roles,
                not self.states or case.state in self.states,
                self.due_before is None or (case.due is not None and case.due <= self.due_before),
                self.due_after is None or (case.due is not None and case.due >= self.due_after),
                self.text is None or self.text in case.title or self.text in case.number,
                self.number_key in (None, case.number_key),
                self.definition in (None, case.definition),
                not (self.open_only and case.final),
                self.after is None or case.id > self.after,
            )
        )
