"""No document number is ever given twice, whatever an office does with its register."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bihuan.adapters.clocks import FrozenClock
from bihuan.engine.document_numbers import RESERVED, USED, VOID, Series, used
from bihuan.engine.errors import NumberTaken
from bihuan.engine.numbering import next_number, reserve, taken_by, void
from bihuan.engine.ports import Store
from support.people import CLERK, Desk, an_engine

MANY = {"memory": 150, "sqlite": 15, "postgres": 12}
SERIES = (Series(prefix="甲函"), Series(prefix="甲提函", yearly=False), Series(prefix="甲令"))
YEARS = ("2024-03-04", "2025-01-02", "2026-05-06")
SPELLINGS = ("{}〔{}〕{}号", "{}[{}]{:03}号", "{}（{}）第{}號")
STEPS = st.lists(
    st.tuples(
        st.sampled_from(("next", "next", "next", "reserve", "void", "use", "use", "year")),
        st.sampled_from(SERIES),
        st.integers(0, 3),
        st.integers(1, 12),
        st.sampled_from(SPELLINGS),
    ),
    min_size=5,
    max_size=30,
)
_offices = count(1)


@dataclass(slots=True)
class Model:
    """What an office must remember of its numbers: how each stands, and whose it is."""

    standing: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    given: list[str] = field(default_factory=list)
    """Every number that `next` gave for the first time."""


@pytest.mark.slow
def test_a_number_is_given_once_whatever_the_office_does(
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
    def whatever_is_done(steps: list[tuple[str, Series, int, int, str]]) -> None:
        _an_office_at_work(store, f"office-{next(_offices)}", steps)

    whatever_is_done()


def _an_office_at_work(
    store: Store, office: str, steps: list[tuple[str, Series, int, int, str]]
) -> None:
    """Three cases and a stranger ask for numbers; a model says what they may be given."""
    clock = FrozenClock(YEARS[0])
    desk = Desk(an_engine(store, office=office, clock=clock), clock)
    cases = [desk.receive(no) for no in (1, 2, 3)]
    model, years = Model(), iter(YEARS[1:])
    for what, series, who, serial, spelling in steps:
        case = cases[who] if who < len(cases) else None
        typed = spelling.format(series.prefix, clock.now().year, serial)
        text = f"{series.prefix}〔{clock.now().year}〕{serial}号"
        match what:
            case "year":
                clock.set(next(years, clock.now().isoformat()))
            case "next":
                _next(desk, model, series, case)
            case "use":
                _use(desk, model, typed, text, case or cases[0])
            case _:
                _write(desk, model, what, typed, text, case)
    assert len(set(model.given)) == len(model.given)
    kept = {one.text: (one.status, one.case) for one in store.numbers(office)}
    assert kept == model.standing
    assert all(_turns_follow(desk, text) for text in kept)


def _next(desk: Desk, model: Model, series: Series, case: str | None) -> None:
    given = next_number(desk.engine, series, actor=CLERK, case=case)
    known = model.standing.get(given.text)
    if known is None:
        model.given.append(given.text)
        model.standing[given.text] = (RESERVED, case)
    else:
        assert case is not None
        assert known == (RESERVED, case), "only its own case is given a number again"


def _use(desk: Desk, model: Model, typed: str, text: str, case: str) -> None:
    office = desk.engine.house.office
    status, whose = model.standing.get(text, (RESERVED, None))
    free = status != VOID and whose in (None, case)
    with desk.engine.store.look() as work:
        assert (taken_by(work, office, typed, case) is None) == free
    try:
        with desk.engine.store.begin() as work:
            work.keep_numbers([used(office, typed, case, CLERK.id, desk.clock.now())])
    except NumberTaken:
        assert not free
        return
    assert free
    model.standing[text] = (USED, case)


def _write(desk: Desk, model: Model, what: str, typed: str, text: str, case: str | None) -> None:
    status, whose = model.standing.get(text, (None, None))
    try:
        if what == "void":
            void(desk.engine, typed, actor=CLERK, reason="印错")
        else:
            reserve(desk.engine, typed, actor=CLERK, case=case)
    except NumberTaken:
        assert status is not None, "nobody had it"
        assert (status, whose) != (RESERVED, case) or case is None
        return
    if what == "void":
        assert status in (None, RESERVED)
        model.standing[text] = (VOID, whose)
    else:
        assert status is None or (status == RESERVED and whose in (None, case) and case)
        model.standing[text] = (RESERVED, case)


def _turns_follow(desk: Desk, text: str) -> bool:
    """Whether the register tells the number's whole story, counted without a gap."""
    turns = desk.engine.store.turns(desk.engine.house.office, text)
    owners = {one.case for one in turns if one.case}
    return [one.no for one in turns] == [*range(1, len(turns) + 1)] and len(owners) <= 1
