"""`bihuan token`: give tokens for the HTTP API, look at them, take them away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import Number, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from datetime import datetime

    from bihuan.engine.access import Token

ROLE = spellings(
    office="承办单位 办公室",
    division="处室",
    leader="分管领导 领导",
    supervision="督查室 督查",
    assigner="交办机关",
    member="代表 委员",
    ops="运维",
    auditor="审计",
)
DAYS = Number(1, 3650, "usage.no_number")


@command()
@click.option("--role", type=ROLE, required=True)
@click.option("--for", "whom", required=True)
@click.option("--division", default="")
@click.option("--days", type=DAYS, default=90)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def add(session: Session, role: str, whom: str, division: str, days: int, actor: str) -> None:
    from bihuan.adapters.web import keys
    from bihuan.engine.access import Role

    engine = session.engine
    now = engine.clock.now()
    secret, token = keys.made(
        engine.house.office,
        role=Role(role),
        actor=whom,
        unit=division,
        now=now,
        expires_at=now + timedelta(days=days),
        by=actor,
    )
    engine.store.tokens.add(token)
    session.note(session.say("token.once"))
    session.emit({"token": secret, **_told(token, now)}, [secret])


@command()
@click.option("--all", "whole", is_flag=True)
@pass_session
def list_(session: Session, whole: bool) -> None:
    engine = session.engine
    now = engine.clock.now()
    found = [
        one
        for one in engine.store.tokens.all(engine.house.office)
        if whole or one.standing(now) == "valid"
    ]
    rows = [_row(one, now) for one in found]
    count = session.say("token.count", count=len(found))
    session.emit([_told(one, now) for one in found], [*columns(rows), count])


@command()
@click.argument("token", nargs=-1, required=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def revoke(session: Session, token: tuple[str, ...], actor: str) -> None:
    from bihuan.adapters.web.errors import TokenNotFound

    engine = session.engine
    at, office, done = engine.clock.now(), engine.house.office, []
    for name in token:
        if not engine.store.tokens.revoke(office, name, at=at, by=actor):
            raise TokenNotFound(name)
        done.append(name)
    session.emit({"revoked": done}, [session.say("token.revoked", id=one) for one in done])


def _row(one: Token, now: datetime) -> tuple[object, ...]:
    return (
        one.id,
        tongue.word(f"web_role.{one.role}"),
        one.actor,
        one.unit or "-",
        tongue.instant(one.expires_at),
        tongue.word(f"token_standing.{one.standing(now)}"),
    )


def _told(one: Token, now: datetime) -> dict[str, Any]:
    """A token for programs, without its digest."""
    return {
        "id": one.id,
        "role": one.role,
        "for": one.actor,
        "division": one.unit,
        "status": one.standing(now),
        "created_at": one.created_at,
        "created_by": one.created_by,
        "expires_at": one.expires_at,
        "revoked_at": one.revoked_at,
        "revoked_by": one.revoked_by,
    }
