"""The laws each duty demands, whatever machine an office may tailor for it."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.rules.facts import Fact
from bihuan.states.laws import Counts, InState, Law, Leaves, Needs, OnlyBy, Opens
from bihuan.states.machine import BadMachine, Duty, Machine

POSITIVE = ("satisfied", "mostly_satisfied")

_FACTS = {
    Duty.LEAD: ("verdict", "round", "urges", "answer", "open_requests", "overdue_requests"),
    Duty.SUPPORT: ("verdict", "round", "urges", "answer"),
    Duty.READING: ("urges",),
}
_STATES = {
    Duty.LEAD: ("received", "dispatched", "answered", "feedback"),
    Duty.SUPPORT: ("received", "dispatched", "co_handled", "answered", "feedback"),
    Duty.READING: ("received", "dispatched"),
}


def laws_of(machine: Machine) -> tuple[Law, ...]:
    """The laws of the machine's duty, then its own; raises BadMachine when it lacks their facts."""
    facts = machine.fact_named
    for name in _FACTS[machine.duty]:
        if name not in facts:
            raise BadMachine(machine.name, f"a {machine.duty} machine must hold the fact {name!r}")
    for name in _STATES[machine.duty]:
        if name not in machine.state_named:
            raise BadMachine(machine.name, f"a {machine.duty} machine must have the state {name!r}")
    if machine.duty is Duty.READING:
        return (*_reading(machine, facts), *machine.laws)
    own = _lead(facts) if machine.duty is Duty.LEAD else ()
    return (*_answering(machine, facts), *own, *machine.laws)


def _answering(machine: Machine, facts: Mapping[str, Fact]) -> tuple[Law, ...]:
    verdict, round_number = facts["verdict"], facts["round"]
    final = tuple(state.name for state in machine.states if state.final)
    cleared = {verdict: "none", facts["answer"]: "none"}
    ordered = (
        (verdict == "unsatisfied")
        | facts["followers_unsatisfied"].holds
        | facts["led_by_host"].holds
    )
    if machine.duty is Duty.LEAD:
        cleared |= {facts["open_requests"]: 0, facts["overdue_requests"]: 0}
    return (
        InState(id="P1", states=final, holds=verdict.one_of(*POSITIVE), this_round=verdict),
        Leaves(id="P8", event="reassign", values=cleared),
        Needs(id="E1", event="reassign", holds=ordered),
        Needs(id="E2", event="close", holds=verdict.one_of(*POSITIVE)),
        Counts(id="E4", event="urge", fact=facts["urges"]),
        OnlyBy(id="E5", fact=round_number, events=("reassign",)),
    )


def _lead(facts: Mapping[str, Fact]) -> tuple[Law, ...]:
    requests = facts["open_requests"]
    return (
        InState(id="P7", states=("answered", "feedback"), holds=requests == 0),
        Opens(id="E3", event="co_handle", fact=requests),
    )


def _reading(machine: Machine, facts: Mapping[str, Fact]) -> tuple[Law, ...]:
    if any(state.final for state in machine.states):
        raise BadMachine(
            machine.name, "a reading machine has no final state: nothing is closed by it"
        )
    return (Counts(id="E4", event="urge", fact=facts["urges"]),)
