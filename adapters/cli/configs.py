"""`bihuan config`: what is configured, where it comes from, and whether it can be used."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import CONFIGURATION, failure_of
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.settings import EXAMPLES, Setting, settings, variable_of

if TYPE_CHECKING:
    from bihuan.adapters.config import Config


@command()
@click.option("--origin", is_flag=True)
@pass_session
def show(session: Session, origin: bool) -> None:
    found = list(settings(session))
    if not origin:
        data: dict[str, Any] = {one.key: one.shown for one in found}
        session.emit(data, columns([(one.key, _text(one.shown)) for one in found]))
        return
    rows = [(one.key, _text(one.shown), _origin(session, one)) for one in found]
    data = {
        one.key: {"value": one.shown, "origin": one.origin, "place": one.place} for one in found
    }
    session.emit(data, columns(rows))


def _text(value: Any) -> str:
    if isinstance(value, list):
        return tongue.words("usage.comma").join(map(str, value)) or "-"
    return "-" if value is None else str(value)


def _origin(session: Session, one: Setting) -> str:
    return session.say(f"origin.{one.origin}", place=one.place)


@command()
@pass_session
def check(session: Session) -> None:
    found = [(key, failure_of(error, session)) for key, error in _faults(session)]
    if found:
        lines = []
        for key, failure in found:
            lines.append(session.say("config.fault", name=key, what=failure.message))
            lines.append(session.say("error.hint", hint=failure.hint))
        problem = session.say("config.faults", count=len(found))
        data = [{"key": key, **failure.document()} for key, failure in found]
        session.emit({"faults": data}, [*lines, problem], exit_code=CONFIGURATION, problem=problem)
        return
    _sound(session, session.config)


def _faults(session: Session) -> Iterator[tuple[str, Exception]]:
    """All that keeps the configuration from being read, or else all that it names in vain."""
    from bihuan.adapters.config import BadConfig
    from bihuan.adapters.doctor.settings import faults

    try:
        yield from faults(session)
    except BadConfig as error:
        yield from ((one.key, one) for one in (error, *error.also))


def _sound(session: Session, config: Config) -> None:
    """Say what the configuration comes to."""
    from bihuan.adapters.assembly import SHIPPED
    from bihuan.adapters.calendars import standard_calendar
    from bihuan.adapters.doctor.settings import named
    from bihuan.adapters.policies import find_machines, find_policy

    policy = find_policy(config.rules.policy, session.base)
    own = find_machines(config.rules.machines, session.base)
    told = {
        "file": config.place,
        "policy": policy.name,
        "machines": [one.name for one in (*SHIPPED, *own)],
        "calendar": standard_calendar(session.calendar_days).version,
        "calendar_files": [str(file) for file in session.calendar_files],
        "files": [str(file) for one in named(session) for file in one.files],
    }
    line = session.say("config.sound", file=config.place, policy=policy.label)
    session.emit(told, [line])


@command()
@click.argument("key")
@pass_session
def explain(session: Session, key: str) -> None:
    from bihuan.engine.errors import BadInput

    known = {one.key: one for one in settings(session)}
    told = f"setting.{key.replace('.', '_')}"
    if key not in known or not tongue.has_words(told):
        names = ", ".join(name for name in known if _is_told(name))
        raise BadInput("key", f"there is no such key; write one of {names}", key)
    one, example = known[key], EXAMPLES.get(key, '"…"')
    section, _, name = key.rpartition(".")
    text = tongue.words(told)
    now = session.say("explain.now", value=_text(one.shown), origin=_origin(session, one))
    lines = [
        session.say("explain.head", name=key, variable=variable_of(key)),
        session.say("explain.what", text=text),
        session.say("explain.default", value=_text(one.default)),
        now,
        session.say("explain.example"),
        f"  [{section}]",
        f"  {name} = {example}",
    ]
    data = {
        "key": key,
        "variable": variable_of(key),
        "what": text,
        "default": one.default,
        "value": one.shown,
        "origin": one.origin,
        "place": one.place,
        "example": f"[{section}]\n{name} = {example}",
    }
    session.emit(data, lines)


def _is_told(key: str) -> bool:
    return tongue.has_words(f"setting.{key.replace('.', '_')}")


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
