"""Every side road has its verb, and a refusal on the way says what to type."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bihuan.engine import rescheduling
from support.terminal import ASSIGN, Terminal
from support.verbs import CALENDAR


def test_a_return_is_accepted_and_the_case_may_come_back(terminal: Terminal) -> None:
    terminal.receives()
    terminal.must("case", "return", "提案123", "--reason", "不属本单位", "--to-unit", "省某厅")

    accepted = terminal.must("case", "return", "提案123", "--accepted")
    resumed = terminal.must("case", "resume", "提案123")

    assert "申请退回 → 已退回" in accepted.out
    assert "已退回 → 已受理" in resumed.out


def test_a_refused_return_goes_on_in_this_office(terminal: Terminal) -> None:
    terminal.receives()
    terminal.must("case", "return", "提案123", "--reason", "不属本单位", "--to-unit", "省某厅")

    refused = terminal.must("case", "return", "提案123", "--refused", "--reason", "职责相符")

    assert "申请退回 → 已受理" in refused.out


def test_a_silent_assigner_means_that_the_office_goes_on(terminal: Terminal) -> None:
    terminal.receives()
    terminal.must("case", "return", "提案123", "--reason", "不属本单位", "--to-unit", "省某厅")
    terminal.clock.set("2024-04-15")

    terminal.must("run", "--once")
    said = terminal.must("case", "history", "提案123")

    assert said.lines[2].split()[2] == "逾期未复，继续办理"


def test_a_return_without_reason_says_what_to_add(terminal: Terminal) -> None:
    terminal.receives()

    refused = terminal("case", "return", "提案123")

    assert refused.code == 3
    assert refused.err.splitlines()[-1] == "办法：办理时加 --reason 理由 和 --to-unit 建议单位"


def test_waiting_for_the_assigner_says_how_its_reply_is_recorded(terminal: Terminal) -> None:
    terminal.receives()
    terminal.must("case", "return", "提案123", "--reason", "不属本单位", "--to-unit", "省某厅")

    refused = terminal("case", "contact", "提案123", "--how", "电话")

    assert "bihuan case return 2024年提案123 --accepted" in refused.err


def test_a_merged_case_is_answered_with_its_host_under_its_own_number(terminal: Terminal) -> None:
    terminal.receives("5")
    terminal.receives("6")
    terminal.must("case", "merge", "提案6", "--into", "提案5")
    terminal.dispatches("提案5")

    letter = ("--signer", "某领导", "--code", "得到解决或基本解决", "--document", "某函〔2024〕5号")
    terminal.must("case", "reply", "提案5", *letter, "--letter", "提案6=某函〔2024〕6号")
    host, merged = terminal.must("case", "show", "提案5"), terminal.must("case", "show", "提案6")

    assert "  并入本件  2024年提案6" in host.lines
    assert "  并入    2024年提案5" in merged.lines
    assert "某函〔2024〕6号" in merged.out


def test_a_merge_may_be_undone_before_the_answer(terminal: Terminal) -> None:
    terminal.receives("5")
    terminal.receives("6")
    terminal.must("case", "merge", "提案6", "--into", "提案5")

    undone = terminal.must("case", "unmerge", "提案6")

    assert "已并案 → 已受理" in undone.out


def test_a_withdrawal_by_several_needs_all_of_them(terminal: Terminal) -> None:
    terminal.under("shanghai_2015")
    terminal.receives("9", "--member", "某代表", "--member", "另一代表", kind="建议")

    refused = terminal("case", "withdraw", "建议9", "--reason", "来函撤回")
    done = terminal("case", "withdraw", "建议9", "--reason", "来函撤回", "--all-agree")

    assert (refused.code, done.code) == (3, 0)
    assert refused.err.splitlines()[-1] == "办法：办理时加 --all-agree"


def test_recorded_feedback_may_be_corrected_before_closing(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.answers("提案123")
    terminal.must("case", "feedback", "提案123", "--verdict", "满意", "--no-follow-up")

    words = ("--correct", "--verdict", "不满意", "--comment", "填错了")
    told = terminal.must("case", "feedback", "提案123", *words, "--json").data

    assert (told["event"], told["followed_by"]["event"]) == ("correct_feedback", "reassign")


def test_other_units_are_asked_urged_and_answer(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.must(
        "case", "ask", "提案123", "--unit", "乙处", "--unit", "丙局", "--due", "2024-03-20"
    )
    terminal.must("urge", "send", "提案123", "--to", "会办单位", "--level", "催办")

    asked = terminal("case", "why-not", "提案123", "reply")
    terminal.must("case", "opinion", "提案123", "--from", "乙处", "--text", "同意")
    both = terminal.must("case", "opinion", "提案123", "--from", "丙局")

    assert "乙处（2024年3月20日前，已催 1 次）、丙局（2024年3月20日前，已催 1 次）" in asked.out
    assert "→ 已会办" in both.out


def test_an_opinion_after_its_date_is_taken_as_late(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.must("case", "ask", "提案123", "--unit", "乙处", "--due", "2024-03-20")
    terminal.clock.set("2024-03-22")
    terminal.must("run", "--once")

    told = terminal.must("case", "opinion", "提案123", "--from", "乙处", "--json").data

    assert told["event"] == "late_opinion"


def test_an_extension_needs_a_later_date_a_reason_and_consent(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")

    alone = terminal("deadline", "extend", "提案123", "--until", "2024-06-28")
    whole = ("--until", "2024-06-28", "--reason", "涉及面广", "--consent", "某督函〔2024〕7号")
    done = terminal.must("deadline", "extend", "提案123", *whole)
    told = terminal.must("deadline", "explain", "提案123", "--term", "answer")

    assert alone.code == 3
    assert done.out.endswith("时限 2024年6月28日\n")
    assert "  延期　1 次（涉及面广 某督函〔2024〕7号）" in told.lines


def test_any_event_may_be_fired_by_its_name_or_its_word(terminal: Terminal) -> None:
    terminal.receives()

    by_id = terminal.must("case", "fire", "提案123", "contact", "--arg", "how=phone")
    by_word = terminal.must("case", "fire", "提案123", "沟通", "--arg", "how=visit")

    assert by_id.code == by_word.code == 0


def test_an_unknown_event_is_answered_with_those_the_case_knows(terminal: Terminal) -> None:
    terminal.receives("7", role="参阅")

    said = terminal("case", "fire", "提案7", "fly")

    assert said.code == 2
    assert said.err.splitlines()[0] == "错误[E-BAD-INPUT] EVENT 不能这样写（所给：fly）"
    assert said.err.splitlines()[1].startswith("办法：写其中之一：dispatch、")


def test_a_proposal_whose_session_is_printed_in_another_way_is_in_already(
    terminal: Terminal,
) -> None:
    terminal.receives("5", "--member", "某委员", "--session", "十四届三次")

    for printed in ("14届3次", "第十四届第三次会议"):
        words = ("--title", "关于第5件事的提案", "--member", "某委员", "--session", printed)
        again = terminal("case", "add", "--kind", "提案", "--role", "主办", "--number", "5", *words)
        assert (again.code, "E-CASE-EXISTS" in again.err) == (5, True)


def test_a_long_title_without_a_number_is_one_case_by_hand_and_by_import(
    terminal: Terminal,
) -> None:
    title = "关于" + "示例事项" * 52 + "的提案"
    add = ("case", "add", "--kind", "提案", "--role", "主办", "--member", "某委员")
    terminal.must(*add, "--title", title)
    Path("ledger.csv").write_text(
        f"案号,案由,类型,年度,办理方式,交办日期\n,{title},提案,2024,主办,2024-03-04\n", "utf-8"
    )

    terminal("case", "import", "ledger.csv", "--apply")

    assert len(terminal.must("case", "list", "--json").data) == 1


@pytest.mark.parametrize("words", [(), ("--once",), ("--until-idle",)])
def test_the_daemon_does_not_start_over_a_case_whose_definition_nobody_can_read(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    terminal.receives()
    (key, case), *_ = terminal.store._cases.items()
    terminal.store._cases[key] = replace(case, definition="f" * 64)

    said = terminal("run", *words)

    assert said.code == 78
    assert said.err.startswith("错误[E-UNKNOWN-DEFINITION] 库中没有流程定义 ffff")


def test_a_closed_case_under_such_a_definition_keeps_no_daemon_from_starting(
    terminal: Terminal,
) -> None:
    terminal.receives()
    (key, case), *_ = terminal.store._cases.items()
    terminal.store._cases[key] = replace(case, definition="f" * 64, final=True)

    assert terminal("run", "--once").code in (0, 6)


def test_a_new_calendar_says_how_many_cases_had_moved_on(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = rescheduling.Applied(2, left=("case-00007",))
    monkeypatch.setattr(rescheduling, "apply", lambda *_given: done)
    Path("own.toml").write_text(CALENDAR, "utf-8")

    applied = terminal.must("calendar", "import", "own.toml", "--apply", "--reason", "停电")

    assert applied.lines[-2:] == [
        "有 1 件在此期间已变动，未作调整",
        "已调整 2 件，日历保存为 calendar/own.toml",
    ]


def test_a_published_year_makes_a_day_certain_that_stays(terminal: Terminal) -> None:
    terminal.clock.set("2038-11-01")
    terminal.receives(kind="建议")
    terminal.must("case", "assign", "建议123", *ASSIGN)
    Path("2039.toml").write_text('[source]\nname = "国务院"\nyears = [2039]\n', "utf-8")

    preview = terminal.must("calendar", "import", "2039.toml")

    assert preview.lines[1:-1] == ["  2038年建议123  答复  2039年2月1日  → 2039年2月1日  不再暂定"]
