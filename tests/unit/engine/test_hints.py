"""Whoever subscribes gets a hint of what is kept, and can undo nothing."""

from __future__ import annotations

import pytest

from bihuan.engine.errors import Refused
from bihuan.engine.records import Entry
from bihuan.testing import FrozenClock, memory_engine
from support.people import CLERK, intake


def test_every_entry_is_hinted_at_until_the_subscription_ends() -> None:
    clock = FrozenClock("2024-03-04")
    office, heard = memory_engine(clock), list[Entry]()
    end = office.subscribe(heard.append)
    case = office.receive(intake(), actor=CLERK).case.id
    office.fire(case, "urge", actor=CLERK)
    with pytest.raises(Refused):
        office.fire(case, "close", actor=CLERK)
    clock.advance(days=10)
    office.tick()

    end()
    end()
    office.fire(case, "urge", actor=CLERK)

    history = office.store.history("office", case)
    assert heard == history[:-1]
    assert [one.actor for one in heard].count("clock") >= 1


def test_a_listener_that_fails_is_logged_and_the_others_hear() -> None:
    office, heard, logged = memory_engine(), list[Entry](), list[object]()
    office.log = lambda event, **values: logged.append((event, values.get("error")))
    office.subscribe(lambda entry: 1 // 0)
    office.subscribe(heard.append)

    outcome = office.receive(intake(), actor=CLERK)

    assert heard == [outcome.entry]
    assert logged[-1] == (
        "hint.failed",
        "ZeroDivisionError('integer division or modulo by zero')",
    )
