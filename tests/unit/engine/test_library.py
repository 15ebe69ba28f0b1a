"""Machines are proven before they are stored, and learned from the store by their hash."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine import gather
from bihuan.engine.deadlines import HOUSE_TERMS
from bihuan.engine.definitions import activate
from bihuan.engine.errors import BadInput, UnknownDefinition
from bihuan.engine.library import Library
from bihuan.rules.facts import flag
from bihuan.rules.ladders import default_ladders
from bihuan.states import loader
from bihuan.states.canonical import canonical, digest
from bihuan.states.effects import Take
from bihuan.states.lead import LEAD
from bihuan.states.machine import BadMachine, Machine
from bihuan.states.prover import Unproven
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from bihuan.states.vocabulary import urges
from support.machine_walk import answer_instead, change
from support.people import CLERK, FIRST_DAY, Desk, an_engine
from support.planted_faults import concluded_by_another_event, phoned_feedback

NOW = FrozenClock(FIRST_DAY).now()


def settled(*machines: object) -> tuple[Library, MemoryStore]:
    """A library whose machines a new store has taken in."""
    library, store = Library(machines), MemoryStore()  # type: ignore[arg-type]  # machines
    library.settle(store, NOW)
    return library, store


def test_what_a_store_takes_in_is_kept_with_its_proof() -> None:
    _, store = settled(LEAD, SUPPORT, READING)

    stored = {one.name: one for one in store.definitions()}

    assert set(stored) == {"lead", "support", "reading"}
    lead = stored["lead"]
    assert (lead.hash, lead.text, lead.proved_at) == (digest(LEAD), canonical(LEAD), NOW)
    assert (lead.states["closed"], lead.states["merged"]) == (True, False)
    assert "P1" in str(lead.proof["laws"])


def test_settling_again_stores_nothing_twice() -> None:
    library, store = settled(LEAD)

    library.settle(store, NOW)

    assert len(store.definitions()) == 1


def test_an_unsafe_machine_is_neither_stored_nor_used() -> None:
    rows = tuple(replace(row, when=LEAD.rows[0].when) for row in LEAD.rows if row.id == "L90")
    unsafe = replace(LEAD, rows=(*(row for row in LEAD.rows if row.id != "L90"), *rows))
    store = MemoryStore()

    with pytest.raises(Unproven):
        Library([unsafe]).settle(store, NOW)

    assert store.definitions() == []


def _given_by_nobody() -> Machine:
    own = flag("seven_assigned")
    machine = replace(READING, facts=(*READING.facts, own))
    return change(machine, "R10", when=own.holds)


def _taking_its_own() -> Machine:
    return change(READING, "R120", then=(Take(urges, (1,)),))


def _counting_a_fortnight() -> Machine:
    timers = (replace(READING.timers[0], term="fortnight"), *READING.timers[1:])
    return replace(READING, timers=timers)


def _extending_nothing() -> Machine:
    row = replace(LEAD.row_with["L110"], id="X1", source="merged", target="merged")
    return answer_instead(LEAD, row)


UNSERVED = {
    "seven_assigned": _given_by_nobody,
    "row R120 takes 'urges'": _taking_its_own,
    "the term 'fortnight'": _counting_a_fortnight,
    "where no term runs": _extending_nothing,
    "law E6 is broken": concluded_by_another_event,
    "law E7 is broken": phoned_feedback,
}


@pytest.mark.parametrize("reason", UNSERVED)
def test_no_engine_opens_over_a_machine_it_cannot_serve(reason: str) -> None:
    with pytest.raises(BadMachine, match=reason):
        an_engine(MemoryStore(), machines=(UNSERVED[reason](),))


def test_the_shipped_machines_ask_for_exactly_what_the_engine_supplies() -> None:
    assert loader.given_facts() == set(gather._FACTS)
    assert loader.taken_facts() == set(gather._TAKEN)
    assert loader.terms() == set(HOUSE_TERMS)


def test_a_case_goes_on_under_the_version_it_began_under(desk: Desk) -> None:
    case = desk.receive()
    newer = replace(LEAD, version="1.1.1")

    again = an_engine(desk.engine.store, machines=(newer, SUPPORT, READING), clock=desk.clock)
    other = Desk(again, desk.clock)

    assert other.do(case, "dispatch").definition == digest(LEAD)
    assert {one.hash: one.status for one in again.store.definitions()}[digest(newer)] == "draft"


def test_new_cases_begin_under_what_the_store_says_whoever_opened_it(desk: Desk) -> None:
    newer = replace(LEAD, version="1.1.1")
    other = an_engine(desk.engine.store, machines=(newer, SUPPORT, READING), clock=desk.clock)

    activate(other, digest(newer), CLERK, "改版", apply=True)

    assert desk.case(desk.receive()).definition == digest(newer)


def test_a_machine_is_learned_from_the_store() -> None:
    newer = replace(LEAD, version="1.1.1")
    _, store = settled(newer)
    library = Library([LEAD])

    library.settle(store, NOW)

    assert canonical(library.machine(digest(newer))) == canonical(newer)
    assert library.for_role("lead", {digest(newer): "active"})[1] == digest(newer)


@pytest.mark.parametrize("text", ["{}", canonical(SUPPORT), "not even JSON"])
def test_what_somebody_wrote_past_us_is_not_learned(text: str) -> None:
    newer = replace(LEAD, version="1.1.1")
    _, store = settled(newer)
    (kept,) = store.definitions()
    store._definitions[kept.hash] = replace(kept, text=text)
    library = Library([LEAD])

    library.settle(store, NOW)

    with pytest.raises(UnknownDefinition):
        library.machine(kept.hash)


def test_a_hash_nobody_knows_is_named() -> None:
    library, _ = settled(LEAD)

    with pytest.raises(UnknownDefinition) as refused:
        library.machine("f" * 64)

    assert refused.value.definition == "f" * 64


def test_each_machine_is_compiled_once() -> None:
    library, _ = settled(LEAD)

    assert library.executor(digest(LEAD)) is library.executor(digest(LEAD))


def test_a_role_for_which_no_machine_is_open_is_named() -> None:
    desk = Desk(an_engine(MemoryStore(), machines=(LEAD,)), FrozenClock(FIRST_DAY))

    with pytest.raises(BadInput) as refused:
        desk.receive(role="reading")

    assert (refused.value.field, refused.value.value) == ("role", "reading")


def test_ladders_of_the_office_are_laid_over_the_shipped_ones() -> None:
    own = replace(default_ladders()["answer"], name="co")

    engine = an_engine(MemoryStore(), ladders={"co": own})

    assert engine.house.ladders == {**default_ladders(), "co": own}
    assert Desk(engine, FrozenClock(FIRST_DAY)).receive()


def test_what_a_transaction_has_not_kept_is_seen_by_nobody() -> None:
    _, store = settled(LEAD)
    desk = Desk(an_engine(store), FrozenClock(FIRST_DAY))
    case = desk.receive()
    asked = (lambda: store.case("office", case), store.definitions)

    with ThreadPoolExecutor(2) as others:
        with store.begin():
            seen = [others.submit(ask) for ask in asked]
            waiting = not wait(seen, timeout=0.05).done
        wait(seen)

    assert waiting
