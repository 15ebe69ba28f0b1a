"""What history tells of a case is what is on file of it, and a past day stays as it was."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.handled import Handled, handled
from bihuan.engine.records import Answer, Contact, Feedback, Request, Round
from support.people import Desk
from support.simulation import Office

SEEDS, DAYS = range(12), 25


def told(desk: Desk, case: str, **until: object) -> Handled:
    found = handled(desk.history(case), desk.engine.library.machine, **until)  # type: ignore[arg-type]
    assert found is not None
    return found


def without_scheme(answers: list[Answer]) -> list[Answer]:
    """Letters but for what the policy made of their class."""
    return [replace(one, scheme="", code="", group="") for one in answers]


def test_history_tells_what_is_on_file_whatever_an_office_goes_through() -> None:
    seen: Counter[str] = Counter()

    for seed in SEEDS:
        store = MemoryStore()
        office = Office(store, seed)
        office.live(DAYS)
        engine = office.engine
        for history in store.all_history(engine.house.office):
            found = handled(history, engine.library.machine)
            assert found is not None
            place = (engine.house.office, found.id)
            stored = store.case(*place)
            assert (found.state, found.seq) == (stored.state, stored.seq)
            assert found.now == store.records(Round, *place)[-1]
            assert found.requests == store.records(Request, *place)
            assert found.contacts == store.records(Contact, *place)
            assert found.forms == store.records(Feedback, *place)
            answers = store.records(Answer, *place)
            assert without_scheme(found.answers) == without_scheme(answers)
            seen.update(one.status for one in found.requests)
            seen.update({"again": found.now.round > 1, "form": len(found.forms)})

    assert all(seen[name] for name in ("open", "given", "dropped", "late", "again", "form"))


def test_what_comes_after_the_day_is_not_told(desk: Desk) -> None:
    case = desk.receive()
    desk.clock.set("2024-03-06")
    desk.do(case, "dispatch")

    before = told(desk, case, as_of=date(2024, 3, 5))

    assert (before.state, before.now.division) == ("received", None)
    assert told(desk, case).now.division == "某处"
    assert handled(desk.history(case), desk.engine.library.machine, as_of=date(2024, 3, 3)) is None


def test_it_is_told_as_it_was_after_an_entry(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact", "answer")

    found = told(desk, case, seq=2)

    assert (found.seq, found.state, found.contacts) == (2, "dispatched", [])


def test_a_case_is_near_its_date_and_then_late_until_it_is_answered(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    found, calendar = told(desk, case), desk.engine.house.calendar
    assert found.due is not None

    days = {"": date(2024, 3, 5), "soon": found.due, "late": date(2024, 12, 1)}

    assert {found.urgency(day, calendar): day for day in days.values()} == days
    desk.do(case, "answer")
    assert told(desk, case).urgency(date(2024, 12, 1), calendar) == ""


def test_a_case_set_aside_is_never_late(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "withdraw")

    assert told(desk, case).urgency(date(2024, 12, 1), desk.engine.house.calendar) == ""
