"""Later versions of the shipped machines, as an office might write them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from bihuan.states.lead import LEAD
from bihuan.states.machine import Duty, Machine, Party, Refusal, Row, State
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT

OFFICE = (Party.OFFICE,)


def without_state(machine: Machine, gone: str, instead: str, version: str = "2.0.0") -> Machine:
    """A copy that lacks a state; what led there leads elsewhere."""
    rows = (row for row in machine.rows if row.source != gone)
    timers = (
        replace(timer, while_in=tuple(state for state in timer.while_in if state != gone))
        for timer in machine.timers
    )
    return replace(
        machine,
        version=version,
        states=tuple(state for state in machine.states if state.name != gone),
        rows=tuple(replace(row, target=instead) if row.target == gone else row for row in rows),
        refusals=tuple(no for no in machine.refusals if no.state != gone),
        timers=tuple(timers),
    )


@cache
def without_urged(duty: Duty = Duty.LEAD) -> Machine:
    """A lead or support machine in which an urged case stays dispatched."""
    return without_state(LEAD if duty is Duty.LEAD else SUPPORT, "urged", "dispatched")


@cache
def with_a_stop(machine: Machine = READING) -> Machine:
    """A copy in which a dispatched case may be laid aside, and taken up again."""
    aside = State(name="laid_aside", resting=True)
    rows = (
        Row("X1", "lay_aside", "dispatched", "laid_aside", OFFICE),
        Row("X2", "take_up", "laid_aside", "dispatched", OFFICE),
    )
    known = [state.name for state in machine.states]
    return replace(
        machine,
        version="1.2.0",
        states=(*machine.states, aside),
        rows=(*machine.rows, *rows),
        refusals=(
            *machine.refusals,
            Refusal(state="laid_aside", code="already_noted", events=machine.events),
            Refusal(state="laid_aside", code="already_noted", events=("lay_aside",)),
            *(
                Refusal(state=name, code="already_noted", events=("lay_aside",))
                for name in known
                if name != "dispatched"
            ),
            *(Refusal(state=name, code="not_resting", events=("take_up",)) for name in known),
        ),
    )


@cache
def renamed(machine: Machine = LEAD, version: str = "1.1.1") -> Machine:
    """A copy with another word for a state and the next version."""
    return replace(
        machine, version=version, labels={"state.received": {"zh": "收件", "en": "taken in"}}
    )
