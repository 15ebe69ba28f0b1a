"""Join legal dates, which are Beijing's, to instants, which are everybody's."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

BEIJING = ZoneInfo("Asia/Shanghai")


def end_of_day(day: date) -> datetime:
    """24:00 in Beijing on that day, in UTC: the first instant at which the day has passed."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=BEIJING).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """0:00 in Beijing on that day, in UTC."""
    return datetime.combine(day, time(), tzinfo=BEIJING).astimezone(UTC)


def beijing_date(instant: datetime) -> date:
    """The date in Beijing at that instant."""
    if instant.tzinfo is None or instant.utcoffset() is None:
        raise ValueError(f"{instant!r} has no time zone; hand in an aware instant")
    return instant.astimezone(BEIJING).date()
