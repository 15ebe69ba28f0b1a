"""The plain reading of the table and the library decide alike, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.facts import BadFact, Fact, UnknownFact, Value
from bihuan.states import (
    LEAD,
    SUPPORT,
    Accepted,
    Decision,
    Executor,
    Machine,
    Party,
    Row,
    Set,
    shipped,
)
from bihuan.states.decide import decide
from bihuan.states.steps import roughly
from support.machine_walk import configurations, worlds

shipped_machines = pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)
BIG = 1_000_000


def _both(
    machine: Machine,
    executor: Executor,
    state: str,
    held: dict[str, Value],
    event: str,
    facts: dict[str, Value],
    by: Party,
) -> tuple[Decision | str, Decision | str]:
    """The two decisions; an error counts by its words. What was handed in must stay as it was."""
    before = (dict(held), dict(facts))
    found: list[Decision | str] = []
    for read in (lambda *asked: decide(machine, *asked), executor.fire):
        try:
            found.append(read(state, held, event, facts, by))
        except (BadFact, UnknownFact) as error:
            found.append(f"{type(error).__name__}: {error}")
        assert (held, facts) == before
    return found[0], found[1]


def _parties(machine: Machine, state: str, event: str) -> Iterator[Party]:
    """One party for each set of rows it may fire, and one that may fire none."""
    rows = machine.rows_at(state, event)
    seen = set()
    for party in Party:
        theirs = tuple(row.id for row in rows if party in row.by)
        if theirs not in seen:
            seen.add(theirs)
            yield party


@shipped_machines
def test_both_readings_agree_on_everything_that_can_happen(machine: Machine) -> None:
    executor = Executor(machine)
    accepted = set()
    for state, held in configurations(machine):
        for event in machine.events:
            for facts in worlds(*machine.rows_at(state, event)):
                for by in _parties(machine, state, event):
                    plain, library = _both(machine, executor, state, held, event, facts, by)
                    assert plain == library
                    if isinstance(plain, Accepted):
                        accepted.add(plain.row.id)

    assert accepted == {row.id for row in machine.rows}


@shipped_machines
def test_both_readings_miss_a_fact_nobody_supplied(machine: Machine) -> None:
    executor = Executor(machine)
    for state, held in configurations(machine):
        for event in machine.events:
            for by in _parties(machine, state, event):
                plain, library = _both(machine, executor, state, held, event, {}, by)
                assert plain == library


WRONG: tuple[Any, ...] = (True, False, 0, 1, -1, 2, 1.0, "", "yes", "none", (), [])
"""Values of every type; to each fact most of them are of the wrong one."""


def _spoilt(machine: Machine, state: str, event: str) -> Iterator[tuple[str, Any]]:
    """Each fact that the rows at this place read or change, with values it cannot have."""
    facts: dict[str, Fact] = {}
    for row in machine.rows_at(state, event):
        facts |= _read_by(row)
    for name, fact in facts.items():
        wrong = [value for value in WRONG if not fact.accepts(value)]
        yield from ((name, value) for value in wrong[:: len(wrong) // 2])


def _read_by(row: Row) -> dict[str, Fact]:
    changed = [effect.fact for effect in row.then if not isinstance(effect, Set)]
    return {fact.name: fact for fact in (*row.when.facts(), *changed)}


FEWER = 6
"""So many times fewer configurations are tried in the short runs; every edge is, all the same."""


@shipped_machines
def test_both_readings_refuse_a_fact_of_the_wrong_type_at_every_edge(machine: Machine) -> None:
    executor = Executor(machine)
    edges, refused = set(), set()
    some = configurations(machine)[:: 1 if settings().max_examples > 100 else FEWER]
    for (state, kept), event in product(some, machine.events):
        for name, wrong in _spoilt(machine, state, event):
            edges.add((state, event, name))
            for facts, by in product(
                worlds(*machine.rows_at(state, event)), _parties(machine, state, event)
            ):
                held = {key: wrong if key == name else value for key, value in kept.items()}
                facts = {key: wrong if key == name else value for key, value in facts.items()}
                plain, library = _both(machine, executor, state, held, event, facts, by)
                assert plain == library
                if isinstance(plain, Accepted):
                    assert name not in _read_by(plain.row)
                elif isinstance(plain, str) and plain.startswith(f"BadFact: {name}"):
                    refused.add((state, event, name))

    assert refused == edges


def _value(fact: Fact) -> st.SearchStrategy[Value]:
    if fact.is_count:
        return st.integers(int(fact.values[0]), BIG)
    return st.sampled_from(fact.values)


@pytest.mark.parametrize("machine", (LEAD, SUPPORT), ids=lambda machine: machine.name)
@given(data=st.data())
def test_both_readings_agree_on_any_counts_however_big(
    machine: Machine, data: st.DataObject
) -> None:
    state = data.draw(st.sampled_from([state.name for state in machine.states]))
    held = data.draw(st.fixed_dictionaries({fact.name: _value(fact) for fact in machine.held}))
    facts = {fact.name: _value(fact) for fact in machine.facts}
    free = data.draw(st.fixed_dictionaries({}, optional=facts))
    for event in machine.events:
        for by in _parties(machine, state, event):
            plain, library = _both(machine, _executor(machine), state, held, event, free, by)

            assert plain == library
            if isinstance(plain, Accepted):
                assert all(fact.accepts(plain.held[fact.name]) for fact in machine.held)


_EXECUTORS: dict[str, Executor] = {}


def _executor(machine: Machine) -> Executor:
    return _EXECUTORS.setdefault(machine.name, Executor(machine))


@shipped_machines
@given(data=st.data())
def test_a_real_case_never_leaves_what_the_proof_has_visited(
    machine: Machine, data: st.DataObject
) -> None:
    visited = {(state, tuple(held.items())) for state, held in configurations(machine)}
    anything = st.fixed_dictionaries({fact.name: _value(fact) for fact in machine.facts})
    state, held = machine.initial.name, machine.start()
    for event in data.draw(st.lists(st.sampled_from(machine.events), max_size=12)):
        rows = machine.rows_at(state, event)
        by = rows[0].by[0] if rows else Party.OFFICE
        try:
            decision = decide(machine, state, held, event, data.draw(anything), by)
        except BadFact:
            continue
        if isinstance(decision, Accepted):
            state, held = decision.target, decision.held
        rough = tuple((fact.name, roughly(fact, held[fact.name])) for fact in machine.held)
        assert (state, rough) in visited
