"""The laws each duty demands, whatever machine an office may tailor for it."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.rules.facts import BadFact, Fact, Guard, Source, Value
from bihuan.rules.words import sentence
from bihuan.states import vocabulary
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
from bihuan.states.machine import BadMachine, Duty, Machine

POSITIVE = vocabulary.POSITIVE

_FACTS = {
    Duty.LEAD: (
        vocabulary.verdict,
        vocabulary.round_number,
        vocabulary.urges,
        vocabulary.answered,
        vocabulary.letter,
        vocabulary.open_requests,
        vocabulary.overdue_requests,
    ),
    Duty.SUPPORT: (
        vocabulary.verdict,
        vocabulary.round_number,
        vocabulary.urges,
        vocabulary.answered,
        vocabulary.letter,
    ),
    Duty.READING: (vocabulary.urges,),
}
_STATES = {
    Duty.LEAD: ("received", "dispatched", "answered", "feedback"),
    Duty.SUPPORT: ("received", "dispatched", "co_handled", "answered", "feedback"),
    Duty.READING: ("received", "dispatched"),
}


def laws_of(machine: Machine) -> tuple[Law, ...]:
    """The laws of the machine's duty, then its own; raises BadMachine when it cannot have them."""
    for fact in _FACTS[machine.duty]:
        _demand(machine, fact)
    for name in _STATES[machine.duty]:
        if name not in machine.state_named:
            raise _unfit(machine, "duty_state", state=name)
    final = tuple(state.name for state in machine.states if state.final)
    if machine.duty is Duty.READING and final:
        raise _unfit(machine, "duty_no_final")
    if machine.duty is not Duty.READING and not final:
        raise _unfit(machine, "duty_final")
    try:
        return (*_laws(machine.duty, machine.fact_named, final), *machine.laws)
    except BadFact as error:
        raise BadMachine(machine.name, error.said) from error


def _demand(machine: Machine, wanted: Fact) -> None:
    """The duty's laws read this fact, so it must be what they take it for."""
    fact = machine.fact_named.get(wanted.name)
    if fact is None or fact.source is not Source.HELD:
        raise _unfit(machine, "duty_fact", fact=wanted.name)
    alike = fact.is_count if wanted.is_count else fact.values == wanted.values
    least = fact.values[0] == wanted.values[0]
    first = type(fact.initial) is type(wanted.initial) and fact.initial == wanted.initial
    if not (alike and least and first):
        raise _unfit(
            machine, "duty_values", fact=wanted.name, values=wanted.values, value=wanted.initial
        )


def _unfit(machine: Machine, key: str, **values: object) -> BadMachine:
    said = sentence(f"machine_fault.{key}", duty=machine.duty, **values)
    return BadMachine(machine.name, said)


def _laws(duty: Duty, facts: Mapping[str, Fact], final: tuple[str, ...]) -> tuple[Law, ...]:
    urging = Counts(id="E4", event="urge", fact=facts["urges"])
    if duty is Duty.READING:
        return (urging,)
    own = _cohandling(facts["open_requests"]) if duty is Duty.LEAD else ()
    return (*_answering(duty, facts, final), urging, *own)


def _answering(duty: Duty, facts: Mapping[str, Fact], final: tuple[str, ...]) -> tuple[Law, ...]:
    verdict, round_number = facts["verdict"], facts["round"]
    cleared: dict[Fact, Value] = {
        verdict: "none",
        facts["answer"]: "none",
        facts["letter"]: "none",
    }
    if duty is Duty.LEAD:
        cleared |= {facts["open_requests"]: 0, facts["overdue_requests"]: 0}
    return (
        InState(id="P1", states=final, holds=verdict.one_of(*POSITIVE), this_round=verdict),
        Leaves(id="P8", event="reassign", values=cleared),
        Needs(id="E1", event="reassign", holds=_ordered(facts)),
        Needs(id="E2", event="close", holds=verdict.one_of(*POSITIVE)),
        Counts(id="E5", event="reassign", fact=round_number),
        OnlyBy(id="E5", fact=round_number, events=("reassign",)),
        Enters(id="E6", states=final, events=("close",)),
        Brings(id="E7", fact=verdict, events=("feedback", "correct_feedback")),
        *_signing(duty, facts),
    )


def _signing(duty: Duty, facts: Mapping[str, Fact]) -> tuple[Law, ...]:
    """What leaves is signed: on its path here, or on paper before a path was begun.

    A machine that has not declared what these laws read can neither sign nor send by it.
    """
    letter = facts["letter"]
    sending = "answer" if duty is Duty.LEAD else "opine"
    signed, sound = (facts.get(it.name, it) for it in (vocabulary.signed, vocabulary.letter_sound))
    elsewhere: Guard = signed.holds
    if duty is Duty.LEAD and "led_by_host" in facts:
        elsewhere = elsewhere | facts["led_by_host"].holds
    left = (letter == "signed") | ((letter == "none") & elsewhere)
    ready = (letter == "reviewed") & signed.holds & sound.holds
    return (
        Needs(id="E8", event=sending, holds=left),
        Needs(id="E9", event="sign", holds=ready),
        Reaches(id="E10", fact=letter, value="signed", events=("sign",)),
    )


def _ordered(facts: Mapping[str, Fact]) -> Guard:
    """Why a case may be handled again: its own verdict, or that of one merged with it."""
    ordered: Guard = facts["verdict"] == "unsatisfied"
    for name in ("followers_unsatisfied", "led_by_host"):
        if name in facts:
            ordered = ordered | facts[name].holds
    return ordered


def _cohandling(requests: Fact) -> tuple[Law, ...]:
    return (
        InState(id="P7", states=("answered", "feedback"), holds=requests == 0),
        Opens(id="E3", event="co_handle", fact=requests),
    )
