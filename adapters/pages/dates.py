"""How a case's date is shown: the day, how far off it is, and whether that presses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bihuan.adapters.cli import tongue
from bihuan.engine.engine import Engine
from bihuan.engine.handled import SOON
from bihuan.engine.records import Case
from bihuan.rules.instants import beijing_date


@dataclass(frozen=True, slots=True)
class Due:
    """The date that matters now, seen from today."""

    day: date | None
    left: int
    """Days until then; below nothing when it is past."""
    urgency: str
    """`late`, `soon` within ten working days, or nothing."""

    @classmethod
    def of(cls, case: Case, engine: Engine) -> Due:
        """The date of a case that is not closed."""
        today = beijing_date(engine.clock.now())
        if case.due is None or case.final:
            return cls(None, 0, "")
        left = (case.due - today).days
        if left < 0:
            return cls(case.due, left, "late")
        near = left <= 2 * SOON and engine.house.calendar.workdays_between(today, case.due) <= SOON
        return cls(case.due, left, "soon" if near else "")

    @property
    def words(self) -> str:
        """How far off, in words."""
        if self.day is None:
            return ""
        if self.left < 0:
            return tongue.words("page.days_late", days=-self.left)
        return tongue.words("page.days_left" if self.left else "page.due_today", days=self.left)
