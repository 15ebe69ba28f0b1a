"""Let the `transitions` library execute a declared machine, in one place only.

The library is used for what it does well, and its traps stay shut:
`auto_transitions` would add a `to_closed()` that skips every guard;
`add_model` keeps a strong reference and grows with every case, so a light
snapshot goes through the event and is never bound; guards are evaluated by
our algebra, which never guesses; effects happen on the snapshot only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from transitions import EventData
from transitions import Machine as Library

from bihuan.rules.facts import Value
from bihuan.states.decide import (
    CONDITIONS,
    NOT_YOURS,
    UNKNOWN_EVENT,
    Accepted,
    Decision,
    Refused,
    nearest,
)
from bihuan.states.effects import apply
from bihuan.states.machine import Machine, Party, Row


class Snapshot:
    """What the library moves: one case for the length of one event."""

    __slots__ = ("by", "given", "held", "row", "state")

    def __init__(
        self, state: str, held: Mapping[str, Value], given: Mapping[str, Value], by: Party
    ) -> None:
        self.state = state
        self.held = dict(held)
        self.given = given
        self.by = by
        self.row: Row | None = None


class Executor:
    """One machine of the library per definition, built once and shared by every case."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self._library = _build(machine)

    def fire(
        self,
        state: str,
        held: Mapping[str, Value],
        event: str,
        given: Mapping[str, Value],
        by: Party,
    ) -> Decision:
        """Try the event; the mappings handed in are left alone.

        Raises UnknownFact when a guard reads a fact nobody supplied, and BadFact
        when its value is of another kind than declared.
        """
        rows = self._machine.rows_at(state, event)
        if not rows:
            return Refused(self._machine.refusal_at(state, event) or UNKNOWN_EVENT)
        snapshot = Snapshot(state, held, given, by)
        if not self._library.events[event].trigger(snapshot):
            theirs = tuple(row for row in rows if by in row.by)
            if not theirs:
                return Refused(NOT_YOURS)
            return Refused(CONDITIONS, nearest(theirs, {**given, **held}))
        assert snapshot.row is not None
        return Accepted(snapshot.row, snapshot.held)


def _build(machine: Machine) -> Library:
    library = Library(
        model=None,
        states=[{"name": state.name, "final": state.final} for state in machine.states],
        initial=machine.initial.name,
        auto_transitions=False,
        queued=False,
        send_event=True,
        ignore_invalid_triggers=False,
    )
    for row in machine.rows:
        library.add_transition(
            trigger=row.event,
            source=row.source,
            dest=row.target,
            conditions=[_condition(row)],
            before=[_effect(row)],
        )
    return library


def _condition(row: Row) -> Callable[[EventData], bool]:
    def permitted(event: Any) -> bool:
        snapshot: Snapshot = event.model
        return snapshot.by in row.by and row.when.holds_in({**snapshot.given, **snapshot.held})

    return permitted


def _effect(row: Row) -> Callable[[EventData], None]:
    def happen(event: Any) -> None:
        snapshot: Snapshot = event.model
        snapshot.held = apply(row.then, snapshot.held, snapshot.given)
        snapshot.row = row

    return happen
