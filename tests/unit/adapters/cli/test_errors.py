"""Whatever is typed wrongly is answered with one line, a code and what to do; never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Terminal

USAGE = [
    ("casse", "没有“casse”这个命令，是否“case”？"),
    ("case shw", "没有“shw”这个命令，是否“show”？"),
    ("case show", "缺少参数 CASE"),
    ("case show 1 2", "多出参数：2"),
    ("case add --kind 提案", "缺少选项 --role"),
    ("case list --limit x", "--limit 的值不能用：“x”不是 0 到 1000000000 的整数"),
    ("case list --year 99999999999999999999", "“99999999999999999999”不是年份，写 1949 到 2999"),
    ("case list --due-before 2024-02-30", "“2024-02-30”不是有效日期"),
    ("case list --kind 议案", "“议案”不在其中：deputy_suggestion、建议、"),
    ("case list --numbr 1", "没有“--numbr”这个选项"),
    ("case reply 1 --documnt x", "没有“--documnt”这个选项，是否“--document”？"),
    ("case reply 1 --code", "选项 --code 后面要有值"),
    ("case fire 1 contact --arg how", "“how”应写成 名称=值"),
    ("calendar show 20", "YEAR 的值不能用：“20”不是年份，写 1949 到 2999"),
    ("calendar import nope.toml", "没有文件“nope.toml”"),
    ("definition diagram lead --format svg", "“svg”不在其中：mermaid、dot、text"),
    ("init --dir bihuan.toml", "“bihuan.toml”是文件，不是文件夹"),
    ("--lang fr status", "“fr”不在其中：zh、en"),
    ("case show \udcff", "参数不是文字：'\\udcff'"),
]
REFUSED_INPUT = [
    ("case list --state 飞行", "--state 不能这样写（所给：飞行）", "没有这个状态；有 "),
    ("case fire 1 fly", "EVENT 不能这样写（所给：fly）", "写其中之一：dispatch、"),
    ("case fire 1 contact --arg x=y", "“x” 不能这样写", "'contact' 没有这个参数；写其中之一："),
    ("case contact 1 --how 电话 --at 2030-01-01", "--at 不能", "不能晚于今天（2024-03-04）"),
    ("case contact 1 --how 电话 --at 2020-01-01", "--at 不能", "不能早于收到日期 2024-03-04"),
    (
        "case add --kind 提案 --role 主办 --title t --member m --received 2030-01-01",
        "--received",
        "收到日期不能",
    ),
    (
        "deadline list --within 3x",
        "--within 不能这样写（所给：3x）",
        "写成 10wd（工作日）或 10d（日）",
    ),
    (
        "definition show nobody",
        "NAME 不能这样写（所给：nobody）",
        "写 lead、support、reading，或文件名",
    ),
    ("init", "--dir 不能", "已有 bihuan.toml；换一个文件夹，或先移走它"),
]


def words(line: str) -> list[str]:
    """A line as the shell splits it; nothing here needs quotes."""
    return line.split(" ")


@pytest.mark.parametrize(("line", "told"), USAGE)
def test_a_slip_of_the_pen_is_named_and_the_page_of_help_with_it(
    line: str, told: str, terminal: Terminal
) -> None:
    said = terminal(*words(line))

    first, cure = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert first.startswith("错误[E-USAGE] ")
    assert told in first
    assert cure.startswith("办法：bihuan") and cure.endswith(" --help 查看用法")


@pytest.mark.parametrize(("line", "told", "cure"), REFUSED_INPUT)
def test_a_value_that_cannot_be_meant_is_named_as_it_is_typed(
    line: str, told: str, cure: str, terminal: Terminal
) -> None:
    terminal.receives("1")

    said = terminal(*words(line))

    first, second = said.err.splitlines()
    assert (said.code, said.out) == (2, "")
    assert first.startswith(f"错误[E-BAD-INPUT] {told}")
    assert second.startswith(f"办法：{cure}")


@pytest.mark.parametrize(("line", "told"), USAGE)
def test_a_program_gets_the_same_in_one_document(line: str, told: str, terminal: Terminal) -> None:
    document = terminal("--json", *words(line)).document

    assert document["ok"] is False
    assert document["error"]["code"] == "E-USAGE"
    assert told in document["error"]["message"]


@pytest.mark.parametrize("line", ["--json", "case --json", "definition --json"])
def test_no_command_at_all_is_an_error_for_a_program(line: str, terminal: Terminal) -> None:
    document = terminal(*words(line)).document

    assert document["error"]["message"] == "没有写命令"


def test_a_case_nobody_has_is_not_found(terminal: Terminal) -> None:
    said = terminal("case", "show", "提案9")

    assert said.code == 4
    assert said.err == (
        "错误[E-CASE-NOT-FOUND] 没有办件“提案9”\n"
        "办法：bihuan case list 查看办件；可写 提案123、建议-0031 或编号全称\n"
    )


def test_a_name_that_fits_two_cases_lists_them(terminal: Terminal) -> None:
    terminal.receives("9")
    terminal.receives("9", kind="建议")

    said = terminal("case", "show", "9")

    assert said.code == 4
    assert said.err.splitlines()[0].startswith("错误[E-AMBIGUOUS] “9”可指：2024年")


def test_a_case_that_moved_meanwhile_is_a_conflict(terminal: Terminal) -> None:
    terminal.receives("9")
    terminal.must("case", "contact", "提案9", "--how", "电话")

    said = terminal("case", "contact", "提案9", "--how", "电话", "--seq", "1")

    assert said.code == 5
    assert said.err.splitlines()[0] == "错误[E-STALE-CASE] 办件已有变化：所见第 1 号，现为第 2 号"


def test_the_same_proposal_twice_is_a_conflict(terminal: Terminal) -> None:
    terminal.receives("9")

    said = terminal(
        *("case", "add", "--kind", "提案", "--role", "主办", "--title", "另一件"),
        *("--number", "9", "--member", "某委员"),
    )

    assert said.code == 5
    assert said.err.startswith("错误[E-CASE-EXISTS] 9 已在库")


def test_a_key_used_for_another_event_is_a_conflict(terminal: Terminal) -> None:
    terminal.receives("9")
    terminal.must("case", "contact", "提案9", "--how", "电话", "--key", "k")

    said = terminal("urge", "send", "提案9", "--key", "k")

    assert (said.code, said.err) == (
        5,
        "错误[E-KEY-TAKEN] 键“k”已用于另一次办理\n办法：换一个 --key\n",
    )


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("x = 1", "“x”不能用：没有这一项"),
        ("[rules]\npolcy = 'a'", "“rules.polcy”不能用：没有这一项"),
        ("[rules]\npolicy = 3", "“rules.policy”不能用：应为文字"),
        ("[rules", "“-”不能用：不是 TOML"),
    ],
)
def test_a_wrong_configuration_names_its_key(written: str, told: str, terminal: Terminal) -> None:
    Path("bihuan.toml").write_text(written, "utf-8")

    said = terminal("status")

    assert said.code == 78
    assert said.err.startswith(f"错误[E-BAD-CONFIG] 配置 bihuan.toml 的{told}")


def test_a_configuration_in_another_encoding_says_so(terminal: Terminal) -> None:
    Path("bihuan.toml").write_bytes('[org]\nname = "某厅"'.encode("gb18030"))

    said = terminal("status")

    assert said.code == 78
    assert "不是 UTF-8 编码" in said.err


def test_a_wrong_variable_is_a_wrong_configuration(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BIHUAN_NOTIFY", "x")

    said = terminal("status")

    assert said.code == 78
    assert "环境变量中“notify”的值不能用" in said.err


def test_an_unknown_region_lists_those_there_are(terminal: Terminal) -> None:
    terminal.under("nowhere")

    said = terminal("status")

    assert said.code == 78
    assert said.err.splitlines()[1].startswith("办法：写其中之一：beijing_2014、")


def test_a_missing_file_is_told_in_our_words(terminal: Terminal) -> None:
    said = terminal("report", "annual", "--out", "nowhere/report.md")

    assert said.code == 78
    assert said.err.splitlines()[0] == (
        "错误[E-FILE] 不能使用文件 nowhere/report.md：没有这个文件或文件夹"
    )


def test_a_calendar_that_is_no_toml_names_the_file(terminal: Terminal) -> None:
    Path("2027.toml").write_text("2027-01-01 = 元旦", "utf-8")

    said = terminal("calendar", "import", "2027.toml")

    assert said.code == 78
    assert said.err.startswith("错误[E-BAD-TEXT] 2027.toml：不是 TOML（")


def test_a_bug_says_so_and_asks_for_the_output(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal.store, "find", lambda *_given: 1 / 0)

    said = terminal("case", "list")

    assert said.code == 1
    assert said.err == (
        "错误[E-BUG] 程序出错（ZeroDivisionError）：division by zero\n"
        "办法：加 -v 重试，并把输出发给维护人员\n"
    )
