"""The contract that is shipped for other stores holds for ours."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest

from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.engine.ports import Store
from bihuan.testing import CHAIN, StoreContract, memory_engine, sample_case, sample_cases
from support.stores import DATABASES, database_of


class TestMemory(StoreContract):
    """The store in memory."""

    def new_store(self) -> Store:
        """A new one."""
        return MemoryStore()


@pytest.mark.parametrize("kind", DATABASES)
class TestDatabases(StoreContract):
    """Both databases."""

    @pytest.fixture(autouse=True)
    def _database(self, kind: str, request: pytest.FixtureRequest) -> Iterator[None]:
        with ExitStack() as stack:
            url = stack.enter_context(database_of(kind, request))
            self.store = stack.enter_context(closing(SqlStore(open_database(url))))
            yield

    def new_store(self) -> Store:
        """The one of this test."""
        return self.store


def test_there_is_a_sample_case_in_each_state() -> None:
    cases = sample_cases(memory_engine())

    assert {state: case.state for state, case in cases.items()} == {one: one for one in CHAIN}


@pytest.mark.parametrize("policy", ["jilin_2025", "guizhou_2025_notice", "shanghai_2015"])
def test_a_sample_case_is_closed_under_regional_policies_too(policy: str) -> None:
    assert sample_case(memory_engine(policy=policy), "closed").final


def test_a_state_beside_the_chain_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="use one of received"):
        sample_case(memory_engine(), "merged")


def test_a_store_that_is_not_given_is_asked_for() -> None:
    with pytest.raises(NotImplementedError, match="give the store"):
        StoreContract().new_store()
