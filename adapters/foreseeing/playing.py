"""Let a family of cases live on under a clock that jumps from one timer or act to the next."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from random import Random

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.foreseeing.acting import People
from bihuan.adapters.foreseeing.copying import Family, families
from bihuan.adapters.foreseeing.forecast import FallsDue, Forecast, Notice, Trouble
from bihuan.adapters.foreseeing.paces import Paces
from bihuan.adapters.ids import CountedIds
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError, UnknownDefinition
from bihuan.engine.library import Library
from bihuan.engine.lookup import spell
from bihuan.engine.messages import Message
from bihuan.engine.records import Case, Entry, Request, Round, Urging
from bihuan.rules.instants import beijing_date, end_of_day, start_of_day
from bihuan.states.machine import Party, Per

DOES = (Party.OFFICE, Party.DIVISION)
"""Whom a state waits for while the case is in our own hands."""
WEEK = timedelta(days=7)


def foresee(engine: Engine, until: date, seed: int | None = None) -> Forecast:
    """What is to come until the end of that day; with a seed people act, else all stay silent.

    The office's store is only read. The same seed over the same cases
    foresees the same.
    """
    begins = engine.clock.now()
    paces = None if seed is None else Paces.of(engine.store, engine.house)
    guessed = paces.guessed if paces is not None else ()
    told = Forecast(begins=begins, until=until, seed=seed, guessed=guessed)
    for family in families(engine.store, engine.house.office, partial(_waits, engine.library)):
        Play(engine, family, told, paces).live()
    told.notices.sort(key=lambda one: (one.at, one.name, one.rung))
    told.due.sort(key=lambda one: (one.on, one.name, one.term))
    return told


def _waits(library: Library, case: Case) -> bool:
    """Whether anything can come of it; of a machine that is not known nobody can tell."""
    try:
        return library.machine(case.definition).state_named[case.state].waiting
    except UnknownDefinition:
        return True


class Play:
    """One family's days to come; what happens is told to the forecast."""

    def __init__(self, real: Engine, family: Family, told: Forecast, paces: Paces | None) -> None:
        self._family = family
        self._told = told
        self._clock = FrozenClock(told.begins)
        self._store = family.store
        self._engine = Engine(
            family.store,
            house=real.house,
            clock=self._clock,
            ids=CountedIds(),
            library=real.library,
        )
        self._seen: set[tuple[str, str, date]] = set()
        self._people: People | None = None
        if paces is not None:
            pick = Random(f"{told.seed}/{family.cases[0].id}")  # noqa: S311  # a play, not a secret
            self._people = People(self._engine, self._clock, paces, pick)

    def live(self) -> None:
        """Live until the last day is over, and tell what came of it."""
        self._told.cases += len(self._family.cases)
        try:
            self._look()
            for instant, act in self._instants():
                self._clock.set(max(instant, self._clock.now()))
                act()
                self._look()
            self._tell_end()
        except BihuanError as error:  # one case that cannot be read hides none of the others
            self._trouble(self._family.cases[0], "", error)

    def _instants(self) -> Iterator[tuple[datetime, Callable[[], None]]]:
        """What happens next, again and again, until nothing does before the end."""
        end = end_of_day(self._told.until)
        week = start_of_day(monday(beijing_date(self._told.begins)) + WEEK)
        while True:
            rings = self._store.next_due(self._family.office) or end
            acts = (self._people and self._people.next_act()) or end
            first = min(rings, acts, week)
            if first >= end:
                yield end, self._close_week
                return
            if first == week:
                yield week, self._close_week
                week += WEEK
            elif first == rings:
                yield rings, self._ring
            else:
                assert self._people is not None
                yield acts, self._people.act

    def _ring(self) -> None:
        """Ring what is due; a timer that fails here would fail in earnest, and rings no more."""
        self._engine.tick(1000)
        for (case, timer), reason in dict(self._engine.failing).items():
            known = self._store.alarms(self._family.office, case, status="pending")
            stuck = [replace(one, status="cancelled") for one in known if one.id == timer]
            with self._store.begin() as work:
                work.settle(stuck)
            self._trouble(self._case(case), timer, reason)

    def _look(self) -> None:
        """Note which days the cases now have to keep."""
        for case in self._cases():
            if case.due is not None and (case.id, case.state, case.due) not in self._seen:
                self._seen.add((case.id, case.state, case.due))
                self._falls_due(case, case.due)
        for one in self._store.records(Request, self._family.office):
            if one.status == "open" and (one.case, f"co:{one.no}", one.due) not in self._seen:
                self._seen.add((one.case, f"co:{one.no}", one.due))
                self._tell_due(self._case(one.case), f"co:{one.no}", one.due, one.unit)

    def _falls_due(self, case: Case, due: date) -> None:
        machine = self._engine.library.machine(case.definition)
        terms = [one.term for one in machine.timers_in(case.state) if one.per is not Per.REQUEST]
        if terms and (case.id, terms[0], due) not in self._seen:
            self._seen.add((case.id, terms[0], due))
            self._tell_due(case, terms[0], due, None)

    def _tell_due(self, case: Case, term: str, due: date, unit: str | None) -> None:
        begins = beijing_date(self._told.begins)
        if not begins <= due <= self._told.until:
            return
        division, officer = self._desk(case)
        self._told.due.append(
            FallsDue(
                on=due,
                term=term,
                case=case.id,
                name=spell(case),
                title=case.title,
                state=case.state,
                division=division,
                officer=officer,
                unit=unit,
            )
        )
        if unit is None and self._in_hand(case):
            for load in self._told.desks(monday(due), division, officer):
                load.due += 1

    def _close_week(self) -> None:
        """At the end of a week, what each desk has in hand, and how much of it is late."""
        last = beijing_date(self._clock.now() - timedelta(seconds=1))
        for case in self._cases():
            if self._in_hand(case):
                late = case.due is not None and case.due < last
                for load in self._told.desks(monday(last), *self._desk(case)):
                    load.in_hand += 1
                    load.late += late

    def _tell_end(self) -> None:
        """Who was urged meanwhile, and where the cases stand now."""
        for case in self._cases():
            self._told.ends[case.state] += 1
            self._told.late += (
                self._in_hand(case) and case.due is not None and case.due < self._told.until
            )
            rows = self._store.records(Urging, case.office, case.id)
            sent = self._store.messages(case.office, case=case.id, limit=10**6)
            for entry in self._store.history(case.office, case.id):
                urged = [one for one in rows if one.seq == entry.seq]
                if urged:
                    out = [one for one in sent if one.seq == entry.seq]
                    self._tell_notice(case, entry, urged, out)
        if self._people is not None:
            for name, step, reason in self._people.gave_up:
                self._trouble(self._case(name), step, reason)

    def _tell_notice(
        self, case: Case, entry: Entry, urged: list[Urging], out: list[Message]
    ) -> None:
        division, officer = self._desk(case, entry.round)
        level = urged[0].level
        self._told.notices.append(
            Notice(
                at=entry.recorded_at,
                leaves_at=min((one.next_at for one in out), default=None),
                level=level,
                rung=urged[0].rung,
                case=case.id,
                name=spell(case),
                title=case.title,
                round=entry.round,
                due=date.fromisoformat(entry.timer.rpartition("/")[2]) if entry.timer else None,
                late_days=urged[0].late_days,
                division=division,
                officer=officer,
                recipients=tuple(dict.fromkeys(one.recipient for one in urged)),
                channels=tuple(dict.fromkeys(one.channel for one in urged)),
                muted=urged[0].muted,
            )
        )
        week = monday(beijing_date(entry.recorded_at))
        for load in self._told.desks(week, division, officer):
            load.notices[level] += 1

    def _desk(self, case: Case, round_number: int | None = None) -> tuple[str | None, str | None]:
        """The division and the officer of a round, as far as it has been dispatched."""
        wanted = round_number or case.round
        rounds = self._store.records(Round, case.office, case.id)
        return next(
            ((one.division, one.officer) for one in rounds if one.round == wanted), (None, None)
        )

    def _in_hand(self, case: Case) -> bool:
        machine = self._engine.library.machine(case.definition)
        return machine.state_named[case.state].waits_on in DOES

    def _cases(self) -> list[Case]:
        return [self._case(one.id) for one in self._family.cases]

    def _case(self, name: str) -> Case:
        return self._store.case(self._family.office, name)

    def _trouble(self, case: Case, what: str, reason: object) -> None:
        self._told.troubles.append(
            Trouble(case=case.id, name=spell(case), what=what, reason=str(reason))
        )


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())
