"""What every store must do, as tests that whoever writes one inherits; pytest runs them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bihuan.adapters.ids import CountedIds
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError, CaseExists, CaseNotFound, KeyTaken, Refused, StaleCase
from bihuan.engine.ports import Store
from bihuan.engine.records import Alarm

CLERK = Actor("某办公室")
OFFICE = "office"


class StoreContract:
    """Inherit it and give a new, empty store that has its tables:

    class TestOurStore(StoreContract):
        def new_store(self) -> Store:
            return OurStore(...)
    """

    def new_store(self) -> Store:
        """An empty store, another one each time."""
        raise NotImplementedError("give the store that is to keep the contract")

    def _office(self) -> tuple[Engine, str]:
        from bihuan.adapters.assembly import open_engine
        from bihuan.testing import FrozenClock, sample_intake

        clock, ids = FrozenClock("2024-03-04"), CountedIds()
        office = open_engine(self.new_store(), office=OFFICE, clock=clock, ids=ids)
        return office, office.receive(sample_intake(), actor=CLERK, key="first").case.id

    def test_what_was_stored_is_read_back(self) -> None:
        office, name = self._office()
        moved = office.fire(name, "urge", actor=CLERK)

        assert office.store.case(OFFICE, name) == moved.case
        assert office.store.history(OFFICE, name)[-1] == moved.entry
        assert [entries[-1] for entries in office.store.all_history(OFFICE)] == [moved.entry]

    def test_a_case_that_is_not_there_is_not_found(self) -> None:
        office, _ = self._office()

        assert _refused(CaseNotFound, lambda: office.store.case(OFFICE, "none"))
        assert _refused(CaseNotFound, lambda: office.store.case("another", "case-00001"))

    def test_one_proposal_is_one_case(self) -> None:
        from bihuan.testing import sample_intake

        office, _ = self._office()

        assert _refused(CaseExists, lambda: office.receive(sample_intake(), actor=CLERK))

    def test_one_key_is_one_act(self) -> None:
        office, name = self._office()
        first = office.fire(name, "urge", actor=CLERK, key="k")

        again = office.fire(name, "urge", actor=CLERK, key="k")

        assert (again.entry, again.repeated) == (first.entry, True)
        other = {"reason": "另一次"}
        assert _refused(KeyTaken, lambda: office.fire(name, "urge", other, actor=CLERK, key="k"))
        assert len(office.store.history(OFFICE, name)) == 2

    def test_who_saw_an_older_case_is_stopped(self) -> None:
        office, name = self._office()
        office.fire(name, "urge", actor=CLERK, seq=1)

        assert _refused(StaleCase, lambda: office.fire(name, "urge", actor=CLERK, seq=1))
        assert office.store.case(OFFICE, name).seq == 2

    def test_a_refused_event_leaves_nothing(self) -> None:
        office, name = self._office()
        before = office.store.case(OFFICE, name)

        assert _refused(Refused, lambda: office.fire(name, "close", actor=CLERK))
        assert office.store.case(OFFICE, name) == before
        assert len(office.store.history(OFFICE, name)) == 1

    def test_a_transaction_that_fails_leaves_nothing(self) -> None:
        office, name = self._office()
        pending = office.store.alarms(OFFICE, name, status="pending")
        assert pending

        try:
            with office.store.begin() as work:
                work.settle([_cancelled(one) for one in pending])
                raise ZeroDivisionError
        except ZeroDivisionError:
            pass

        assert office.store.alarms(OFFICE, name, status="pending") == pending

    def test_timers_ring_once(self) -> None:
        from bihuan.testing import FrozenClock

        office, name = self._office()
        assert isinstance(office.clock, FrozenClock)
        office.clock.advance(days=30)

        assert office.tick() > 0
        rung = office.store.history(OFFICE, name)
        assert office.tick() == 0
        assert office.store.history(OFFICE, name) == rung
        assert all(office.store.messages(OFFICE, case=name))

    def test_the_feed_tells_every_entry_once(self) -> None:
        office, name = self._office()
        assert [one.position for one in office.feed()] == [1]
        office.fire(name, "urge", actor=CLERK)

        told = office.feed()

        assert [one.position for one in told] == [1, 2]
        assert [one.entry for one in told] == office.store.history(OFFICE, name)
        assert office.feed(after=2) == []


def _refused(kind: type[BihuanError], act: Callable[[], object]) -> bool:
    """Whether the act raises this error."""
    try:
        act()
    except kind:
        return True
    return False


def _cancelled(alarm: Alarm) -> Alarm:
    return replace(alarm, status="cancelled")
