"""What every store must refuse, and that a refusal leaves nothing behind."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from bihuan.engine.errors import (
    BadInput,
    BihuanError,
    CaseExists,
    CaseNotFound,
    KeyTaken,
    StaleCase,
)
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Change
from support.samples import (
    CASE,
    OFFICE,
    OTHER_OFFICE,
    alarm,
    birth,
    case,
    closing,
    every_record,
    feedback,
    message,
    step,
)
from support.stores import everything, save


def refused(store: Store, change: Change, error: type[BihuanError]) -> BihuanError:
    """Check that the change is refused and nothing of it is stored, and give the error."""
    before = everything(store)
    with pytest.raises(error) as told, store.begin() as work:
        work.save(change)
    assert everything(store) == before
    return told.value


def full(change: Change) -> Change:
    """The change, with something of every kind to store."""
    return replace(change, records=every_record(change), alarms=(alarm(),), messages=(message(),))


def test_saving_over_a_newer_revision_is_refused(store: Store) -> None:
    born = birth()
    save(store, born, step(born, "dispatched"))

    error = refused(store, full(step(born, "withdrawn")), StaleCase)

    assert isinstance(error, StaleCase)
    assert (error.case, error.expected, error.found) == (CASE, 1, 2)


def test_saving_ahead_of_the_case_is_refused(store: Store) -> None:
    born = birth()
    save(store, born)

    refused(store, full(step(step(born, "dispatched"), "urged")), StaleCase)


def test_saving_a_case_nobody_received_is_refused(store: Store) -> None:
    refused(store, full(step(birth(), "dispatched")), CaseNotFound)


def test_an_idempotency_key_is_used_once_in_an_office(store: Store) -> None:
    born = birth(key="k-1")
    save(store, born)

    error = refused(store, full(step(born, "dispatched", key="k-1")), KeyTaken)
    refused(store, birth(2, key="k-1"), KeyTaken)

    assert isinstance(error, KeyTaken)
    assert error.key == "k-1"
    save(store, birth(case_=case(office=OTHER_OFFICE), key="k-1"))


@pytest.mark.parametrize("changes", [{}, {"title": "另一标题", "role": "support"}])
def test_a_proposal_has_one_case_in_an_office(store: Store, changes: dict[str, Any]) -> None:
    save(store, birth())

    error = refused(store, full(birth(case_=case(id="c-9", **changes))), CaseExists)

    assert isinstance(error, CaseExists)
    assert error.existing == CASE


@pytest.mark.parametrize(
    "changes", [{"session": "第三次会议"}, {"kind": "cppcc_proposal"}, {"number_key": "1-2"}]
)
def test_another_proposal_may_have_the_same_title(store: Store, changes: dict[str, Any]) -> None:
    save(store, birth(), birth(case_=case(id="c-9", **changes)))

    assert len(store.find(OFFICE, Query())) == 2


def test_without_a_session_the_year_tells_proposals_apart(store: Store) -> None:
    save(store, birth(case_=case(session="")))

    save(store, birth(case_=case(id="c-2", session="", year=2025)))
    refused(store, birth(case_=case(id="c-3", session="")), CaseExists)


@pytest.mark.parametrize("session", ["14届3次", "第十四届第三次会议", "十四届 三次"])
def test_another_printing_of_its_session_is_the_same_proposal(store: Store, session: str) -> None:
    save(store, birth(case_=case(session="十四届三次", assembly="某省 政协")))

    other = case(id="c-2", session=session, assembly="某省政协")
    refused(store, birth(case_=other), CaseExists)


def test_a_case_id_is_given_once(store: Store) -> None:
    save(store, birth())

    refused(store, birth(case_=case(number_key="2")), CaseExists)


def test_a_refused_save_does_not_spoil_the_transaction_it_is_in(store: Store) -> None:
    born = birth()
    with store.begin() as work:
        work.save(born)
        with pytest.raises(KeyTaken):
            for no in (2, 3):
                work.save(birth(no, key="k"))
        with pytest.raises(StaleCase):
            work.save(full(step(step(born, "dispatched"), "urged")))
        work.save(step(born, "dispatched"))

    assert [one.id for one in store.find(OFFICE, Query())] == ["c-1", "c-2"]
    assert store.case(OFFICE, CASE).state == "dispatched"
    assert store.alarms(OFFICE) == []


def test_several_changes_are_finished_together(store: Store) -> None:
    first, second = birth(1), birth(2)

    with store.begin() as work:
        work.finish([first, second, step(first, "dispatched")])

    assert [one.state for one in store.find(OFFICE, Query())] == ["dispatched", "received"]


def test_what_few_events_change_is_kept_whichever_way_it_turns(store: Store) -> None:
    host, born = birth(1), birth(2)
    merged = step(born, "merged", host=CASE)
    back = step(merged, "received", host=None)
    save(store, host, born)

    with store.begin() as work:
        work.lock(OFFICE, born.case.id)
        work.finish([merged, back])

    assert store.case(OFFICE, born.case.id) == back.case
    with store.begin() as work:
        work.lock(OFFICE, born.case.id)
        again = step(back, "merged", host=CASE)
        work.save(again)
        work.save(step(again, "merged", host=CASE))
    assert store.case(OFFICE, born.case.id).host == CASE


def test_what_is_finished_stays_though_the_block_fails_afterwards(store: Store) -> None:
    born = birth()

    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.finish([born])
        raise ZeroDivisionError

    assert store.case(OFFICE, CASE) == born.case


def test_of_changes_finished_together_a_refused_one_takes_all_with_it(store: Store) -> None:
    born = birth()
    save(store, born, step(born, "dispatched"))
    before = everything(store)

    with pytest.raises(StaleCase) as refused, store.begin() as work:
        work.finish([birth(2), step(born, "withdrawn")])

    assert refused.value.case == CASE
    assert everything(store) == before


def test_a_key_used_before_is_named_when_a_work_is_finished(store: Store) -> None:
    born = birth(key="k")
    save(store, born)
    before = everything(store)

    with pytest.raises(KeyTaken), store.begin() as work:
        work.finish([step(born, "dispatched", key="k")])

    assert everything(store) == before


def test_what_a_block_did_is_undone_when_it_raises(store: Store) -> None:
    born = birth()
    save(store, born)
    before = everything(store)

    with pytest.raises(ZeroDivisionError), store.begin() as work:
        work.save(full(step(born, "dispatched")))
        work.settle([alarm(2)])
        raise ZeroDivisionError

    assert everything(store) == before


def test_a_case_is_closed_by_the_satisfied_feedback_of_its_round(store: Store) -> None:
    born = birth()
    form = feedback(born, standing="mostly_satisfied")

    save(store, born, form, closing(form))

    found = store.case(OFFICE, CASE)
    assert (found.state, found.final, found.closing) == ("closed", True, 2)


def test_a_case_is_closed_by_the_very_entry_that_brings_the_feedback(store: Store) -> None:
    born = birth()
    form = feedback(born)
    last = closing(born, by=2)

    save(store, born, replace(last, records=form.records))

    assert store.case(OFFICE, CASE).closing == 2


@pytest.mark.parametrize("standing", ["unsatisfied", "none", "understanding"])
def test_no_other_feedback_closes_a_case(store: Store, standing: str) -> None:
    born = birth()
    form = feedback(born, standing=standing)
    save(store, born, form)

    refused(store, closing(form), BadInput)


def test_whether_a_case_is_over_is_for_its_definition_to_say(store: Store) -> None:
    born = birth()
    form = feedback(born)
    save(store, born, form)
    over = closing(form)

    refused(store, replace(over, case=replace(over.case, final=False)), BihuanError)
    refused(store, _over_too_soon(form), BihuanError)


def _over_too_soon(form: Change) -> Change:
    back = step(form, "feedback", closing=2)
    return replace(back, case=replace(back.case, final=True))


def test_no_case_is_closed_without_feedback(store: Store) -> None:
    born = birth()
    save(store, born)

    for bad in (closing(born), step(born, "closed"), closing(born, by=7)):
        assert str(refused(store, bad, BadInput)).startswith("closing:")


def test_the_feedback_of_an_earlier_round_closes_nothing(store: Store) -> None:
    born = birth()
    form = feedback(born)
    again = step(form, "dispatched", round=2)
    save(store, born, form, again)

    refused(store, closing(again, by=2), BadInput)


def test_feedback_that_was_corrected_closes_nothing(store: Store) -> None:
    born = birth()
    form = feedback(born)
    corrected = feedback(form, standing="unsatisfied")
    save(store, born, form, corrected)

    refused(store, closing(corrected, by=2), BadInput)


def race(*acts: Callable[[], object]) -> list[object]:
    """Let all start at once; what each gave or raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(timeout=30)
        try:
            return act()
        except BihuanError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_two_that_decided_on_the_same_revision_one_wins(store: Store) -> None:
    born = birth()
    save(store, born)

    results = race(
        lambda: save(store, step(born, "dispatched")), lambda: save(store, step(born, "withdrawn"))
    )

    assert sorted(type(one).__name__ for one in results) == ["NoneType", "StaleCase"]
    assert len(store.history(OFFICE, CASE)) == 2


def test_whoever_locks_second_sees_what_the_first_did(store: Store) -> None:
    born = birth()
    save(store, born)

    def move() -> int:
        with store.begin() as work:
            now = work.lock(OFFICE, CASE)
            work.save(step(Change(case=now, entry=born.entry)))
            return now.seq

    results = race(*[move] * 8)

    assert sorted(results) == list(range(1, 9))  # type: ignore[type-var]  # all are numbers
    assert store.case(OFFICE, CASE).seq == 9


def test_the_same_key_from_two_threads_writes_one_entry(store: Store) -> None:
    born = birth()
    save(store, born)

    def once() -> bool:
        with store.begin() as work:
            work.lock(OFFICE, CASE)
            if work.outcome(OFFICE, "k") is not None:
                return False
            work.save(step(born, "dispatched", key="k"))
            return True

    assert sorted(map(bool, race(once, once))) == [False, True]
    assert len(store.history(OFFICE, CASE)) == 2


def test_the_same_proposal_received_twice_at_once_is_one_case(store: Store) -> None:
    results = race(
        lambda: save(store, birth(case_=case(id="c-1"))),
        lambda: save(store, birth(case_=case(id="c-2"))),
    )

    assert sorted(type(one).__name__ for one in results) == ["CaseExists", "NoneType"]
    assert len(store.find(OFFICE, Query())) == 1
