"""Tell the office in time that the days off of a year are not known yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import TYPE_CHECKING

from bihuan.engine.addressing import office_of
from bihuan.engine.messages import Message
from bihuan.engine.query import Query
from bihuan.rules.hours import next_open
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

TOPIC = "calendar"
CHANNEL = "notice"


def remind_of_calendar(engine: Engine, now: datetime) -> int:
    """Remind the office of each year whose calendar is missing; how many notices are new.

    It is told from when the year's arrangement should be known, in January at
    the latest, and in any month in which an open case is due in such a year;
    once a month and year.
    """
    house, today = engine.house, beijing_date(now)
    leaves = next_open(now, house.calendar, house.hours)
    notices = [
        Message(
            office=house.office,
            key=f"{TOPIC}/{year}/{today:%Y-%m}/{recipient.name}/{CHANNEL}",
            topic=TOPIC,
            channel=CHANNEL,
            recipient=recipient.name,
            body={"year": year, "counted": counted},
            created_at=now,
            next_at=leaves,
        )
        for year, counted in _missing(engine, today)
        for recipient in office_of(house)
    ]
    return engine.store.outbox.put(notices) if notices else 0


def _missing(engine: Engine, today: date) -> Iterator[tuple[int, bool]]:
    """Of this year and the next, those to be told of, each with whether a case needs it."""
    calendar = engine.house.calendar
    missing = calendar.missing(today)
    for year in calendar.tentative_years(today, date(today.year + 1, 12, 31)):
        counted = _counted_into(engine, year)
        if counted or year in missing:
            yield year, counted


def _counted_into(engine: Engine, year: int) -> bool:
    """Whether an open case is due in the year."""
    query = Query(
        open_only=True, due_after=date(year, 1, 1), due_before=date(year, 12, 31), limit=1
    )
    return bool(engine.store.find(engine.house.office, query))
