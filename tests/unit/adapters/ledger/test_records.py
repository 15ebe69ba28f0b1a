"""Rows become records: what is said is kept, what is unclear is named, nothing is guessed."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.ledger import (
    BadColumnMap,
    BadHeadings,
    ColumnMap,
    HostileFile,
    LedgerRecord,
    Reading,
    Table,
    TableRow,
    business_key,
    load_map,
    match_columns,
    read_ledger,
    read_records,
    read_table,
)
from bihuan.adapters.ledger.fields import RowProblem
from bihuan.adapters.ledger.headings import heading
from bihuan.rules.words import LANGUAGES, catalogue
from support.ledgers import write_csv

PLAIN = {"案号": "第0123号", "案由": "关于修路的建议", "年度": "2024", "类型": "建议"}


def reading(*rows: dict[str, str], **settings: Any) -> Reading:
    """Read rows whose keys are the headings; the first stands in row 2."""
    headers = tuple(dict.fromkeys(name for row in rows for name in row))
    table = Table(
        sheet="台账",
        header_row=1,
        headers=headers,
        rows=tuple(TableRow(number=at, cells=row) for at, row in enumerate(rows, 2)),
        format="csv",
    )
    columns = match_columns(headers, settings.pop("given", None))
    return read_records(table, columns, **settings)


def only(**cells: str) -> LedgerRecord:
    """The record of one row with these cells changed, which must be there."""
    ((_, record),) = reading({**PLAIN, **cells}).records
    return record


def codes(found: Reading) -> list[tuple[int, str, str, str]]:
    return [(bad.row, bad.field, bad.code, bad.severity) for bad in found.problems]


def test_the_headings_of_an_office_are_known() -> None:
    row = {
        **PLAIN, "序号": "1", "届次": "县十届人大二次会议", "领衔代表": "某代表",
        "联名代表": "某甲、某乙", "主办单位": "县交通局", "协办单位": "县财政局;县水利局",
        "类别": "交通", "办理方式": "主办", "文号": "某交函[2024]12号", "交办日期": "2024.3.4",
        "办理时限": "3个月", "答复日期": "二〇二四年六月三日", "办理结果": "A类", "满意度": "满意",
        "公开": "(此件主动公开)", "签发人": "某局长", "联系人": "某科员", "联系电话": "0431-1",
        "备注": "重点",
    }  # fmt: skip

    found = reading(row)
    ((_, record),) = found.records

    assert codes(found) == []
    assert found.unmapped == ()
    assert record.session is not None and (record.session.term, record.session.number) == (10, 2)
    assert record.cosigners == ("某甲", "某乙")
    assert record.co_units == ("县财政局", "县水利局")
    assert record.role == "lead"
    assert record.doc_number is not None
    assert record.doc_number.standard == "某交函〔2024〕12号"
    assert record.received_date == datetime.date(2024, 3, 4)
    assert record.answer_date == datetime.date(2024, 6, 3)
    assert (record.result_class, record.public, record.due) == ("A", "full", "3个月")
    assert (record.serial, record.number and record.number.raw) == ("1", "第0123号")


def test_a_column_nobody_knows_is_reported_and_kept() -> None:
    found = reading({**PLAIN, "走访情况": "已走访"})

    assert found.unmapped == ("走访情况",)
    assert found.records[0][1].extra == {"走访情况": "已走访"}


def test_of_two_columns_for_one_field_the_loser_is_kept() -> None:
    found = reading({**PLAIN, "承办单位": "县政府", "主办单位": "县交通局"})

    assert found.records[0][1].handling_unit == "县交通局"
    assert found.records[0][1].extra == {"承办单位": "县政府"}


@pytest.mark.parametrize(
    "printed", ["办理\n结果", " 办 理 结 果 ", "*办理结果", "办理结果:", "\ufeff办理结果"]
)
def test_a_heading_is_known_however_it_is_set(printed: str) -> None:
    assert heading(printed) == "办理结果"


def test_two_headings_that_are_the_same_are_refused(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [["案号", "案由", "备注", "备注"], ["1", "修路", "", ""]])

    with pytest.raises(BadHeadings) as refused:
        read_table(path)

    assert refused.value.text() == "列名重复：备注"


def test_the_serial_of_the_list_is_not_the_number_of_the_case() -> None:
    found = reading({"序号": "7", "案由": "关于修路的建议", "年度": "2024", "类型": "建议"})

    assert found.records[0][1].number is None
    assert codes(found) == [(2, "number", "number_missing", "warning")]


def test_a_map_file_says_what_the_headings_do_not(tmp_path: Path) -> None:
    ledger = write_csv(tmp_path / "a.csv", [["序号", "内容", "类别"], ["7", "修路", "议案"]])
    given = tmp_path / "map.toml"
    given.write_text(
        '[columns]\nnumber = "序号"\ntitle = ["名称", "内容"]\nkind = "类别"\n'
        '[defaults]\nyear = 2024\n[kinds]\n"议案" = "deputy_suggestion"\n',
        encoding="utf-8",
    )

    _, found = read_ledger(ledger, map_file=given, defaults={"place": "某县"})
    ((row, record),) = found.records

    assert (row, record.kind, record.year, record.place) == (2, "deputy_suggestion", 2024, "某县")
    assert (record.number and record.number.raw, record.title) == ("7", "修路")
    assert business_key(record) == "deputy_suggestion|某县|2024|n:7"


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ('[colums]\nnumber = "a"', "colums → columns?"),
        ('[columns]\nnumbr = "a"', "numbr → number?"),
        ('[kinds]\n"议案" = "motion"', "motion"),
        ("columns = 1", "columns"),
        ("[columns]\nnumber = true", "number = True"),
        ("[columns", None),
    ],
)
def test_a_wrong_map_file_is_refused(text: str, detail: str | None, tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(BadColumnMap) as refused:
        load_map(path)

    assert detail in (None, refused.value.detail)


def test_a_map_file_naming_an_absent_heading_is_refused() -> None:
    with pytest.raises(BadHeadings) as refused:
        match_columns(("案由",), ColumnMap(path="m.toml", columns={"number": ("件号",)}))

    assert refused.value.text() == "列对应文件中的列名不存在：件号"


@pytest.mark.parametrize(
    ("printed", "kind"),
    [("人大", "deputy_suggestion"), ("代表建议", "deputy_suggestion"),
     ("建议、批评和意见", "deputy_suggestion"), ("政协", "cppcc_proposal"),
     (" 提 案 ", "cppcc_proposal")],
)  # fmt: skip
def test_the_words_for_a_kind(printed: str, kind: str) -> None:
    assert only(类型=printed).kind == kind


@pytest.mark.parametrize(
    ("printed", "code"), [("议案", "kind_bill"), ("", "kind_missing"), ("信访", "kind_unknown")]
)
def test_a_row_whose_kind_is_unclear_is_left_out(printed: str, code: str) -> None:
    found = reading({**PLAIN, "类型": printed})

    assert found.records == ()
    assert codes(found) == [(2, "kind", code, "error")]


def test_a_default_kind_fills_a_blank_cell() -> None:
    found = reading({**PLAIN, "类型": ""}, defaults={"kind": "政协"})

    assert found.records[0][1].kind == "cppcc_proposal"


def test_a_kind_that_disagrees_with_the_session_is_named() -> None:
    found = reading({**PLAIN, "届次": "县政协九届三次会议"})

    assert codes(found) == [(2, "session", "kind_disputed", "warning")]


def test_a_row_with_neither_number_nor_title_is_left_out() -> None:
    found = reading({**PLAIN, "案号": "无", "案由": ""})

    assert codes(found) == [(2, "number", "nothing_to_identify", "error")]


def test_an_unreadable_answer_date_is_kept_as_printed() -> None:
    found = reading({**PLAIN, "答复日期": "2019615"})
    ((_, record),) = found.records

    assert (record.answer_date, record.extra) == (None, {"答复日期": "2019615"})
    assert codes(found) == [(2, "answer_date", "date_unreadable", "warning")]


def test_an_impossible_date_of_receipt_leaves_the_row_out() -> None:
    found = reading({**PLAIN, "交办日期": "2024.6.31"})

    assert found.records == ()
    assert found.errors[0].text() == "日期“2024.6.31”无法识别（没有这一天）"


def test_a_time_of_day_is_dropped_with_a_note() -> None:
    found = reading({**PLAIN, "交办日期": "2025- 08- 11 21: 38"})

    assert found.records[0][1].received_date == datetime.date(2025, 8, 11)
    assert codes(found) == [(2, "received_date", "time_dropped", "warning")]


@pytest.mark.parametrize(
    ("column", "printed", "code"),
    [("公开", "待定", "word_unknown"), ("会办单位", "县财政局等六家单位", "units_open")],
)  # fmt: skip
def test_a_word_nobody_knows_is_kept_and_named(column: str, printed: str, code: str) -> None:
    found = reading({**PLAIN, column: printed})

    assert found.records[0][1].extra == {column: printed}
    assert [bad.code for bad in found.problems] == [code]


def test_a_role_nobody_knows_leaves_the_row_out() -> None:
    found = reading({**PLAIN, "办理方式": "分管"})

    assert found.records == ()
    assert codes(found) == [(2, "role", "role_unknown", "error")]


@pytest.mark.parametrize(
    ("printed", "read"),
    [("类别:B", "B"), ("类  别:C  类", "C"), ("办理结果:A", "A"), ("(B类)", "B"), ("B1類", "B1"),
     ("C", "C"), ("甲类", "甲"), ("已解决", "已解决"), ("三级", "三级")],
)  # fmt: skip
def test_result_classes_as_printed(printed: str, read: str) -> None:
    assert only(办理结果=printed).result_class == read


@pytest.mark.parametrize(
    ("printed", "read"),
    [("公开", "full"), ("同意公開", "full"), ("是否同意公开:是", "full"),
     ("是否完成对外公开:是", "full"), ("(此件公开发布)", "full"), ("公开范围:公开", "full"),
     ("仅公开标题", "title_only"), ("不予公开", "none"), ("否", "none")],
)  # fmt: skip
def test_consent_as_printed(printed: str, read: str) -> None:
    assert only(公开=printed).public == read


@pytest.mark.parametrize("printed", ["24", "2024级", "1024", "２０２4.5"])
def test_a_year_that_cannot_be_read_leaves_the_row_out(printed: str) -> None:
    assert codes(reading({**PLAIN, "年度": printed})) == [(2, "year", "year_unreadable", "error")]


def test_a_year_may_stand_in_the_session() -> None:
    assert only(年度="", 届次="2019年市人大").year == 2019


def test_term_and_sitting_may_stand_in_two_columns() -> None:
    found = only(届="十三", 次="2").session

    assert found is not None
    assert (found.term, found.number) == (13, 2)


def test_the_same_row_twice_is_a_warning() -> None:
    found = reading({**PLAIN, "序号": "1"}, {**PLAIN, "序号": "2"})

    assert found.repeats == {3: 2}
    assert codes(found) == [(3, "number", "row_repeated", "warning")]


def test_the_same_number_with_other_content_is_an_error_naming_both_rows() -> None:
    found = reading(PLAIN, {**PLAIN, "案号": "123", "案由": "关于修桥的建议"})

    assert [row for row, _ in found.records] == [2]
    assert codes(found) == [(3, "number", "number_repeated", "error")]
    assert found.errors[0].text() == "编号与第 2 行重复而内容不同"


@pytest.mark.parametrize(
    "other",
    [{"类型": "提案"}, {"年度": "2023"}, {"案号": "财政类第0123号"}, {"地区": "某县"},
     {"届次": "县十届人大闭会期间"}],
)  # fmt: skip
def test_numbers_repeat_across_kinds_years_classes_and_places(other: dict[str, str]) -> None:
    assert len(reading(PLAIN, {**PLAIN, **other}).records) == 2


def test_the_heading_row_printed_again_is_named() -> None:
    found = reading(PLAIN, {name: name for name in PLAIN})

    assert codes(found) == [(3, "", "heading_again", "aside")]


@pytest.mark.parametrize("mark", ["\0", "\x1b", "\ud800"])
def test_characters_no_database_keeps_leave_the_row_out(mark: str) -> None:
    found = reading({**PLAIN, "案由": f"修{mark}路"})

    assert codes(found) == [(2, "title", "forbidden_characters", "error")]


def test_a_whole_proposal_in_the_title_column_is_kept_and_named() -> None:
    long = "修路。" * 1000
    found = reading({**PLAIN, "案由": long}, {**PLAIN, "案号": "", "案由": long})

    assert [record.title for _, record in found.records] == [long, long]
    assert "title_long" in [bad.code for bad in found.problems]
    assert len(business_key(found.records[1][1])) < 120


CJK = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "Cf"))
    | st.sampled_from("第号〔〕[]﹝﹞【】〇○O·一二三年月日建议提案㐀𠀀🀄\u200b\u202e０１２"),
    max_size=40,
).map(str.strip)


@given(
    st.fixed_dictionaries(
        dict.fromkeys(("案号", "案由", "届次", "提案人", "文号", "答复日期", "类别", "其他"), CJK)
    )
)
def test_whatever_is_typed_survives_or_is_refused_by_name(cells: dict[str, str]) -> None:
    found = reading({**PLAIN, **cells})

    if not found.records:
        assert found.errors
        return
    ((_, record),) = found.records
    assert record.number is None or record.number.raw == cells["案号"]
    assert record.title == cells["案由"]
    assert (record.session.raw if record.session else "") == cells["届次"]
    assert (record.proposer, record.category) == (cells["提案人"], cells["类别"])
    assert record.doc_number is None or record.doc_number.raw == cells["文号"]
    assert record.extra.get("其他", "") == cells["其他"]
    assert record.answer_date or record.extra.get("答复日期", "") == cells["答复日期"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_can_be_filled_in_and_has_its_cure(lang: str) -> None:
    codes = [key.partition(".")[2] for key in catalogue() if key.startswith("ledger.")]
    details = {
        "detail": "{0}",
        "reason": "cut",
        "other": 2,
        "read": "r",
        "most": 80,
        "heading": "h",
        "was": "w",
        "now": "n",
        "command": "case ask",
    }

    for code in codes:
        bad = RowProblem(row=1, field="", value="{x}", code=code, severity="error", details=details)

        assert bad.text(lang), code
        assert bad.cure(lang), code


def test_a_sentence_speaks_one_language() -> None:
    bad = reading({**PLAIN, "交办日期": "3月19日"}).errors[0]

    assert bad.text("zh") == "日期“3月19日”无法识别（缺年份）"
    assert bad.text("en") == "the date “3月19日” cannot be read (the year is missing)"
    assert bad.cure("en") == "write it like 2024-06-17"


def test_errors_survive_pickling() -> None:
    error = HostileFile("a.xlsx", "far_cell", "R1C1")

    assert str(pickle.loads(pickle.dumps(error))) == str(error)
