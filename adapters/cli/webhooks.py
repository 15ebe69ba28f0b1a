"""`bihuan webhook`: who is told of what happens, by which secret, and what came of it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import NUMBER, Number
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.messages import Message
    from bihuan.engine.webhooks import Webhook

AFTER = Number(0, 2**31 - 1, "usage.no_number")
HOURS = Number(0, 24 * 90, "usage.no_number")


@command()
@click.argument("url")
@click.option("--event", "events", multiple=True)
@click.option("--after", type=AFTER)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def add(session: Session, url: str, events: tuple[str, ...], after: int | None, actor: str) -> None:
    from bihuan.adapters.cli.ways import hooks
    from bihuan.adapters.notify.webhooks import subscribe

    secret, made = subscribe(
        session.engine, hooks(session), url, events=events, after=after, by=actor
    )
    session.note(session.say("webhook.once"))
    session.emit({"secret": secret, **_told(made)}, [f"{made.id}  {secret}"])


@command()
@click.option("--all", "whole", is_flag=True)
@pass_session
def list_(session: Session, whole: bool) -> None:
    engine = session.engine
    every = engine.store.webhooks.all(engine.house.office)
    found = [one for one in every if whole or one.standing]
    count = session.say("webhook.count", count=len(found))
    session.emit([_told(one) for one in found], [*columns([_row(one) for one in found]), count])


@command()
@click.argument("webhook")
@click.option("--hours", type=HOURS, default=24)
@pass_session
def rotate(session: Session, webhook: str, hours: int) -> None:
    from bihuan.adapters.cli.ways import hooks
    from bihuan.adapters.notify import webhooks

    secret, turned = webhooks.rotate(
        session.engine, hooks(session), webhook, timedelta(hours=hours)
    )
    session.note(session.say("webhook.both", hours=hours))
    session.emit({"secret": secret, **_told(turned)}, [f"{turned.id}  {secret}"])


@command()
@click.argument("webhook")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def revoke(session: Session, webhook: str, actor: str) -> None:
    from bihuan.adapters.notify import webhooks

    ended = webhooks.revoke(session.engine, webhook, actor)
    session.emit(_told(ended), [session.say("webhook.revoked", id=ended.id)])


@command()
@click.argument("webhook")
@click.option("--limit", type=NUMBER, default=100)
@pass_session
def deliveries(session: Session, webhook: str, limit: int) -> None:
    from bihuan.adapters.notify import webhooks

    engine = session.engine
    one = webhooks.ever(engine, webhook)
    every = webhooks.deliveries(engine.store, one, limit)
    count = session.say("webhook.deliveries", count=len(every))
    session.emit(
        [webhooks.delivered(each) for each in every],
        [*columns([_line(each) for each in every]), count],
    )


def _row(one: Webhook) -> tuple[object, ...]:
    return (
        one.id,
        one.url,
        one.events or tongue.word("webhook.every"),
        one.position,
        tongue.word(f"webhook_standing.{'standing' if one.standing else 'revoked'}"),
    )


def _line(one: Message) -> tuple[object, ...]:
    return (
        one.body["position"],
        one.case or "-",
        tongue.word(f"event.{one.body['event']}"),
        tongue.word(f"outbox_status.{one.status}"),
        one.attempts,
        one.error or "-",
    )


def _told(one: Webhook) -> dict[str, Any]:
    return {
        "id": one.id,
        "url": one.url,
        "events": one.events.split(),
        "position": one.position,
        "generation": one.generation,
        "overlap_until": one.overlap_until,
        "status": "standing" if one.standing else "revoked",
        "created_at": one.created_at,
        "created_by": one.created_by,
        "revoked_at": one.revoked_at,
        "revoked_by": one.revoked_by,
    }
