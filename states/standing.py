"""The laws about standing somewhere, checked once per combination of the facts they read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bihuan.states.coding import Coding, Known, fresh_key
from bihuan.states.laws import InState
from bihuan.states.machine import Machine, Party, Row, State, Timer
from bihuan.states.steps import combinations, given_in, tries


class Standing:
    """What must hold while a case stands in one state."""

    def __init__(
        self, machine: Machine, state: State, coding: Coding, laws: Sequence[InState]
    ) -> None:
        self.state = state
        self.seen: set[int] = set()
        self._laws = [law for law in laws if state.name in law.states]
        self._timers = [
            (timer, [row for row in machine.rows_at(state.name, timer.fires) if _by_clock(row)])
            for timer in machine.timers_in(state.name)
        ]
        guards = [law.holds for law in self._laws]
        guards += [timer.when for timer, _ in self._timers]
        guards += [row.when for _, rows in self._timers for row in rows]
        names = {fact.name for guard in guards for fact in guard.facts()}
        names |= {fresh_key(law.this_round) for law in laws if law.this_round is not None}
        self.mask = coding.mask(names)
        given = (given_in(rows) for _, rows in self._timers)
        self.effort = 1 + sum(map(tries, given))

    def check(self, known: Known) -> Iterator[tuple[str, str, str]]:
        """Each broken law with the reason and what it is about."""
        yield from self._check_timers(known)
        for law in self._laws:
            if not law.holds.holds_in(known):
                yield law.id, "lacks", self.state.name
            elif law.this_round is not None and not known[fresh_key(law.this_round)]:
                yield law.id, "not_this_round", self.state.name

    def _check_timers(self, known: Known) -> Iterator[tuple[str, str, str]]:
        state = self.state
        armed: list[tuple[Timer, list[Row]]] = [
            (timer, rows) for timer, rows in self._timers if timer.when.holds_in(known)
        ]
        if state.waiting and not armed and state.no_timer is None:
            yield "P5", "no_timer", state.name
        if not state.waiting and armed:
            yield "P6", "timer_armed", state.name
        for timer, rows in armed:
            if not _can_fire(rows, known):
                yield "P5", "timer_refused", timer.key


def _by_clock(row: Row) -> bool:
    return Party.CLOCK in row.by


def _can_fire(rows: Sequence[Row], known: Known) -> bool:
    """Whether one of the rows holds, under some given facts."""
    facts = ({**known, **dict(given)} for given in combinations(given_in(rows)))
    return any(row.when.holds_in(every) for every in facts for row in rows)
