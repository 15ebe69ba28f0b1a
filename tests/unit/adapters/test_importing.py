"""What an import would do with each row, and that no row stands nowhere or in two places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bihuan.adapters.importing import Defaults, Plan, Planner, apply
from bihuan.adapters.ledger import Reading, Table, TableRow, match_columns, read_records
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput
from bihuan.engine.query import Query
from bihuan.engine.records import Member
from support.people import CLERK, an_engine

PLAIN = {
    "案号": "第12号", "案由": "关于修路的提案", "类型": "提案", "年度": "2024",
    "办理方式": "主办", "交办日期": "2024-03-04",
}  # fmt: skip
NOTHING = Defaults()


@pytest.fixture
def engine() -> Engine:
    return an_engine(MemoryStore())


def reading(*rows: dict[str, str]) -> Reading:
    headers = tuple(dict.fromkeys(name for row in rows for name in row))
    lines = tuple(TableRow(number=at, cells=row) for at, row in enumerate(rows, 2))
    table = Table(sheet="台账", header_row=1, headers=headers, rows=lines, format="csv")
    return read_records(table, match_columns(headers))


def look(engine: Engine, *rows: dict[str, str], defaults: Defaults = NOTHING) -> Plan:
    return Planner(engine, defaults).look(reading(*rows))


def codes(plan: Plan) -> list[tuple[int, str, str]]:
    return [(bad.row, bad.code, bad.severity) for bad in plan.problems]


def row(**changes: str) -> dict[str, str]:
    return {**PLAIN, **changes}


def test_a_whole_row_becomes_an_intake_that_keeps_every_printed_word(engine: Engine) -> None:
    told = row(会办单位="市财政局", 办理时限="3个月", 走访="已走访", 提案人="某委员")

    ((_, intake),) = look(engine, told).new

    assert (intake.number, intake.number_key, intake.role) == ("第12号", "12", "lead")
    assert intake.members == ("某委员",)
    assert intake.printed == told


@pytest.mark.parametrize(
    ("missing", "code"), [("办理方式", "role_missing"), ("交办日期", "received_missing")]
)
def test_what_a_case_must_have_and_a_ledger_need_not_say_is_asked_for(
    missing: str, code: str, engine: Engine
) -> None:
    plan = look(engine, row(**{missing: ""}))

    assert codes(plan) == [(2, code, "error")]
    assert plan.bad_rows == (2,)
    assert plan.new == ()


def test_what_the_person_says_fills_blanks_and_changes_no_other_cell(engine: Engine) -> None:
    said = Defaults(role="support", received=date(2024, 3, 1), year=2023)

    plan = look(engine, row(办理方式="", 案号="1"), row(交办日期="", 案号="2"), defaults=said)

    (_, one), (_, two) = plan.new
    assert (one.role, one.received_on, one.year) == ("support", date(2024, 3, 4), 2024)
    assert (two.role, two.received_on) == ("lead", date(2024, 3, 1))


def test_a_role_nobody_knows_is_not_replaced_by_what_the_person_says(engine: Engine) -> None:
    plan = look(engine, row(办理方式="分管"), defaults=Defaults(role="lead"))

    assert codes(plan) == [(2, "role_unknown", "error")]


@pytest.mark.parametrize(
    ("columns", "role"),
    [
        ({"主办单位": "市科技局", "会办单位": "市财政局"}, "lead"),
        ({"主办单位": "市财政局", "会办单位": "市交通局、市科技局"}, "support"),
        ({"协办处室": "市 科技局"}, "support"),
        ({"分办单位": "市科技局；市财政局"}, "separate"),
    ],
)
def test_the_column_our_office_stands_in_gives_the_role(
    columns: dict[str, str], role: str, engine: Engine
) -> None:
    plan = look(engine, row(办理方式="", **columns), defaults=Defaults(unit="市科技局"))

    assert plan.new[0][1].role == role
    assert codes(plan) == [(2, "role_read", "warning")]


@pytest.mark.parametrize(
    "columns",
    [
        {"承办单位": "市科技局"},
        {"主办/分办单位": "市科技局"},
        {"主办单位": "市科技局", "会办单位": "市科技局"},
        {"主办单位": "市科技局某中心", "会办单位": ""},
    ],
)
def test_a_column_that_leaves_the_role_open_gives_none(
    columns: dict[str, str], engine: Engine
) -> None:
    plan = look(engine, row(办理方式="", **columns), defaults=Defaults(unit="市科技局"))

    assert codes(plan) == [(2, "role_missing", "error")]


def test_a_printed_role_goes_before_the_column(engine: Engine) -> None:
    plan = look(engine, row(会办单位="市科技局"), defaults=Defaults(unit="市科技局"))

    assert plan.new[0][1].role == "lead"


def test_a_row_received_in_the_future_is_named_before_anything_is_written(engine: Engine) -> None:
    assert codes(look(engine, row(交办日期="2024-03-05"))) == [(2, "received_future", "error")]


def test_a_year_taken_from_the_receipt_is_named(engine: Engine) -> None:
    plan = look(engine, row(年度="", 届次="县政协十届二次会议"))

    assert codes(plan) == [(2, "year_taken", "warning")]
    assert plan.new[0][1].year == 2024


def test_every_row_stands_in_exactly_one_place(engine: Engine) -> None:
    apply(engine, look(engine, row(案号="1")), CLERK)
    rows = [
        row(案号="1"), row(案号="2"), row(案号="2"), row(案号="3", 交办日期="3月4日"),
        row(案号="4"), row(案号="4", 案由="关于修桥的提案"), {"案号": "合计"},
    ]  # fmt: skip

    plan = look(engine, *rows)

    aside = [bad.row for bad in plan.problems if bad.severity == "aside"]
    places = [
        *(at for at, _ in plan.new),
        *(at for at, _ in plan.known),
        *(again.row for again in plan.repeated),
        *plan.bad_rows,
        *aside,
    ]
    assert sorted(places) == list(range(2, 9))
    assert (plan.bad_rows, aside) == ((5, 7), [8])


def test_one_proposal_on_two_sheets_is_one_row_and_a_repeat(engine: Engine) -> None:
    planner = Planner(engine, NOTHING)

    planner.look(reading(PLAIN), "全部")
    second = planner.look(reading(PLAIN), "主办")

    assert (second.new, second.repeated) == ((), ((2, 2, "全部"),))


def test_one_number_on_two_sheets_with_other_content_is_named_with_its_sheet(
    engine: Engine,
) -> None:
    planner = Planner(engine, NOTHING)

    planner.look(reading(PLAIN), "主办")
    second = planner.look(reading(row(办理方式="协办")), "协办")

    assert codes(second) == [(2, "number_repeated", "error")]
    assert second.problems[0].text() == "编号与主办第 2 行重复而内容不同"


def test_titles_without_letters_are_told_apart(engine: Engine) -> None:
    plan = look(engine, row(案号="", 案由="？"), row(案号="", 案由="……"))

    assert len({intake.number_key for _, intake in plan.new}) == len(plan.new)


def test_very_long_titles_that_begin_alike_are_two_proposals(engine: Engine) -> None:
    long = "修路" * 300

    plan = look(engine, row(案号="", 案由=f"{long}甲"), row(案号="", 案由=f"{long}乙"))
    done = apply(engine, plan, CLERK)

    assert (done.received, done.failed) == (2, ())
    assert all(len(intake.number_key) <= 200 for _, intake in plan.new)


@pytest.mark.parametrize("kind", ["党派", "集体提案", "专委会", "民主党派"])
def test_a_body_that_writes_is_a_collective(kind: str, engine: Engine) -> None:
    apply(engine, look(engine, row(提案人类别=kind, 提案人="某民主党派")), CLERK)

    (case,) = engine.store.find("office", Query())
    (member,) = engine.store.records(Member, "office", case.id)
    assert member.collective


def test_a_row_the_engine_refuses_is_reported_and_the_others_come_in(engine: Engine) -> None:
    plan = look(engine, row(案号="1"), row(案号="2"), row(案号="3"))
    (first, second, third) = plan.new
    spoilt = (second[0], replace(second[1], note="\0"))

    done = apply(engine, replace(plan, new=(first, spoilt, third)), CLERK)

    assert done.received == 2
    assert [(at, type(bad)) for at, bad in done.failed] == [(3, BadInput)]
