"""Every key of the configuration: its value, where that comes from, and how it may be written."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bihuan.adapters.cli.session import Session
from bihuan.adapters.cli.setup import public

EXAMPLES: Mapping[str, str] = {
    "org.id": '"office"',
    "org.name": '"某厅"',
    "database.url": '"postgresql://bihuan@db.example.gov.cn/bihuan"',
    "rules.policy": '"jilin_2025"',
    "rules.ladders": '"ladders.toml"',
    "rules.machines": '["lead.json"]',
    "calendar.files": '["calendar/*.toml"]',
    "calendar.packages": '["our_days"]',
    "notify.file": '"outbox.jsonl"',
    "notify.hours.opens": '"08:30"',
    "notify.hours.closes": '"17:30"',
    "notify.hours.quiet": '["12:00-14:00"]',
    "notify.hours.always": "false",
    "run.interval": "60",
    "run.nightly": '"02:30"',
    "run.audit": "10000",
    "run.watchdog": "300",
    "run.listen": '"127.0.0.1:9464"',
    "run.allow_remote": "false",
    "run.disk_free": "100",
    "pages.address": '"https://jy.example.gov.cn"',
    "pages.link_days": "30",
    "pages.correct_within": "3",
    "pages.key": '"file:pages.key"',
    "log.level": '"info"',
    "log.format": '"json"',
    "log.file": '"/var/log/bihuan/bihuan.log"',
}
"""Each key as it may stand in bihuan.toml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key with its value."""

    key: str
    shown: Any
    """The value, without a password."""
    default: Any
    origin: str
    """`option`, `environment`, `credential`, `file` or `default`."""
    place: str
    """The option, variable or file it was given with."""


def settings(session: Session) -> Iterator[Setting]:
    """Every key, with what holds for this run."""
    from bihuan.adapters.config import Config, layers

    config = session.config
    places = dict(layers(None if config.place == "-" else Path(config.place)))
    defaults = dict(_flat(Config.model_construct().model_dump(mode="json", exclude={"place"})))
    for key, value in _flat(config.model_dump(mode="json", exclude={"place"})):
        given = _given(session, key, value)
        origin, place = _origin(session, key, places)
        yield Setting(
            key=key, shown=_shown(key, given), default=defaults.get(key), origin=origin, place=place
        )


def variable_of(key: str) -> str:
    """The variable that sets a key."""
    return f"BIHUAN_{key.replace('.', '__')}".upper()


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _given(session: Session, key: str, value: Any) -> Any:
    """The value, or that of the option before the command."""
    over = {"database.url": session.url, "org.id": session.office}.get(key)
    return over or value


def _shown(key: str, value: Any) -> Any:
    """The value as anybody may see it: what stands behind a `?` may be a key."""
    if key == "database.url":
        return public(str(value))
    if key.endswith(".url") and "?" in str(value):
        return f"{str(value).partition('?')[0]}?***"
    return value


def _origin(session: Session, key: str, places: Mapping[str, Mapping[str, Any]]) -> tuple[str, str]:
    """Which of option, variable, credential, file and default a value comes from."""
    option = {"database.url": "--db", "org.id": "--office"}.get(key)
    if option and (session.url if option == "--db" else session.office):
        return "option", option
    known = {name.upper() for name in os.environ}
    if variable_of(key) in known:
        return "environment", variable_of(key)
    secret = os.environ.get("CREDENTIALS_DIRECTORY", "\0")
    for place, told in reversed([*places.items()]):
        if _says(told, key.split(".")):
            return ("credential" if place.startswith(secret) else "file"), place
    return "default", ""


def _says(told: Any, parts: list[str]) -> bool:
    for part in parts:
        if not isinstance(told, Mapping) or part not in told:
            return False
        told = told[part]
    return True
