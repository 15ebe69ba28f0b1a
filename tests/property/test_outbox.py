"""Whatever couriers do at an outbox: one lease at a time, and nothing is left behind."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bihuan.engine.ports import Store
from support.outboxes import Couriers

LENGTHS = {"memory": (60, 40), "sqlite": (12, 30), "postgres": (8, 30)}
"""How many outboxes over which store, and how much happens at each."""


@pytest.mark.slow
def test_an_outbox_keeps_its_promises_whatever_couriers_do(
    store: Store, request: pytest.FixtureRequest
) -> None:
    examples, steps = LENGTHS[request.node.callspec.params["store"]]
    many = 10 if settings().max_examples > 100 else 1

    run_state_machine_as_test(
        type("CouriersHere", (Couriers,), {"store": store}),
        settings=settings(
            max_examples=examples * many,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            database=None,
            deadline=None,
            phases=[Phase.generate],
        ),
    )
