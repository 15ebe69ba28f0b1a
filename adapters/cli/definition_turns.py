"""`bihuan definition add|diff|activate|drain|retire`: definitions that follow one another."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.definition_names import named, read_file
from bihuan.adapters.cli.kinds import FILE
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.definitions import Turn


@command()
@click.argument("file", type=FILE)
@pass_session
def add(session: Session, file: Path) -> None:
    from bihuan.engine.definitions import find_definition, spell_definition

    engine = session.engine
    name = engine.library.add(read_file(file))
    engine.library.settle(engine.store, engine.clock.now())
    stored = find_definition(engine.store, name)
    data = {"hash": name, "name": stored.name, "version": stored.version, "status": stored.status}
    told = {"name": spell_definition(stored), "status": tongue.word(f"standing.{stored.status}")}
    session.emit(data, [session.say("definition.added", **told)])


@command()
@click.argument("before")
@click.argument("after")
@pass_session
def diff(session: Session, before: str, after: str) -> None:
    from bihuan.states.difference import compare
    from bihuan.states.difference_words import tell_comparison

    older, newer = named(session, before), named(session, after)
    found = compare(older, newer)
    lines = list(tell_comparison(older, newer, found, session.lang))
    sort = tongue.words(f"sort.{found.sort}")
    data = {
        "sort": found.sort,
        "differences": [
            {"part": one.part, "name": one.name, "change": one.change, "fields": one.fields}
            | {"before": one.before, "after": one.after, "told": line}
            for one, line in zip(found.differences, lines, strict=True)
        ],
    }
    session.emit(data, [sort, *lines])


def _turning(function: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that give a definition another status."""

    @click.argument("definition")
    @click.option("--apply", is_flag=True)
    @click.option("--reason")
    @click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
    @wraps(function)
    def turning(*args: Any, **said: Any) -> None:
        function(*args, **said)

    return turning


@command()
@_turning
@pass_session
def activate(session: Session, **said: Any) -> None:
    from bihuan.engine.definitions import activate as turn

    _turn(session, turn, **said)


@command()
@_turning
@pass_session
def drain(session: Session, **said: Any) -> None:
    from bihuan.engine.definitions import drain as turn

    _turn(session, turn, **said)


@command()
@_turning
@pass_session
def retire(session: Session, **said: Any) -> None:
    from bihuan.engine.definitions import retire as turn

    _turn(session, turn, **said)


def _turn(
    session: Session,
    turn: Callable[..., list[Turn]],
    *,
    definition: str,
    apply: bool,
    reason: str | None,
    actor: str,
) -> None:
    from bihuan.engine.actor import Actor
    from bihuan.engine.definitions import find_definition, spell_definition

    engine = session.engine
    hash = find_definition(engine.store, definition).hash
    turns = turn(engine, hash, Actor(actor), reason or "", apply=apply)
    rows = [
        (
            spell_definition(one.definition),
            tongue.word(f"standing.{one.before}"),
            f"→ {tongue.word(f'standing.{one.after}')}",
            session.say("definition.under_way", count=one.open_cases),
        )
        for one in turns
    ]
    done = "put_away" if any(one.after == "retired" for one in turns) else "turned"
    ending = f"definition.{done if apply else 'preview'}"
    lines = [*columns(rows, indent=2), session.say(ending if turns else "definition.so_already")]
    data = {
        "applied": apply and bool(turns),
        "turns": [
            {"hash": one.definition.hash, "name": one.definition.name}
            | {"version": one.definition.version, "before": one.before, "after": one.after}
            | {"open_cases": one.open_cases}
            for one in turns
        ],
    }
    session.emit(data, lines)
