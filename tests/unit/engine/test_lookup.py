"""People call a case by its number, its kind and number, or its id."""

from __future__ import annotations

import pytest

from bihuan.engine.errors import Ambiguous, CaseNotFound
from bihuan.engine.lookup import find_case, spell
from support.people import Desk


def named(desk: Desk, name: str) -> str:
    """The number and year of the case that answers to the name."""
    case = find_case(desk.engine.store, "office", name)
    return f"{case.year} {case.kind} {case.number_key}"


@pytest.fixture
def office(desk: Desk) -> Desk:
    """A suggestion 123 of two years, and proposals 123 and 7."""
    desk.receive(123)
    desk.receive(123, year=2023)
    desk.receive(123, kind="cppcc_proposal")
    desk.receive(7, kind="cppcc_proposal")
    return desk


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2023建议123", "2023 deputy_suggestion 123"),
        ("2024年代表建议第0123号", "2024 deputy_suggestion 123"),
        ("提案123", "2024 cppcc_proposal 123"),
        ("政协提案-123", "2024 cppcc_proposal 123"),
        (" 提案 0007 ", "2024 cppcc_proposal 7"),
        ("第0007号", "2024 cppcc_proposal 7"),
        ("7", "2024 cppcc_proposal 7"),
        ("2024-7", "2024 cppcc_proposal 7"),
    ],
)
def test_a_case_is_found_by_what_people_call_it(office: Desk, name: str, found: str) -> None:
    assert named(office, name) == found


def test_the_id_comes_before_everything(office: Desk) -> None:
    assert named(office, "case-00002") == "2023 deputy_suggestion 123"


@pytest.mark.parametrize("name", ["123", "建议123"])
def test_several_cases_of_one_name_are_listed(office: Desk, name: str) -> None:
    with pytest.raises(Ambiguous) as refused:
        named(office, name)

    assert refused.value.name == name
    assert {"2023年建议第0123号", "2024年建议第0123号"} <= set(refused.value.candidates)


@pytest.mark.parametrize("name", ["建议7", "2023提案7", "第9号", "", "建议"])
def test_a_name_nobody_has_is_not_guessed(office: Desk, name: str) -> None:
    with pytest.raises(CaseNotFound):
        named(office, name)


def test_a_case_without_a_number_is_spelled_by_its_title(desk: Desk) -> None:
    case = desk.case(desk.receive(5, number="", number_key="关于示例", title="关于示例"))

    assert spell(case) == "2024年建议关于示例"


def test_a_spelled_case_is_found_by_its_spelling(office: Desk) -> None:
    for case in map(office.case, ("case-00001", "case-00002", "case-00003", "case-00004")):
        assert find_case(office.engine.store, "office", spell(case)) == case


def test_a_case_without_a_number_is_found_by_its_title_and_its_spelling(desk: Desk) -> None:
    case = desk.case(desk.receive(5, number="", number_key="关于示例", title="关于示例事项"))

    found = [find_case(desk.engine.store, "office", name) for name in (case.title, spell(case))]

    assert found == [case, case]
