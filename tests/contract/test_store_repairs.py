"""What every store puts right without an event, and where a repair must not lead."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Store
from bihuan.engine.records import Change, Repair
from support.samples import (
    CASE,
    OFFICE,
    TODAY,
    alarm,
    birth,
    closing,
    every_record,
    feedback,
    step,
)
from support.stores import everything, save


def note(of: Change, **changes: Any) -> Repair:
    """What is written down when the case is put right, a second after its last change."""
    known = Repair(
        office=OFFICE,
        case=of.case.id,
        at=of.case.changed_at + timedelta(seconds=1),
        seq=of.case.seq,
        actor="王某",
        reason="核对",
        before={"title": "另一标题"},
    )
    return replace(known, **changes)


def test_a_case_is_put_right_without_an_event_and_the_note_is_kept(store: Store) -> None:
    born = birth()
    moved = step(born, "dispatched", title="另一标题", due=None)
    save(store, born, moved)
    right = replace(moved.case, title=born.case.title, due=TODAY, changed_at=note(moved).at)

    with store.begin() as work:
        work.repair(note(moved), right, (), [alarm()])

    assert store.case(OFFICE, CASE) == right
    assert store.records(Repair, OFFICE, CASE) == [note(moved)]
    assert store.alarms(OFFICE) == [alarm()]
    assert [one.seq for one in store.history(OFFICE, CASE)] == [1, 2]


def test_a_closed_case_is_put_right_and_stays_closed(store: Store) -> None:
    born = birth()
    form = feedback(born)
    last = closing(form)
    save(store, born, form, last)
    right = replace(last.case, title="原标题", changed_at=note(last).at)

    with store.begin() as work:
        work.repair(note(last), right, (), ())

    assert store.case(OFFICE, CASE) == right


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"state": "answered"}, "case"),
        ({"seq": 1}, "case"),
        ({"seq": 3}, "case"),
        ({"round": 2}, "case"),
        ({"head": "f" * 64}, "case"),
    ],
)
def test_no_repair_leads_elsewhere_than_the_last_entry(
    store: Store, wrong: dict[str, Any], field: str
) -> None:
    born = birth()
    moved = step(born, "dispatched")
    save(store, born, moved)
    before = everything(store)

    with pytest.raises(BadInput) as refusal, store.begin() as work:
        work.repair(
            note(moved),
            replace(moved.case, changed_at=note(moved).at, **wrong),
            every_record(moved)[:3],
            [alarm()],
        )

    assert refusal.value.field == field
    assert everything(store) == before


def test_no_repair_closes_a_case_without_its_satisfied_feedback(store: Store) -> None:
    born = birth()
    form = feedback(born)
    last = closing(form)
    save(store, born, form, last)
    before = everything(store)

    with pytest.raises(BadInput) as refusal, store.begin() as work:
        work.repair(note(last), replace(last.case, changed_at=note(last).at, closing=1), (), ())

    assert refusal.value.field == "closing"
    assert everything(store) == before
