"""What must be sound before a daemon begins."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bihuan.adapters.daemon import start
from bihuan.adapters.daemon.errors import ClockBehind, ClockSkewed, NoCalendar
from bihuan.engine.errors import UnknownDefinition
from bihuan.rules.calendar import WorkCalendar
from support.posts import Stage


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_cannot_spoil_its_journal(version: tuple[int, ...], sound: bool) -> None:
    assert start.mended(version) is sound


def test_a_sound_office_has_nothing_to_note(stage: Stage) -> None:
    stage.desk.receive()

    assert start.notes(stage.engine, sqlite=False) == []


def test_from_november_on_a_missing_calendar_of_the_next_year_is_noted(stage: Stage) -> None:
    stage.passes(days=(date(2028, 11, 10) - date(2024, 3, 4)).days)

    noted = [note.values["year"] for note in start.notes(stage.engine, sqlite=False)]

    assert noted == [2028, 2029]


def test_a_year_nobody_knows_keeps_the_daemon_from_beginning(stage: Stage) -> None:
    stage.engine.use_calendar(WorkCalendar())

    with pytest.raises(NoCalendar) as refused:
        start.notes(stage.engine, sqlite=False)

    assert refused.value.year == 2024


def test_a_clock_behind_what_is_on_file_keeps_it_from_beginning(stage: Stage) -> None:
    stage.desk.receive()
    stage.clock.advance(minutes=-2)

    with pytest.raises(ClockBehind):
        start.notes(stage.engine, sqlite=False)


def test_a_clock_far_from_the_databases_keeps_it_from_beginning(stage: Stage) -> None:
    stage.store.skew = timedelta(minutes=-2)

    with pytest.raises(ClockSkewed) as refused:
        start.notes(stage.engine, sqlite=False)

    assert refused.value.seconds == -120


def test_a_clock_a_little_beside_the_databases_is_noted(stage: Stage) -> None:
    stage.store.skew = timedelta(seconds=6)

    assert [one.event for one in start.notes(stage.engine, sqlite=False)] == ["clock.skewed"]


def test_an_open_case_of_a_definition_nobody_knows_keeps_it_from_beginning(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = stage.desk.receive()
    definition = stage.desk.case(name).definition
    monkeypatch.delitem(stage.engine.library._machines, definition)
    monkeypatch.setattr("bihuan.engine.library.trusted", lambda _definition: None)

    with pytest.raises(UnknownDefinition):
        start.definitions_are_known(stage.engine)
