"""The pages over a store in memory, on 4 March 2024, with one case."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.pages import Guest, a_guest
from support.web import Service, a_service, an_office


@pytest.fixture
def clock() -> FrozenClock:
    """The morning of 4 March 2024."""
    return FrozenClock("2024-03-04")


@pytest.fixture
def engine(clock: FrozenClock) -> Engine:
    """An engine with one case."""
    return an_office(clock)


@pytest.fixture
def service(engine: Engine) -> Service:
    """The application over it."""
    return a_service(engine)


@pytest.fixture
def office(service: Service) -> Guest:
    """The office at a browser."""
    return a_guest(service, Role.OFFICE, "某经办")
