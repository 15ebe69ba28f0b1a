"""What every store must keep of promises: added beside the history, and never changed."""

from dataclasses import replace

import pytest

from bihuan.engine.errors import BihuanError, Conflict
from bihuan.engine.ports import Store
from bihuan.engine.promises import Commitment, Fulfilment
from support.samples import CASE, NOON, OFFICE, RARE, TODAY, birth
from support.stores import everything, save

PROMISED = Commitment(
    office=OFFICE,
    case=CASE,
    no=1,
    round=1,
    seq=None,
    text=RARE,
    due=None,
    on=TODAY,
    actor="某经办",
    at=NOON,
)
REPORTED = Fulfilment(
    office=OFFICE, case=CASE, no=1, turn=1, status="done", on=TODAY, actor="某经办", at=NOON
)


@pytest.fixture
def received(store: Store) -> Store:
    """The store with one case."""
    save(store, birth())
    return store


def test_what_belongs_to_no_event_comes_back_as_it_was_added(received: Store) -> None:
    again = replace(REPORTED, turn=2, status="postponed", due=TODAY, note=RARE)

    with received.begin() as work:
        work.keep_records([PROMISED, REPORTED])
        work.keep_records([again])
        assert work.records(Fulfilment, OFFICE, CASE) == [REPORTED, again]

    assert received.records(Commitment, OFFICE) == [PROMISED]
    assert received.records(Fulfilment, OFFICE, CASE) == [REPORTED, again]


def test_what_was_added_is_not_written_over(received: Store) -> None:
    with received.begin() as work:
        work.keep_records([PROMISED, REPORTED])
    before = everything(received)

    for again in (replace(PROMISED, text="别的"), replace(REPORTED, status="failed")):
        with received.begin() as work:
            with pytest.raises(Conflict):
                work.keep_records([replace(REPORTED, turn=9), again])
            assert work.records(Commitment, OFFICE, CASE) == [PROMISED]

    assert everything(received) == before


def test_a_promise_of_a_case_nobody_knows_is_refused(received: Store) -> None:
    with received.begin() as work, pytest.raises(BihuanError):
        work.keep_records([replace(PROMISED, case="c-404")])

    assert received.records(Commitment, OFFICE) == []
