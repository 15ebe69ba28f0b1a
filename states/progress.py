"""How far a case has come: what a migration must not give away."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.rules.facts import Fact, Value
from bihuan.states.machine import Machine

AS_IT_IS = frozenset({"round", "open_requests", "overdue_requests"})
"""Facts that count what is on file; a plan that writes them would part the two."""


def gained(fact: Fact, before: Value | None, after: Value) -> bool:
    """Whether writing the value brings a case further than it had come by itself.

    `before` is as the proof sees it: a count's last value means that many or more.
    """
    if before is None:
        return False
    or_more = fact.is_count and before == fact.values[-1]
    match fact.name:
        case name if name in AS_IT_IS:
            return before != after or or_more
        case "verdict":  # it is a member's word: at most an agreement is asked for once more
            return before != after and (after != "none" or before == "unsatisfied")
        case "answer":
            return before != after and after != "none"
        case "contacts":
            return int(after) > int(before)
        case "extensions":
            return int(after) < int(before) or or_more
    return False


def passed_by(machine: Machine) -> Mapping[str, frozenset[str]]:
    """For each state, the events without which no road leads there."""
    without = {event: _reached(machine, event) for event in machine.events}
    return {
        state: frozenset(event for event, reached in without.items() if state not in reached)
        for state in machine.state_named
    }


def _reached(machine: Machine, forbidden: str) -> set[str]:
    """The states that can be reached without the event, whatever the conditions."""
    reached = {machine.initial.name}
    waiting = [machine.initial.name]
    for state in waiting:  # it grows while we walk
        for row in machine.rows:
            if row.source == state and row.event != forbidden and row.target not in reached:
                reached.add(row.target)
                waiting.append(row.target)
    return reached
