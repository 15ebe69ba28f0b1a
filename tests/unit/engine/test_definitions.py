"""A definition is drafted, begins new cases, finishes what it has, and is put away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest

from bihuan.engine.definitions import activate, drain, find_definition, retire
from bihuan.engine.errors import (
    BadInput,
    DefinitionInUse,
    DefinitionNotFound,
    ManyDefinitions,
    Misplaced,
)
from bihuan.states.canonical import digest
from bihuan.states.lead import LEAD
from bihuan.states.machine import Duty, Machine
from bihuan.states.reading import READING
from support.later_machines import renamed, with_a_stop, without_urged
from support.people import CLERK, Desk

NEW = without_urged(Duty.LEAD)


def drafted(desk: Desk, machine: Machine = NEW) -> str:
    """The machine on file as a draft."""
    name = desk.engine.library.add(machine)
    desk.engine.library.settle(desk.engine.store, desk.clock.now())
    return name


def statuses(desk: Desk) -> dict[str, str]:
    """The statuses of all definitions of lead cases, by version."""
    found = desk.engine.store.definitions()
    return {one.version: one.status for one in found if one.name == "lead"}


def test_what_comes_later_is_a_draft_and_begins_nothing(desk: Desk) -> None:
    drafted(desk)

    case = desk.receive()

    assert statuses(desk) == {LEAD.version: "active", "2.0.0": "draft"}
    assert desk.case(case).definition == digest(LEAD)


def test_activating_one_drains_the_other_and_cases_go_on_under_their_own(desk: Desk) -> None:
    before, new = desk.receive(1), drafted(desk)

    turns = activate(desk.engine, new, CLERK, "办法修订", apply=True)

    after = desk.receive(2)
    assert [(one.before, one.after, one.open_cases) for one in turns] == [
        ("active", "draining", 1),
        ("draft", "active", 0),
    ]
    assert statuses(desk) == {LEAD.version: "draining", "2.0.0": "active"}
    assert [desk.case(one).definition for one in (before, after)] == [digest(LEAD), new]
    assert desk.walk(before, "dispatch").definition == digest(LEAD)


def test_nobody_waits_to_receive_while_cases_are_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, store = drafted(desk), desk.engine.store
    begin, counted = store.begin, list[str]()

    @contextmanager
    def watched() -> Iterator[Any]:
        """A transaction of which it is noted what is counted while it holds the definitions."""
        with begin() as work:
            held, statuses, pinned = list[bool](), work.statuses, work.pinned

            def hold(*, change: bool = False) -> Mapping[str, str]:
                held.append(change)
                return statuses(change=change)

            def count(definition: str, office: str | None = None) -> Mapping[str, int]:
                counted.extend([definition] * any(held))
                return pinned(definition, office)

            monkeypatch.setattr(work, "statuses", hold)
            monkeypatch.setattr(work, "pinned", count)
            yield work

    monkeypatch.setattr(store, "begin", watched)
    turns = activate(desk.engine, new, CLERK, "办法修订", apply=True)
    retire(desk.engine, digest(LEAD), CLERK, "办法修订", apply=True)

    assert len(turns) == 2
    assert counted == [digest(LEAD)]  # only of what is put away, so that nobody is left behind


def test_a_change_of_status_is_kept_with_who_and_why(desk: Desk) -> None:
    new = drafted(desk)

    activate(desk.engine, new, CLERK, " 办法修订 ", apply=True)

    kept = desk.engine.store.appointments()
    assert [(one.hash, one.before, one.after, one.actor, one.reason) for one in kept] == [
        (digest(LEAD), "active", "draining", CLERK.id, "办法修订"),
        (new, "draft", "active", CLERK.id, "办法修订"),
    ]


def test_without_apply_nothing_changes(desk: Desk) -> None:
    new = drafted(desk)

    turns = activate(desk.engine, new, CLERK, "", apply=False)

    assert len(turns) == 2
    assert statuses(desk) == {LEAD.version: "active", "2.0.0": "draft"}
    assert desk.engine.store.appointments() == []


def test_a_change_without_a_reason_is_refused(desk: Desk) -> None:
    with pytest.raises(BadInput, match="say why"):
        activate(desk.engine, drafted(desk), CLERK, " ", apply=True)


def test_doing_it_again_changes_nothing(desk: Desk) -> None:
    new = drafted(desk)
    activate(desk.engine, new, CLERK, "办法修订", apply=True)

    assert activate(desk.engine, new, CLERK, "办法修订", apply=True) == []
    assert len(desk.engine.store.appointments()) == 2


def test_a_drained_duty_takes_no_new_cases_and_stays_so(desk: Desk) -> None:
    drain(desk.engine, digest(READING), CLERK, "不再参阅", apply=True)
    desk.engine.library.settle(desk.engine.store, desk.clock.now())

    with pytest.raises(BadInput, match="no machine is open"):
        desk.receive(role="reading")


def test_only_what_no_case_needs_is_retired(desk: Desk) -> None:
    case, new = desk.receive(), drafted(desk)
    activate(desk.engine, new, CLERK, "办法修订", apply=True)

    with pytest.raises(DefinitionInUse) as refused:
        retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)

    assert refused.value.cases == 1
    desk.walk(case, "dispatch", "contact", "answer", "feedback", "close")
    retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)
    assert statuses(desk) == {LEAD.version: "retired", "2.0.0": "active"}


def test_a_case_that_was_only_noted_keeps_nothing_from_being_retired(desk: Desk) -> None:
    case = desk.receive(role="reading")
    desk.walk(case, "dispatch", "note")
    activate(desk.engine, drafted(desk, with_a_stop()), CLERK, "改版", apply=True)

    (turn,) = retire(desk.engine, digest(READING), CLERK, "收尾", apply=True)

    assert (turn.after, turn.open_cases) == ("retired", 0)


def test_the_active_one_is_not_retired_and_a_draft_not_drained(desk: Desk) -> None:
    new = drafted(desk)

    with pytest.raises(Misplaced, match="is active and cannot become retired"):
        retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)
    with pytest.raises(Misplaced, match="is draft and cannot become draining"):
        drain(desk.engine, new, CLERK, "收尾", apply=True)


def test_one_that_was_put_away_can_be_taken_out_again(desk: Desk) -> None:
    new = drafted(desk)
    activate(desk.engine, new, CLERK, "改版", apply=True)
    retire(desk.engine, digest(LEAD), CLERK, "收尾", apply=True)

    activate(desk.engine, digest(LEAD), CLERK, "改版有误", apply=True)

    assert statuses(desk) == {LEAD.version: "active", "2.0.0": "draining"}


def test_a_definition_is_found_by_version_hash_or_name(desk: Desk) -> None:
    new = drafted(desk)
    store = desk.engine.store

    assert find_definition(store, "lead@2.0.0").hash == new
    assert find_definition(store, new[:4].upper()).hash == new
    assert find_definition(store, " lead ").hash == digest(LEAD)


def test_a_name_of_several_definitions_or_of_none_is_refused(desk: Desk) -> None:
    drafted(desk, renamed(version=LEAD.version))

    with pytest.raises(ManyDefinitions) as refused:
        find_definition(desk.engine.store, f"lead@{LEAD.version}")
    assert all(one.startswith(f"lead@{LEAD.version} (") for one in refused.value.candidates)
    for name in ("lead@9.9.9", "", "abc"):
        with pytest.raises(DefinitionNotFound):
            find_definition(desk.engine.store, name)
