"""The verbs that look: list, show, history."""

from __future__ import annotations

from typing import Any

import click

from bihuan.adapters.cli.errors import called
from bihuan.adapters.cli.options import KINDS, ROLES, Word
from bihuan.adapters.cli.session import Session, pass_session, table
from bihuan.engine.records import Case, Query
from bihuan.rules.words import label


@click.command("list")
@click.option("--year", type=int)
@click.option("--kind", type=Word(KINDS))
@click.option("--role", "roles", type=Word(ROLES), multiple=True)
@click.option("--state", "states", multiple=True)
@click.option("--open", "open_only", is_flag=True)
@click.option("--text")
@click.option("--limit", type=int, default=1000)
@pass_session
def list_(session: Session, **filters: Any) -> None:
    """List cases."""
    found = session.engine.store.find(session.engine.house.office, Query(**filters))
    session.emit([summary(case) for case in found], table([line(session, case) for case in found]))


def summary(case: Case) -> dict[str, Any]:
    """A case for programs, without its machinery."""
    names = ("id", "kind", "role", "year", "number", "title", "state", "round", "due", "seq", "final", "host")
    return {name: getattr(case, name) for name in names}


def line(session: Session, case: Case) -> tuple[str, ...]:
    """A case as a line of a list."""
    return (
        called(case, session.lang),
        label(f"role.{case.role}", session.lang),
        label(f"state.{case.state}", session.lang),
        session.say("cli.round", round=case.round),
        case.due.isoformat() if case.due else "—",
        case.title[:40],
    )


@click.command()
@click.argument("name")
@pass_session
def show(session: Session, name: str) -> None:
    """Everything on file about one case."""
    from bihuan.engine.records import RECORDS

    case = session.case(name)
    store = session.engine.store
    on_file = {kind.__name__.lower(): store.records(kind, case.office, case.id) for kind in RECORDS}
    lines = [
        f"{called(case, session.lang)}  {case.title}",
        "  ".join(line(session, case)[1:5]),
    ]
    for kind, records in on_file.items():
        for record in records:
            lines.append(f"  {label(f'record.{kind}', session.lang)}  {_told(record)}")
    session.emit({**summary(case), "held": case.held, **on_file}, lines)


def _told(record: Any) -> str:
    """A record in one line: its fields that say something."""
    from dataclasses import fields

    return "  ".join(
        f"{value}"
        for field in fields(record)
        if field.name not in ("office", "case", "seq")
        and (value := getattr(record, field.name)) not in (None, "", False)
    )


@click.command()
@click.argument("name")
@pass_session
def history(session: Session, name: str) -> None:
    """What happened, entry by entry."""
    from bihuan.rules.instants import beijing_date

    case = session.case(name)
    entries = session.engine.store.history(case.office, case.id)
    rows = [
        (
            str(entry.seq),
            entry.effective_on.isoformat(),
            label(f"event.{entry.event}", session.lang),
            label(f"state.{entry.target}", session.lang),
            session.say("cli.round", round=entry.round),
            entry.row or "—",
            entry.actor,
            "" if beijing_date(entry.recorded_at) == entry.effective_on else f"（{entry.recorded_at:%Y-%m-%d}）",
            entry.hash[:12],
        )
        for entry in entries
    ]
    session.emit(entries, table(rows))
