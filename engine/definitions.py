"""From draft to retired: which definition begins new cases, and which only finishes what it has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import (
    BadInput,
    DefinitionInUse,
    DefinitionNotFound,
    ManyDefinitions,
    Misplaced,
)
from bihuan.engine.operations import Appointment
from bihuan.engine.ports import Store, Work
from bihuan.engine.records import Definition
from bihuan.states.machine import Machine

SHORTEST = 4
"""So many signs of a hash at least say which is meant."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One definition that gets another status, and how many cases are not over under it."""

    definition: Definition
    before: str
    after: str
    open_cases: int


def find_definition(store: Store, name: str) -> Definition:
    """The stored definition called `lead@1.0.0`, or by its hash or the beginning of it.

    A name without a version means the active one. Raises ManyDefinitions with the
    candidates, and DefinitionNotFound.
    """
    name = name.strip()
    found = [one for one in store.definitions() if _answers(one, name)]
    if not found:
        raise DefinitionNotFound(name)
    if len(found) > 1:
        raise ManyDefinitions(name, tuple(map(spell_definition, found[:8])))
    return found[0]


def _answers(one: Definition, name: str) -> bool:
    if len(name) >= SHORTEST and one.hash.startswith(name.lower()):
        return True
    return name == f"{one.name}@{one.version}" or (name == one.name and one.status == "active")


def spell_definition(one: Definition) -> str:
    """How a definition is called on screen: `lead@1.0.0 (6c1f0a9be2d4)`."""
    return f"{one.name}@{one.version} ({one.hash[:12]})"


def open_in(work: Work, machine: Machine, hash: str, office: str | None = None) -> dict[str, int]:
    """How many cases that are not over stand in each state of a definition."""
    counts = work.pinned(hash, office)
    return {state: count for state, count in counts.items() if not machine.is_over(state)}


def activate(engine: Engine, hash: str, actor: Actor, reason: str, *, apply: bool) -> list[Turn]:
    """Let new cases of its duty begin under this one; the one before it drains."""
    return _turn(engine, _activated, hash, actor, reason, apply)


def drain(engine: Engine, hash: str, actor: Actor, reason: str, *, apply: bool) -> list[Turn]:
    """Let no more cases begin under it; those under way go on. Raises Misplaced."""
    return _turn(engine, _drained, hash, actor, reason, apply)


def retire(engine: Engine, hash: str, actor: Actor, reason: str, *, apply: bool) -> list[Turn]:
    """Put it away. Raises Misplaced while it is active, DefinitionInUse while a case needs it."""
    return _turn(engine, _retired, hash, actor, reason, apply)


def _turn(
    engine: Engine,
    kind: Callable[[Mapping[str, Definition], Mapping[str, str], str], list[tuple[str, str]]],
    hash: str,
    actor: Actor,
    reason: str,
    apply: bool,
) -> list[Turn]:
    """What would get another status, and with `apply` gets it; the old before the new."""
    if apply and not reason.strip():
        raise BadInput("reason", "say why the definition gets another status")
    known = {one.hash: one for one in engine.store.definitions()}
    with engine.store.begin() as work:
        statuses = work.statuses(change=True)
        turns = kind(known, statuses, hash)
        for name, after in turns:
            if after == "retired":  # else nobody receives while cases are counted
                _refuse_in_use(known[name], _open_cases(engine, work, name))
        if apply:
            at = _later(engine)
            work.appoint(
                Appointment(
                    hash=name,
                    at=at,
                    before=statuses[name],
                    after=after,
                    actor=actor.id,
                    reason=reason.strip(),
                )
                for name, after in turns
            )
    for name, after in turns if apply else ():
        engine.log("definition.appointed", definition=name, status=after)
    with engine.store.look() as work:
        return [
            Turn(known[name], statuses[name], after, _open_cases(engine, work, name))
            for name, after in turns
        ]


def _later(engine: Engine) -> datetime:
    """Now, or just after the last appointment: each has an instant of its own."""
    now, before = engine.clock.now(), engine.store.appointments()
    return max(now, before[-1].at + timedelta(microseconds=1)) if before else now


def _open_cases(engine: Engine, work: Work, hash: str) -> int:
    return sum(open_in(work, engine.library.machine(hash), hash).values())


def _refuse_in_use(definition: Definition, open_cases: int) -> None:
    if open_cases:
        raise DefinitionInUse(spell_definition(definition), open_cases)


def _activated(
    known: Mapping[str, Definition], statuses: Mapping[str, str], hash: str
) -> list[tuple[str, str]]:
    if statuses[hash] == "active":
        return []
    duty = known[hash].duty
    before = [
        name
        for name, status in statuses.items()
        if status == "active" and name in known and known[name].duty == duty
    ]
    return [*((name, "draining") for name in before), (hash, "active")]


def _drained(
    known: Mapping[str, Definition], statuses: Mapping[str, str], hash: str
) -> list[tuple[str, str]]:
    if statuses[hash] == "draining":
        return []
    if statuses[hash] != "active":
        raise Misplaced(spell_definition(known[hash]), statuses[hash], "draining")
    return [(hash, "draining")]


def _retired(
    known: Mapping[str, Definition], statuses: Mapping[str, str], hash: str
) -> list[tuple[str, str]]:
    if statuses[hash] == "retired":
        return []
    if statuses[hash] == "active":
        raise Misplaced(spell_definition(known[hash]), statuses[hash], "retired")
    return [(hash, "retired")]
