"""The list of commitments: what was promised, what came of it, and what is carried on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.lists import Page
from bihuan.engine.promising import report
from support.paper import paged, rows, sheets, written, xml
from support.people import CLERK, Desk

ROAD = {"text": "修通东路", "due": date(2024, 9, 30)}


def column(page: Page, name: str) -> list[Any]:
    at = next(at for at, one in enumerate(page.listed.columns) if one.name == name)
    return [row[at] for row in page.rows]


def answered(desk: Desk, no: int, *commitments: object, **dispatch: object) -> str:
    """A case whose answer promised this."""
    case = desk.receive(no)
    desk.do(case, "dispatch", **dispatch)
    desk.do(case, "contact")
    desk.do(case, "answer", commitments=list(commitments))
    return case


def reported(desk: Desk, case: str, status: str, day: str, **how: Any) -> None:
    """Somebody says on that day what came of it."""
    desk.clock.set(day)
    report(desk.engine, case, how.pop("no", 1), status, actor=CLERK, **how)


@pytest.fixture
def road(desk: Desk) -> str:
    """A case that promised a road by the end of September."""
    return answered(desk, 1, ROAD)


def test_each_commitment_has_a_row_with_its_letter_and_what_came_of_it(
    desk: Desk, road: str
) -> None:
    answered(desk, 2, {"text": "增设路灯"}, {"text": "加强宣传"})
    answered(desk, 3)
    reported(desk, road, "partly", "2024-08-01", note="完成一半")
    page = paged(desk, "commitments")

    assert column(page, "commitment") == ["修通东路", "增设路灯", "加强宣传"]
    first = dict(zip([one.name for one in page.listed.columns], page.rows[0], strict=True))
    assert (
        first
        | {
            "serial": 1,
            "number": "第0001号",
            "division": "某处",
            "promised_on": date(2024, 3, 4),
            "document": "某函〔2024〕1号",
            "promised_for": date(2024, 9, 30),
            "put_off_to": None,
            "fulfilment": "部分落实",
            "reported_on": date(2024, 8, 1),
            "what_came": "完成一半",
            "urgency": None,
            "recorded_by": "某办公室",
        }
        == first
    )
    assert column(page, "fulfilment")[1:] == ["未报告", "未报告"]
    assert page.about.endswith("共 3 条")


@pytest.mark.parametrize(
    ("day", "urgency", "late"),
    [
        (date(2024, 9, 1), None, None),
        (date(2024, 9, 20), "临期", None),
        (date(2024, 9, 30), "临期", None),
        (date(2024, 10, 10), "逾期", 10),
    ],
)
def test_what_is_due_soon_or_overdue_is_told_and_coloured(
    desk: Desk, road: str, day: date, urgency: str | None, late: int | None
) -> None:
    del road
    page = paged(desk, "commitments", day)

    assert (column(page, "urgency"), column(page, "days_late")) == ([urgency], [late])


def test_what_was_put_off_is_late_by_its_new_day(desk: Desk, road: str) -> None:
    reported(desk, road, "postponed", "2024-09-25", due=date(2024, 12, 31), note="资金未到位")
    reported(desk, road, "under_way", "2024-10-08")

    page = paged(desk, "commitments")

    assert column(page, "put_off_to") == [date(2024, 12, 31)]
    assert (column(page, "urgency"), column(page, "fulfilment")) == ([None], ["推进中"])


def test_what_was_done_late_says_by_how_much_and_warns_no_more(desk: Desk, road: str) -> None:
    reported(desk, road, "done", "2024-10-08", on=date(2024, 10, 3))

    page = paged(desk, "commitments")

    assert (column(page, "urgency"), column(page, "days_late")) == ([None], [3])


def test_a_list_of_a_past_day_is_as_it_was_then(desk: Desk, road: str) -> None:
    before = paged(desk, "commitments", date(2024, 8, 1))
    reported(desk, road, "done", "2024-08-02", on=date(2024, 7, 1))

    assert paged(desk, "commitments", date(2024, 8, 1)).rows == before.rows
    assert column(paged(desk, "commitments", date(2024, 8, 2)), "fulfilment") == ["已落实"]
    assert paged(desk, "commitments", date(2024, 3, 3)).rows == ()


def test_what_is_not_settled_is_carried_on_to_the_next_years_until_it_is(
    desk: Desk, road: str
) -> None:
    other = answered(desk, 2, {"text": "年内已办"})
    reported(desk, other, "done", "2024-12-01")
    reported(desk, road, "done", "2026-02-01")

    def listed(year: int, day: str) -> list[Any]:
        return column(paged(desk, "commitments", date.fromisoformat(day), year=year), "commitment")

    assert listed(2024, "2024-12-31") == ["修通东路", "年内已办"]
    assert listed(2025, "2025-12-31") == ["修通东路"]
    assert listed(2026, "2026-12-31") == ["修通东路"]
    assert listed(2027, "2027-01-01") == []


def test_of_one_division_only_its_own_are_listed(desk: Desk, tmp_path: Path) -> None:
    answered(desk, 1, "甲处的事", division="甲处")
    answered(desk, 2, "乙处的事", division="乙处")

    file = written(desk, tmp_path / "c.xlsx", "commitments")

    assert sheets(file) == ["承诺事项台账", "乙处", "甲处"]
    assert [row["承诺事项"] for row in rows(file, 1)] == ["乙处的事"]


def test_a_promise_that_looks_like_a_formula_stays_text(desk: Desk, tmp_path: Path) -> None:
    answered(desk, 1, "=1+1")

    file = written(desk, tmp_path / "c.xlsx", "commitments")

    assert rows(file)[0]["承诺事项"] == "=1+1"
    assert "<f>" not in xml(file)
