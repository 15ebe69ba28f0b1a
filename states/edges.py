"""The laws about one step: what must hold before it, and what it must leave behind."""

from __future__ import annotations

from bihuan.rules.facts import Source
from bihuan.states.coding import Known
from bihuan.states.laws import Counts, InState, Law, Leaves, Needs, OnlyBy, Opens
from bihuan.states.machine import Row
from bihuan.states.steps import Given, combinations

REASONS: dict[type, str] = {
    Needs: "needs",
    Leaves: "leaves",
    Opens: "opens",
    Counts: "counts",
    OnlyBy: "only_by",
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
        case InState():
            kept = True
    return None if kept else given


def _unmet(law: Needs, row: Row, before: Known) -> Given | None:
    """Given facts that let the row fire although the guard does not hold."""
    read = (*row.when.facts(), *law.holds.facts())
    free = {fact.name: fact.values for fact in read if fact.source is Source.GIVEN}
    for given in combinations(free):
        facts = {**before, **dict(given)}
        if row.when.holds_in(facts) and not law.holds.holds_in(facts):
            return given
    return None
