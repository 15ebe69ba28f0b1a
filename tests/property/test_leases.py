"""What only one may do at a time is done by one at a time, whoever asks, dies or comes late."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bihuan.engine.ports import Store
from support.samples import NOON

HOLDERS = ("甲", "乙", "丙")
TERM = timedelta(minutes=10)
MANY = {"memory": 100, "sqlite": 20, "postgres": 15}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("ask", "ask", "ask", "release", "wait")),
        st.sampled_from(HOLDERS),
        st.integers(1, 15),
    ),
    min_size=5,
    max_size=30,
)
_jobs = count(1)


@pytest.mark.slow
def test_a_job_has_one_holder_at_a_time_and_each_new_one_a_higher_fence(
    store: Store, request: pytest.FixtureRequest
) -> None:
    examples = MANY[request.node.callspec.params["store"]]
    many = 10 if settings().max_examples > 100 else 1

    @settings(
        max_examples=examples * many,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(STEPS)
    def whoever_asks(steps: list[tuple[str, str, int]]) -> None:
        _hold(store, f"job-{next(_jobs)}", steps)

    whoever_asks()


def _hold(store: Store, job: str, steps: list[tuple[str, str, int]]) -> None:
    """Ask for a job, give it back, or let time pass; a model says who may have it."""
    now = NOON
    holder, ends, fence = "", now, 0
    for what, who, minutes in steps:
        match what:
            case "wait":
                now += timedelta(minutes=minutes)
            case "release":
                store.watch.release("office", job, who)
                holder = "" if who == holder else holder
            case _:
                got = store.watch.lease("office", job, who, now, now + TERM)
                free = holder in ("", who) or ends <= now
                assert (got is not None) == free, f"{who} asks while {holder} has it until {ends}"
                if got is None:
                    continue
                assert got == fence if who == holder else got > fence
                holder, ends, fence = who, now + TERM, got
