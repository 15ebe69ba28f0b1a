"""Whoever is urged exists: through the address book, roles become people who are there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bihuan.engine.records import Urging
from bihuan.rules.book import Book, Entry, Kind, Role
from support.people import CLERK, Desk

HEAD = Entry(name="某处长", division="某处", roles=(Role.HEAD,))
CLERKS = Entry(name="某经办人", division="某处")
LEADER = Entry(name="某厅长", roles=(Role.LEADER,))
SUPERVISION = Entry(name="督查室", kind=Kind.UNIT, roles=(Role.SUPERVISION_OFFICE,), digest=True)
DIVISION = Entry(name="某处", kind=Kind.DIVISION)
FRONT = Entry(name="建议提案办", kind=Kind.OFFICE)
OTHER = Entry(name="甲局", kind=Kind.UNIT)
ALL = (HEAD, CLERKS, LEADER, SUPERVISION, DIVISION, FRONT, OTHER)


def with_book(desk: Desk, *changed: Entry) -> None:
    """Give the office a book in which these entries stand instead of those of the same name."""
    entries = {one.name: one for one in (*ALL, *changed)}
    desk.engine.house = replace(desk.engine.house, book=Book(entries.values()))


@pytest.fixture
def case(desk: Desk) -> str:
    """A case that has been dispatched, in an office with a book."""
    with_book(desk)
    name = desk.receive()
    desk.do(name, "dispatch")
    return name


def urged(desk: Desk, case: str, *roles: str, level: str = "urging") -> list[tuple[str, object]]:
    """Urge these roles; who was urged, and in which role they were written to."""
    done = desk.do(case, "urge", to=list(roles), level=level)
    sent = desk.engine.store.messages("office", case=case)
    names = [one.recipient for one in desk.records(Urging, case) if one.seq == done.seq]
    roles_of = {one.recipient: one.body["role"] for one in sent if one.seq == done.seq}
    assert set(names) == set(roles_of)
    return [(name, roles_of[name]) for name in names]


def test_roles_become_the_people_who_have_them(desk: Desk, case: str) -> None:
    found = urged(desk, case, "officer", "division_head", "leader", "supervision_office")

    assert set(found) == {
        ("督查室", "supervision_office"),
        ("某厅长", "leader"),
        ("某处长", "division_head"),
        ("某经办人", "officer"),
    }


@pytest.mark.parametrize(
    ("changed", "reached"),
    [
        (replace(CLERKS, away=True, stand_in="某处长"), "某处长"),
        (replace(CLERKS, left=True), "某处长"),
        (replace(CLERKS, left=True, division=None), "某处长"),
    ],
    ids=["away, with a stand-in", "left", "left, and of no division"],
)
def test_who_is_not_there_is_not_written_to(
    desk: Desk, case: str, changed: Entry, reached: str
) -> None:
    with_book(desk, changed)

    assert urged(desk, case, "officer") == [(reached, "officer")]


def test_a_leader_who_left_leaves_his_cases_to_the_office_and_not_to_those_below(
    desk: Desk, case: str
) -> None:
    with_book(desk, replace(LEADER, left=True))

    assert urged(desk, case, "leader", level="supervision") == [("建议提案办", "leader")]


def test_one_person_in_two_roles_is_urged_once(desk: Desk, case: str) -> None:
    with_book(desk, replace(CLERKS, away=True, stand_in="某处长"))

    assert urged(desk, case, "officer", "division_head") == [("某处长", "officer")]


def test_a_case_nobody_has_yet_urges_the_office_by_its_name(desk: Desk) -> None:
    with_book(desk)
    received = desk.receive()

    assert urged(desk, received, "officer", "leader") == [("建议提案办", "officer")]


def test_a_role_nobody_has_comes_to_the_office(desk: Desk, case: str) -> None:
    assert urged(desk, case, "assigner") == [("建议提案办", "assigner")]


def test_a_name_that_is_no_role_is_a_person_s_own(desk: Desk, case: str) -> None:
    assert urged(desk, case, "某处长") == [("某处长", "named")]
    assert urged(desk, case, "没有这个人") == [("建议提案办", "named")]


def test_another_unit_is_written_to_where_the_book_knows_it(desk: Desk, case: str) -> None:
    desk.do(case, "co_handle", requests=["甲局"])

    assert urged(desk, case, "cohandler") == [("甲局", "cohandler")]


def test_for_a_unit_or_a_member_the_book_does_not_know_the_office_is_told_as_the_office(
    desk: Desk, case: str
) -> None:
    desk.do(case, "co_handle", requests=["乙局"])
    assert urged(desk, case, "cohandler") == [("建议提案办", "office")]

    desk.do(case, "opinion", unit="乙局")
    desk.walk(case, "contact", "answer")
    assert urged(desk, case, "member", level="reminder") == [("建议提案办", "office")]


def test_who_wants_a_digest_has_notices_held_but_never_supervision(desk: Desk, case: str) -> None:
    with_book(desk, replace(CLERKS, digest=True))
    for level in ("reminder", "supervision"):
        said = {"rung": level, "level": level, "to": ["officer"]}
        desk.engine.fire(case, "urge", said, actor=CLERK)
    desk.do(case, "urge", to=["officer"])

    statuses = [one.status for one in desk.engine.store.messages("office", case=case)]
    assert statuses == ["held", "pending", "pending"]
