"""The verbs of the chain say what became of the case, in one line each."""

from __future__ import annotations

from support.terminal import ASSIGN, LETTER, Terminal


def test_a_case_is_received_dispatched_and_answered(terminal: Terminal) -> None:
    terminal.receives()

    dispatched = terminal.must("case", "assign", "提案123", *ASSIGN)
    answered = terminal.must("case", "reply", "提案123", *LETTER, "某函〔2024〕1号")

    assert dispatched.out == (
        "已办理“交办”：2024年提案123 已受理 → 已交办（经过第 2 号），时限 2024年5月31日\n"
    )
    assert answered.out == (
        "已办理“答复”：2024年提案123 已交办 → 已答复（经过第 3 号），时限 2024年3月25日\n"
    )


def test_a_satisfied_member_closes_the_case_in_the_same_command(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.answers("提案123")

    said = terminal.must("case", "feedback", "提案123", "--verdict", "满意")

    assert [line.partition("：")[0] for line in said.lines] == [
        "已办理“登记反馈”",
        "满意，自动办结",
        "已办理“办结”",
    ]


def test_an_unsatisfied_member_opens_round_two_and_only_its_own_feedback_closes(
    terminal: Terminal,
) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.answers("提案123")
    terminal.must("case", "feedback", "提案123", "--verdict", "不满意", "--comment", "不够具体")

    refused = terminal("case", "close", "提案123")
    terminal.answers("提案123", "某函〔2024〕2号")
    closed = terminal.must("case", "feedback", "提案123", "--verdict", "满意", "--json").data

    assert refused.code == 3
    assert (closed["followed_by"]["state"], closed["followed_by"]["round"]) == ("closed", 2)


def test_feedback_may_be_recorded_without_what_follows(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    terminal.answers("提案123")

    terminal.must("case", "feedback", "提案123", "--verdict", "满意", "--no-follow-up")
    closed = terminal.must("case", "close", "提案123")

    assert closed.out.startswith("已办理“办结”：2024年提案123 已反馈 → 办结")


def test_a_supported_case_sends_its_opinion_and_waits_for_the_lead_unit(
    terminal: Terminal,
) -> None:
    terminal.receives(
        "31", "--member", "某代表", "--counterpart", "省某委", kind="建议", role="协办"
    )
    terminal.dispatches("建议31")

    opinion = ("case", "opinion", "建议31", "--signer", "某领导", "--document", "某函〔2024〕3号")
    terminal.must(*opinion)
    told = terminal.must(
        "case", "reply", "建议31", "--document", "省某函〔2024〕8号", "--json"
    ).data

    assert (told["event"], told["state"]) == ("lead_answered", "answered")


def test_a_case_to_read_is_noted_and_never_closed(terminal: Terminal) -> None:
    terminal.receives("7", role="参阅")
    terminal.dispatches("提案7")

    noted = terminal.must("case", "note", "提案7")
    closing = terminal("case", "close", "提案7")

    assert "已交办 → 已阅" in noted.out
    assert closing.code == 3


def test_the_same_key_again_changes_nothing(terminal: Terminal) -> None:
    terminal.receives()
    first = terminal.must("case", "assign", "提案123", *ASSIGN, "--key", "oa-1")

    again = terminal.must("case", "assign", "提案123", *ASSIGN, "--key", "oa-1")

    assert again.out == first.out.replace("已办理", "此前已办理")


def test_an_earlier_legal_date_is_kept_beside_the_day_it_was_written(terminal: Terminal) -> None:
    terminal.receives()
    terminal.clock.set("2024-03-11")

    terminal.must("case", "contact", "提案123", "--how", "电话", "--at", "2024年3月6日")
    said = terminal.must("case", "history", "提案123")

    assert said.lines[1].split()[:3] == ["2", "2024年3月6日", "2024年3月11日补记"]


def test_a_reason_and_an_actor_stay_in_the_history(terminal: Terminal) -> None:
    terminal.receives()

    terminal.must(
        "case", "assign", "提案123", *ASSIGN, "--reason", "主任办公会", "--actor", "某科长"
    )
    said = terminal.must("case", "history", "提案123")

    assert said.lines[1].split()[-4:] == ["某科长", "甲处", "某经办", "主任办公会"]
