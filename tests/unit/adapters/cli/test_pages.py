"""What a person looks at: one case, the list, the board, the deadlines, the year."""

from __future__ import annotations

from dataclasses import replace

from support.terminal import Terminal


def test_a_case_on_one_page(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")
    contact = ("--how", "电话", "--stage", "办前", "--note", "谈了思路")
    terminal.must("case", "contact", "提案123", *contact)

    said = terminal.must("case", "show", "提案123")

    told = [line for line in said.lines if not line.startswith("  编号")]
    assert told == [
        "2024年提案123  关于第123件事的提案",
        "  主办 · 已交办 · 第1轮 · 时限 2024年5月31日（还有 62 个工作日）",
        "  提出人  某委员",
        "  收到    2024年3月4日",
        "  可办    催办、请求会办、答复、沟通、延期、内部改派、催办回执、暂停催办通知、拟稿、"
        "退回交办机关、撤回、并案",
        "  经过    3",
        "  办理",
        "    第1轮  2024年3月4日起  领导 某领导  处室 甲处  经办 某经办  任务 提出办理意见  "
        "时间 2024年5月31日",
        "  时限",
        "    第1轮  内部交办  2024年3月11日  产品默认",
        "    第1轮  答复      2024年5月31日  交办时定",
        "  沟通",
        "    第1轮  2024年3月4日  办前  电话  谈了思路",
    ]


def test_feedback_is_shown_with_the_name_of_the_member(terminal: Terminal) -> None:
    terminal.receives("9", "--member", "某委员", "--member", "另一委员")
    terminal.dispatches("提案9")
    terminal.answers("提案9")

    terminal.must("case", "feedback", "提案9", "--member", "1", "--verdict", "基本满意")

    assert "某委员  基本满意" in terminal.must("case", "show", "提案9").out


def test_the_list_is_aligned_by_what_is_on_the_screen(terminal: Terminal) -> None:
    terminal.receives("123")
    terminal.receives("9")
    terminal.receives("4", kind="建议", role="协办")

    said = terminal.must("case", "list")

    assert said.lines == [
        "办件           方式  状态    轮  时限           标题",
        "2024年提案9    主办  已受理   1  2024年3月11日  关于第9件事的提案",
        "2024年提案123  主办  已受理   1  2024年3月11日  关于第123件事的提案",
        "2024年建议4    协办  已受理   1  2024年3月11日  关于第4件事的建议",
        "共 3 件",
    ]


def test_a_list_cut_short_says_so(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.receives("2")

    said = terminal.must("case", "list", "--limit", "1", "--json").document

    assert len(said["data"]) == 1
    assert said["warnings"] == ["只列出前 1 件；--limit 可以更多"]


def test_the_board_counts_what_is_open_soon_late_and_answered(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.receives("2")
    terminal.dispatches("提案1")
    terminal.dispatches("提案2")
    terminal.clock.set("2024-03-18")
    terminal.answers("提案2")
    terminal.clock.set("2024-06-03")

    said = terminal.must("status")

    assert said.lines == [
        "2024年度  截至 2024年6月3日（工作日）  提案 2  建议 0",
        "在办 2  临期(≤10工作日) 0  逾期 1  待反馈 1  不满意重办 0  待发送 0",
        "处室  主办  协办  已答复  临期  逾期  平均用时(工作日)",
        "甲处     2     0       1     0     1              10.0",
        "守护进程未运行 · 日历 2024 官方 / 2025 官方",
    ]


def test_what_an_earlier_year_left_open_stays_on_the_board(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.clock.set("2025-03-03")
    terminal.receives("2")

    said = terminal.must("status")

    assert said.lines[0].startswith("2025年度  截至 2025年3月3日")
    assert "其中往年未结 1" in said.lines


def test_the_daemon_s_last_sign_of_life_is_told_in_a_unit_one_can_grasp(
    terminal: Terminal,
) -> None:
    terminal.must("run", "--once")
    terminal.clock.advance(hours=5)

    assert terminal.must("status").lines[-1].startswith("守护进程 5 小时前 停止 · ")

    (pulse,) = terminal.store.watch.pulses("office")
    terminal.store.watch.beat(replace(pulse, stopped_at=None))  # one that was killed

    assert terminal.must("status").lines[-1].startswith("计时心跳 5 小时前 · ")


def test_a_deadline_is_explained_day_by_day(terminal: Terminal) -> None:
    terminal.receives("1", "--member", "某委员", "--received", "2024-02-08")

    said = terminal.must("deadline", "explain", "提案1")

    assert said.lines == [
        "2024年提案1  内部交办时限 2024年2月21日（星期三）",
        "  规则　收到之日起5个工作日内",
        "  起算　2024年2月8日（星期四，收到），当日不计入（民法典第201条）",
        "  　　　2月9日 工作日 1",
        "  　　　2月10日至2月17日 放假（春节，chinesecalendar 1.11.0），不计",
        "  　　　2月18日 调休上班（春节调休，chinesecalendar 1.11.0） 2",
        "  　　　2月19日 工作日 3",
        "  　　　2月20日 工作日 4",
        "  　　　2月21日 工作日 5",
        "  到期　2024年2月21日（星期三）24时",
        said.lines[10],
        "  说明　所用规定未设此时限，按产品默认，仅供提醒",
    ]


def test_deadlines_are_listed_by_date_with_what_is_left(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.receives("2")
    terminal.dispatches("提案2")

    soon = terminal.must("deadline", "list", "--within", "10wd")
    every = terminal.must("deadline", "list", "--json").data

    assert soon.lines == [
        "2024年提案1  2024年3月11日  还有 5 个工作日  已受理  关于第1件事的提案",
        "共 1 件",
    ]
    assert [one["number"] for one in every] == ["1", "2"]


def test_urgings_name_people_and_units(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.dispatches("提案1")

    sent = ("--to", "分管领导", "--to", "督查室", "--level", "督办")
    terminal.must("urge", "send", "提案1", *sent)
    said = terminal.must("urge", "list", "提案1")

    assert [line.split()[1:] for line in said.lines[:2]] == [
        ["2024年提案1", "督办", "督查部门", "临时", "notice", "待发"],
        ["2024年提案1", "督办", "某领导", "临时", "notice", "待发"],
    ]


def test_a_message_without_an_outbox_file_is_one_readable_line(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.dispatches("提案1")
    terminal.must("urge", "send", "提案1", "--level", "催办")

    said = terminal.must("run", "--once")

    assert said.lines == [
        "→ 某经办：【催办】2024年提案1《关于第1件事的提案》 还有 88 天到期",
        "已处理到期 0 个，已发送 1 条",
    ]


def test_the_year_s_report_has_its_figures_for_programs(terminal: Terminal) -> None:
    terminal.receives("1")

    figures = terminal.must("report", "annual", "--year", "2024", "--json").data

    assert (figures["total"], figures["answered"]) == (1, 0)
