"""One definition of a duty begins new cases; who changed that and why stays on file."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bihuan.engine.errors import Conflict
from bihuan.engine.operations import Appointment
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Definition
from support.samples import (
    CASE,
    DEFINITION,
    NOON,
    OFFICE,
    OTHER_OFFICE,
    RARE,
    birth,
    case,
    closing,
    feedback,
    step,
)
from support.stores import save

OTHER = replace(DEFINITION, hash="0" * 64, version="2.0.0", status="draft")


def appointment(of: Definition, before: str, after: str, **changes: Any) -> Appointment:
    known = Appointment(
        hash=of.hash, at=NOON, before=before, after=after, actor="王某", reason=f"改版{RARE}"
    )
    return replace(known, **changes)


@pytest.fixture
def two(store: Store) -> Store:
    """A store with an active definition and a draft of the same duty."""
    with store.begin() as work:
        work.define(OTHER)
    return store


def test_an_appointment_changes_the_status_and_stays_on_file(two: Store) -> None:
    drained, opened = (
        appointment(DEFINITION, "active", "draining"),
        appointment(OTHER, "draft", "active"),
    )

    with two.begin() as work:
        work.appoint([drained, opened])

    assert two.appointments() == [drained, opened]
    with two.begin() as work:
        assert work.statuses() == {DEFINITION.hash: "draining", OTHER.hash: "active"}
        assert work.statuses(change=True) == work.statuses()


def test_appointments_come_back_in_the_order_of_time(two: Store) -> None:
    later = appointment(DEFINITION, "draining", "active", at=NOON + timedelta(seconds=1))

    with two.begin() as work:
        work.appoint([appointment(DEFINITION, "active", "draining"), later])

    assert [one.after for one in two.appointments()] == ["draining", "active"]


def test_a_duty_never_has_two_active_definitions(two: Store) -> None:
    with pytest.raises(Conflict), two.begin() as work:
        work.appoint([appointment(OTHER, "draft", "active")])

    with two.begin() as work:
        assert not work.define(replace(OTHER, hash="1" * 64, status="active"))
        assert work.statuses() == {DEFINITION.hash: "active", OTHER.hash: "draft"}
    assert two.appointments() == []


def test_definitions_of_other_duties_are_active_beside_it(two: Store) -> None:
    with two.begin() as work:
        assert work.define(replace(OTHER, hash="1" * 64, duty="support", status="active"))
        assert work.statuses()["1" * 64] == "active"


def test_who_knows_another_status_than_is_stored_is_refused(two: Store) -> None:
    with pytest.raises(Conflict), two.begin() as work:
        work.appoint([appointment(OTHER, "retired", "draining")])
    with pytest.raises(Conflict), two.begin() as work:
        work.appoint([appointment(replace(OTHER, hash="9" * 64), "draft", "active")])

    assert two.appointments() == []


def test_what_is_undone_leaves_every_status_as_it_was(two: Store) -> None:
    with pytest.raises(RuntimeError), two.begin() as work:
        work.appoint([appointment(OTHER, "draft", "retired")])
        raise RuntimeError

    with two.begin() as work:
        assert work.statuses()[OTHER.hash] == "draft"
    assert two.appointments() == []


def test_open_cases_are_counted_by_state_in_one_office_and_in_all(store: Store) -> None:
    elsewhere = replace(case(3), office=OTHER_OFFICE)
    done = birth(4)
    heard = feedback(done)
    save(store, birth(1), birth(2), birth(3, case_=elsewhere), done, heard, closing(heard))
    dispatched = birth(5)
    save(store, dispatched, step(dispatched, "dispatched"))

    with store.look() as work:
        assert work.pinned(DEFINITION.hash, OFFICE) == {"received": 2, "dispatched": 1}
        assert work.pinned(DEFINITION.hash) == {"received": 3, "dispatched": 1}
        assert work.pinned("0" * 64) == {}


def test_cases_are_found_by_their_definition(store: Store) -> None:
    save(store, birth(1))

    assert [one.id for one in store.find(OFFICE, Query(definition=DEFINITION.hash))] == [CASE]
    assert store.find(OFFICE, Query(definition="0" * 64)) == []
