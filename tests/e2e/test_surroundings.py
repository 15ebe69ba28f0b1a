"""The installed command where it is least at home: no locale, no terminal, nobody listening."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from support.terminal import Office

CALENDAR = """
[source]
name = "本单位"
[off]
"2025-03-07" = "停电"
"""


def test_chinese_is_printed_without_a_locale(nowhere: Office) -> None:
    said = nowhere("fly", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")

    assert said.err == "错误[E-USAGE] 没有“fly”这个命令\n办法：bihuan --help 查看用法\n"


def test_english_is_spoken_when_asked(nowhere: Office) -> None:
    said = nowhere("fly", BIHUAN_LANG="en")

    assert said.err == ("error[E-USAGE] there is no command fly\nwhat to do: bihuan --help\n")


@pytest.mark.parametrize("words", [("--help",), ("version",), ("config", "policies")])
def test_a_reader_who_leaves_early_is_no_error(nowhere: Office, words: tuple[str, ...]) -> None:
    shell = 'exec 3>&1; { "$@"; echo $? >&3; } | true'

    done = subprocess.run(
        ["sh", "-c", shell, "sh", *nowhere.command(words)],
        cwd=nowhere.folder,
        env=nowhere.surroundings({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-"])
def test_a_closed_stream_is_no_traceback(nowhere: Office, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$@" {closed}', "sh", *nowhere.command(("version",))],
        cwd=nowhere.folder,
        env=nowhere.surroundings({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no disk that is always full")
def test_a_full_disk_is_told_in_one_line(nowhere: Office) -> None:
    done = subprocess.run(
        ["sh", "-c", '"$@" > /dev/full', "sh", *nowhere.command(("version",))],
        cwd=nowhere.folder,
        env=nowhere.surroundings({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 75
    assert done.stderr == "错误[E-FILE] 不能使用文件 -：磁盘已满\n办法：检查文件名和权限\n"


@pytest.mark.slow
def test_a_calendar_is_previewed_then_moves_the_deadlines(office: Office) -> None:
    (office.folder / "own.toml").write_text(CALENDAR, "utf-8")
    office.must(
        *("case", "add", "--kind", "提案", "--role", "主办", "--number", "1", "--title", "一件事"),
        *("--member", "某委员", "--received", "2025-03-03"),
    )

    preview = office.must("calendar", "import", "own.toml")
    before = office.must("case", "show", "1", "--json").data["case"]["due"]
    applied = office.must("calendar", "import", "own.toml", "--apply", "--reason", "停电")
    after = office.must("case", "show", "1", "--json").data["case"]["due"]

    assert "  2025年提案1  内部交办  2025年3月10日  → 2025年3月11日  日历变动" in preview.lines
    assert preview.lines[-1] == "有 1 个时限会变，未写入。确认无误后加 --apply --reason。"
    assert (before, after) == ("2025-03-10", "2025-03-11")
    assert applied.lines[-1] == "已调整 1 件，日历保存为 calendar/own.toml"


@pytest.mark.slow
def test_a_machine_of_one_s_own_is_exported_changed_and_used(office: Office) -> None:
    text = office.must("definition", "show", "reading", "--export").out
    (office.folder / "reading.json").write_text(text.replace('"1.0.0"', '"1.0.1"'), "utf-8")
    config = office.folder / "bihuan.toml"
    own = config.read_text("utf-8").replace(
        '# machines = ["lead.json"]', 'machines = ["reading.json"]'
    )
    config.write_text(own, "utf-8")

    proved = office.must("definition", "prove", "reading.json")
    listed = office.must("definition", "list", "--json").data

    assert "1.0.1" in proved.lines[0]
    assert {one["version"] for one in listed if one["name"] == "reading"} == {"1.0.0", "1.0.1"}
