"""When a notice may leave: on days that work, while the office is open, not in its quiet hours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.instants import BEIJING
from bihuan.rules.reading import BadText


class HoursError(BadText):
    """An office cannot be open as it is written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """An office's hours, in Beijing time; checked when made."""

    opens: time = time(9)
    closes: time = time(17, 30)
    quiet: tuple[tuple[time, time], ...] = ()
    """Within its hours, from when to when nothing leaves either."""
    always: bool = False
    """Whether notices leave at any time, as where a gateway of the office keeps its hours."""

    def __post_init__(self) -> None:
        for where, begin, end in (
            ("closes", self.opens, self.closes),
            *((f"quiet {n}", *span) for n, span in enumerate(self.quiet, start=1)),
        ):
            if begin >= end:
                raise HoursError(
                    f"hours.{where}",
                    f"{end:%H:%M} is not after {begin:%H:%M}",
                    "write the earlier time first",
                )
        if not self.spans:
            raise HoursError("hours.quiet", "leaves no time of the day", "make it shorter")

    @property
    def spans(self) -> tuple[tuple[time, time], ...]:
        """From when to when something may leave on a day, in order."""
        return tuple(self._spans())

    def _spans(self) -> Iterator[tuple[time, time]]:
        begin = self.opens
        for silent, again in sorted(self.quiet):
            if begin < min(silent, self.closes):
                yield begin, min(silent, self.closes)
            begin = max(begin, again)
        if begin < self.closes:
            yield begin, self.closes

    def opening(self, day: date) -> datetime:
        """The first moment of the day at which something may leave, in UTC."""
        return _at(day, self.spans[0][0])


def read_hours(
    opens: str, closes: str, quiet: Iterable[str] = (), *, always: bool = False
) -> Hours:
    """Hours as they are written: `09:00`, `17:30`, and quiet spans such as `12:00-14:00`."""
    spans = []
    for n, written in enumerate(quiet, start=1):
        begin, _, end = written.partition("-")
        spans.append((_time(f"quiet {n}", begin), _time(f"quiet {n}", end)))
    return Hours(
        opens=_time("opens", opens),
        closes=_time("closes", closes),
        quiet=tuple(spans),
        always=always,
    )


def _time(where: str, written: str) -> time:
    try:
        found = time.fromisoformat(written.strip())
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        raise HoursError(
            f"hours.{where}", f"{written!r} is no time of the day", 'write "09:00" or "12:00-14:00"'
        )
    return found


@lru_cache(maxsize=256)
def next_open(instant: datetime, calendar: WorkCalendar, hours: Hours) -> datetime:
    """The instant itself when a notice may leave at it, else the first one after it, in UTC."""
    if hours.always:
        return instant.astimezone(UTC)
    local = instant.astimezone(BEIJING)
    day = local.date()
    if calendar.urges(day):
        for begin, end in hours.spans:
            if local.time() < end:
                return max(instant.astimezone(UTC), _at(day, begin))
    return hours.opening(calendar.next_urging_day(day + timedelta(days=1)))


def _at(day: date, moment: time) -> datetime:
    return datetime.combine(day, moment, tzinfo=BEIJING).astimezone(UTC)
