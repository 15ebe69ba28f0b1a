"""The laws about one step: what must hold before it, and what it must leave behind."""

from __future__ import annotations

from bihuan.rules.facts import Source
from bihuan.states.coding import Known
from bihuan.states.effects import Effect, Set, Take
from bihuan.states.laws import (
    Brings,
    Counts,
    Enters,
    InState,
    Law,
    Leaves,
    Needs,
    OnlyBy,
    Opens,
    Reaches,
)
from bihuan.states.machine import Row
from bihuan.states.steps import Given, combinations

REASONS: dict[type, str] = {
    Needs: "needs",
    Leaves: "leaves",
    Opens: "opens",
    Counts: "counts",
    OnlyBy: "only_by",
    Enters: "enters",
    Brings: "brings",
    Reaches: "reaches",
}


def broken_by(law: Law, row: Row, given: Given, before: Known, after: Known) -> Given | None:
    """The given facts under which the step breaks the law; None when it never does."""
    match law:
        case Needs():
            return _unmet(law, row, before)
        case Leaves():
            kept = all(after[fact.name] == value for fact, value in law.values.items())
        case Opens():
            kept = before[law.fact.name] == 0 and after[law.fact.name] != 0
        case Counts():
            changes = [effect.document() for effect in row.then if effect.fact is law.fact]
            kept = changes == [["add", law.fact.name, 1]]
        case OnlyBy():
            touched = any(effect.fact is law.fact for effect in row.then)
            kept = row.event in law.events or not touched
        case Enters():
            kept = row.event in law.events or row.target not in law.states
        case Brings():
            kept = _brought(law, row, after)
        case Reaches():
            come = after[law.fact.name] == law.value != before[law.fact.name]
            kept = row.event in law.events or not come
        case InState():
            kept = True
    return None if kept else given


def _brought(law: Brings, row: Row, after: Known) -> bool:
    """Whether the event may leave the fact as it does."""
    effects: list[Effect] = [effect for effect in row.then if effect.fact is law.fact]
    match effects[-1:]:
        case [Set(value=value)]:
            return value == law.fact.initial
        case [Take()]:
            return row.event in law.events
        case []:
            return row.event not in law.events or after[law.fact.name] == law.fact.initial
    return False


def _unmet(law: Needs, row: Row, before: Known) -> Given | None:
    """Given facts that let the row fire although the guard does not hold."""
    read = (*row.when.facts(), *law.holds.facts())
    free = {fact.name: fact.values for fact in read if fact.source is Source.GIVEN}
    for given in combinations(free):
        facts = {**before, **dict(given)}
        if row.when.holds_in(facts) and not law.holds.holds_in(facts):
            return given
    return None
