"""The systemd unit, and the board that is drawn again and again."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bihuan.adapters.cli import service, watching
from bihuan.adapters.sql.errors import DatabaseBusy
from support.terminal import Terminal

VERIFY = shutil.which("systemd-analyze")


def unit(terminal: Terminal, *words: str) -> dict[str, list[str]]:
    """The unit's settings by name; a name may come several times."""
    told: dict[str, list[str]] = {}
    for line in terminal.must("service", "print-unit", *words).lines:
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            told.setdefault(name, []).append(value)
    return told


def test_a_unit_knows_the_command_the_configuration_and_the_user(terminal: Terminal) -> None:
    told = unit(terminal, "--user", "clerk", "--exec", "/opt/bihuan/bin/bihuan")

    place = Path("bihuan.toml").resolve()
    assert told["ExecStart"] == [f"/opt/bihuan/bin/bihuan -c {place} run"]
    assert told["User"] == ["clerk"]
    assert told["Type"] == ["notify"]
    assert told["RestartPreventExitStatus"] == ["78"]
    assert told["WantedBy"] == ["multi-user.target"]


def test_where_the_daemon_writes_it_may_write(terminal: Terminal) -> None:
    told = unit(terminal)

    assert told["ProtectSystem"] == ["strict"]
    assert told["ReadWritePaths"] == [str(Path.cwd())]
    assert "LoadCredential" not in told


def test_where_notices_are_written_it_may_write_but_a_pipe_needs_no_folder(
    terminal: Terminal, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "notices.pipe")
    Path("bihuan.toml").write_text(
        '[notify]\nfile = "short/outbox.jsonl"\n'
        '[notify.gateway]\nkind = "file"\npath = "gateway/outbox.jsonl"\n'
        f'[notify.pipe]\nkind = "file"\npath = "{tmp_path}/notices.pipe"\n'
        '[notify.out]\nkind = "file"\npath = "/dev/stdout"\n'
        '[log]\nfile = "logs/daemon.log"\n',
        "utf-8",
    )

    here = Path.cwd()
    folders = [str(here), *(str(here / one) for one in ("gateway", "logs", "short"))]
    assert unit(terminal)["ReadWritePaths"] == folders


def test_the_address_of_a_server_comes_as_a_credential(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text('[database]\nurl = "postgresql://db.local/x"\n', "utf-8")

    told = unit(terminal)

    assert told["LoadCredential"] == ["database__url:/etc/bihuan/credentials/database__url"]


def test_blanks_and_percent_signs_mean_themselves(terminal: Terminal) -> None:
    told = unit(terminal, "--exec", "/opt/my 100% tools/bihuan")

    assert told["ExecStart"][0].startswith('"/opt/my 100%% tools/bihuan" -c ')


def test_a_unit_that_could_not_start_here_is_printed_with_a_warning(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(service, "PRIVATE", (tmp_path,))
    words = ("service", "print-unit", "--user", "nobody-of-this-name")

    said = terminal.must(*words, "--exec", "/home/clerk/venv/bin/bihuan")

    assert "/home/clerk/venv/bin/bihuan 在用户主目录中" in said.err
    assert "bihuan.toml 在临时目录中" in said.err
    assert "本机没有用户 nobody-of-this-name" in said.err
    assert said.out.startswith("# /etc/systemd/system/bihuan.service")


def test_a_unit_that_can_start_here_brings_no_warning(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "PRIVATE", ())
    monkeypatch.setattr(service, "HIDDEN_HOMES", (Path("/home"),))

    said = terminal.must("service", "print-unit", "--user", "root", "--exec", "/opt/bin/bihuan")

    assert said.err == ""


@pytest.mark.skipif(VERIFY is None, reason="systemd-analyze is not installed here")
def test_systemd_finds_nothing_wrong_with_the_unit(terminal: Terminal, tmp_path: Path) -> None:
    assert VERIFY is not None
    program = tmp_path / "bihuan"
    program.write_text("#!/bin/sh\n", "utf-8")
    program.chmod(0o755)
    words = ("--user", "root", "--exec", str(program))
    said = terminal.must("service", "print-unit", *words)
    (tmp_path / "bihuan.service").write_text(said.out, "utf-8")

    done = subprocess.run(
        [VERIFY, "verify", "--man=no", str(tmp_path / "bihuan.service")],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (0, "")
    assert "bihuan.service" not in done.stderr


def test_the_board_is_drawn_until_the_person_leaves(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[int] = []

    def leave(seconds: int) -> None:
        waits.append(seconds)
        if len(waits) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "_wait", leave)

    said = terminal.must("status", "--watch", "5")

    assert waits == [5, 5]
    assert said.out.count("2024年度") == 2


def test_a_database_that_is_busy_for_a_moment_is_waited_for(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = [DatabaseBusy("somebody writes")]
    counts = terminal.store.outbox.counts

    def busy(office: str) -> object:
        if troubles:
            raise troubles.pop()
        return counts(office)

    def leave(_seconds: int) -> None:
        if not troubles and "drawn" in seen:
            raise KeyboardInterrupt
        seen.add("drawn")

    seen: set[str] = set()
    monkeypatch.setattr(terminal.store.outbox, "counts", busy)
    monkeypatch.setattr(watching, "_wait", leave)

    said = terminal.must("status", "--watch", "5")

    assert "E-DATABASE-BUSY" in said.err
    assert said.out.count("2024年度") == 1


def test_a_program_gets_one_document_and_no_board(terminal: Terminal) -> None:
    said = terminal("status", "--watch", "5", "--json")

    assert said.code == 2


def test_the_unit_of_the_api_answers_no_watchdog_and_names_its_proxy(terminal: Terminal) -> None:
    words = ("--serve", "--host", "10.0.0.5", "--port", "8443", "--trust-proxy", "10.0.0.1")
    told = unit(terminal, "--exec", "/opt/bihuan/bin/bihuan", *words)
    daemon = unit(terminal, "--exec", "/opt/bihuan/bin/bihuan")

    (start,) = told["ExecStart"]
    assert start.startswith("/opt/bihuan/bin/bihuan -c ")
    assert start.endswith(" serve --host 10.0.0.5 --port 8443 --trust-proxy 10.0.0.1")
    assert told["Type"] == ["exec"]
    assert not {"WatchdogSec", "ExecReload"} & set(told)
    assert {name for name in daemon if name.startswith(("Protect", "Restrict"))} <= set(told)
