"""What every store must know of document numbers: each is given once, whatever becomes of it."""

from dataclasses import replace

import pytest

from bihuan.engine.document_numbers import RESERVED, USED, VOID, Registered, turn
from bihuan.engine.errors import CaseNotFound, NumberTaken
from bihuan.engine.ports import Store
from support.samples import NOON, OFFICE, OTHER_OFFICE, RARE, birth, case, step
from support.stores import everything, save

TEXT = "吉科函〔2024〕12号"


def wish(status: str = RESERVED, case: str | None = None, text: str = TEXT) -> Registered:
    """A turn that somebody wants to write down."""
    return turn(OFFICE, text, status, case=case, reason=RARE, actor="某经办", at=NOON)


def keep(store: Store, *turns: Registered) -> None:
    """Write turns down in one transaction."""
    with store.begin() as work:
        work.keep_numbers(turns)


@pytest.fixture
def cases(store: Store) -> Store:
    """The store with a host, a case merged into it, and a stranger."""
    save(store, birth(1), birth(2, case_=case(2, host="c-1")), birth(3))
    return store


def test_the_turns_of_a_number_come_back_as_they_were_written_and_counted(cases: Store) -> None:
    turns = [wish(), wish(case="c-1"), wish(USED, "c-1")]

    keep(cases, *turns)

    found = [replace(one, no=no) for no, one in enumerate(turns, start=1)]
    assert cases.turns(OFFICE, TEXT) == found
    assert cases.numbers(OFFICE) == found[-1:]
    with cases.begin() as work:
        assert work.number(OFFICE, TEXT) == found[-1]
        assert work.numbers_of(OFFICE, "c-1") == found[-1:]
        assert work.numbers_of(OFFICE, "c-2") == []
        assert work.number(OFFICE, "无此号") is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([wish(VOID)], wish()),
        ([wish(VOID)], wish(USED, "c-1")),
        ([wish(VOID)], wish(VOID)),
        ([wish()], wish()),
        ([wish(case="c-1")], wish()),
        ([wish(case="c-1")], wish(case="c-1")),
        ([wish(case="c-1")], wish(case="c-2")),
        ([wish(case="c-1")], wish(USED, "c-3")),
        ([wish(USED, "c-1")], wish(VOID)),
        ([wish(USED, "c-1")], wish(case="c-1")),
        ([wish(USED, "c-1")], wish(USED, "c-3")),
        ([wish(USED, "c-1"), wish(USED, "c-2")], wish(USED, "c-3")),
    ],
)
def test_a_number_once_given_is_never_given_again(
    cases: Store, before: list[Registered], after: Registered
) -> None:
    keep(cases, *before)

    with pytest.raises(NumberTaken) as refused:
        keep(cases, wish(text="吉科函〔2024〕13号"), after)

    last = before[-1]
    assert (refused.value.number, refused.value.status, refused.value.case) == (
        TEXT,
        last.status,
        last.case,
    )
    assert len(cases.turns(OFFICE, TEXT)) == len(before)
    assert cases.turns(OFFICE, "吉科函〔2024〕13号") == []


def test_a_host_and_the_cases_merged_into_it_share_a_number(cases: Store) -> None:
    keep(cases, wish(USED, "c-1"), wish(USED, "c-2"), wish(USED, "c-1"))

    assert [one.case for one in cases.turns(OFFICE, TEXT)] == ["c-1", "c-2", "c-1"]


def test_a_refused_number_leaves_the_transaction_as_it_was(cases: Store) -> None:
    keep(cases, wish(VOID))

    with cases.begin() as work:
        work.keep_numbers([wish(text="吉科函〔2024〕13号")])
        with pytest.raises(NumberTaken):
            work.keep_numbers([wish(text="吉科函〔2024〕14号"), wish()])
        assert work.number(OFFICE, "吉科函〔2024〕14号") is None

    assert [one.serial for one in cases.numbers(OFFICE)] == [12, 13]


def test_a_number_is_kept_with_the_event_that_uses_it_or_not_at_all(cases: Store) -> None:
    first, other = birth(1), birth(3)
    save(cases, replace(step(first, "answered"), numbers=(wish(USED, "c-1"),)))
    before = everything(cases)
    taken = replace(step(other, "answered"), numbers=(wish(USED, "c-3"),))

    for send in (lambda work: work.save(taken), lambda work: work.finish([taken])):
        with pytest.raises(NumberTaken, match="12号 is used for case 'c-1'"), cases.begin() as work:
            send(work)

    assert everything(cases) == before


def test_a_number_for_a_case_nobody_knows_is_refused(cases: Store) -> None:
    with pytest.raises(CaseNotFound, match="c-404"):
        keep(cases, wish(USED, "c-404"))

    assert cases.numbers(OFFICE) == []


def test_the_highest_serial_counts_whatever_became_of_it(cases: Store) -> None:
    keep(
        cases,
        wish(text="吉科函〔2024〕9号"),
        wish(VOID, text="吉科函〔2024〕17号"),
        wish(text="吉科函〔2024〕10-2号"),
        wish(text="吉科函〔2023〕40号"),
        wish(text="吉科提函〔2024〕99号"),
        wish(text="吉科函2024年第88号"),
    )

    with cases.begin() as work:
        assert work.last_serial(OFFICE, "吉科函", 2024) == 17
        assert work.last_serial(OFFICE, "吉科函", None) == 40
        assert work.last_serial(OFFICE, "吉科函", 2022) == 0
        assert work.last_serial(OTHER_OFFICE, "吉科函", None) == 0


def test_numbers_are_listed_by_series_year_and_serial_as_they_stand(cases: Store) -> None:
    texts = ["乙函〔2024〕2号", "甲函〔2024〕10号", "甲函〔2024〕9号", "甲函〔2023〕11号", "补发"]
    keep(cases, *[wish(text=text) for text in texts], wish(VOID, text=texts[2]))

    def listed(**asked: object) -> list[str]:
        return [one.text for one in cases.numbers(OFFICE, **asked)]  # type: ignore[arg-type]

    assert listed() == [texts[4], texts[0], texts[3], texts[2], texts[1]]
    assert listed(agency="甲函", year=2024) == [texts[2], texts[1]]
    assert listed(agency="甲函", status=VOID) == listed(status=VOID) == [texts[2]]
    assert listed(year=2024, status=RESERVED) == [texts[0], texts[1]]
    assert listed(agency="甲函", year=2024, status=USED) == []
    assert cases.numbers(OTHER_OFFICE) == []
