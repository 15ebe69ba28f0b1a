"""`bihuan urge` and `bihuan deadline recompute`, typed by an office."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from support.terminal import Terminal

OWN = '[notify]\nfile = "outbox.jsonl"\n[notify.hours]\nopens = "08:30"\nquiet = ["12:00-14:00"]\n'
RECESS = """
[source]
name = "本单位"
[recess]
"2024-07-22..2024-08-09" = "暑期休会"
"2024-08-12" = "视察"
"""


@pytest.fixture
def case(terminal: Terminal) -> str:
    """A case that has been dispatched."""
    terminal.receives("1")
    terminal.dispatches("提案1")
    return "提案1"


def rows(terminal: Terminal, *words: str) -> list[list[str]]:
    """The urgings as they are listed, without the day and the case."""
    said = terminal.must("urge", "list", *words)
    return [line.split()[2:] for line in said.lines[:-1]]


def test_an_urging_tells_what_became_of_it(terminal: Terminal, case: str) -> None:
    terminal.must("urge", "send", case, "--to", "分管领导")
    before = rows(terminal, case)
    terminal.must("run", "--once")
    terminal.must("urge", "ack", case, "--by", "某领导", "--reply", "已安排")

    after = rows(terminal, case)
    told = terminal.must("--json", "urge", "list", case).data[0]

    assert before == [["催办", "某领导", "临时", "notice", "待发"]]
    (row,) = after
    assert row[4:] == ["已发", "2024年3月4日", "09:00", "2024年3月4日回执：已安排"]
    assert (told["standing"], told["reply"], told["muted"]) == ("sent", "已安排", "")
    assert told["sent_at"] == "2024-03-04T09:00:00+08:00"


def test_what_nobody_answered_is_listed_by_itself(terminal: Terminal, case: str) -> None:
    terminal.must("urge", "send", case, "--to", "分管领导", "--to", "督查室")
    terminal.must("urge", "ack", case, "--by", "督查室")

    assert [row[1] for row in rows(terminal, "--unacknowledged")] == ["某领导"]


def test_urgings_of_what_is_over_can_be_left_out(terminal: Terminal, case: str) -> None:
    terminal.must("urge", "send", case)
    terminal.must("case", "contact", case, "--how", "电话")
    terminal.answers(case)
    terminal.must("case", "feedback", case, "--verdict", "满意")

    assert rows(terminal, "--open") == []
    assert len(rows(terminal)) == 1


def test_who_answers_is_asked_for_when_several_were_urged(terminal: Terminal, case: str) -> None:
    terminal.must("urge", "send", case, "--to", "分管领导", "--to", "督查室")

    said = terminal("urge", "ack", case)

    assert said.code == 2
    assert "用 --by 写明哪位收到；当时催办了 " in said.err
    assert "督查部门" in said.err


def test_whoever_was_not_urged_is_answered_with_those_who_were(
    terminal: Terminal, case: str
) -> None:
    terminal.must("urge", "send", case, "--to", "分管领导", "--to", "督查室")

    said = terminal("urge", "ack", case, "--by", "甲处")

    assert said.code == 2
    assert "--by 不能这样写（所给：甲处）" in said.err
    assert "当时催办了 某领导、督查部门" in said.err


def test_the_history_says_who_answered_an_urging(terminal: Terminal, case: str) -> None:
    terminal.must("urge", "send", case, "--to", "分管领导", "--to", "督查室")
    terminal.must("urge", "ack", case, "--by", "督查室", "--reply", "已转办")
    terminal.must("urge", "ack", case, "--by", "某领导")

    lines = terminal.must("case", "history", case).lines[-2:]

    assert [line.split()[2:] for line in lines] == [
        ["催办回执", "承办单位办公室", "督查部门", "已转办"],
        ["催办回执", "承办单位办公室", "某领导"],
    ]


def test_a_muted_rung_is_listed_with_its_reason(terminal: Terminal, case: str) -> None:
    muted = terminal.must("urge", "mute", case, "--until", "2024-05-20", "--reason", "正在会商")
    terminal.clock.set("2024-05-17")
    terminal.must("run", "--once")

    assert muted.lines[1] == "2024年5月20日前（含当日）到点的催办只记录、不发通知；督办照发"
    assert rows(terminal, case) == [["提醒", "某经办", "answer-10", "notice", "未发（正在会商）"]]
    page = terminal.must("case", "show", case).out
    assert "未发（正在会商）" in page
    assert "暂停催办通知\n    2024年3月4日  至 2024年5月20日  正在会商" in page


def test_a_notice_sent_at_night_says_when_it_leaves(terminal: Terminal, case: str) -> None:
    Path("bihuan.toml").write_text(OWN, "utf-8")
    terminal.clock.set(datetime.fromisoformat("2024-03-04T20:00:00+08:00"))

    sent = terminal.must("urge", "send", case)
    run = terminal.must("run", "--once")

    assert sent.lines[1] == "通知将于 2024年3月5日 08:30 发出"
    assert run.out == "已处理到期 0 个，已发送 0 条\n"
    assert rows(terminal, case)[0][-3:] == ["2024年3月5日", "08:30", "发"]
    terminal.clock.set(datetime.fromisoformat("2024-03-05T08:30:00+08:00"))
    assert terminal.must("run", "--once").out == "已处理到期 0 个，已发送 1 条\n"


def test_hours_that_are_none_are_refused_by_name(terminal: Terminal, case: str) -> None:
    Path("bihuan.toml").write_text('[notify.hours]\nopens = "九点"\n', "utf-8")

    said = terminal("urge", "send", case)

    assert said.code == 78
    assert "hours.opens：“九点”不是一天里的时间" in said.err


def test_a_recess_is_shown_with_the_year(terminal: Terminal) -> None:
    Path("own.toml").write_text(RECESS, "utf-8")
    Path("bihuan.toml").write_text('[calendar]\nfiles = ["own.toml"]\n', "utf-8")

    said = terminal.must("calendar", "show", "2024")

    assert said.lines[-3:] == [
        "以下日期不发催办通知，法定时限照算：",
        "  2024年7月22日  至 2024年8月9日   暑期休会",
        "  2024年8月12日  至 2024年8月12日  视察",
    ]
    told = terminal.must("--json", "calendar", "show", "2024").data["recess"]
    assert told[0] == ["2024-07-22", "2024-08-09", "暑期休会"]


def test_another_policy_moves_deadlines_only_when_asked_to(terminal: Terminal) -> None:
    terminal.under("chongqing_2017")
    terminal.receives("1", "--member", "某代表", kind="建议")
    terminal.must("case", "return", "建议1", "--reason", "不属本单位", "--to-unit", "某厅")
    terminal.under("jilin_2025")

    plain = terminal.must("deadline", "recompute")
    preview = terminal.must("deadline", "recompute", "--policy")
    applied = terminal.must(
        "deadline", "recompute", "--policy", "--apply", "--reason", "改用省规定"
    )

    assert plain.lines[-1] == "有 0 个时限会变，未写入。确认无误后加 --apply --reason。"
    assert plain.lines[0].startswith("另有 ")
    assert "改按规定：" in preview.lines[0]
    assert applied.lines[-1] == "已调整 1 件"
    assert "没有" not in applied.err


def test_moving_deadlines_asks_for_a_reason(terminal: Terminal, case: str) -> None:
    said = terminal("deadline", "recompute", "--apply")

    assert said.code == 2
    assert "用 --reason 写明时限为何变动" in said.err
