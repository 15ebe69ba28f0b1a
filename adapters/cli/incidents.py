"""`bihuan incident`: what daemons could not do by themselves, and what a person does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.operations import Incident


@command()
@click.option("--all", "whole", is_flag=True)
@pass_session
def list_(session: Session, whole: bool) -> None:
    engine = session.engine
    status = None if whole else "open"
    found = engine.store.watch.incidents(engine.house.office, status=status)
    open_ = sum(one.status == "open" for one in found)
    rows = [_row(session, one) for one in found]
    data = [document(one) for one in found]
    session.emit(data, [*columns(rows), session.say("incident.count", count=open_)])


def _row(session: Session, one: Incident) -> tuple[object, ...]:
    return (
        one.id,
        tongue.word(f"incident_status.{one.status}"),
        tongue.word(f"incident_kind.{one.kind}"),
        session.say("incident.times", times=one.times),
        tongue.instant(one.last_at),
        _about(session, one),
        one.detail,
    )


def _about(session: Session, one: Incident) -> str:
    """What it is about, as people call it."""
    from bihuan.engine.errors import CaseNotFound
    from bihuan.engine.lookup import spell

    if one.case is None:
        return one.subject
    try:
        return spell(session.engine.store.case(one.office, one.case))
    except CaseNotFound:
        return one.case


@command()
@click.argument("incident")
@pass_session
def show(session: Session, incident: str) -> None:
    from bihuan.engine import incidents

    one = incidents.find(session.engine, incident)
    told = {
        "id": one.id,
        "status": tongue.word(f"incident_status.{one.status}"),
        "kind": tongue.word(f"incident_kind.{one.kind}"),
        "case": _about(session, one) if one.case else "-",
        "subject": one.subject,
        "detail": one.detail or "-",
        "times": one.times,
        "opened_at": tongue.instant(one.opened_at),
        "last_at": tongue.instant(one.last_at),
    }
    if one.resolved_at is not None:
        told |= {
            "resolved_at": tongue.instant(one.resolved_at),
            "resolved_by": one.resolved_by,
            "resolution": one.resolution,
        }
    lines = columns([(tongue.word(f"incident_field.{name}"), told[name]) for name in told])
    cure = f"incident_cure.{one.kind}"
    if one.status == "open" and tongue.has_words(cure):
        lines.append(session.say(cure, id=one.id, subject=one.subject))
    session.emit(document(one), lines)


@command()
@click.argument("incident", nargs=-1, required=True)
@pass_session
def retry(session: Session, incident: tuple[str, ...]) -> None:
    from bihuan.engine import incidents

    engine, told, lines = session.engine, [], []
    for one in [incidents.find(engine, name) for name in incident]:
        again = incidents.retry(engine, one)
        lines.append(session.say("incident.again" if again else "incident.gone", id=one.id))
        told.append({"id": one.id, "again": again})
    session.emit(told, lines)


@command()
@click.argument("incident", nargs=-1, required=True)
@click.option("--reason", required=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def resolve(session: Session, incident: tuple[str, ...], reason: str, actor: str) -> None:
    from bihuan.engine import incidents
    from bihuan.engine.actor import Actor

    engine, told, lines = session.engine, [], []
    for one in [incidents.find(engine, name) for name in incident]:
        was_open = incidents.resolve(engine, one, Actor(actor), reason)
        key = "incident.resolved" if was_open else "incident.closed"
        lines.append(session.say(key, id=one.id))
        told.append({"id": one.id, "resolved": was_open})
    session.emit(told, lines)


def document(one: Incident) -> dict[str, Any]:
    """An incident for programs."""
    from dataclasses import asdict

    return {"id": one.id, **asdict(one)}
