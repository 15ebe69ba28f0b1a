"""`bihuan init` and `bihuan version`: the first two things anybody types."""

from __future__ import annotations

import platform
from importlib.metadata import version as installed
from pathlib import Path

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FOLDER
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.sqlite_files import beside

FILE = "bihuan.toml"


@command()
@pass_session
def version(session: Session) -> None:
    told = {"bihuan": installed("bihuan"), "python": platform.python_version()}
    session.emit(told, [f"bihuan {told['bihuan']}"])


@command()
@click.option("--dir", "folder", type=FOLDER, default=Path())
@click.option("--org", default="本单位")
@click.option("--policy", default="national_law_2025")
@pass_session
def init(session: Session, folder: Path, org: str, policy: str) -> None:
    from bihuan.adapters.config import load
    from bihuan.adapters.policies import find_policy
    from bihuan.adapters.starting import template
    from bihuan.engine.errors import BadInput

    file = folder / FILE
    if file.exists():
        raise BadInput("dir", "there is a bihuan.toml already", str(file))
    find_policy(policy, folder)
    folder.mkdir(parents=True, exist_ok=True)
    url = session.url or "sqlite:///bihuan.db"
    _create(session, beside(url, folder))
    file.write_text(template(_quotable(org), _quotable(url), policy), encoding="utf-8")
    load(file)
    session.emit(
        {"config": str(file), "database": public(url), "policy": policy},
        [session.say("done.init", file=file), session.say("done.init_next", where=_where(folder))],
    )


def _create(session: Session, url: str) -> None:
    if session.world.open_store is not None:
        session.world.open_store(url)
        return
    from bihuan.adapters.sql import opened, schema

    with opened(url, create=True) as database:
        schema.upgrade(database)


def _where(folder: Path) -> str:
    """What must be typed before a command so that it finds the file from here."""
    return "" if folder.resolve() == Path().resolve() else f" -c {folder / FILE}"


def _quotable(text: str) -> str:
    """The text as it may stand between a TOML file's quotation marks."""
    return text.replace("\\", "\\\\").replace('"', '\\"')


def public(url: str) -> str:
    """The address without a password."""
    head, at, tail = url.rpartition("@")
    if not at or ":" not in head.partition("://")[2]:
        return url
    return f"{head.rpartition(':')[0]}:***@{tail}"
