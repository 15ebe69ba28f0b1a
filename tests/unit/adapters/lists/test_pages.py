"""Each column of each list says what is on file, in the words of the language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bihuan.adapters.lists import Page
from bihuan.adapters.lists.pages import as_data
from bihuan.engine.errors import BadInput
from bihuan.engine.lists import LISTS
from support.paper import paged
from support.people import Desk

FIVE = {"time": date(2024, 4, 1)}


def column(page: Page, name: str) -> list[Any]:
    at = next(at for at, one in enumerate(page.listed.columns) if one.name == name)
    return [row[at] for row in page.rows]


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """A case that was asked about, urged, answered and judged."""
    case = desk.receive(
        members=("某代表", "某某代表"),
        session="十四届二次",
        category="交通",
        note="重点",
        title="关于修路的建议",
    )
    desk.clock.set("2024-03-05")
    desk.do(case, "dispatch", **FIVE)
    desk.do(case, "contact", how="visit", stage="before", note="到访听取意见")
    desk.do(case, "co_handle", requests=["甲局", "乙局"])
    desk.do(case, "opinion", unit="甲局")
    desk.do(case, "urge", to=["officer"], level="reminder")
    desk.do(case, "opinion", unit="乙局")
    desk.clock.set("2024-03-20")
    desk.do(case, "answer", public="主动公开")
    desk.clock.set("2024-03-25")
    desk.do(case, "feedback", attitude="满意", result="不满意", verdict="", comment="没有解决")
    return desk


LEDGER = {
    "serial": 1,
    "kind": "建议",
    "session": "十四届二次",
    "number": "第0001号",
    "title": "关于修路的建议",
    "proposer": "某代表",
    "role": "主办",
    "division": "某处",
    "co_units": "甲局、乙局",
    "leader": "某厅长",
    "officer": "某经办人",
    "received": date(2024, 3, 4),
    "due": date(2024, 6, 4),
    "state": "已反馈",
    "urgency": None,
    "answered": date(2024, 3, 20),
    "document": "某函〔2024〕1号",
    "code": "得到解决或基本解决",
    "verdict": "不满意",
    "days_late": None,
    "task": "调研并答复",
    "responsibility": "某处",
    "time": date(2024, 4, 1),
    "signer": "某厅长",
    "public": "主动公开",
    "comment": "没有解决",
    "opinions": "甲局、乙局",
    "round": 1,
    "urges": 1,
    "contacts": 1,
    "cosigners": "某某代表",
    "year": "2024",
    "note": "重点",
}
FORMS = {
    "serial": 1,
    "form_round": 1,
    "author": "某代表",
    "answered": date(2024, 3, 20),
    "document": "某函〔2024〕1号",
    "returned": date(2024, 3, 25),
    "attitude": "满意",
    "result": "不满意",
    "verdict": "不满意",
    "comment": "没有解决",
}
TALKS = {
    "contact_round": 1,
    "stage": "办前",
    "how": "走访",
    "on": date(2024, 3, 5),
    "said": "到访听取意见",
    "recorded_by": "某办公室",
    "proposer": "某代表",
}
DUTIES = {
    "division": "某处",
    "responsibility": "某处",
    "task": "调研并答复",
    "leader": "某厅长",
    "officer": "某经办人",
    "co_units": "甲局、乙局",
    "time": date(2024, 4, 1),
}
TASKS = {"category": "交通", "counterpart": None, "received": date(2024, 3, 4)}
ROWS = {"ledger": LEDGER, "feedback": FORMS, "contacts": TALKS, "duties": DUTIES, "tasks": TASKS}
CELLS = [(name, column, value) for name, row in ROWS.items() for column, value in row.items()]


@pytest.mark.parametrize(("name", "read", "value"), CELLS)
def test_a_cell_says_what_is_on_file(whole: Desk, name: str, read: str, value: object) -> None:
    assert column(paged(whole, name), read) == [value]


def test_every_column_of_the_ledger_is_read_above() -> None:
    assert {one.name for one in LISTS["ledger"].columns} == {*LEDGER, "record"}


def test_the_code_of_a_row_names_its_case_and_how_far_it_had_come(desk: Desk) -> None:
    case = desk.receive()

    assert column(paged(desk), "record") == [f"{case}/1"]


def test_a_late_case_says_by_how_much(desk: Desk, case: str) -> None:
    del case
    page = paged(desk, as_of=date(2024, 6, 14))

    assert (column(page, "urgency"), column(page, "days_late")) == (["逾期"], [10])


def test_a_list_of_a_past_day_is_as_it_was_then(desk: Desk) -> None:
    case = desk.receive()
    before = paged(desk)
    desk.clock.set("2024-03-20")
    desk.do(case, "dispatch")
    desk.receive(2)

    assert paged(desk, as_of=date(2024, 3, 4)).rows == before.rows


def test_suggestions_come_first_and_numbers_as_people_count(desk: Desk) -> None:
    desk.receive(1, kind="cppcc_proposal", number="第1号")
    desk.receive(10, number="第10号")
    desk.receive(9, number="第9号")

    assert column(paged(desk), "number") == ["第9号", "第10号", "第1号"]


def test_duties_of_a_division_stand_together(desk: Desk) -> None:
    for no, division in enumerate(("乙处", "甲处", "乙处"), start=1):
        desk.do(desk.receive(no), "dispatch", division=division)
    desk.receive(4)

    assert column(paged(desk, "duties"), "division") == ["乙处", "乙处", "甲处", None]


def test_title_unit_date_and_count_stand_above(desk: Desk, case: str) -> None:
    del case
    page, log = paged(desk), paged(desk, "contacts", lang="en")

    assert page.title == "2024年建议提案办理台账"
    assert page.about == "单位：某厅    截至：2024年3月4日    共 1 件"
    assert log.about == "某厅    as of 2024-03-04    entries: 0"


def test_the_region_s_word_for_a_role_is_used(desk: Desk, case: str) -> None:
    del case
    house = desk.engine.house
    desk.engine.house = replace(house, policy=replace(house.policy, roles={"lead": "牵头"}))

    assert column(paged(desk), "role") == ["牵头"]


def test_programs_get_values_as_they_are_stored(whole: Desk) -> None:
    told: Any = as_data(paged(whole))
    (row,) = told["rows"]

    assert told["columns"][1] == {"name": "kind", "heading": "类型", "kind": "text"}
    assert (row["role"], row["state"], row["due"]) == ("lead", "feedback", "2024-06-04")
    assert row["co_units"] == ["甲局", "乙局"]


@pytest.mark.parametrize(
    ("text", "said"), [("长" * 32_768, "32767"), ("不\uffff", "holds a character")]
)
def test_what_a_file_would_not_give_back_is_refused_by_name(
    desk: Desk, text: str, said: str
) -> None:
    desk.receive(note=text)

    with pytest.raises(BadInput, match=said) as refused:
        paged(desk)

    assert refused.value.field == "第0001号 note"
