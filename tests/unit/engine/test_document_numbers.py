"""Document numbers: one number for all its spellings, and one letter for a number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.document_numbers import RESERVED, VOID, Series, key_of, turn, used
from bihuan.engine.errors import BadInput, CaseNotFound, NumberTaken
from bihuan.engine.numbering import next_number, reserve, taken_by, void
from support.people import CLERK, FIRST_DAY, Desk, an_engine

TEXT = "吉科函〔2024〕12号"
LETTERS = Series(prefix="吉科函")
NOON = datetime(2024, 3, 4, 4, tzinfo=UTC)


@pytest.fixture
def desk() -> Desk:
    """An office with an empty register."""
    clock = FrozenClock(FIRST_DAY)
    return Desk(an_engine(MemoryStore(), clock=clock), clock)


def taken(desk: Desk, case: str, text: str = TEXT) -> str | None:
    """What keeps a case from using a number."""
    with desk.engine.store.look() as work:
        return taken_by(work, "office", text, case)


def use(desk: Desk, case: str, text: str = TEXT) -> None:
    """Let a letter of the case leave under the number."""
    with desk.engine.store.begin() as work:
        work.keep_numbers([used("office", text, case, CLERK.id, NOON)])


@pytest.mark.parametrize(
    "printed",
    [
        "吉科函〔2024〕12号",
        "吉科函[2024]12号",
        "吉科函(2024)12号",
        "吉科函（2024）12号",
        "吉科函【2024】12号",
        "吉科函﹝2024﹞12号",
        "吉科函〔２０２４〕１２号",
        "吉科函〔2024〕012号",
        "吉科函〔2024〕第12号",
        "  吉科函 〔2024〕 12 号\u3000",
        "吉\u200b科函〔2024〕12號",
        "吉科函〔2024〕12号（A类）",
        "吉科函〔2024〕12号此件主动公开",
    ],
)
def test_all_spellings_of_a_number_are_one_number(printed: str) -> None:
    kept = used("office", printed, "c-1", "某经办", NOON)

    assert (kept.text, kept.agency, kept.year, kept.serial) == (TEXT, "吉科函", 2024, 12)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("吉科函2024年12号", "吉科函2024年12号"),
        ("吉科函〔2024〕号", "吉科函〔2024〕号"),
        ("吉科函【２０２４", "吉科函〔2024"),
        ("口头答复", "口头答复"),
    ],
)
def test_a_number_that_cannot_be_read_is_kept_as_it_was_printed(printed: str, key: str) -> None:
    kept = turn("office", printed, RESERVED, actor="某经办", at=NOON)

    assert (kept.text, kept.agency, kept.year, kept.serial) == (key, None, None, None)


@pytest.mark.parametrize("printed", ["", "  ", "无", "—", "暂无"])
def test_no_number_is_no_number(printed: str, desk: Desk) -> None:
    assert key_of(printed) == ""
    assert taken(desk, desk.receive(), printed) is None


def test_a_serial_with_a_part_counts_as_its_serial() -> None:
    assert turn("office", "吉科函〔2024〕12-3号", RESERVED, actor="某", at=NOON).serial == 12


def test_a_run_of_digits_no_office_counts_by_is_no_serial() -> None:
    long = f"吉科函〔2024〕{'9' * 30}号"

    assert turn("office", long, RESERVED, actor="某", at=NOON).serial is None


def test_a_text_too_long_to_be_a_number_is_refused() -> None:
    with pytest.raises(BadInput, match="longer than 200 characters"):
        used("office", "号" * 201, "c-1", "某", NOON)


def test_a_series_begins_where_the_office_says_and_only_in_that_year() -> None:
    series = Series(prefix="吉科函", starts={2024: 38})

    assert series.after(0, 2024) == "吉科函〔2024〕38号"
    assert series.after(38, 2024) == "吉科函〔2024〕39号"
    assert series.after(99, 2024) == "吉科函〔2024〕100号"
    assert series.after(0, 2025) == "吉科函〔2025〕1号"


def test_a_number_belongs_to_the_case_whose_letter_carries_it(desk: Desk) -> None:
    first, other = desk.receive(1), desk.receive(2)

    use(desk, first)

    assert taken(desk, other, "吉科函[2024]12号") == first
    assert taken(desk, first) is None
    assert taken(desk, other, "吉科函〔2024〕13号") is None


def test_a_number_reserved_for_nobody_is_whose_letter_carries_it_first(desk: Desk) -> None:
    first, other = desk.receive(1), desk.receive(2)
    reserve(desk.engine, TEXT, actor=CLERK)

    assert taken(desk, first) is None
    use(desk, first)
    assert taken(desk, other) == first


def test_a_number_reserved_for_a_case_is_for_no_other(desk: Desk) -> None:
    first, other = desk.receive(1), desk.receive(2)

    reserve(desk.engine, TEXT, actor=CLERK, case=first)

    assert taken(desk, other) == first
    assert taken(desk, first) is None


def test_a_void_number_says_why_it_is_void(desk: Desk) -> None:
    case = desk.receive()

    void(desk.engine, TEXT, actor=CLERK, reason="印错")

    assert taken(desk, case) == "印错"


def test_a_host_and_a_case_merged_into_it_are_one_handling(desk: Desk) -> None:
    host, follower, other = (desk.receive(no) for no in (1, 2, 3))
    desk.do(host, "dispatch")
    desk.do(follower, "merge", host=host)

    use(desk, follower)
    assert taken(desk, host) is None
    use(desk, host)
    assert taken(desk, follower) is None
    assert taken(desk, other) == host


def test_offices_have_registers_of_their_own(desk: Desk) -> None:
    neighbour = Desk(an_engine(desk.engine.store, office="other", clock=desk.clock), desk.clock)

    given = [next_number(one.engine, LETTERS, actor=CLERK).text for one in (desk, neighbour)]

    assert given == ["吉科函〔2024〕1号", "吉科函〔2024〕1号"]


def test_a_number_reserved_last_year_is_not_this_year_s(desk: Desk) -> None:
    case = desk.receive()
    next_number(desk.engine, LETTERS, actor=CLERK, case=case)
    desk.clock.set("2025-01-02")

    again = next_number(desk.engine, LETTERS, actor=CLERK, case=case)

    assert again.text == "吉科函〔2025〕1号"


def test_after_its_letter_has_left_a_case_is_given_another_number(desk: Desk) -> None:
    case = desk.receive()
    first = next_number(desk.engine, LETTERS, actor=CLERK, case=case)
    use(desk, case, first.text)

    again = next_number(desk.engine, LETTERS, actor=CLERK, case=case)

    assert (first.serial, again.serial) == (1, 2)


def test_a_case_nobody_knows_is_given_no_number(desk: Desk) -> None:
    with pytest.raises(CaseNotFound):
        next_number(desk.engine, LETTERS, actor=CLERK, case="c-404")
    with pytest.raises(CaseNotFound):
        reserve(desk.engine, TEXT, actor=CLERK, case="c-404")

    assert desk.engine.store.numbers("office") == []


def test_a_number_kept_back_for_a_case_may_be_asked_for_once_more(desk: Desk) -> None:
    case = desk.receive()

    first = reserve(desk.engine, TEXT, actor=CLERK, case=case)
    again = reserve(desk.engine, TEXT, actor=CLERK, case=case)

    assert first == again


def test_two_who_keep_one_number_back_for_nobody_do_not_both_have_it(desk: Desk) -> None:
    reserve(desk.engine, TEXT, actor=CLERK, reason="甲用")

    with pytest.raises(NumberTaken):
        reserve(desk.engine, TEXT, actor=CLERK, reason="乙用")


def test_a_number_that_cannot_be_read_may_be_made_void_once_a_letter_reserved_it(
    desk: Desk,
) -> None:
    odd = turn("office", "吉科函2024年12号", RESERVED, actor=CLERK.id, at=NOON)
    with desk.engine.store.begin() as work:
        work.keep_numbers([odd])

    gone = void(desk.engine, "吉科函２０２４年12号", actor=CLERK, reason="写法不对")

    assert (gone.text, gone.status, gone.no) == (odd.text, VOID, 2)
    with pytest.raises(BadInput, match="write it whole"):
        void(desk.engine, "吉科函2024年13号", actor=CLERK, reason="没有这个号")
    with pytest.raises(BadInput, match="say why"):
        void(desk.engine, TEXT, actor=CLERK, reason=" ")
