"""Lay the rungs of an urging ladder on the days before and after a deadline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from importlib.resources import files

from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.reading import BadText, Table, did_you_mean, parse_toml


class LadderError(BadText):
    """A ladder cannot be climbed as it is written."""


class When(StrEnum):
    """On which side of the deadline a rung stands."""

    BEFORE = "before"
    AFTER = "after"


class RungUnit(StrEnum):
    """What the distance of a rung from the deadline counts."""

    DAY = "day"
    WORKDAY = "workday"
    PERCENT = "percent"
    """Of the calendar days of the whole term."""


class Level(StrEnum):
    """How strong an urging is."""

    REMINDER = "reminder"
    URGING = "urging"
    SUPERVISION = "supervision"

    @property
    def label(self) -> str:
        """The word people use."""
        return {"reminder": "提醒", "urging": "催办", "supervision": "督办"}[self.value]


class Late(StrEnum):
    """What becomes of a rung that was missed while nothing ran."""

    ONCE = "once"
    """The missed rungs are made good by one urging."""
    EACH = "each"
    SKIP = "skip"


ROLES = ("lead", "support", "reading")
"""The duties a ladder may be for alone: 主办、协办、参阅."""
ASKED = "feedback"
"""The ladder of the one thing a member is asked for."""
RECIPIENTS = (
    "officer",
    "division_head",
    "leader",
    "supervision_office",
    "assigner",
    "cohandler",
    "member",
    "office",
)
"""Whom a rung may address, by role."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One urging: how far from the deadline, how strong, to whom and by which channel."""

    id: str
    when: When
    n: int
    unit: RungUnit
    level: Level
    to: tuple[str, ...]
    channels: tuple[str, ...]
    late: Late = Late.ONCE
    text: str = "urging"

    def __post_init__(self) -> None:
        for name, kind in (("when", When), ("unit", RungUnit), ("level", Level), ("late", Late)):
            object.__setattr__(self, name, self._word(name, kind))

    def _word(self, name: str, kind: type[StrEnum]) -> StrEnum:
        try:
            return kind(getattr(self, name))
        except ValueError:
            value = getattr(self, name)
            raise LadderError(
                f"rung {self.id}.{name}",
                f"{value!r} is not known",
                did_you_mean(str(value), tuple(kind)),
            ) from None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ladder:
    """The rungs that urge one term, under every role or under one; checked when made."""

    name: str
    rungs: tuple[Rung, ...]
    role: str = ""

    @property
    def key(self) -> str:
        """Its name among an office's ladders: `answer`, or `answer@support` for that role alone."""
        return f"{self.name}@{self.role}" if self.role else self.name

    def __post_init__(self) -> None:
        validate(self)


def validate(ladder: Ladder) -> None:
    """Refuse a ladder with the first thing wrong with it."""
    if ladder.role not in ("", *ROLES):
        raise LadderError(
            f"ladder {ladder.name}.role",
            f"{ladder.role!r} is no role",
            did_you_mean(ladder.role, ROLES),
        )
    seen: set[str] = set()
    for rung in ladder.rungs:
        where = f"ladder {ladder.name}, rung {rung.id}"
        if not rung.id:
            raise LadderError(where, "has no id", "give every rung an id of its own")
        if rung.id in seen:
            raise LadderError(where, "is there twice", "give every rung an id of its own")
        seen.add(rung.id)
        _check_distance(rung, where)
        _check_recipients(rung, where)
        _check_member(ladder, rung, where)


def _check_distance(rung: Rung, where: str) -> None:
    if rung.n < 0:
        raise LadderError(f"{where}.n", f"{rung.n} is negative", "use when = before or after")
    if rung.when is When.AFTER and rung.n == 0:
        raise LadderError(f"{where}.n", "0 after the deadline is the deadline", "write 1 or more")
    if rung.when is When.BEFORE and rung.unit is RungUnit.PERCENT and rung.n > 100:
        raise LadderError(
            f"{where}.n", f"{rung.n} percent before lies ahead of the start", "write at most 100"
        )


def _check_recipients(rung: Rung, where: str) -> None:
    if not rung.to:
        raise LadderError(f"{where}.to", "urges nobody", f"use {', '.join(RECIPIENTS)}")
    for role in rung.to:
        if role not in RECIPIENTS:
            raise LadderError(f"{where}.to", f"{role!r} is no role", did_you_mean(role, RECIPIENTS))
    if not rung.channels:
        raise LadderError(f"{where}.channels", "is empty", 'name one, such as "notice"')


def _check_member(ladder: Ladder, rung: Rung, where: str) -> None:
    """A member owes an office nothing: he is asked for his feedback, and for nothing else."""
    if "member" not in rung.to:
        return
    if ladder.name != ASKED:
        raise LadderError(
            f"{where}.to", "a member is only asked for feedback", "leave the member out"
        )
    if rung.level is not Level.REMINDER:
        raise LadderError(
            f"{where}.level", "a member is reminded, not urged", 'write level = "reminder"'
        )


def rung_dates(
    ladder: Ladder, start: date, due: date, calendar: WorkCalendar
) -> list[tuple[Rung, date]]:
    """When each rung falls, in the order of the days; never before start.

    It falls on a working day outside every recess. A rung on another day
    moves away from the deadline's wrong side: a reminder to the day before
    it, an urging after the deadline to the next one.
    """
    placed = [(rung, _date_of(rung, start, due, calendar)) for rung in ladder.rungs]
    return sorted(placed, key=lambda item: item[1])


def _date_of(rung: Rung, start: date, due: date, calendar: WorkCalendar) -> date:
    sign = -1 if rung.when is When.BEFORE else 1
    match rung.unit:
        case RungUnit.WORKDAY:
            day = calendar.add_workdays(due, sign * rung.n)
        case RungUnit.DAY:
            day = due + timedelta(days=sign * rung.n)
        case RungUnit.PERCENT:
            span = max((due - start).days, 0)
            day = due + timedelta(days=sign * -(-span * rung.n // 100))
    if rung.when is When.BEFORE:
        day = calendar.previous_urging_day(day)
        return day if day >= start else calendar.next_urging_day(start)
    return calendar.next_urging_day(day)


def parse_ladders(text: str, name: str, channels: Iterable[str] | None = None) -> dict[str, Ladder]:
    """Read the ladders of a file by their keys: one [[ladder.rungs]] list for each of them.

    `channels` are the names a rung may use; any when None.
    """
    known = None if channels is None else tuple(channels)
    root = parse_toml(text, name, LadderError)
    root.maybe_text("note")
    ladders = {}
    for table in root.tables("ladder"):
        title, role = table.text("name"), table.text("role", "")
        rungs = tuple(_rung(rung, known) for rung in table.tables("rungs"))
        ladder = Ladder(name=title, rungs=rungs, role=role)
        if ladder.key in ladders:
            raise table.fail("name", f"{ladder.key!r} is there twice", "rename one of the two")
        table.done()
        ladders[ladder.key] = ladder
    root.done()
    return ladders


def _rung(table: Table, known: tuple[str, ...] | None) -> Rung:
    n = table.maybe_int("n")
    if n is None:
        raise table.fail("n", "is missing", "write n = 3")
    rung = Rung(
        id=table.text("id"),
        when=table.choice("when", When),
        n=n,
        unit=table.choice("unit", RungUnit),
        level=table.choice("level", Level),
        to=table.texts("to") or (),
        channels=table.texts("channels") or (),
        late=table.choice("late", Late, Late.ONCE),
        text=table.text("text", "urging"),
    )
    table.done()
    unknown = [one for one in rung.channels if known is not None and one not in known]
    if unknown:
        raise table.fail("channels", f"{unknown[0]!r} is no channel", "configure it under [notify]")
    return rung


def default_ladders() -> dict[str, Ladder]:
    """The ladders the product ships: no law sets lead times, so every office may change them."""
    path = files("bihuan.rules") / "policies" / "ladder_default.toml"
    return parse_ladders(path.read_text(encoding="utf-8"), "ladder_default.toml")
