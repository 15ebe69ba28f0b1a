"""Two officers who reach for one document number at the same moment: one of them has it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from functools import partial

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.sql import SqlStore
from bihuan.adapters.sql.database import open_database
from bihuan.engine.audit import audit
from bihuan.engine.document_numbers import RESERVED, USED, Registered, Series, used
from bihuan.engine.errors import BihuanError, NumberTaken
from bihuan.engine.numbering import next_number, reserve
from bihuan.engine.records import Answer, Change
from support.people import CLERK, FIRST_DAY, Desk, an_engine
from support.samples import NOON, OFFICE, birth, step
from support.stores import save
from support.written_letters import as_file

PATIENCE = 30
ROUNDS = 5
"""How often each meeting is repeated, since one alone may not be a close one."""
LETTERS = Series(prefix="某函")


@pytest.fixture
def desks(database_url: str) -> Iterator[list[Desk]]:
    """Two desks of one office, each with connections of its own to one database."""
    with (
        closing(SqlStore(open_database(database_url))) as first,
        closing(SqlStore(open_database(database_url))) as second,
    ):
        clock = FrozenClock(FIRST_DAY)
        yield [Desk(an_engine(store, clock=clock), clock) for store in (first, second)]


def meet(*acts: Callable[[], object]) -> list[object]:
    """Let all act at the same moment; what each was given, or told."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        start.wait(timeout=PATIENCE)
        try:
            return act()
        except BihuanError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def leave(store: SqlStore, change: Change) -> None:
    """Let a letter leave, with its number."""
    with store.begin() as work:
        work.finish([change])


def sorts(results: list[object]) -> list[str]:
    """Of what sort each result is, in the order of the alphabet."""
    return sorted(type(one).__name__ for one in results)


def test_many_who_ask_for_the_next_number_are_given_as_many(desks: list[Desk]) -> None:
    for no in range(ROUNDS):
        given = meet(
            *(partial(next_number, desk.engine, LETTERS, actor=CLERK) for desk in desks * 3)
        )

        serials = sorted(one.serial or 0 for one in given if isinstance(one, Registered))
        assert serials == [*range(6 * no + 1, 6 * no + 7)]


def test_two_officers_of_one_case_are_given_one_number(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        case = desks[0].receive(no)

        first, second = meet(
            *(partial(next_number, desk.engine, LETTERS, actor=CLERK, case=case) for desk in desks)
        )

        assert first == second
        assert isinstance(first, Registered)
        assert (first.serial, first.case) == (no, case)


def test_of_two_who_keep_one_number_back_one_has_it(desks: list[Desk]) -> None:
    for no in range(1, ROUNDS + 1):
        text = f"某函〔2024〕{no}号"

        results = meet(*(partial(reserve, desk.engine, text, actor=CLERK) for desk in desks))

        assert sorts(results) == ["NumberTaken", "Registered"]
        assert len(desks[0].engine.store.turns("office", text)) == 1


def test_of_two_cases_whose_letters_carry_one_number_one_leaves(database_url: str) -> None:
    with (
        closing(SqlStore(open_database(database_url))) as first,
        closing(SqlStore(open_database(database_url))) as second,
    ):
        for no in range(1, ROUNDS + 1):
            text = f"某函〔2024〕{no}号"
            born = [birth(2 * no), birth(2 * no + 1)]
            save(first, *born)
            letters = [
                replace(
                    step(one, "answered"),
                    numbers=(used(OFFICE, text, one.case.id, "某经办", NOON),),
                )
                for one in born
            ]

            results = meet(*map(partial, (leave, leave), (first, second), letters))

            assert sorts(results) == ["NoneType", "NumberTaken"]
            (lost,) = (one for one in results if isinstance(one, NumberTaken))
            (winner,) = first.turns(OFFICE, text)
            assert (lost.status, lost.case) == (winner.status, winner.case)
            assert (winner.status, winner.no) == (USED, 1)
            answered = [first.case(OFFICE, one.case.id).state for one in born]
            assert sorted(answered) == ["answered", "received"]


def test_a_letter_and_the_clerk_who_keeps_its_number_back_do_not_both_have_it(
    desks: list[Desk],
) -> None:
    for no in range(1, ROUNDS + 1):
        case, text = desks[0].receive(no), f"某函〔2024〕{no}号"

        def register(case: str = case, text: str = text) -> None:
            with desks[0].engine.store.begin() as work:
                work.keep_numbers([used("office", text, case, CLERK.id, NOON)])

        results = meet(register, partial(reserve, desks[1].engine, text, actor=CLERK))

        turns = desks[0].engine.store.turns("office", text)
        if sorts(results) == ["NoneType", "Registered"]:  # kept back for whose letter carries it
            assert [one.status for one in turns] == [RESERVED, USED]
        else:
            assert sorts(results) in (["NoneType", "NumberTaken"], ["NumberTaken", "Registered"])
            assert len(turns) == 1


def ready_to_sign(desk: Desk, no: int) -> str:
    """A case whose letter is reviewed."""
    case = desk.receive(no)
    desk.walk(case, "dispatch", "contact", "draft", "review")
    return case


def signing(desk: Desk, case: str, number: str) -> Callable[[], object]:
    """Sign the case's letter under this number."""
    letter = as_file(desk.letter(case, number))
    return partial(desk.do, case, "sign", document=number, **letter)


def test_of_two_letters_signed_under_one_number_one_is_signed(desks: list[Desk]) -> None:
    for no in range(ROUNDS):
        number = f"某函〔2024〕{500 + no}号"
        cases = [ready_to_sign(desks[0], 2 * no + which) for which in (1, 2)]

        meet(*(signing(desk, case, number) for desk, case in zip(desks, cases, strict=True)))

        letters = sorted(str(desks[0].case(case).held["letter"]) for case in cases)
        assert letters == ["reviewed", "signed"]
        (registered,) = desks[0].engine.store.turns("office", number)
        assert registered.status == RESERVED


def test_a_letter_walks_its_path_in_a_database_and_its_file_stays(desks: list[Desk]) -> None:
    case = ready_to_sign(desks[0], 1)
    desks[1].walk(case, "sign", "answer")

    (answer,) = desks[0].records(Answer, case)
    paper = desks[0].engine.store.paper("office", answer.paper)
    assert paper is not None
    assert paper.content.decode().splitlines() == desks[0].letter(case, answer.document)
    assert audit(desks[0].engine).sound
