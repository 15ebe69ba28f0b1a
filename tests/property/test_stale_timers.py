"""Whoever slept on what was due rings nothing that was rung, cancelled or put off meanwhile."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.errors import BadInput, Refused
from support.people import FIRST_DAY, Desk, an_engine

ACTS = st.sampled_from(
    ["tick", "wait", "put off", "dispatch", "withdraw", "resume", "contact", "co_handle", "answer"]
)


def act(desk: Desk, case: str, what: str) -> None:
    """Something happens to the case, to its timers or to the clock."""
    match what:
        case "tick":
            desk.engine.tick()
        case "wait":
            desk.clock.advance(days=4)
        case "put off":
            with desk.engine.store.begin() as work:
                later = [
                    replace(one, due_at=one.due_at + timedelta(days=2)) for one in desk.alarms(case)
                ]
                work.settle(later)
        case _:
            with suppress(Refused, BadInput):
                desk.do(case, what)


@settings(max_examples=max(50, settings().max_examples // 2))
@given(before=st.lists(ACTS, max_size=6), meanwhile=st.lists(ACTS, max_size=6))
def test_a_timer_seen_before_rings_only_if_it_may_still_ring_now(
    before: list[str], meanwhile: list[str]
) -> None:
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), clock=clock), clock)
    case = desk.receive()
    for what in before:
        act(desk, case, what)
    clock.advance(days=3)
    seen, stood = desk.engine.store.due("office", clock.now(), 100), desk.case(case)
    for what in meanwhile:
        act(desk, case, what)

    for alarm in seen:
        stands = {one.id: one for one in desk.engine.store.alarms("office", case)}[alarm.id]
        may = stands.status == "pending" and stands.due_at <= clock.now()
        entries = len(desk.history(case))

        desk.engine._bell._ring(stood, alarm)

        assert len(desk.history(case)) in ((entries, entries + 1) if may else (entries,))
        assert all(one.id != alarm.id for one in desk.alarms(case) if one.due_at <= clock.now())
    timers = [one.timer for one in desk.history(case) if one.timer is not None]
    assert len(timers) == len(set(timers))
