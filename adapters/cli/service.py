"""`bihuan service print-unit`: what systemd needs to know of the daemon."""

from __future__ import annotations

import os
import pwd
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import Number
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.notify.file import is_special
from bihuan.adapters.sqlite_files import sqlite_file

UNIT = """\
# {place}
[Unit]
Description=bihuan: deputy suggestions and CPPCC proposals, from receipt to a satisfied member
Wants=network-online.target time-sync.target
After=network-online.target time-sync.target
StartLimitIntervalSec=0

[Service]
Type=notify
ExecStart={command}{config} run
ExecReload=/bin/kill -HUP $MAINPID
User={user}
# The first TERM lets the daemon finish what it has in hand.
KillMode=mixed
TimeoutStopSec=60
TimeoutStartSec=120
WatchdogSec=60
# 78 is a wrong configuration: starting again would not help.
Restart=on-failure
RestartSec=5
RestartPreventExitStatus=78
# `systemd-creds encrypt` or a file of mode 0600; the database's address with its password.
{credential}LoadCredential=database__url:/etc/bihuan/credentials/database__url
WorkingDirectory={state}
StateDirectory=bihuan
ConfigurationDirectory=bihuan
UMask=0027
{writable}NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectClock=yes
ProtectHostname=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectProc=invisible
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
LockPersonality=yes
CapabilityBoundingSet=
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM

[Install]
WantedBy=multi-user.target
"""
PORT = Number(1, 65535, "usage.no_number")
STATE = Path("/var/lib/bihuan")
HIDDEN_HOMES = (Path("/home"), Path("/root"), Path("/run/user"))
"""What `ProtectHome` hides from the daemon."""
PRIVATE = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108  # nothing is written there
"""Of which `PrivateTmp` gives the daemon others that are empty."""
DEVICES = (Path("/dev"), Path("/dev/fd"))
"""Here /dev/stdout lies, which is another file for whoever prints the unit than for the daemon."""


@command()
@click.option("--user", default="bihuan")
@click.option("--exec", "program", default="")
@click.option("--serve", "serves", is_flag=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=PORT, default=8080)
@click.option("--trust-proxy", "proxies", multiple=True)
@pass_session
def print_unit(
    session: Session,
    user: str,
    program: str,
    serves: bool,
    host: str,
    port: int,
    proxies: tuple[str, ...],
) -> None:
    program = program or _program()
    text = unit(session, user, program)
    if serves:
        text = served(text, host, port, proxies)
    for word, values in _doubts(session, user, program):
        session.warn(session.say(f"service.{word}", **values))
    session.emit({"unit": text}, [text.rstrip("\n")])


def unit(session: Session, user: str, program: str) -> str:
    """The unit file for this configuration."""
    place = session.config.place
    config = "" if place == "-" else f" -c {_word(str(Path(place).resolve()))}"
    folders = sorted({str(one) for one in _written(session) if one != STATE})
    writable = "".join(f"ReadWritePaths={_word(one)}\n" for one in folders)
    return UNIT.format(
        place="/etc/systemd/system/bihuan.service",
        command=_word(program),
        config=config,
        user=user,
        credential="" if sqlite_file(session.database) is None else "# ",
        state=_word(str(STATE)),
        writable=writable,
    )


def served(text: str, host: str, port: int, proxies: tuple[str, ...]) -> str:
    """The unit of the HTTP API, made of the daemon's: it answers no watchdog and reads no HUP."""
    trusted = "".join(f" --trust-proxy {_word(one)}" for one in proxies)
    words = {
        "bihuan.service": "bihuan-serve.service",
        "Description=bihuan: deputy suggestions and CPPCC proposals, from receipt to a satisfied "
        "member": "Description=bihuan: the HTTP API",
        "Type=notify": "Type=exec",
        " run\nExecReload=/bin/kill -HUP $MAINPID\n": f" serve --host {_word(host)} "
        f"--port {port}{trusted}\n",
        "# The first TERM lets the daemon finish what it has in hand.": "# The first TERM lets "
        "requests under way end.",
        "WatchdogSec=60\n": "",
    }
    for before, after in words.items():
        text = text.replace(before, after)
    return text


def _doubts(session: Session, user: str, program: str) -> Iterator[tuple[str, dict[str, str]]]:
    """What would keep the unit from starting as this machine is now: a word, and of what."""
    place = session.config.place
    if _under(program, HIDDEN_HOMES):
        yield "home", {"path": program}
    if place != "-" and _under(place, HIDDEN_HOMES):
        yield "home", {"path": place}
    if place != "-" and _under(place, PRIVATE):
        yield "private", {"path": place}
    try:
        pwd.getpwnam(user)
    except KeyError:
        yield "user", {"user": user}


def _under(path: str, folders: tuple[Path, ...]) -> bool:
    """Whether the path, or what it is a link to, lies in one of the folders."""
    whole = Path(path).absolute()
    return any(one.is_relative_to(two) for one in (whole, whole.resolve()) for two in folders)


def _program() -> str:
    """The command as it was typed, by its whole path."""
    found = shutil.which(sys.argv[0]) or shutil.which("bihuan") or "/usr/bin/bihuan"
    return os.path.abspath(found)  # noqa: PTH100  # a link to it is what stays when it is renewed


def _written(session: Session) -> list[Path]:
    """The folders the daemon writes into: those of its database, its notices and its log.

    A pipe or a device takes what is written where no file can be, and has no folder to open.
    """
    config, base = session.config, session.base.resolve()
    known = (sqlite_file(session.database), *config.notify.files, config.log.file)
    places = [base / one for one in known if one is not None]
    files = [one for one in places if not (is_special(one) or one.parent in DEVICES)]
    return [one.resolve().parent for one in files]


def _word(text: str) -> str:
    """One word of a unit file: blanks and percent signs would mean something else."""
    text = text.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{text}"' if " " in text else text
