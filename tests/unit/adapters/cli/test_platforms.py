"""`bihuan platform` as it is typed, through a folder."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from support.platforms import assignment, server
from support.terminal import Terminal

CONFIG = '[platforms.renda]\nfolder = "exchange"\n'


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """An office with a platform beyond a folder."""
    Path("bihuan.toml").write_text(CONFIG, "utf-8")
    for name in ("in", "out"):
        Path("exchange", name).mkdir(parents=True)
    return terminal


def _lay(name: str, *records: tuple[str, int, dict[str, Any]]) -> None:
    platform = server.Platform("")
    for key, no, fields in records:
        platform.put(key, "assignment", f"P-{no}", fields)
    told = {"format": "bihuan-exchange", "version": 1, "records": platform.log}
    content = json.dumps(told).encode()
    Path("exchange", "in", name).write_bytes(content)
    Path("exchange", "in", f"{name}.sha256").write_text(hashlib.sha256(content).hexdigest())


def test_a_pull_is_a_preview_until_it_is_applied(office: Terminal) -> None:
    _lay("1.json", ("A-1", 1, assignment(1)))

    shown = office.must("platform", "pull", "renda")
    assert "预览" in shown.err
    assert office.must("case", "list", "--json").data == []
    done = office.must("platform", "pull", "renda", "--apply")

    assert shown.out == done.out == "新收  1\n"
    assert len(office.must("case", "list", "--json").data) == 1


def test_what_needs_a_person_is_named_and_the_exit_code_says_partly(office: Terminal) -> None:
    odd = assignment(2, 承办方式="牵头")
    _lay("1.json", ("A-1", 1, assignment(1)), ("A-2", 2, odd))

    said = office("platform", "pull", "renda", "--apply")
    standing = office.must("platform", "status", "renda")

    assert said.code == 6
    assert "A-2" in said.out
    assert any("承办方式" in line and "牵头" in line for line in standing.lines)


def test_a_difference_is_listed_and_settled(office: Terminal) -> None:
    _lay("1.json", ("A-1", 1, assignment(1)), ("A-1", 1, assignment(1)))
    office.must("platform", "pull", "renda", "--apply")
    changed = assignment(1, 标题="改过的标题")
    _lay("2.json", *[("A-1", 1, changed)] * 3)
    assert office("platform", "pull", "renda", "--apply").code == 6

    listed = office.must("platform", "conflicts", "renda")
    assert "改过的标题" in listed.out
    settle = ("platform", "resolve", "renda", "A-1", "--take", "平台")
    assert office.must(*settle).lines == ["A-1：已处理 1 处"]

    assert office.must("platform", "conflicts", "renda", "--json").data == []
    assert len(office.must("platform", "conflicts", "renda", "--all", "--json").data) == 1
    assert office(*settle).code == 2


def test_what_is_due_is_shown_then_sent(office: Terminal) -> None:
    _lay("1.json", ("A-1", 1, assignment(1)))
    office.must("platform", "pull", "renda", "--apply")

    shown = office.must("platform", "push", "renda")
    done = office.must("platform", "push", "renda", "--apply")

    assert (shown.out, done.out) == ("待报送  1\n", "已报送  1\n")
    assert office.must("platform", "push", "renda", "--apply").out == "没有新的\n"
    assert len(list(Path("exchange", "out").iterdir())) == 2


def test_a_document_is_read_again(office: Terminal) -> None:
    _lay("1.json", ("A-1", 1, assignment(1)))
    office.must("platform", "pull", "renda", "--apply")

    assert office.must("platform", "replay", "renda", "1").out == "已有  1\n"
    assert office("platform", "replay", "renda", "9").code == 4


def test_a_platform_that_is_away_is_unreachable(office: Terminal) -> None:
    Path("exchange", "in").rmdir()

    said = office("platform", "pull", "renda", "--apply")

    assert said.code == 69
    assert "renda" in said.err


@pytest.mark.parametrize(
    "wrong",
    [
        "[platforms.renda]\n",
        '[platforms.renda]\nurl = "https://example.gov.cn"\nfolder = "x"\n',
        '[platforms.renda]\nurl = "https://example.gov.cn"\n',
        '[platforms.renda]\nurl = "http://example.gov.cn"\nsecret = "secret:NONE"\n',
        '[platforms.renda]\nfolder = "exchange"\nmapping = "none.toml"\n',
    ],
)
def test_a_platform_that_is_set_up_wrongly_is_a_matter_of_the_configuration(
    office: Terminal, wrong: str
) -> None:
    Path("bihuan.toml").write_text(wrong, "utf-8")

    assert office("platform", "pull", "renda").code == 78
