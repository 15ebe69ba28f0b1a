"""History: entries chained by hash, and the case they explain.

Each entry's hash covers the one before it, so a changed, missing or moved
entry shows. Each entry also keeps the facts its decision stood on, so the
whole history can be decided again under the definition the case is pinned to.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from bihuan.engine.changing import changed
from bihuan.engine.errors import Broken
from bihuan.engine.records import Entry
from bihuan.rules.facts import UnknownFact, Value
from bihuan.states.decide import Accepted, decide
from bihuan.states.machine import Machine, Party
from bihuan.states.plan import CannotCarry, MigrationPlan, carried

Machines = Callable[[str], Machine]
"""The machine with a hash."""
Plans = Callable[[str], MigrationPlan | None]
"""The plan of migration with a hash, None to believe the entry; KeyError where none is on file."""

BIRTH = "receive"
MIGRATE = "migrate"
FIRST = ""
"""What stands where the first entry has no predecessor."""


_PLAIN = frozenset((type(None), bool, int, str))


def plain(value: object) -> Any:
    """A value as JSON data; dates become ISO text, and a file its digest."""
    if type(value) in _PLAIN:
        return value
    match value:
        case None | bool() | int() | str():
            return value
        case datetime() | date():
            return value.isoformat()
        case bytes():
            return digest_of(value)
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
    raise TypeError(f"{value!r} cannot be written into history")


def digest_of(content: bytes) -> str:
    """What a file is called by in history, and kept under."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


_HASHED = tuple(field.name for field in fields(Entry) if field.name != "hash")
_DATES = ("effective_on", "recorded_at")
canonical_text = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=plain
).encode
"""A value as the one text there is for it: sorted, without blanks, dates in ISO form."""


def sealed(**told: Any) -> Entry:
    """The entry of these fields, which are all but its hash, with its hash."""
    return Entry(**told, hash=_digest(told))


def seal(entry: Entry) -> Entry:
    """The entry with its hash."""
    return changed(entry, hash=fingerprint(entry))


def fingerprint(entry: Entry) -> str:
    """SHA-256 over every field but the hash itself, in canonical JSON."""
    return _digest({name: getattr(entry, name) for name in _HASHED})


def _digest(told: Mapping[str, Any]) -> str:
    """Dates are written as `plain` would write them when the encoder asks, at half the cost."""
    dates = {name: told[name].isoformat() for name in _DATES}
    return hashlib.sha256(canonical_text({**told, **dates}).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Fold:
    """What a history says its case should be."""

    state: str
    round: int
    seq: int
    head: str
    held: Mapping[str, Value]


def verify_chain(entries: Sequence[Entry]) -> None:
    """Check numbers, links and hashes; raises Broken at the first bad entry."""
    previous = FIRST
    for at, entry in enumerate(entries, start=1):
        if (entry.office, entry.case) != (entries[0].office, entries[0].case):
            raise Broken(entries[0].case, at, f"it is an entry of case {entry.case!r}")
        if entry.seq != at:
            raise Broken(entry.case, at, f"the entry is numbered {entry.seq}")
        if entry.previous != previous:
            raise Broken(entry.case, at, "it does not follow the entry before it")
        if fingerprint(entry) != entry.hash:
            raise Broken(entry.case, at, "its content does not match its hash")
        previous = entry.hash


def no_plans(_hash: str) -> None:
    """Take what a migration wrote at its word."""


def fold(entries: Sequence[Entry], machines: Machines, plans: Plans = no_plans) -> Fold:
    """Decide the whole history again; raises Broken where the machine would not have gone.

    Where a case went over to another definition it is decided under that one
    from then on; a plan at hand must lead where the entry says. Raises
    UnknownDefinition as `machines` does.
    """
    if not entries or entries[0].event != BIRTH:
        raise Broken(entries[0].case if entries else "?", 1, "the history has no beginning")
    machine = machines(entries[0].definition)
    state, held = entries[0].target, machine.start()
    if state != machine.initial.name:
        raise Broken(entries[0].case, 1, f"it begins in {state!r}")
    for before, entry in pairwise(entries):
        if entry.source != state:
            reason = f"it starts from {entry.source!r}, the case stood in {state!r}"
            raise Broken(entry.case, entry.seq, reason)
        if entry.event == MIGRATE:
            machine = machines(entry.definition)
            state, held = _crossed(entry, before.definition, machine, held, plans)
        elif entry.definition != before.definition:
            raise Broken(entry.case, entry.seq, "it is of another definition than the one before")
        else:
            state, held = _step(entry, machine, state, held)
    return Fold(state, int(held.get("round", 1)), len(entries), entries[-1].hash, held)


def _crossed(
    entry: Entry, source: str, machine: Machine, held: Mapping[str, Value], plans: Plans
) -> tuple[str, dict[str, Value]]:
    """Where a migration put the case, and what it holds since: the entry keeps both."""
    after = dict(entry.given)
    known = {fact.name for fact in machine.held if fact.accepts(after.get(fact.name))}
    if (
        entry.target not in machine.state_named
        or known != set(after)
        or (len(known) != len(machine.held))
    ):
        raise Broken(entry.case, entry.seq, "it leads to where the definition has no place")
    try:
        plan = plans(str(entry.args.get("plan", "")))
    except KeyError as error:
        raise Broken(entry.case, entry.seq, "its plan of migration is not on file") from error
    if plan is not None:
        try:
            led = carried(plan, machine, entry.source, held)
        except CannotCarry:
            led = None
        if led != (entry.target, after) or (plan.source, plan.target) != (
            source,
            entry.definition,
        ):
            raise Broken(entry.case, entry.seq, "its plan of migration leads elsewhere")
    return entry.target, after


def _step(
    entry: Entry, machine: Machine, state: str, held: dict[str, Value]
) -> tuple[str, dict[str, Value]]:
    try:
        decision = decide(machine, state, held, entry.event, entry.given, Party(entry.party))
    except UnknownFact as unknown:
        raise Broken(entry.case, entry.seq, str(unknown)) from unknown
    if not isinstance(decision, Accepted):
        raise Broken(entry.case, entry.seq, f"the machine refuses it: {decision.code}")
    if decision.row.id != entry.row or decision.target != entry.target:
        raise Broken(entry.case, entry.seq, f"the machine answers with row {decision.row.id}")
    return decision.target, decision.held
