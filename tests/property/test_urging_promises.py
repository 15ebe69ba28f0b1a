"""What urging promises, whatever the calendar, the ladder and the days nobody was there."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.records import Urging
from bihuan.rules.calendar import Layer, WorkCalendar
from bihuan.rules.hours import Hours
from bihuan.rules.instants import BEIJING
from bihuan.rules.ladders import Ladder, Late, Level, Rung, RungUnit, When
from support.people import FIRST_DAY, Desk, an_engine, the_calendar

NIGHT_AND_DAY = st.integers(0, 24 * 60 - 1)
QUIET = st.sampled_from([(), ((9, 11),), ((12, 14),)])


@st.composite
def ladders(draw: st.DrawFn) -> Ladder:
    """Up to five rungs anywhere before and after the deadline, of any level that is muted."""
    rungs = []
    for no in range(draw(st.integers(1, 5))):
        when = draw(st.sampled_from(When))
        rungs.append(
            Rung(
                id=f"r{no}",
                when=when,
                n=draw(st.integers(1, 60)),
                unit=draw(st.sampled_from(RungUnit)),
                level=draw(st.sampled_from([Level.REMINDER, Level.URGING])),
                to=("officer",),
                channels=("notice",),
                late=draw(st.sampled_from(Late)),
            )
        )
    return Ladder(name="answer", rungs=tuple(rungs))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """The published calendar with a few weeks off and a few weeks of recess of one's own."""
    off: dict[date, str] = {}
    recess: dict[date, str] = {}
    for days, name in ((off, "放假"), (recess, "休会")):
        for start in draw(st.lists(st.integers(0, 300), max_size=2)):
            length = draw(st.integers(1, 30))
            days |= {FIRST_DAY + timedelta(days=start + n): name for n in range(length)}
    own = Layer(name="own", source="本单位", off=off, recess=recess)
    return WorkCalendar((own, *the_calendar().layers))


def a_desk(calendar: WorkCalendar, ladder: Ladder, hours: Hours | None = None) -> tuple[Desk, str]:
    """An office with this ladder, and a case it has dispatched."""
    clock = FrozenClock(FIRST_DAY)
    engine = an_engine(MemoryStore(), clock=clock, ladders={"answer": ladder}, hours=hours)
    engine.use_calendar(calendar)
    desk = Desk(engine, clock)
    case = desk.receive()
    desk.do(case, "dispatch")
    return desk, case


HALF = settings(deadline=None, max_examples=max(50, settings().max_examples // 2))
"""Each example lives through weeks."""


def ring(desk: Desk) -> None:
    """Let everything that is due ring."""
    while desk.engine.tick(100):
        pass


@HALF
@given(
    calendar=calendars(),
    ladder=ladders(),
    quiet=QUIET,
    looks=st.lists(st.tuples(st.integers(0, 60), NIGHT_AND_DAY), min_size=1, max_size=8),
)
def test_no_notice_leaves_at_night_on_a_day_off_in_a_recess_or_in_quiet_hours(
    calendar: WorkCalendar,
    ladder: Ladder,
    quiet: tuple[tuple[int, int], ...],
    looks: list[tuple[int, int]],
) -> None:
    spans = tuple((_hour(begin), _hour(end)) for begin, end in quiet)
    desk, case = a_desk(calendar, ladder, Hours(quiet=spans))
    day = FIRST_DAY
    for days, minute in looks:
        day += timedelta(days=days)
        desk.clock.set(_at(day, minute))
        ring(desk)
        desk.do(case, "urge")

    for one in desk.engine.store.messages("office"):
        leaves = one.next_at.astimezone(BEIJING)
        assert calendar.works(leaves.date())
        assert not calendar.recess(leaves.date())
        assert desk.engine.house.hours.opens <= leaves.time() < desk.engine.house.hours.closes
        assert not any(begin <= leaves.time() < end for begin, end in spans)
        assert one.next_at >= one.created_at


@HALF
@given(
    calendar=calendars(),
    ladder=ladders(),
    looks=st.lists(st.integers(0, 40), min_size=1, max_size=12),
    mutes=st.lists(st.integers(0, 60), max_size=3),
    put_off=st.booleans(),
)
def test_a_rung_rings_once_a_clock_and_a_muted_case_keeps_a_timer(
    calendar: WorkCalendar, ladder: Ladder, looks: list[int], mutes: list[int], put_off: bool
) -> None:
    desk, case = a_desk(calendar, ladder)
    for at, days in enumerate(looks):
        desk.clock.advance(days=days)
        today = desk.clock.now().astimezone(BEIJING).date()
        if at < len(mutes):
            desk.do(case, "mute", until=today + timedelta(days=mutes[at]))
        if put_off and at == 1 and today <= desk.deadline(case, "answer").due:
            desk.do(case, "extend", until=desk.deadline(case, "answer").due + timedelta(days=30))
        ring(desk)
        assert desk.alarms(case), "nothing will ring"

    rang = Counter((one.key, one.round, one.generation) for one in desk.alarms(case, "fired"))
    assert all(times == 1 for times in rang.values())
    by_timer = Counter(entry.timer for entry in desk.history(case) if entry.timer)
    assert all(times == 1 for times in by_timer.values())
    urged = {one.seq: one for one in desk.records(Urging, case)}
    assert len(urged) == len(by_timer)


@HALF
@given(
    calendar=calendars(),
    ladder=ladders().map(
        lambda ladder: replace(
            ladder, rungs=tuple(replace(rung, late=Late.ONCE) for rung in ladder.rungs)
        )
    ),
    away=st.integers(1, 400),
    minute=NIGHT_AND_DAY,
)
def test_however_long_nobody_looked_one_urging_makes_good_what_was_missed(
    calendar: WorkCalendar, ladder: Ladder, away: int, minute: int
) -> None:
    desk, case = a_desk(calendar, ladder)
    now = _at(FIRST_DAY + timedelta(days=away), minute)
    missed = [one for one in desk.alarms(case) if one.due_at <= now]
    desk.clock.set(now)

    ring(desk)

    kept = desk.records(Urging, case)
    assert len(kept) == (1 if missed else 0)
    if missed:
        late = (now - max(one.due_at for one in missed)).total_seconds()
        assert kept[0].lateness == int(late) or kept[0].lateness == 0
    assert desk.alarms(case)


def _hour(hour: int) -> time:
    return time(hour)


def _at(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=BEIJING)
