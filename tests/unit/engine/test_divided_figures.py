"""How a year's figures divide: by division, subject, class, question and kind; parts add up."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.records import PastCase
from bihuan.engine.statistics import Figures, figures
from bihuan.engine.stories import stories
from bihuan.engine.tally import Clerk
from bihuan.rules.formulas import Rounding, Shares
from support.people import Desk, OpenDesk, policy_with

DAY = date(2024, 6, 17)


def count(desk: Desk, as_of: date = DAY, year: int = 2024) -> Figures:
    """The figures as of a day."""
    engine = desk.engine
    return figures(engine.store, engine.house, engine.library.machine, year, as_of)


def answered(desk: Desk, no: int, code: str = "A", **changes: object) -> str:
    """A case answered with a class."""
    case = desk.receive(no, **changes)
    desk.walk(case, "dispatch", "contact")
    desk.do(case, "answer", code=code, public="主动公开")
    return case


@pytest.fixture
def desk(desk_under: OpenDesk) -> Desk:
    """An office whose result classes are the national ones."""
    return desk_under(policy_with("national_law_2025", class_scheme="npc_national"))


def test_a_division_is_told_with_its_own_counts_and_rates(desk: Desk) -> None:
    desk.do(desk.receive(1), "dispatch", division="甲处")
    case = desk.receive(2)
    desk.do(case, "dispatch", division="乙处")
    desk.walk(case, "contact", "answer")
    desk.receive(3)

    found = count(desk)

    assert {name: tally.total for name, tally in found.divisions.items()} == {"甲处": 1, "乙处": 1}
    assert found.divisions["乙处"].answer_rate.text == "100%"
    assert found.divisions["甲处"].answer_rate.text == "0%"


def test_a_case_counts_in_the_division_it_was_last_dispatched_to(desk: Desk) -> None:
    case = desk.receive()
    desk.do(case, "dispatch", division="甲处")
    desk.clock.set("2024-03-20")
    desk.do(case, "redispatch", division="乙处", reason="职责调整")

    assert list(count(desk).divisions) == ["乙处"]
    assert list(count(desk, date(2024, 3, 19)).divisions) == ["甲处"]


def test_classes_come_in_the_order_of_their_scheme_and_only_from_answers(desk: Desk) -> None:
    for no, code in enumerate("BAAD", start=1):
        answered(desk, no, code)
    desk.walk(desk.receive(9, role="support"), "dispatch", "opine")

    found = count(desk)

    scheme = "npc_national"
    assert found.classes == {(scheme, "A"): 2, (scheme, "B"): 1, (scheme, "D"): 1}
    assert list(found.classes) == [(scheme, code) for code in "ABD"]
    assert [share.text for share in found.class_shares().values()] == ["50.0%", "25.0%", "25.0%"]
    assert found.by_public == {"主动公开": 4}


def test_a_second_answer_replaces_the_class_of_the_first(desk: Desk) -> None:
    case = answered(desk, 1, "B")
    desk.do(case, "feedback", verdict="不满意", comment="不够具体")
    desk.walk(case, "reassign", "contact")
    desk.do(case, "answer", code="A")

    assert count(desk).classes == {("npc_national", "A"): 1}


def test_attitude_and_result_are_counted_apart(desk: Desk) -> None:
    for no, (attitude, result) in enumerate(
        (("满意", "满意"), ("满意", "不满意"), ("基本满意", "满意")), start=1
    ):
        said = {"attitude": attitude, "result": result, "comment": "理由"}
        desk.fire(answered(desk, no), "feedback", args={**said, "verdict": None})

    found = count(desk)

    assert found.first_attitudes == {"satisfied": 2, "mostly_satisfied": 1}
    assert found.first_results == {"satisfied": 2, "unsatisfied": 1}
    assert (found.attitude.text, found.result.text) == ("100%", "66.7%")
    assert found.satisfaction.text == "66.7%"


def test_only_led_cases_are_asked_for_contacts_and_only_meetings_are_meetings(desk: Desk) -> None:
    called, met, silent = (desk.receive(no) for no in (1, 2, 3))
    supported = desk.receive(4, role="support")
    for case in (called, met, silent, supported):
        desk.do(case, "dispatch")
    desk.do(called, "contact", how="phone")
    desk.do(met, "contact", how="visit")

    found = count(desk)

    assert (found.contact_rate.text, found.meeting_rate.text) == ("66.7%", "33.3%")
    assert found.contact_rate.denominator == 3


def test_growth_is_told_by_kind_and_by_role(desk: Desk) -> None:
    for no in (1, 2, 3):
        desk.receive(no, kind="cppcc_proposal", role="support")
    lines = [
        PastCase(
            office="office",
            year=2023,
            key=str(no),
            kind=kind,
            role=role,
            number=str(no),
            title="题目",
        )
        for no, (kind, role) in enumerate(
            [("cppcc_proposal", "support")] * 2 + [("deputy_suggestion", "lead")]
        )
    ]
    with desk.engine.store.begin() as work:
        work.keep_past(lines)

    found = count(desk)

    assert (found.last_year, found.growth.text) == (3, "0%")
    assert found.growth_of("cppcc_proposal", "support").text == "50%"
    assert found.growth_of("deputy_suggestion").text == "-100%"
    assert found.growth_of("cppcc_proposal", "lead").text == "—"


def test_a_collective_author_is_told_from_members(desk: Desk) -> None:
    desk.receive(1, collective=True, members=("某党派",))
    desk.receive(2)

    assert count(desk).by_author == {"collective": 1, "member": 1}


def test_an_unanswered_case_is_late_only_after_its_day(desk: Desk) -> None:
    case = desk.receive()
    desk.walk(case, "dispatch", "contact")
    due = desk.deadline(case, "answer").due

    assert [count(desk, due.replace(day=due.day + more)).late for more in (0, 1)] == [0, 1]


@pytest.mark.parametrize("name", ["kinds", "roles", "divisions", "topics"])
def test_the_parts_add_up_to_the_whole(desk: Desk, name: str) -> None:
    for no in range(1, 7):
        role = ("lead", "support", "sole")[no % 3]
        kind = ("deputy_suggestion", "cppcc_proposal")[no % 2]
        case = desk.receive(no, role=role, kind=kind, category=f"主题{no % 2}")
        desk.do(case, "dispatch", division=f"{no % 3}处")
        desk.do(case, "urge")

    found = count(desk)

    parts = getattr(found, name).values()
    for counted in ("total", "led", "dispatched", "answered", "urges", "contacts"):
        assert sum(getattr(part, counted) for part in parts) == getattr(found, counted)


def test_groups_are_ranked_by_size_and_blanks_left_out(desk: Desk) -> None:
    for no, category in enumerate(("乙", "甲", "甲", ""), start=1):
        desk.receive(no, category=category)
    engine = desk.engine
    told = stories(engine.store, engine.house, engine.library.machine, 2024, DAY)

    groups = Clerk(told, DAY).divided(lambda one: one.case.category)

    assert [(name, tally.total) for name, tally in groups.items()] == [("甲", 2), ("乙", 1)]


def test_shares_of_a_whole_can_be_forced_and_those_of_a_part_cannot() -> None:
    forced = Shares(rounding=Rounding.FORCED_LARGEST)
    counts = {"A": 1178, "B": 16, "C": 90}

    assert [one.text for one in forced.of(counts).values()] == ["91.8%", "1.2%", "7.0%"]
    alone = forced.of(counts, whole=2000)["A"]
    assert (alone.text, alone.rounding) == ("58.9%", Rounding.HALF_UP)
