"""An edited ledger comes back: what was changed is said as an event, or refused with its cure."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.lists.returned import Returned, apply_changes
from bihuan.engine.errors import BadInput, BihuanError, Refused, StaleCase
from bihuan.engine.records import Round
from support.paper import edited, returned, written
from support.people import CLERK, Desk

FORMATS = ("xlsx", "csv")
BAD_RECORD = "018e06f9-8680-75d0-ae84-497ba9cd33db/1"


def back(desk: Desk, file: Path, **cells: Any) -> Returned:
    """What comes back once these cells of the first row are changed."""
    return returned(desk, edited(written(desk, file), lambda row: row.update(cells)))


def codes(found: Returned) -> list[tuple[str, str]]:
    return [(bad.field, bad.code) for bad in found.problems]


def now(desk: Desk, case: str) -> Round:
    return desk.records(Round, case)[-1]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_untouched_list_says_nothing(
    desk: Desk, case: str, tmp_path: Path, form: str, lang: str
) -> None:
    desk.walk(case, "contact", "co_handle", "opinion", "answer")
    desk.do(case, "feedback", verdict="满意")
    desk.receive(2, title="=cmd|x", note="-1", number="+2")
    desk.receive(3, title="#N/A", note="'=1")

    found = returned(desk, written(desk, tmp_path / f"a.{form}", lang=lang))

    assert set(found.unchanged) == {2, 3, 4} if form == "csv" else {4, 5, 6}
    assert (found.wanted, found.problems, found.refused) == ((), (), ())


@pytest.mark.parametrize("form", FORMATS)
def test_an_officer_changed_by_hand_dispatches_anew(
    desk: Desk, case: str, tmp_path: Path, form: str
) -> None:
    found = back(desk, tmp_path / f"a.{form}", 经办人="某经办二")
    ((_, wanted),) = found.wanted

    assert (wanted.event, wanted.called) == ("redispatch", "2024年建议第0001号")
    assert [(one.name, one.old, one.new) for one in wanted.edits] == [
        ("officer", "某经办人", "某经办二")
    ]
    assert apply_changes(desk.engine, found.wanted, CLERK, "调整分工") == (1, [])
    assert (now(desk, case).officer, now(desk, case).leader) == ("某经办二", "某厅长")
    assert desk.history(case)[-1].args["reason"] == "调整分工"


@pytest.mark.parametrize("form", FORMATS)
def test_a_received_case_is_dispatched_once_all_five_are_filled_in(
    desk: Desk, tmp_path: Path, form: str
) -> None:
    case = desk.receive()
    day: object = date(2024, 5, 10) if form == "xlsx" else "2024.5.10"
    five = {"分管领导": "某厅长", "经办人": "某经办", "主办处室": "甲处", "推进举措": "调研"}

    lacking = back(desk, tmp_path / f"a.{form}", **five)
    ((_, wanted),) = back(desk, tmp_path / f"b.{form}", **five, 定办结时间=day).wanted

    assert [type(why) for _, why in lacking.refused] == [Refused]
    assert (wanted.event, wanted.args["time"]) == ("dispatch", "2024-05-10")
    apply_changes(desk.engine, [(1, wanted)], CLERK)
    assert (desk.case(case).state, now(desk, case).time) == ("dispatched", date(2024, 5, 10))


def test_an_answer_filled_in_leaves_on_its_day(desk: Desk, case: str, tmp_path: Path) -> None:
    desk.do(case, "contact")
    desk.clock.set("2024-03-20")
    said = {"答复日期": date(2024, 3, 18), "答复文号": "某函〔2024〕9号", "签发人": "某厅长"}

    ((_, wanted),) = back(desk, tmp_path / "a.xlsx", **said, 办理结果="得到解决或基本解决").wanted
    apply_changes(desk.engine, [(1, wanted)], CLERK)

    assert (wanted.event, wanted.on) == ("answer", date(2024, 3, 18))
    assert now(desk, case).answered_on == date(2024, 3, 18)


def test_an_opinion_of_ours_filled_in_leaves_as_one(desk: Desk, tmp_path: Path) -> None:
    case = desk.receive(role="support")
    desk.do(case, "dispatch")
    said = {"答复日期": date(2024, 3, 4), "答复文号": "某函〔2024〕9号", "签发人": "某厅长"}

    ((_, wanted),) = back(desk, tmp_path / "a.xlsx", **said).wanted

    assert wanted.event == "opine"


def test_a_verdict_filled_in_is_the_member_s_form(desk: Desk, case: str, tmp_path: Path) -> None:
    desk.walk(case, "contact", "answer")

    bare = back(desk, tmp_path / "a.xlsx", 满意度="不满意")
    ((_, wanted),) = back(desk, tmp_path / "b.xlsx", 满意度="不满意", 委员理由="没有解决").wanted

    assert [type(why) for _, why in bare.refused] == [BadInput]
    assert (wanted.event, dict(wanted.args)) == (
        "feedback",
        {"verdict": "不满意", "comment": "没有解决"},
    )


@pytest.mark.parametrize(
    ("heading", "new", "code"),
    [
        ("案由", "另一件事", "field_fixed"),
        ("编号", "9", "field_fixed"),
        ("收到日期", date(2024, 3, 1), "field_fixed"),
        ("办理进度", "办结", "field_fixed"),
        ("会办单位", "丙局", "field_elsewhere"),
        ("办理时限", date(2024, 12, 1), "field_elsewhere"),
        ("经办人", "", "field_emptied"),
        ("经办人", "甲\x01", "forbidden_characters"),
        ("定办结时间", "下周", "date_unreadable"),
    ],
)
def test_what_may_not_be_changed_so_is_refused_by_its_heading(
    desk: Desk, case: str, tmp_path: Path, heading: str, new: object, code: str
) -> None:
    del case
    found = back(desk, tmp_path / "a.xlsx", **{heading: new})

    assert (codes(found), found.wanted) == ([(heading, code)], ())
    assert all(bad.text(lang) and bad.cure(lang) for bad in found.problems for lang in ("zh", "en"))


def test_the_cure_names_the_command_that_can_do_it(desk: Desk, case: str, tmp_path: Path) -> None:
    del case
    (bad,) = back(desk, tmp_path / "a.xlsx", 办理时限=date(2024, 12, 1)).problems

    assert bad.cure() == "改回原值，改用 bihuan deadline extend"
    assert bad.text() == "由“2024-06-04”改为“2024-12-01”，这一栏不能在台账里改"


@pytest.mark.parametrize("heading", ["序号", "预警", "逾期天数"])
def test_what_a_list_counts_for_itself_may_stand_there_otherwise(
    desk: Desk, case: str, tmp_path: Path, heading: str
) -> None:
    del case
    found = back(desk, tmp_path / "a.xlsx", **{heading: 77})

    assert (len(found.unchanged), found.problems) == (1, ())


def test_a_cell_somebody_else_has_changed_meanwhile_is_left_to_a_person(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    file = edited(written(desk, tmp_path / "a.xlsx"), lambda row: row.update(经办人="甲"))
    desk.do(case, "redispatch", officer="乙")

    found = returned(desk, file)

    assert codes(found) == [("经办人", "field_meanwhile")]
    assert found.problems[0].text() == "由“某经办人”改为“甲”，导出之后系统里已改为“乙”"


def test_what_moved_meanwhile_elsewhere_hinders_nobody(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    file = edited(written(desk, tmp_path / "a.xlsx"), lambda row: row.update(经办人="甲"))
    desk.do(case, "redispatch", leader="另一领导")

    ((_, wanted),) = returned(desk, file).wanted
    apply_changes(desk.engine, [(1, wanted)], CLERK)

    assert (now(desk, case).officer, now(desk, case).leader) == ("甲", "另一领导")


def test_a_list_imported_twice_changes_once(desk: Desk, case: str, tmp_path: Path) -> None:
    file = edited(written(desk, tmp_path / "a.xlsx"), lambda row: row.update(经办人="甲"))
    apply_changes(desk.engine, returned(desk, file).wanted, CLERK)

    again = returned(desk, file)

    assert (len(again.unchanged), again.wanted, desk.case(case).seq) == (1, (), 3)


def test_a_case_that_moves_between_the_look_and_the_act_is_left(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    wanted = back(desk, tmp_path / "a.xlsx", 经办人="甲").wanted
    desk.do(case, "contact")

    done, ((_, why),) = apply_changes(desk.engine, wanted, CLERK)

    assert (done, type(why)) == (0, StaleCase)
    assert isinstance(why, BihuanError)


def test_the_same_change_on_two_sheets_is_one_and_two_are_none(
    desk: Desk, case: str, tmp_path: Path
) -> None:
    del case
    names = {"a": "甲", "b": "甲", "c": "乙"}
    one, same, other = (
        edited(
            written(desk, tmp_path / f"{name}.xlsx"),
            lambda row, officer=officer: row.update(经办人=officer),  # type: ignore[misc]
        )
        for name, officer in names.items()
    )

    together, against = returned(desk, one, same), returned(desk, one, other)

    assert (len(together.wanted), together.problems) == (1, ())
    assert [bad.code for bad in against.problems] == ["edited_twice"]


def test_a_row_that_asks_for_two_events_is_refused(desk: Desk, case: str, tmp_path: Path) -> None:
    del case
    found = back(desk, tmp_path / "a.xlsx", 经办人="甲", 满意度="满意")

    assert codes(found) == [("", "several_events")]


@pytest.mark.parametrize("code", ["无", BAD_RECORD, "c-1/99", "c-1/0", "c-1/x", "c-\x01/1"])
def test_a_code_of_no_case_is_refused(desk: Desk, case: str, tmp_path: Path, code: str) -> None:
    del case
    found = back(desk, tmp_path / "a.xlsx", 识别码=code)

    assert codes(found) == [("", "record_unknown")]
