"""The demo year adds up to the published report, and nothing in it is put where it ends."""

from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from typing import Any

import pytest

from bihuan.adapters.annual import as_data
from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import FIRST_DAY, LAST_DAY, YEAR, book
from bihuan.adapters.demo.ending import delivered
from bihuan.adapters.demo.mail import DOWN, UP_AGAIN
from bihuan.adapters.demo.year import DemoYear
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.notify.channel import Notice
from bihuan.engine.audit import audit
from bihuan.engine.deliveries import follow
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.engine.query import Query
from bihuan.engine.records import Case, Mute, Receipt, Urging
from bihuan.engine.statistics import Figures, figures

OFFICE = "office"


def live(seed: int = 2024, **ears: Any) -> Engine:
    """An engine after the whole year, in memory; `ears` hear of it as those of DemoYear do."""
    clock = FrozenClock(FIRST_DAY)
    engine = open_engine(
        MemoryStore(), policy="jilin_2025", book=book(), clock=clock, ids=CountedIds()
    )
    DemoYear(engine, clock, seed, **ears).run(lambda _day: None)
    return engine


@pytest.fixture(scope="module")
def letters() -> list[Notice]:
    """What arrived, in the order in which it did."""
    return []


@pytest.fixture(scope="module")
def lived(letters: list[Notice]) -> Engine:
    """An engine after the whole year."""
    return live(keep=letters.append)


@pytest.fixture(scope="module")
def counted(lived: Engine) -> Figures:
    """The year's figures."""
    return figures(lived.store, lived.house, lived.library.machine, YEAR, LAST_DAY)


def test_the_counts_are_those_of_the_report(counted: Figures) -> None:
    assert (counted.total, counted.last_year, counted.answered, counted.done) == (146, 98, 146, 146)
    assert counted.by_role == {
        ("deputy_suggestion", "lead"): 3,
        ("deputy_suggestion", "support"): 21,
        ("cppcc_proposal", "lead"): 22,
        ("cppcc_proposal", "support"): 99,
        ("cppcc_proposal", "reading"): 1,
    }


def test_the_rates_follow_from_the_counts(counted: Figures) -> None:
    assert counted.growth.text == "49%"
    assert counted.satisfaction.text == "100%"
    assert counted.answer_rate.text == "100%"
    assert counted.first_satisfaction.numerator < counted.first_satisfaction.denominator == 145


def test_some_members_are_unsatisfied_and_one_of_them_twice(counted: Figures) -> None:
    times = Counter(
        list(story.verdicts.values()).count("unsatisfied") for story in counted.handled_again
    )

    assert times[2] == 1
    assert sum(times.values()) >= 2
    assert all(story.case.state == "closed" for story in counted.handled_again)


def test_urgings_ring_and_some_co_handlers_are_late(lived: Engine, counted: Figures) -> None:
    urgings = lived.store.records(Urging, lived.house.office)

    assert counted.late_opinions >= 2
    assert counted.urges > counted.supervised > 0
    assert len(urgings) >= counted.urges


def test_every_timer_rings_at_its_instant(lived: Engine) -> None:
    alarms = lived.store.alarms(lived.house.office)
    rang = [alarm for alarm in alarms if alarm.status == "fired"]

    assert rang
    assert [alarm.fired_at for alarm in rang] == [alarm.due_at for alarm in rang]


def test_whoever_is_late_is_late_by_the_figures_too(counted: Figures) -> None:
    assert (counted.on_time.numerator, counted.on_time.denominator) == (145, 146)
    assert counted.on_time.text == "99.3%"


def test_a_title_says_where_it_was_published_and_what_was_made_up(lived: Engine) -> None:
    births = [entries[0] for entries in lived.store.all_history(lived.house.office, YEAR)]
    notes = [str(birth.args["note"]) for birth in births]

    assert all("题目原见" in note and "编造的字段：" in note for note in notes)


def test_a_year_that_was_printed_otherwise_is_marked_as_made_up() -> None:
    text = (files("bihuan.adapters.demo") / "titles.csv").read_text("utf-8")
    for line in csv.DictReader(text.splitlines()):
        made_up = line["made_up"].split()

        assert ("year" in made_up) == (line["year"] != line["published_year"])
        assert {"number", "received", "topic"} <= set(made_up)


@pytest.mark.parametrize("seed", [7, 99])
def test_other_seeds_end_alike(seed: int) -> None:
    engine = live(seed)
    counted = figures(engine.store, engine.house, engine.library.machine, YEAR, LAST_DAY)
    letters = delivered(engine.store, OFFICE)

    assert (counted.answered, counted.done, counted.satisfaction.text) == (146, 146, "100%")
    assert len(counted.handled_again) == 3
    assert (letters.unsent, letters.incidents) == (0, 0)
    assert audit(engine).sound


def test_every_case_walked_from_receipt_by_events(lived: Engine) -> None:
    cases = lived.store.find(lived.house.office, Query(year=YEAR))
    histories = [lived.store.history(case.office, case.id) for case in cases]

    assert all(entries[0].target == "received" for entries in histories)
    assert all(len(entries) >= 3 for entries in histories)
    assert audit(lived).sound


def test_the_same_seed_gives_the_same_year(lived: Engine, counted: Figures) -> None:
    engine = live()

    again = figures(engine.store, engine.house, engine.library.machine, YEAR, LAST_DAY)
    assert as_data(again, engine.house) == as_data(counted, engine.house)
    assert messages(engine) == messages(lived)
    assert engine.store.records(Receipt, OFFICE) == lived.store.records(Receipt, OFFICE)


def messages(engine: Engine, status: str | None = None) -> list[Message]:
    """What was to leave the house."""
    return engine.store.messages(OFFICE, status=status)


def test_every_urging_that_was_not_muted_arrives_by_itself_or_in_a_digest(
    lived: Engine, letters: list[Notice]
) -> None:
    followed = follow(lived.store, OFFICE)

    assert {one.standing for one in followed} == {"sent", "bundled", "muted"}
    assert sorted(one.key for one in letters) == sorted(one.key for one in messages(lived, "sent"))


@pytest.mark.usefixtures("lived")
def test_the_office_gets_the_reminders_of_a_morning_as_one_letter(letters: list[Notice]) -> None:
    first = letters[0]

    assert (first.topic, first.recipient) == ("digest", "办公室")
    assert len(list(first.fields["items"])) == 61  # type: ignore[call-overload]


def test_nothing_arrives_while_the_mail_server_is_down_and_nothing_is_lost(
    lived: Engine, letters: list[Notice]
) -> None:
    wanted = [one for one in messages(lived) if DOWN <= one.created_at < UP_AGAIN]
    gone = [one for one in wanted if one.status == "sent"]

    assert not [one for one in letters if DOWN <= one.at < UP_AGAIN]
    assert {one.status for one in wanted} == {"sent", "bundled"}
    assert all(one.sent_at is not None and one.sent_at >= UP_AGAIN for one in gone)
    assert len(gone) == 7


def test_what_was_parked_meanwhile_opened_an_incident_that_closed_when_it_went(
    lived: Engine,
) -> None:
    incidents = lived.store.watch.incidents(OFFICE)

    assert Counter((one.kind, one.resolution) for one in incidents) == {
        ("message", "sent"): 6,
        ("channel", "the channel works again"): 1,
    }
    assert {one.status for one in incidents} == {"resolved"}


def test_the_year_says_what_became_of_the_letters() -> None:
    told: list[tuple[str, dict[str, int]]] = []

    def hear(what: str, case: Case | None = None, **counts: int) -> None:
        if case is None:
            told.append((what, counts))

    live(notable=hear)

    assert told == [("mail_down", {}), ("mail_works", {"alone": 1, "parked": 6, "sent": 6})]


def test_officers_acknowledge_what_reached_them_by_events(lived: Engine) -> None:
    receipts = lived.store.records(Receipt, OFFICE)
    followed = {
        (one.urging.case, one.urging.seq, one.urging.recipient): one
        for one in follow(lived.store, OFFICE)
    }

    assert receipts
    for one in receipts:
        message = followed[one.case, one.urging, one.recipient].message
        entry = lived.store.history(OFFICE, one.case)[one.seq - 1]
        assert message is not None
        assert message.sent_at is not None
        assert message.sent_at < entry.recorded_at
        assert (entry.event, entry.actor) == ("acknowledge", one.recipient)


def test_a_case_is_left_in_peace_for_some_days_and_supervised_all_the_same(lived: Engine) -> None:
    (mute,) = lived.store.records(Mute, OFFICE)
    urgings = lived.store.records(Urging, OFFICE, mute.case)

    silent = [one for one in urgings if one.muted]
    assert silent
    assert all(mute.on <= one.on <= mute.until for one in silent)
    assert {one.level for one in urgings if one.on > mute.until} == {"supervision"}


def test_the_figures_of_a_past_date_stay_as_they_were(lived: Engine) -> None:
    april = FIRST_DAY.replace(month=4, day=19)

    then = figures(lived.store, lived.house, lived.library.machine, YEAR, april)

    assert then.total == 146
    assert 0 < then.answered < 146
    assert then.by_state["closed"] < 145
