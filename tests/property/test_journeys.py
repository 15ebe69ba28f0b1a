"""Whatever people press in whatever order, every promise holds over every store."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from bihuan.adapters.memory import MemoryStore
from bihuan.engine.ports import Store
from support.journeys import Journeys

LENGTHS = {"memory": (200, 40), "sqlite": (20, 30), "postgres": (12, 25)}
"""How many journeys, and how many steps each, over which store."""


def run_journeys(store: Store, examples: int, steps: int, **more: object) -> None:
    """Let random people work in offices of their own on one store."""
    kind = type("JourneysHere", (Journeys,), {"store": store})
    run_state_machine_as_test(
        kind,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
            database=None,
            deadline=None,
            **more,  # type: ignore[arg-type]
        ),
    )


@pytest.mark.slow
def test_every_promise_holds_on_every_journey(
    store: Store, request: pytest.FixtureRequest
) -> None:
    examples, steps = LENGTHS[request.node.callspec.params["store"]]

    run_journeys(store, examples, steps)
