"""What every store must give back exactly as it was given."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bihuan.engine.errors import BadInput, CaseNotFound, StaleCase
from bihuan.engine.ports import Store
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Definition, Feedback, Member, Request
from support.samples import (
    CASE,
    DEFINITION,
    NOON,
    OFFICE,
    OTHER_OFFICE,
    PAPER,
    RARE,
    TODAY,
    alarm,
    birth,
    case,
    every_record,
    feedback,
    message,
    past_case,
    step,
)
from support.stores import save


def test_a_case_comes_back_as_it_was_saved(store: Store) -> None:
    told = case(
        category="科教文卫",
        off_session=True,
        session_closed_on=TODAY,
        counterpart=RARE,
        due=date(2024, 6, 30),
        held={"round": 1, "verdict": "none", "urges": 0, "ready": True},
    )

    born = birth(case_=told)

    save(store, born)

    assert store.case(OFFICE, CASE) == born.case


def test_empty_texts_come_back_empty(store: Store) -> None:
    bare = birth(case_=case(assembly="", session="", number="", title="", number_key="title:x"))

    save(store, bare)

    assert store.case(OFFICE, CASE) == bare.case


def test_what_a_case_was_born_with_stays(store: Store) -> None:
    born = birth()
    save(store, born)
    moved = step(born, "dispatched")

    save(store, replace(moved, case=replace(moved.case, title="another")))

    assert store.case(OFFICE, CASE) == moved.case


def test_every_kind_of_record_comes_back_as_it_was_saved(store: Store) -> None:
    born = birth()
    put = every_record(born)
    answered = feedback(step(born, "answered"), standing="none")

    save(store, replace(born, records=put), step(born, "answered"), answered)

    found = [one for kind in RECORDS for one in store.records(kind, OFFICE, CASE)]
    assert found == [*put[:-8], *answered.records, *put[-8:]]


def test_a_file_comes_back_byte_for_byte(store: Store) -> None:
    save(store, replace(birth(), papers=(PAPER,)))

    assert store.paper(OFFICE, PAPER.digest) == PAPER
    assert store.paper(OTHER_OFFICE, PAPER.digest) is None
    assert store.paper(OFFICE, "sha256:0") is None


def test_a_file_that_is_kept_already_keeps_its_first_name(store: Store) -> None:
    born = replace(birth(), papers=(PAPER,))
    again = replace(step(born, "dispatched"), papers=(replace(PAPER, name="另一份.docx"),))

    save(store, born, again)

    assert store.paper(OFFICE, PAPER.digest) == PAPER


def test_a_file_is_kept_with_its_event_or_not_at_all(store: Store) -> None:
    born = birth()
    save(store, born)

    with pytest.raises(StaleCase):
        save(store, replace(step(step(born, "dispatched"), "urged"), papers=(PAPER,)))

    assert store.paper(OFFICE, PAPER.digest) is None


def test_history_comes_back_oldest_first(store: Store) -> None:
    born = birth(key="k-1")
    second = step(born, "dispatched", key="k-2")

    save(store, born, second)

    assert store.history(OFFICE, CASE) == [born.entry, second.entry]


def test_the_history_of_an_office_comes_case_by_case(store: Store) -> None:
    late, early, old = birth(2), birth(1), birth(case_=case(3, year=2023))
    moved = step(late, "dispatched")

    save(store, late, early, moved, old)

    assert list(store.all_history(OFFICE)) == [
        [early.entry],
        [late.entry, moved.entry],
        [old.entry],
    ]
    assert list(store.all_history(OFFICE, 2023)) == [[old.entry]]
    assert list(store.all_history(OTHER_OFFICE)) == []


def test_timers_and_messages_come_back_as_they_were_saved(store: Store) -> None:
    timer = alarm(fired_at=NOON + timedelta(seconds=1), status="fired")

    save(store, birth(alarms=(timer,), messages=(message(),)))

    assert store.alarms(OFFICE, CASE) == [timer]
    assert store.messages(OFFICE) == [message()]


def test_an_instant_keeps_its_microseconds_and_its_zone_does_not_matter(store: Store) -> None:
    from zoneinfo import ZoneInfo

    local = NOON.astimezone(ZoneInfo("Asia/Shanghai"))

    save(store, birth(case_=case(changed_at=local)))

    found = store.case(OFFICE, CASE).changed_at
    assert found == NOON
    assert found.utcoffset() is not None


def test_what_is_unknown_is_said_so(store: Store) -> None:
    with pytest.raises(CaseNotFound, match="c-404"):
        store.case(OFFICE, "c-404")
    with store.begin() as work, pytest.raises(CaseNotFound):
        work.lock(OFFICE, "c-404")
    with store.begin() as work, pytest.raises(CaseNotFound):
        work.case(OTHER_OFFICE, CASE)
    assert store.history(OFFICE, "c-404") == []
    assert store.next_due(OFFICE) is None


def test_offices_do_not_see_each_other(store: Store) -> None:
    ours, theirs = birth(), birth(case_=case(office=OTHER_OFFICE))

    save(store, ours, theirs)

    assert store.case(OFFICE, CASE) == ours.case
    assert store.case(OTHER_OFFICE, CASE) == theirs.case


@pytest.mark.parametrize("text", ["a\0b", "\0", "lone \ud86c", "\udc00"])
def test_text_no_database_keeps_is_refused_by_the_name_of_its_field(
    store: Store, text: str
) -> None:
    born = birth()
    member = Member(office=OFFICE, case=CASE, no=1, name=text, lead=True)
    for refused, field in (
        (birth(case_=case(title=text)) if "\0" in text else None, "title"),
        (replace(born, records=(member,)), "name"),
        (replace(born, messages=(message(body={"reason": text}),)), "reason"),
    ):
        if refused is None:
            continue
        with pytest.raises(BadInput) as told, store.begin() as work:
            work.save(refused)
        assert told.value.field == field

    with pytest.raises(CaseNotFound):
        store.case(OFFICE, CASE)


def test_a_record_replaces_the_one_with_its_key(store: Store) -> None:
    asked = Request(
        office=OFFICE,
        case=CASE,
        no=1,
        round=1,
        unit="财政厅",
        asked_on=TODAY,
        due=TODAY,
        status="open",
    )
    given = replace(asked, status="given", opinion="同意", given_on=TODAY)
    born = birth(records=(asked,), alarms=(alarm(),))

    save(store, born, step(born, put={"records": (given,), "alarms": (alarm(status="fired"),)}))

    assert store.records(Request, OFFICE) == [given]
    assert [one.status for one in store.alarms(OFFICE)] == ["fired"]


def test_a_corrected_feedback_stands_beside_the_first(store: Store) -> None:
    born = birth()
    first = feedback(born)
    second = feedback(first, standing="unsatisfied")

    save(store, born, first, second)

    standings = [one.standing for one in store.records(Feedback, OFFICE, CASE)]
    assert standings == ["satisfied", "unsatisfied"]


def test_a_definition_is_kept_once(store: Store) -> None:
    other = replace(
        DEFINITION,
        hash="0" * 64,
        version="0.9.0",
        states={"received": False, "closed": True},
        status="draft",
    )

    with store.begin() as work:
        assert work.define(other)
        assert not work.define(DEFINITION)
        assert not work.define(replace(other, status="active"))

    assert store.definitions() == [other, DEFINITION]
    assert all(isinstance(one, Definition) for one in store.definitions())


def test_a_past_ledger_is_kept_once(store: Store) -> None:
    with store.begin() as work:
        assert work.keep_past([past_case(2), past_case(1)]) == 2
        assert work.keep_past([past_case(2), past_case(3), past_case(1, 2022)]) == 2
        assert work.keep_past([]) == 0

    assert store.past(OFFICE, 2023) == [past_case(1), past_case(2), past_case(3)]
    assert store.past(OTHER_OFFICE, 2023) == []


def test_a_definition_that_another_daemon_proved_first_is_left_as_it_is(store: Store) -> None:
    again = replace(DEFINITION, proved_at=DEFINITION.proved_at + timedelta(days=1), status="draft")

    with store.begin() as work:
        assert not work.define(again)

    assert store.definitions() == [DEFINITION]
