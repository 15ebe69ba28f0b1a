"""The library executes our table, and its back doors stay shut."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from transitions import Machine as Library

from bihuan.rules.facts import flag
from bihuan.states import LEAD, READING, Accepted, Executor, Machine, Party, Refused, shipped
from bihuan.states.decide import CONDITIONS, decide
from support.machine_walk import change

shipped_machines = pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)


def _library(executor: Executor) -> Any:
    library = executor._library
    assert isinstance(library, Library)
    return library


@shipped_machines
def test_no_trigger_leads_past_the_guards(machine: Machine) -> None:
    library = _library(Executor(machine))

    assert set(library.events) == set(machine.events)
    assert not [name for name in library.events if name.startswith("to_")]
    assert not library.ignore_invalid_triggers


@shipped_machines
def test_no_case_is_ever_bound_to_the_library(machine: Machine) -> None:
    executor = Executor(machine)

    for event in machine.events:
        given = dict.fromkeys((fact.name for fact in machine.facts), True)
        executor.fire("received", machine.start(), event, given, Party.OFFICE)

    assert _library(executor).models == []


@shipped_machines
def test_the_library_has_each_row_once(machine: Machine) -> None:
    library = _library(Executor(machine))

    counted = sum(
        len(transitions)
        for event in library.events.values()
        for transitions in event.transitions.values()
    )

    assert counted == len(machine.rows)


def test_an_accepted_event_leaves_the_facts_handed_in_alone() -> None:
    held, given = LEAD.start(), {"five_assigned": True}

    decision = Executor(LEAD).fire("received", held, "dispatch", given, Party.OFFICE)

    assert isinstance(decision, Accepted)
    assert decision.target == "dispatched"
    assert (held, given) == (LEAD.start(), {"five_assigned": True})


def test_a_refusal_explains_the_row_of_the_party_that_asked() -> None:
    signed = flag("signed")
    machine = change(
        replace(READING, facts=(*READING.facts, signed)),
        "R30",
        when=signed.holds,
        by=(Party.OFFICE,),
    )
    second = replace(machine.row_with["R30"], id="R31", by=(Party.DIVISION,), when=signed.fails)
    machine = replace(machine, rows=(*machine.rows, second))
    asked = ("dispatched", machine.start(), "note", {"signed": False}, Party.OFFICE)

    decided, fired = decide(machine, *asked), Executor(machine).fire(*asked)

    assert decided == fired
    assert isinstance(decided, Refused)
    assert decided.code == CONDITIONS
    assert [(found.fact, found.held) for found in decided.findings] == [("signed", False)]
