"""`bihuan config`: what is configured, where it comes from, and whether it can be used."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.setup import public


@command()
@click.option("--origin", is_flag=True)
@pass_session
def show(session: Session, origin: bool) -> None:
    written = _written(session)
    rows = []
    for key, value in _flat(session.config.model_dump(mode="json", exclude={"place"})):
        shown = public(str(value)) if key == "database.url" else value
        rows.append((key, shown, _origin(session, key, written)))
    if not origin:
        session.emit(
            {key: value for key, value, _ in rows},
            columns([(key, _shown(value)) for key, value, _ in rows]),
        )
        return
    words = [
        (key, _shown(value), session.say(f"origin.{kind}", place=place))
        for key, value, (kind, place) in rows
    ]
    data = {
        key: {"value": value, "origin": kind, "place": place} for key, value, (kind, place) in rows
    }
    session.emit(data, columns(words))


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return tongue.words("usage.comma").join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _written(session: Session) -> Mapping[str, Any]:
    import tomllib

    place = session.config.place
    return {} if place == "-" else tomllib.loads(Path(place).read_text("utf-8-sig"))


def _flat(data: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value


def _origin(session: Session, key: str, written: Mapping[str, Any]) -> tuple[str, str]:
    """Which of option, environment, file and default a value comes from."""
    section, _, name = key.partition(".")
    if (key == "database.url" and session.url) or (key == "org.id" and session.office):
        return "option", "--db" if session.url and key == "database.url" else "--office"
    variable = f"BIHUAN_{section}__{name}".upper()
    if variable in {known.upper() for known in os.environ}:
        return "environment", variable
    if name in written.get(section, {}):
        return "file", session.config.place
    return "default", ""


@command()
@pass_session
def check(session: Session) -> None:
    from bihuan.adapters.calendars import standard_calendar
    from bihuan.adapters.cli.opening import ladders, machines
    from bihuan.adapters.policies import find_policy

    config = session.config
    policy = find_policy(config.rules.policy, session.base)
    ladders(session)
    own = machines(session)
    calendar = standard_calendar(session.calendar_files)
    told = {
        "file": config.place,
        "policy": policy.name,
        "machines": [machine.name for machine in own],
        "calendar": calendar.version,
        "calendar_files": [str(file) for file in session.calendar_files],
    }
    session.emit(told, [session.say("config.sound", file=config.place, policy=policy.label)])


@command()
@pass_session
def policies(session: Session) -> None:
    from bihuan.rules.policy import load, shipped

    known = [load(name) for name in shipped()]
    data = [{"name": one.name, "label": one.label} for one in known]
    session.emit(data, columns([(one.name, one.label) for one in known]))


@command()
@pass_session
def path(session: Session) -> None:
    place = session.config.place
    found = None if place == "-" else str(Path(place).resolve())
    session.emit({"path": found}, [found or session.say("config.none")])


@command()
@pass_session
def schema(session: Session) -> None:
    from bihuan.adapters.config import Config

    told = Config.model_json_schema()
    told.get("properties", {}).pop("place", None)
    session.emit(told, [json.dumps(told, ensure_ascii=False, indent=2)])
