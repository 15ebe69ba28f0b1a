"""A plan of migration: where cases of one machine stand under another, and what of their timers.

It is a TOML file that a person completes. Its canonical form, and so its hash,
knows nothing of comments, blanks and order.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bihuan.rules.facts import Value
from bihuan.rules.reading import BadText, Table, parse_toml
from bihuan.states.machine import Machine

FORMAT = 1
KEEP, DROP, SET = "keep", "drop", "set"


class PlanError(BadText):
    """A plan cannot be read as it is written."""


class TimerPolicy(StrEnum):
    """What becomes of the clock behind a timer."""

    KEEP = "keep"
    """The day it hangs on stays."""
    RESTART = "restart"
    """Its term begins anew on the day of the migration."""
    RECOMPUTE = "recompute"
    """Its term is counted again by today's rules, from the day it once began."""
    CANCEL = "cancel"
    """It is over; only where the newer machine has no such timer."""


@dataclass(frozen=True, slots=True)
class Put:
    """The fact gets this value, whatever it was."""

    value: Value


FactRule = Put | str
"""A value to put, `keep` for the one there is, or `drop` for a fact the newer machine lacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MigrationPlan:
    """How cases go over from one definition to another, both named by their hash."""

    source: str
    target: str
    states: Mapping[str, str]
    facts: Mapping[str, FactRule]
    timers: Mapping[str, TimerPolicy]

    @property
    def text(self) -> str:
        """The canonical JSON: what is stored and hashed."""
        doc = {
            "format": FORMAT,
            "from": self.source,
            "to": self.target,
            "states": dict(self.states),
            "facts": {name: _written(rule) for name, rule in self.facts.items()},
            "timers": {key: policy.value for key, policy in self.timers.items()},
        }
        return json.dumps(doc, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> str:
        """SHA-256 of the canonical text; every case it moves names it in its history."""
        return hashlib.sha256(self.text.encode()).hexdigest()


class CannotCarry(Exception):
    """The plan has no place for what a case holds; `subject` is the state or the fact."""

    def __init__(self, subject: str) -> None:
        super().__init__(subject)
        self.subject = subject


def carried(
    plan: MigrationPlan, target: Machine, state: str, held: Mapping[str, Value]
) -> tuple[str, dict[str, Value]]:
    """Where a case that stands here comes to stand, and what it then holds; raises CannotCarry."""
    landed = plan.states.get(state)
    if landed is None or landed not in target.state_named:
        raise CannotCarry(state)
    after: dict[str, Value] = {}
    for fact in target.held:
        rule = plan.facts.get(fact.name)
        value = rule.value if isinstance(rule, Put) else held.get(fact.name)
        if rule in (None, DROP) or not fact.accepts(value) or value is None:
            raise CannotCarry(fact.name)
        after[fact.name] = value
    return landed, after


def read_plan(text: str, name: str = "plan.toml") -> MigrationPlan:
    """Read a plan; raises PlanError with the place, the reason and the cure."""
    table = parse_toml(text, name, PlanError)
    source, target = (_hash(table, key) for key in ("from", "to"))
    plan = MigrationPlan(
        source=source,
        target=target,
        states=_texts(table, "states"),
        facts=_facts(table),
        timers=_timers(table),
    )
    table.done()
    return plan


def from_canonical(text: str, hash: str) -> MigrationPlan:
    """Read the stored plan of this name back; raises PlanError for one that was changed by hand."""
    try:
        doc = json.loads(text)
        facts = {name: _rule(rule) for name, rule in doc["facts"].items()}
        timers = {key: TimerPolicy(policy) for key, policy in doc["timers"].items()}
        plan = MigrationPlan(
            source=doc["from"],
            target=doc["to"],
            states=doc["states"],
            facts=facts,
            timers=timers,
        )
        found = plan.hash
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise PlanError("plan", "is not a stored plan", "restore a backup") from error
    if found != hash:
        raise PlanError("plan", f"is not the one that was kept as {hash[:12]}", "restore a backup")
    return plan


def _written(rule: FactRule) -> object:
    return {SET: rule.value} if isinstance(rule, Put) else rule


def _rule(written: Any) -> FactRule:
    return Put(written[SET]) if isinstance(written, dict) else str(written)


def _hash(table: Table, key: str) -> str:
    value = table.text(key)
    if len(value) != 64 or not set(value) <= set("0123456789abcdef"):
        raise table.fail(key, f"{value!r} is not a hash", "copy it from definition list --json")
    return value


def _texts(table: Table, key: str) -> dict[str, str]:
    inner = table.table(key)
    return {} if inner is None else {name: inner.text(name) for name in tuple(inner.keys())}


def _facts(table: Table) -> dict[str, FactRule]:
    inner = table.table("facts")
    if inner is None:
        return {}
    return {name: _fact(inner, name) for name in tuple(inner.keys())}


def _fact(table: Table, name: str) -> FactRule:
    value = table.anything(name)
    match value:
        case "keep" | "drop":
            return str(value)
        case {"set": bool() | int() | str() as wanted} if len(value) == 1:
            return Put(wanted)
    raise table.fail(
        name, f"{value!r} is not known", 'use "keep" or "drop", or a table with set alone'
    )


def _timers(table: Table) -> dict[str, TimerPolicy]:
    inner = table.table("timers")
    if inner is None:
        return {}
    return {key: inner.choice(key, TimerPolicy) for key in tuple(inner.keys())}
