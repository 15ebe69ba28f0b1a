"""`bihuan demo` as a newcomer meets it: typed, read, interrupted, typed again."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from bihuan.adapters.cli.layout import width
from support.annual import paragraphs

COMMAND = Path(sys.executable).with_name("bihuan")
SCREEN = 80
REPORT, TABLES = "2024年度办理情况报告.docx", "2024年度办理情况报告.xlsx"
HEARS_CTRL_C = (
    "import os, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
    " os.execv(sys.argv[1], sys.argv[1:])"
)
"""A shell that runs us in the background has us ignore Ctrl-C, and a child inherits that."""


def environment() -> dict[str, str]:
    """A poor one: no terminal, no locale, nothing of ours set."""
    plain = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    return {**plain, "LC_ALL": "C", "PATH": f"{COMMAND.parent}{os.pathsep}{plain['PATH']}"}


def typed(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command as typed in a folder."""
    return subprocess.run(
        ["bihuan", *words],
        executable=COMMAND,
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=240,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the newcomer stands."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def shown(home: Path) -> subprocess.CompletedProcess[str]:
    """The demo, run to its end."""
    return typed(home, "demo")


def commands(text: str) -> list[list[str]]:
    """What it says to type next."""
    return [line.split() for line in text.splitlines() if line.startswith("  bihuan ")]


def too_wide(text: str) -> Sequence[str]:
    """Lines that do not fit the screen."""
    return [line for line in text.splitlines() if width(line) > SCREEN]


def test_it_ends_with_the_figures_of_the_report(shown: subprocess.CompletedProcess[str]) -> None:
    assert shown.returncode == 0
    for line in (
        "  收到  146 件",
        "        代表建议  24 = 主办 3 + 协办 21",
        "        政协提案 122 = 主办 22 + 协办 99 + 参阅 1",
        "  同比  上年 98 件，增加 48 件，增幅 49%（48/98）",
        "  答复  146/146 件，办复率 100%；按期 145 件，时效率 99.3%",
        "  满意  最终 100%（145/145）；首次办理 97.9%（142/145）",
        "  重办  3 件，最多的办了 3 轮",
    ):
        assert line in shown.stdout.splitlines()


def test_progress_is_told_apart_from_the_result(shown: subprocess.CompletedProcess[str]) -> None:
    weeks = re.findall(r"^ +\d+月\d+日(?: +[\d·]+){8}$", shown.stderr, re.MULTILINE)

    assert len(weeks) == 16
    assert shown.stderr.count("反馈不满意，重新办理") == 4
    assert "月" not in shown.stdout.partition("接着可以")[0]


def test_it_tells_of_the_mail_server_and_that_everything_left(
    shown: subprocess.CompletedProcess[str], home: Path
) -> None:
    letters = (home / "bihuan-demo" / "outbox.jsonl").read_text("utf-8").splitlines()
    ours = ("-c", "bihuan-demo/bihuan.toml", "--json")
    waiting = [
        json.loads(typed(home, *ours, "notify", "outbox", "list", "--status", status).stdout)
        for status in ("待发送", "待汇总", "已搁置")
    ]
    incidents = json.loads(typed(home, *ours, "incident", "list").stdout)

    assert shown.stderr.count("邮件") == 2
    assert f"  通知  发出 {len(letters)} 份，" in shown.stdout
    assert "未发出 0 份，未了故障 0 件" in shown.stdout
    assert all(json.loads(letter)["text"] for letter in letters)
    assert [one["data"] for one in (*waiting, incidents)] == [[], [], [], []]


def test_every_line_fits_the_screen(shown: subprocess.CompletedProcess[str]) -> None:
    assert too_wide(shown.stdout) == []
    assert too_wide(shown.stderr) == []


def test_everything_it_says_to_type_next_works(
    shown: subprocess.CompletedProcess[str], home: Path
) -> None:
    said = commands(shown.stdout)

    answers = [typed(home, *words[1:]) for words in said]

    assert len(said) >= 5
    assert [answer.returncode for answer in answers] == [0] * len(said)
    assert all(answer.stdout.strip() for answer in answers)


def test_the_files_are_where_it_says(shown: subprocess.CompletedProcess[str], home: Path) -> None:
    places = re.findall(r"bihuan-demo/[^（\s]+", shown.stdout)
    report = "\n".join(paragraphs((home / "bihuan-demo" / REPORT).read_bytes()))

    assert all((home / place).exists() for place in places)
    assert [place for place in places if place.endswith((".docx", ".xlsx"))] == [
        f"bihuan-demo/{name}"
        for name in (
            REPORT,
            TABLES,
            "2024年度台账.xlsx",
            "2024年度任务清单.xlsx",
            "2024年度责任清单.xlsx",
            "2024年度承诺事项台账.xlsx",
        )
    ]
    assert "代表建议24件（主办3件、协办21件）" in report
    assert "政协提案122件（主办22件、协办99件、参阅1件）" in report
    assert "增加48件，增幅49%" in report


def test_every_answer_lies_there_as_it_was_signed(
    shown: subprocess.CompletedProcess[str], home: Path
) -> None:
    letters = sorted((home / "bihuan-demo" / "函件").glob("*.docx"))
    texts = ["\n".join(paragraphs(file.read_bytes())) for file in letters]

    assert f"（{len(letters)} 份，签发后的原件）" in shown.stdout
    assert len(letters) == 25 + 4, "each led case, and each further round"
    assert all(file.name.split()[0] in text for file, text in zip(letters, texts, strict=True))
    assert not any("{{" in text for text in texts)
    assert sum("再次答复" in text for text in texts) == 4


def test_a_second_run_starts_afresh_and_keeps_what_is_not_its_own(tmp_path: Path) -> None:
    folder = tmp_path / "bihuan-demo"
    folder.mkdir()
    for name, text in ((".bihuan-demo", ""), ("bihuan.db", "broken"), ("notes.txt", "mine")):
        (folder / name).write_text(text, "utf-8")

    again = typed(tmp_path, "--lang", "en", "demo")

    assert again.returncode == 0
    assert "it starts afresh" in again.stderr
    assert "in the end 100% (145/145); first round 97.9% (142/145)" in again.stdout
    assert "0 unsent, 0 incidents" in again.stdout
    assert again.stderr.count("mail") == 2
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert [*too_wide(again.stdout), *too_wide(again.stderr)] == []


def test_another_persons_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "theirs.txt").write_text("theirs", "utf-8")

    refused = typed(tmp_path, "demo", "--dir", ".")

    assert refused.returncode == 2
    assert [file.name for file in tmp_path.iterdir()] == ["theirs.txt"]
    assert "Traceback" not in refused.stderr


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    refused = typed(tmp_path, "demo", "--dir", "file/inside")

    assert refused.returncode == 78
    assert refused.stderr.startswith("错误[E-FILE] 不能使用文件 file/inside")
    assert "Traceback" not in refused.stderr


def test_programs_get_one_document(tmp_path: Path) -> None:
    answer = typed(tmp_path, "--json", "--quiet", "demo", "--dir", "d")

    told = json.loads(answer.stdout)
    assert told["ok"]
    assert told["data"]["figures"]["total"] == 146
    assert told["data"]["database"] == "d/bihuan.db"
    assert told["data"]["delivered"]["unsent"] == 0
    assert Path(tmp_path, told["data"]["notices"]).is_file()
    assert answer.stderr == ""


@contextmanager
def interrupted(folder: Path, day: str) -> Iterator[subprocess.Popen[str]]:
    """The demo, interrupted as by Ctrl-C once it has told of the day."""
    with subprocess.Popen(
        [sys.executable, "-c", HEARS_CTRL_C, str(COMMAND), "demo"],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stderr is not None
        while day not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        yield process


def test_interrupted_it_says_what_is_left(tmp_path: Path) -> None:
    with interrupted(tmp_path, "3月15日") as process:
        _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said.rstrip().endswith("已中断。bihuan-demo 里留下了到此为止的库；再次运行会从头重建。")
    left = typed(tmp_path, "-c", "bihuan-demo/bihuan.toml", "audit", "verify")
    assert left.returncode == 0
    assert "146 件" in left.stdout


def test_on_postgresql_it_fills_an_empty_database_and_no_other(tmp_path: Path, pg_url: str) -> None:
    first = typed(tmp_path, "--db", pg_url, "demo")
    second = typed(tmp_path, "--db", pg_url, "demo")

    assert first.returncode == 0
    assert "  收到  146 件" in first.stdout
    assert second.returncode == 2
    assert "已有办件" in second.stderr
    assert typed(tmp_path, *commands(first.stdout)[0][1:]).returncode == 0
