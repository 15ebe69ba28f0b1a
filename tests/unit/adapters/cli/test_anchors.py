"""A file of anchors is signed with one key, or not at all, and stays verifiable as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.terminal import Terminal

CAST = ("audit", "anchor", "--out", "anchors.jsonl")
SIGNED = (*CAST, "--key", "secret:anchor")


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The office's key, and another one."""
    monkeypatch.setenv("BIHUAN_SECRET_ANCHOR", "sixteen bytes or more")
    monkeypatch.setenv("BIHUAN_SECRET_OTHER", "other sixteen bytes or more")


@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        (CAST, SIGNED, "这个文件里的锚没有签名；换一个文件，或不写密钥"),
        (SIGNED, CAST, "这个文件里的锚有签名，写上它们的密钥"),
        (SIGNED, (*CAST, "--key", "secret:other"), "不是用这把密钥签的；换一个文件"),
    ],
)
def test_an_anchor_signed_otherwise_is_refused_and_leaves_the_file_sound(
    terminal: Terminal, first: tuple[str, ...], second: tuple[str, ...], told: str
) -> None:
    terminal.receives("1")
    terminal.must(*first)
    before = Path("anchors.jsonl").read_bytes()

    said = terminal(*second)

    assert said.code == 2
    assert told in said.err
    assert Path("anchors.jsonl").read_bytes() == before


def test_anchors_of_one_key_follow_each_other(terminal: Terminal) -> None:
    terminal.receives("1")
    terminal.must(*SIGNED)
    terminal.receives("2")
    terminal.must(*SIGNED)

    terminal.must("audit", "verify", "--anchor", "anchors.jsonl", "--key", "secret:anchor")
