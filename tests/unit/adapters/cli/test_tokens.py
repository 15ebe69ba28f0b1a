"""Tokens from the command line: shown once, listed without their secrets, taken away for good."""

from __future__ import annotations

from support.terminal import Terminal


def test_a_token_is_printed_once_and_never_listed(terminal: Terminal) -> None:
    secret = terminal.must("token", "add", "--role", "督查室", "--for", "某督查").lines[0]

    listed = terminal.must("token", "list")
    (told,) = terminal.must("token", "list", "--json").data

    assert secret.startswith("bihuan_")
    assert secret not in listed.out and "督查室" in listed.out and "某督查" in listed.out
    assert (told["role"], told["for"], told["status"]) == ("supervision", "某督查", "valid")
    assert told["expires_at"].startswith("2024-06-02")
    assert "digest" not in told


def test_a_division_must_be_named(terminal: Terminal) -> None:
    said = terminal("token", "add", "--role", "处室", "--for", "某经办")

    assert said.code == 2
    assert "处室的令牌要写明处室" in said.err


def test_a_token_is_revoked_once(terminal: Terminal) -> None:
    told = terminal.must("token", "add", "--role", "ops", "--for", "监控", "--json").data

    terminal.must("token", "revoke", told["id"])
    again = terminal("token", "revoke", told["id"])

    assert again.code == 4
    assert terminal.must("token", "list").lines[-1] == "共 0 个"
    assert "已撤销" in terminal.must("token", "list", "--all").out
