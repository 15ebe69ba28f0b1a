"""Whatever people press in whatever order, every promise holds over every store."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bihuan.engine.ports import Store
from support.journeys import Journeys

LENGTHS = {"memory": (90, 15, 40), "sqlite": (12, 12, 12), "postgres": (8, 12, 12)}
"""How many journeys, how many steps each, and how much happens in a step, over which store."""


def run_journeys(store: Store, examples: int, steps: int, pace: int) -> None:
    """Let random people work in offices of their own on one store."""
    kind = type("JourneysHere", (Journeys,), {"store": store, "pace": pace})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            database=None,
            deadline=None,
            phases=[Phase.generate],
        ),
    )


@pytest.mark.slow
def test_every_promise_holds_on_every_journey(store: Store, request: pytest.FixtureRequest) -> None:
    length = LENGTHS[request.node.callspec.params["store"]]

    run_journeys(store, *length)
