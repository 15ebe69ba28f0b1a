"""One calendar for all tests of the rules: published years as they were announced."""

from __future__ import annotations

import pytest

from bihuan.adapters.calendars import standard_calendar
from bihuan.rules.calendar import WorkCalendar


@pytest.fixture(scope="session")
def calendar() -> WorkCalendar:
    return standard_calendar()
