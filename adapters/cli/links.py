"""`bihuan link`: give members links to answer by, look at them, take them back."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import NUMBER, Number
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.links import Link

DAYS = Number(1, 365, "usage.no_number")


@command()
@click.argument("case")
@click.option("--member", type=NUMBER)
@click.option("--days", type=DAYS)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def add(session: Session, case: str, member: int | None, days: int | None, actor: str) -> None:
    from bihuan.adapters.pages import linking
    from bihuan.engine.inviting import present

    settings = session.config.pages
    secret, link = linking.give(
        session.engine,
        session.case(case),
        member,
        days=days or settings.link_days,
        by=actor,
    )
    place = settings.address.rstrip("/") + linking.place(secret)
    if not settings.address:
        session.warn(session.say("link.no_address"))
    session.note(session.say("link.once"))
    told = _told(session, link, present(session.engine), used=False)
    session.emit({"address": place, **told}, [place])


@command()
@click.argument("case", required=False)
@click.option("--all", "whole", is_flag=True)
@pass_session
def list_(session: Session, case: str | None, whole: bool) -> None:
    from bihuan.engine.inviting import present, spent

    engine = session.engine
    of = session.case(case).id if case else None
    known = engine.store.links.all(engine.house.office, of)
    now, used = present(engine), spent(engine, known)
    told = [_told(session, one, now, used=used[one.id]) for one in known]
    shown = [one for one in told if whole or one["standing"] == "valid"]
    rows = [_row(one) for one in shown]
    count = session.say("link.count", count=len(shown))
    session.emit(shown, [*columns(rows), count])


@command()
@click.argument("link", nargs=-1, required=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def revoke(session: Session, link: tuple[str, ...], actor: str) -> None:
    from bihuan.engine.errors import LinkNotFound
    from bihuan.engine.inviting import present

    engine = session.engine
    office, done = engine.house.office, []
    for name in link:
        if not engine.store.links.revoke(office, name, at=present(engine), by=actor):
            raise LinkNotFound(name)
        done.append(name)
    session.emit({"revoked": done}, [session.say("link.revoked", id=one) for one in done])


def _told(session: Session, link: Link, now: datetime, *, used: bool) -> dict[str, Any]:
    from bihuan.engine.lookup import spell

    return {
        "id": link.id,
        "case": link.case,
        "called": spell(session.engine.store.case(link.office, link.case)),
        "member": link.member,
        "round": link.round,
        "purpose": link.purpose,
        "created_by": link.created_by,
        "expires_at": link.expires_at,
        "standing": "used" if used else link.standing(now),
    }


def _row(one: dict[str, Any]) -> tuple[str, ...]:
    return (
        one["id"],
        one["called"],
        tongue.words("link.member", no=one["member"]),
        tongue.word(f"link_purpose.{one['purpose']}"),
        tongue.words("link.until", until=tongue.instant(one["expires_at"])),
        tongue.word(f"link_standing.{one['standing']}"),
    )
