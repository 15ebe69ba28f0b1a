"""What is said with an event is read exactly, or refused by name."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from bihuan.engine import saying
from bihuan.engine.errors import BadInput
from bihuan.states.lead import LEAD
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT

TODAY = date(2024, 3, 4)


def field_of(refused: pytest.ExceptionInfo[BadInput]) -> str:
    """The argument that was refused."""
    return refused.value.field


@pytest.mark.parametrize(
    ("value", "read"), [(None, ""), (" 某 ", "某"), (7, "7"), (TODAY, "2024-03-04"), ("", "")]
)
def test_text_is_read_without_outer_blanks(value: object, read: str) -> None:
    assert saying.text({"x": value}, "x") == read


@pytest.mark.parametrize("value", [True, 3.5, ["某"], {"某": 1}, b"x"])
def test_what_is_no_text_is_not_made_one(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        saying.text({"x": value}, "x")

    assert field_of(refused) == "x"


@pytest.mark.parametrize(("value", "read"), [(True, True), (False, False)])
def test_a_yes_is_a_yes(value: bool, read: bool) -> None:
    assert saying.truth({"x": value}, "x") is read
    assert saying.truth({}, "x") is False


@pytest.mark.parametrize("value", ["true", 1, 0, None, "是"])
def test_nothing_else_is_taken_for_a_yes_or_a_no(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        saying.truth({"x": value}, "x")

    assert field_of(refused) == "x"


@pytest.mark.parametrize(
    ("value", "read"), [(None, None), ("", None), (3, 3), ("3", 3), (" 12 ", 12), (0, 0)]
)
def test_a_whole_number_may_come_as_digits(value: object, read: int | None) -> None:
    assert saying.whole({"x": value}, "x") == read


@pytest.mark.parametrize("value", [True, 3.5, "三", "-1", "1.0", "9" * 40, [1]])
def test_what_is_no_whole_number_is_refused(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        saying.whole({"x": value}, "x")

    assert field_of(refused) == "x"


def test_words_come_alone_or_in_a_list_and_each_counts_once() -> None:
    assert saying.words({}, "x", ("a",)) == ("a",)
    assert saying.words({"x": "b"}, "x", ()) == ("b",)
    assert saying.words({"x": [" b ", "c", "b"]}, "x", ()) == ("b", "c")


@pytest.mark.parametrize("value", [[], [""], [1], "", 5, {"a": 1}])
def test_what_is_no_list_of_words_is_refused(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        saying.words({"x": value}, "x", ())

    assert field_of(refused) == "x"


def test_a_table_has_a_text_for_each_name() -> None:
    assert saying.table({"x": {1: " a ", "b": 2}}, "x") == {"1": "a", "b": "2"}
    assert saying.table({}, "x") == {}


def test_a_table_names_the_entry_that_is_no_text() -> None:
    with pytest.raises(BadInput) as refused:
        saying.table({"x": {"b": ["c"]}}, "x")

    assert field_of(refused) == "b"


@pytest.mark.parametrize(
    ("value", "read"), [(None, None), ("", None), (TODAY, TODAY), (" 2024-03-04 ", TODAY)]
)
def test_a_day_is_a_date_or_its_text(value: object, read: date | None) -> None:
    assert saying.day("x", value) == read


@pytest.mark.parametrize(
    "value",
    [
        "2024-02-30",
        "3月4日",
        "20240304x",
        datetime(2024, 3, 4),  # noqa: DTZ001  # that is the point
        7,
        date(1948, 12, 31),
        date(3000, 1, 1),
        ["2024-03-04"],
    ],
)
def test_what_is_no_day_of_ours_is_refused(value: object) -> None:
    with pytest.raises(BadInput) as refused:
        saying.day("x", value)

    assert field_of(refused) == "x"


def test_requests_name_a_unit_and_perhaps_a_day() -> None:
    said = {"requests": ["甲局", {"unit": " 乙局 ", "due": "2024-03-04"}, {"unit": "丙局"}]}

    assert saying.requests(said) == [("甲局", None), ("乙局", TODAY), ("丙局", None)]
    assert saying.requests({}) == []


def test_a_misspelled_argument_is_named_with_what_was_meant() -> None:
    with pytest.raises(BadInput) as refused:
        saying.check_names("answer", {"singer": "某厅长"})

    assert field_of(refused) == "singer"
    assert "signer" in refused.value.reason


def test_an_event_only_a_tailored_machine_knows_may_bring_anything() -> None:
    saying.check_names("inspect", {"whatever": 1})


def test_every_event_of_the_shipped_machines_says_what_it_understands() -> None:
    events = {event for machine in (LEAD, SUPPORT, READING) for event in machine.events}

    assert events == set(saying.ARGUMENTS)
