"""A lead machine grown to fifty states, two hundred rows and a hundred thousand configurations."""

from __future__ import annotations

from dataclasses import replace
from itertools import cycle, pairwise

from bihuan.rules.facts import Fact, Source, flag
from bihuan.states.effects import Set
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine, Party, Refusal, Row, State

STATES = 50
ROWS = 200
FLAGS = 5
UNITS = (Party.OFFICE, Party.DIVISION)


def big_machine() -> Machine:
    """The handling in `dispatched` becomes a ring of steps that tick off a list of flags."""
    steps = [f"step_{number}" for number in range(STATES - len(LEAD.states))]
    flags = [flag(f"ticked_{number}", source=Source.HELD) for number in range(FLAGS)]
    urge = next(timer for timer in LEAD.timers if timer.key == "urge")
    rows = (*LEAD.rows, *_ring(steps), *_ticks(steps, flags))
    return replace(
        LEAD,
        name="big",
        facts=(*LEAD.facts, *flags),
        states=(*LEAD.states, *(State(name=step, waits_on=Party.DIVISION) for step in steps)),
        rows=rows,
        refusals=(*LEAD.refusals, *_refusals([state.name for state in LEAD.states], steps, rows)),
        timers=tuple(
            replace(timer, while_in=(*timer.while_in, *steps)) if timer is urge else timer
            for timer in LEAD.timers
        ),
    )


def _ring(steps: list[str]) -> list[Row]:
    """Forward from step to step and back to `dispatched`; in each one the urging goes on."""
    count = next(effect for effect in LEAD.row_with["L21"].then)
    stops = ["dispatched", *steps, "dispatched"]
    forward = [
        Row(f"N{number}", "proceed", source, target, UNITS)
        for number, (source, target) in enumerate(pairwise(stops))
    ]
    urging = [Row(f"U{step}", "urge", step, step, (Party.CLOCK,), then=(count,)) for step in steps]
    return forward + urging


def _ticks(steps: list[str], flags: list[Fact]) -> list[Row]:
    """As many rows as are still wanted, each ticking off or taking back one flag."""
    wanted = ROWS - len(LEAD.rows) - 2 * len(steps) - 1
    ticks = []
    for number, step, fact in zip(range(wanted), cycle(steps), cycle(flags), strict=False):
        event = "tick" if number < len(steps) else "take_back"
        change = Set(fact, event == "tick")
        ticks.append(Row(f"T{number}", event, step, step, UNITS, then=(change,)))
    return ticks


def _refusals(old: list[str], steps: list[str], rows: tuple[Row, ...]) -> list[Refusal]:
    events = list(dict.fromkeys(row.event for row in rows))
    answered = {(row.source, row.event) for row in rows}
    refused = {(no.state, event) for no in LEAD.refusals for event in no.events}
    return [
        Refusal(state=state, code="not_here", events=(event,))
        for state in (*old, *steps)
        for event in events
        if (state, event) not in answered | refused
    ]
