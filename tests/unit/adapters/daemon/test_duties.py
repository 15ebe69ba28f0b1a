"""What each duty does, once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bihuan.adapters.daemon import duties, nightly, start
from bihuan.adapters.daemon.duties import DUTIES
from bihuan.engine.operations import Incident
from support.people import FIRST_DAY
from support.posts import Stage
from support.samples import message

GO = threading.Event()


def test_the_table_names_every_duty_once() -> None:
    names = [duty.name for duty in DUTIES]

    assert names[:4] == ["clock", "heartbeat", "sweep", "outbox"]
    assert len(set(names)) == len(names)


def test_a_sweep_fires_what_is_due_and_asks_for_delivery(stage: Stage) -> None:
    stage.desk.receive()
    woken: list[str] = []
    stage.post.wake = woken.append
    stage.passes(days=60)

    soon = duties.sweep(stage.post, GO)

    assert stage.post.tally.fired >= 1
    assert woken == ["outbox"]
    assert soon == stage.store.next_due(stage.post.office)
    assert stage.post.tally.swept_at == stage.clock.now()


def test_a_sweep_that_shall_end_fires_nothing_more(stage: Stage) -> None:
    stage.desk.receive()
    stage.passes(days=60)
    stop = threading.Event()
    stop.set()

    duties.sweep(stage.post, stop)

    assert stage.post.tally.fired == 0


def test_delivery_goes_on_until_nothing_leaves_any_more(stage: Stage) -> None:
    stage.delivered += [2, 3]

    duties.deliver(stage.post, GO)

    assert stage.post.tally.sent == 5


@pytest.mark.parametrize(("waits", "comes"), [(-60, 30), (0, 30), (5, 5), (7200, 7200)])
def test_delivery_comes_back_soon_for_what_was_left_whatever_the_interval(
    stage: Stage, waits: float, comes: float
) -> None:
    now = stage.clock.now()
    due = now + timedelta(seconds=waits)
    one = replace(message(), office=stage.post.office, case=None, next_at=due)
    stage.store.outbox.put([one])

    assert duties.deliver(stage.post, GO) == now + timedelta(seconds=comes)


def test_delivery_waits_for_its_time_when_nothing_is_left(stage: Stage) -> None:
    assert duties.deliver(stage.post, GO) is None


def test_held_notices_are_gathered_once_and_delivery_is_asked_for(stage: Stage) -> None:
    woken: list[str] = []
    stage.post.wake = woken.append
    held = replace(message(), office=stage.post.office, case=None, status="held")
    stage.store.outbox.put([replace(held, next_at=stage.clock.now())])
    stage.passes(hours=1)

    for _ in range(2):
        duties.gather(stage.post, GO)

    statuses = [one.status for one in stage.store.messages(stage.post.office)]
    assert sorted(statuses) == ["bundled", "pending"]
    assert woken == ["outbox"]


def test_the_office_is_reminded_of_the_calendar_once_a_month(stage: Stage) -> None:
    stage.passes(days=(date(2038, 11, 1) - FIRST_DAY).days)

    for _ in range(2):
        duties.remind(stage.post, GO)

    told = [one.body["year"] for one in stage.store.messages(stage.post.office)]
    assert sorted(told) == [2038, 2039]


def test_nobody_is_told_anything_while_the_clock_is_doubted(stage: Stage) -> None:
    stage.passes(days=(date(2038, 11, 1) - FIRST_DAY).days)
    stage.post.skewed = True

    duties.remind(stage.post, GO)
    duties.gather(stage.post, GO)

    assert stage.store.messages(stage.post.office) == []


def test_a_sign_of_life_says_what_was_done(stage: Stage) -> None:
    said: list[str] = []
    stage.post.tell = said.append
    stage.post.tally.fired = 3

    duties.heartbeat(stage.post, GO)

    (pulse,) = stage.store.watch.pulses(stage.post.office)
    assert (pulse.daemon, pulse.fired, pulse.beat_at) == ("host:1", 3, stage.clock.now())
    assert said == ["计时正常，已处理到期 3 个，已发送 0 条"]


def test_a_clock_set_far_ahead_urges_nobody_until_a_person_says_that_it_is_right(
    stage: Stage,
) -> None:
    stage.desk.receive()
    stage.clock.advance(days=400)

    duties.sweep(stage.post, GO)
    duties.watch_clocks(stage.post, GO)

    assert stage.post.tally.fired == 0
    assert stage.incidents() == ["clock/hold@host", "clock/jump@host"]
    assert "clock.jumped" in stage.events()

    stage.post.settle("clock", "hold@host", "it is right")
    duties.watch_clocks(stage.post, GO)
    duties.sweep(stage.post, GO)

    assert stage.post.tally.fired >= 1
    assert stage.events().count("urging.held") == 1
    assert "urging.resumed" in stage.events()


def test_a_clock_that_comes_back_needs_nobody(stage: Stage) -> None:
    stage.clock.advance(days=400)
    duties.watch_clocks(stage.post, GO)
    stage.clock.advance(days=-400)

    duties.watch_clocks(stage.post, GO)

    assert stage.post.held() == ""
    assert "clock/hold@host" in stage.incidents("resolved")


def test_a_doubt_outlives_the_daemon_that_had_it(stage: Stage) -> None:
    stage.clock.advance(days=400)
    duties.watch_clocks(stage.post, GO)

    assert stage.post.is_open("clock", "hold@host")
    assert stage.post.lasting


@pytest.mark.parametrize("step", [{"hours": -3}, {"hours": 3}])
def test_a_clock_set_a_little_is_told_and_goes_on(stage: Stage, step: dict[str, float]) -> None:
    stage.clock.advance(**step)

    duties.watch_clocks(stage.post, GO)

    assert stage.incidents() == ["clock/jump@host"]
    assert stage.post.held() == ""


def test_when_the_database_has_another_time_urging_waits(stage: Stage) -> None:
    stage.store.skew = timedelta(minutes=5)
    duties.watch_clocks(stage.post, GO)
    assert stage.post.held() == "skew"
    assert stage.incidents() == ["clock/skew@host"]

    woken: list[str] = []
    stage.post.wake = woken.append
    stage.store.skew = timedelta(seconds=1)
    duties.watch_clocks(stage.post, GO)

    assert woken == ["sweep", "outbox"]
    assert stage.post.held() == ""
    assert stage.incidents() == []


def test_a_small_difference_is_only_told(stage: Stage) -> None:
    stage.store.skew = timedelta(seconds=-20)

    duties.watch_clocks(stage.post, GO)

    assert ("clock.skewed", {"seconds": -20}) in stage.logged
    assert stage.post.held() == ""


def test_a_night_finds_nothing_wrong_with_a_sound_office(stage: Stage) -> None:
    stage.desk.receive(1)
    stage.desk.receive(2)

    nightly.check(stage.post, GO)

    assert ("nightly.done", {"cases": 2, "faults": 0}) in stage.logged
    assert stage.incidents() == []


def test_one_daemon_has_the_night(stage: Stage) -> None:
    now = stage.clock.now()
    stage.store.watch.lease(stage.post.office, "nightly", "other", now, now + timedelta(hours=1))

    nightly.check(stage.post, GO)

    assert stage.logged == []


def test_what_history_does_not_explain_is_an_incident_until_it_is_mended(stage: Stage) -> None:
    name = stage.desk.receive()
    with stage.store.begin() as work:
        work.settle([replace(one, status="cancelled") for one in stage.desk.alarms(name)])

    nightly.check(stage.post, GO)

    assert stage.incidents() == ["audit/histories"]


def test_a_timer_set_for_another_day_is_found_in_the_night(stage: Stage) -> None:
    name = stage.desk.receive()
    timer = stage.desk.alarms(name)[0]
    with stage.store.begin() as work:
        work.settle([replace(timer, due_at=timer.due_at + timedelta(days=9))])

    nightly.check(stage.post, GO)

    assert stage.incidents() == ["audit/histories"]
    assert ("audit.failed", {"faults": 1}) in stage.logged


def test_the_nights_take_turns_until_every_case_was_looked_at(stage: Stage) -> None:
    cases = {stage.desk.receive(no) for no in range(1, 8)}
    settings = stage.post.works.settings.model_copy(update={"audit": 3})
    stage.post.works = replace(stage.post.works, settings=settings)
    seen: list[str] = []

    for _ in range(3):
        seen += [case.id for case in nightly.tonight(stage.post)]
        stage.passes(days=1)

    assert sorted(seen) == sorted(cases)


def test_clocks_that_agree_close_the_incident_of_the_run_before(stage: Stage) -> None:
    stage.post.report("clock", "skew@host", "they did not agree")
    stage.store.skew = timedelta(seconds=20)

    duties.watch_clocks(stage.post, GO)
    assert stage.incidents() == ["clock/skew@host"]
    stage.store.skew = timedelta()
    duties.watch_clocks(stage.post, GO)

    assert stage.incidents() == []
    assert "urging.resumed" not in stage.events()


def test_a_jump_while_the_database_is_away_is_told_once_it_is_back(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_incident: Incident) -> Incident:
        raise OSError("the database is away")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(stage.store.watch, "report", away)
        for _ in range(2):
            stage.clock.advance(hours=1)
            with pytest.raises(OSError, match="away"):
                duties.watch_clocks(stage.post, GO)
    for _ in range(2):
        duties.watch_clocks(stage.post, GO)

    (incident,) = stage.store.watch.incidents(stage.post.office, status="open")
    assert (incident.subject, incident.times) == ("jump@host", 2)
    assert stage.events().count("clock.jumped") == 2


@pytest.mark.parametrize(
    ("day", "years"),
    [("2028-10-31", [2028]), ("2028-11-01", [2028, 2029]), ("2029-01-01", [2029])],
)
def test_a_night_tells_of_the_calendars_that_are_missing(
    stage: Stage, day: str, years: list[int]
) -> None:
    stage.passes(days=(date.fromisoformat(day) - FIRST_DAY).days)

    nightly.check(stage.post, GO)

    told = [values["year"] for event, values in stage.logged if event == "calendar.missing"]
    assert told == years
    assert [
        note.values["year"]
        for note in start.notes(stage.engine, sqlite=False)
        if note.event == "calendar.missing"
    ] == years
