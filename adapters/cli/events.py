"""Which event a person means: by its id, its word on screen, or the command that brings it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import Session
    from bihuan.engine.records import Case
    from bihuan.rules.facts import Guard, Value
    from bihuan.states.machine import Machine, Row

BY_ITSELF = ("reschedule",)
"""What a new calendar brings about, though the machine would let a person do it."""
VERBS = {
    "assign": ("dispatch", "redispatch"),
    "ask": ("co_handle",),
    "opinion": ("opinion", "late_opinion", "opine"),
    "reply": ("answer", "lead_answered"),
    "return": ("return_to_assigner",),
    "send": ("urge",),
    "ack": ("acknowledge",),
    "recompute": ("reschedule",),
}
"""The events behind the commands that are called otherwise, the usual one first."""


def event_named(session: Session, case: Case, name: str) -> str:
    """The event of the case's machine; raises BadInput for a name no machine knows."""
    from bihuan.adapters.assembly import SHIPPED
    from bihuan.engine.errors import BadInput

    machine = session.engine.library.machine(case.definition)
    name = name.replace("-", "_")
    meant = VERBS.get(name, (_id_of(name),))
    known = [event for event in meant if event in machine.events] or [
        event for event in meant if any(event in one.events for one in SHIPPED)
    ]
    if not known:
        raise BadInput("event", f"write one of {', '.join(machine.events)}", name)
    return next((one for one in known if machine.rows_at(case.state, one)), known[0])


def _id_of(word: str) -> str:
    from bihuan.rules.words import catalogue

    for key, texts in catalogue().items():
        if key.startswith("event.") and word in texts.values():
            return key.removeprefix("event.")
    return word


def brought_before(session: Session, case: Case, key: str | None) -> str | None:
    """The event this key brought the first time: typed again, it is that one and no other."""
    if key is None:
        return None
    entries = session.engine.store.history(case.office, case.id)
    return next((entry.event for entry in entries if entry.key == key), None)


def open_to(machine: Machine, state: str) -> tuple[str, ...]:
    """The events people may bring about in this state, conditions aside."""
    return tuple(
        event
        for event in machine.events
        if event not in BY_ITSELF and any(_by_people(machine, state, event))
    )


def possible(machine: Machine, case: Case) -> tuple[str, ...]:
    """The events that what is on file permits; what is said with them may still be lacking."""
    return tuple(
        event
        for event in machine.events
        if event not in BY_ITSELF
        and any(_may_hold(row.when, case.held) for row in _by_people(machine, case.state, event))
    )


def _by_people(machine: Machine, state: str, event: str) -> Iterator[Row]:
    from bihuan.states.machine import Party

    yield from (row for row in machine.rows_at(state, event) if row.by != (Party.CLOCK,))


def _may_hold(guard: Guard, held: Mapping[str, Value]) -> bool:
    from bihuan.rules.facts import Every, Some, Source

    if isinstance(guard, Every):
        return all(_may_hold(part, held) for part in guard.parts)
    if isinstance(guard, Some):
        return any(_may_hold(part, held) for part in guard.parts)
    known = all(fact.source is Source.HELD for fact in guard.facts())
    return guard.holds_in(held) if known else True


def arguments(pairs: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    """Arguments as the engine takes them; JSON lists, tables, numbers and truth values are read."""
    import json

    told: dict[str, Any] = {}
    for name, text in pairs:
        structured = text[:1] in "[{" or text in ("true", "false") or text.isdigit()
        try:
            told[name] = json.loads(text) if structured and text else text
        except ValueError:
            told[name] = text
    return told
