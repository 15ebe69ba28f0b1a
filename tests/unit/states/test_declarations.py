"""A machine that contradicts itself refuses to exist, and says where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from bihuan.rules.facts import BadFact, Every, Fact, Source, Test, choice, count, flag, guard_from
from bihuan.states import (
    LEAD,
    READING,
    BadMachine,
    Duty,
    Machine,
    Party,
    Refusal,
    Row,
    State,
    Timer,
    explore,
    prove,
    refuse,
)
from bihuan.states.effects import Add, Set, Take
from bihuan.states.laws import Counts, InState, Leaves, Needs
from bihuan.states.vocabulary import open_requests, urges, verdict
from support.machine_walk import change

OFFICE = (Party.OFFICE,)
five = READING.fact_named["five_assigned"]
other = flag("other")


def _state(name: str, **fields: Any) -> Machine:
    states = (replace(state, **fields) if state.name == name else state for state in READING.states)
    return replace(READING, states=tuple(states))


def _with_fact(fact: Fact) -> Machine:
    return replace(READING, facts=(*READING.facts, fact))


def _with_law(law: InState | Needs | Leaves | Counts) -> Machine:
    return replace(READING, laws=(law,))


def _with_timer(**fields: Any) -> Machine:
    timer = Timer(key="extra", while_in=("received",), fires="urge", term="dispatch")
    return replace(READING, timers=(*READING.timers, replace(timer, **fields)))


def _refusing(state: str, **codes: str) -> Machine:
    return replace(READING, refusals=(*READING.refusals, *refuse(state, **codes)))


def _without_refusals(state: str) -> Machine:
    kept = tuple(no for no in READING.refusals if no.state != state)
    return replace(READING, refusals=kept)


BAD: dict[str, tuple[Callable[[], Machine], str]] = {
    "two rows with one id": (
        lambda: replace(READING, rows=(*READING.rows, READING.rows[0])),
        "the row id 'R10' is declared 2 times",
    ),
    "two states with one name": (
        lambda: replace(READING, states=(*READING.states, READING.states[1])),
        "the state 'returning' is declared 2 times",
    ),
    "two facts with one name": (
        lambda: _with_fact(urges),
        "the fact 'urges' is declared 2 times",
    ),
    "two timers with one key": (
        lambda: replace(READING, timers=(*READING.timers, READING.timers[0])),
        "the timer 'intake' is declared 2 times",
    ),
    "a name that is not plain": (lambda: replace(READING, name="参阅"), "the machine '参阅' must"),
    "an empty version": (lambda: replace(READING, version=""), "the version '' must"),
    "a label in one language": (
        lambda: replace(READING, labels={"state.noted": {"zh": "已阅"}}),
        "the label 'state.noted' must have a zh and an en text",
    ),
    "an empty label": (
        lambda: replace(READING, labels={"state.noted": {"zh": "", "en": "noted"}}),
        "the label 'state.noted' has a text that is empty",
    ),
    "a count with a gap": (
        lambda: _with_fact(Fact("gap", (0, 2), Source.HELD, 0)),
        "the count 'gap' must list values that run up by one",
    ),
    "a flag that starts as a number": (
        lambda: _with_fact(Fact("odd", (False, True), Source.HELD, 0)),
        "the fact 'odd' starts with 0, which is of another type",
    ),
    "a flag that can only be yes": (
        lambda: _with_fact(Fact("odd", (True,), Source.HELD, True)),
        "the flag 'odd' must be able to be both",
    ),
    "a choice with blanks": (
        lambda: _with_fact(choice("odd", "not plain")),
        "the fact 'odd' has the value 'not plain'",
    ),
    "no initial state": (lambda: _state("received", initial=False), "exactly one state must be"),
    "two initial states": (lambda: _state("noted", initial=True), "exactly one state must be"),
    "a row to an unknown state": (
        lambda: change(READING, "R30", target="read"),
        "row R30 names the state 'read', which is not declared",
    ),
    "a row nobody may fire": (
        lambda: change(READING, "R30", by=()),
        "row R30 says nobody may fire it",
    ),
    "a state both final and resting": (
        lambda: _state("noted", final=True),
        "the state 'noted' cannot be both final and resting",
    ),
    "a state that waits for nobody": (
        lambda: _state("dispatched", waits_on=None),
        "the state 'dispatched' must say whom it waits for",
    ),
    "a resting state that waits": (
        lambda: _state("noted", waits_on=Party.OFFICE),
        "the state 'noted' must say whom it waits for",
    ),
    "a missing timer explained although it is there": (
        lambda: _state("received", no_timer="why"),
        "the state 'received' explains a missing timer",
    ),
    "a missing timer explained although none is due": (
        lambda: _state("noted", no_timer="why"),
        "the state 'noted' explains a missing timer",
    ),
    "a pair neither row nor refusal": (
        lambda: _without_refusals("noted"),
        "nothing says what 'dispatch' does in 'noted'",
    ),
    "a pair both row and refusal": (
        lambda: _refusing("received", no="dispatch"),
        "'dispatch' in 'received' is both answered and refused",
    ),
    "a pair refused twice": (
        lambda: _refusing("noted", no="dispatch"),
        "'dispatch' in 'noted' is both answered and refused, or refused twice",
    ),
    "a refusal in an unknown state": (
        lambda: _refusing("read", no="dispatch"),
        "the refusal of 'dispatch' in 'read' names something not declared",
    ),
    "a refusal of an unknown event": (
        lambda: _refusing("noted", no="close"),
        "the refusal of 'close' in 'noted' names something not declared",
    ),
    "a refusal code that is not plain": (
        lambda: replace(
            READING, refusals=tuple(replace(no, code="no!") for no in READING.refusals)
        ),
        "the refusal 'no!' must be 1 to 64 plain",
    ),
    "a guard over an undeclared fact": (
        lambda: change(READING, "R10", when=other.holds),
        "row R10 reads the fact 'other', which is not declared",
    ),
    "a guard over a fact's namesake": (
        lambda: change(READING, "R10", when=flag("five_assigned").holds),
        "row R10 reads the fact 'five_assigned', which is not declared",
    ),
    "an effect on an undeclared fact": (
        lambda: change(READING, "R30", then=(Set(other, True),)),
        "row R30 changes the fact 'other', which is not declared",
    ),
    "an effect on a given fact": (
        lambda: change(READING, "R30", then=(Set(five, True),)),
        "row R30 changes 'five_assigned', which is given with the event",
    ),
    "adding to a word": (
        lambda: change(LEAD, "L10", then=(Add(verdict, 1),)),
        "row L10 adds to 'verdict', which is not a count",
    ),
    "setting a value the fact cannot have": (
        lambda: change(LEAD, "L10", then=(Set(verdict, "delighted"),)),
        "row L10 sets 'verdict' to 'delighted', which it cannot be",
    ),
    "taking a value the fact cannot have": (
        lambda: change(LEAD, "L71", then=(Take(verdict, ("delighted",)),)),
        "row L71 takes 'verdict' from ('delighted',), which it cannot be",
    ),
    "taking nothing": (
        lambda: change(LEAD, "L71", then=(Take(verdict, ()),)),
        "row L71 takes 'verdict' from (), which it cannot be",
    ),
    "a timer in an unknown state": (
        lambda: _with_timer(while_in=("read",)),
        "the timer 'extra' names the state 'read', which is not declared",
    ),
    "a timer whose event is refused": (
        lambda: _with_timer(while_in=("noted",)),
        "the timer 'extra' fires 'urge', which 'noted' refuses",
    ),
    "a timer whose event is not the clock's": (
        lambda: _with_timer(fires="dispatch"),
        "the timer 'extra' fires 'dispatch', not the clock's in 'received'",
    ),
    "a timer over an undeclared fact": (
        lambda: _with_timer(when=other.holds),
        "the timer 'extra' reads the fact 'other', which is not declared",
    ),
    "a timer over a given fact": (
        lambda: _with_timer(when=five.holds),
        "the timer 'extra' reads 'five_assigned', only known with an event",
    ),
    "a law without a proper name": (
        lambda: _with_law(Counts(id="mine", event="urge", fact=urges)),
        "the law 'mine' must be called by one capital letter and a number",
    ),
    "a law about an unknown state": (
        lambda: _with_law(InState(id="X1", states=("read",), holds=urges == 0)),
        "law X1 names the state 'read', which is not declared",
    ),
    "a law about an unknown event": (
        lambda: _with_law(Counts(id="X1", event="nudge", fact=urges)),
        "law X1 names the event 'nudge', which no row answers",
    ),
    "a law over an undeclared fact": (
        lambda: _with_law(Needs(id="X1", event="urge", holds=other.holds)),
        "law X1 reads the fact 'other', which is not declared",
    ),
    "a law about standing over a given fact": (
        lambda: _with_law(InState(id="X1", states=("noted",), holds=five.holds)),
        "law X1 reads 'five_assigned', which is given with the event",
    ),
    "a law that counts a word": (
        lambda: replace(LEAD, laws=(Counts(id="X1", event="urge", fact=verdict),)),
        "law X1 counts 'verdict', which is not a count",
    ),
    "a law about a number the proof cannot see": (
        lambda: replace(LEAD, laws=(Leaves(id="X1", event="close", values={open_requests: 2}),)),
        "law X1 wants 'open_requests' to be 2, which it cannot be",
    ),
}


@pytest.mark.parametrize("fault", BAD)
def test_a_contradiction_is_refused_and_named(fault: str) -> None:
    plant, reason = BAD[fault]

    with pytest.raises(BadMachine) as refused:
        plant()

    assert reason in str(refused.value)
    assert "machine" in str(refused.value)


UNFIT: dict[str, tuple[Callable[[], Machine], str]] = {
    "a reading machine with an end": (
        lambda: replace(
            READING,
            states=tuple(
                State(name="noted", final=True) if state.name == "noted" else state
                for state in READING.states
            ),
        ),
        "a reading machine has no final state",
    ),
    "a lead machine without an end": (
        lambda: replace(
            LEAD,
            states=tuple(
                State(name="closed", resting=True) if state.name == "closed" else state
                for state in LEAD.states
            ),
        ),
        "a lead machine must have a final state",
    ),
    "a lead machine without a verdict": (
        lambda: replace(READING, duty=Duty.LEAD),
        "a lead machine must hold the fact 'verdict'",
    ),
    "a reading machine without dispatch": (
        lambda: Machine(
            name="odd",
            version="1",
            duty=Duty.READING,
            facts=(urges,),
            states=(State(name="received", resting=True, initial=True),),
            rows=(Row("O1", "urge", "received", "received", OFFICE, then=(Add(urges, 1),)),),
            refusals=(),
            timers=(),
        ),
        "a reading machine must have the state 'dispatched'",
    ),
    "urgings that are words": (
        lambda: Machine(
            name="odd",
            version="1",
            duty=Duty.READING,
            facts=(choice("urges", "none"),),
            states=(State(name="received", resting=True, initial=True),),
            rows=(Row("O1", "urge", "received", "received", OFFICE),),
            refusals=(),
            timers=(),
        ),
        "the fact 'urges' must go through (0, 1), from 0",
    ),
}


@pytest.mark.parametrize("fault", UNFIT)
def test_a_machine_unfit_for_its_duty_cannot_be_proven(fault: str) -> None:
    plant, reason = UNFIT[fault]
    machine = plant()

    with pytest.raises(BadMachine) as refused:
        prove(machine)

    assert reason in str(refused.value)


def test_too_many_given_facts_at_one_place_are_refused_and_not_tried() -> None:
    many = [flag(f"given_{number}") for number in range(40)]
    machine = change(
        replace(READING, facts=(*READING.facts, *many)),
        "R10",
        when=Every(tuple(fact.holds for fact in many)),
    )

    with pytest.raises(BadMachine, match="too many given facts"):
        prove(machine)


def test_too_many_configurations_are_refused_and_not_visited(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(explore, "MOST_EFFORT", 10_000)
    counts = [count(f"count_{number}", check_as=tuple(range(40))) for number in range(5)]
    rows = tuple(
        Row(f"C{number}", "note", "noted", "noted", OFFICE, when=fact < 39, then=(Add(fact, 1),))
        for number, fact in enumerate(counts)
    )
    refusals = tuple(
        Refusal(
            state=no.state,
            code=no.code,
            events=tuple(each for each in no.events if (no.state, each) != ("noted", "note")),
        )
        for no in READING.refusals
    )
    machine = replace(
        READING,
        facts=(*READING.facts, *counts),
        rows=(*READING.rows, *rows),
        refusals=refusals,
    )

    with pytest.raises(BadMachine, match="too many configurations"):
        prove(machine)


def test_an_unknown_comparison_cannot_be_loaded_as_a_guard() -> None:
    with pytest.raises(BadFact, match="is not a guard"):
        guard_from(["import", "os"], {})
    assert Test(five, "eq", True).document() == ["eq", "five_assigned", True]
