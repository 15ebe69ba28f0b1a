"""Machines are proven before they are stored, and learned from the store by their hash."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import UnknownDefinition
from bihuan.engine.library import Library
from bihuan.states.canonical import canonical, digest
from bihuan.states.lead import LEAD
from bihuan.states.prover import Unproven
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.people import FIRST_DAY, Desk, an_engine

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


def test_a_case_goes_on_under_the_version_it_began_under(desk: Desk) -> None:
    case = desk.receive()
    newer = replace(LEAD, version="1.0.1")

    again = an_engine(desk.engine.store, machines=(newer, SUPPORT, READING), clock=desk.clock)
    other = Desk(again, desk.clock)

    assert other.do(case, "dispatch").definition == digest(LEAD)
    assert again.library.for_role("lead") == (newer, digest(newer))


def test_a_machine_is_learned_from_the_store() -> None:
    newer = replace(LEAD, version="1.0.1")
    _, store = settled(newer)
    library = Library([LEAD])

    library.settle(store, NOW)

    assert canonical(library.machine(digest(newer))) == canonical(newer)
    assert library.for_role("lead")[1] == digest(LEAD)


@pytest.mark.parametrize("text", ["{}", canonical(SUPPORT), "not even JSON"])
def test_what_somebody_wrote_past_us_is_not_learned(text: str) -> None:
    newer = replace(LEAD, version="1.0.1")
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
