"""`bihuan notify`: try a channel, see what was delivered, and mend what was not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NoReturn

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PARTLY
from bihuan.adapters.cli.kinds import NUMBER, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.messages import Message

STATUS = spellings(
    pending="待发送",
    held="待汇总",
    sent="已发送",
    parked="已搁置",
    dropped="已放弃",
    bundled="已汇总",
)
MOST = 10**6


@command()
@click.argument("channel")
@click.argument("to")
@pass_session
def test(session: Session, channel: str, to: str) -> None:
    from bihuan.adapters.cli.ways import courier
    from bihuan.adapters.notify.trying import attempt

    receipt = attempt(courier(session, session.engine), channel, to)
    told = {"channel": channel, "to": to, "receipt": receipt}
    session.emit(told, [session.say("outbox.tested", channel=channel, to=to, receipt=receipt)])


@command()
@click.argument("case")
@pass_session
def deliveries(session: Session, case: str) -> None:
    one = session.case(case)
    _list(session, session.engine.store.messages(one.office, case=one.id, limit=MOST))


@command()
@click.option("--status", type=STATUS)
@click.option("--channel")
@click.option("--limit", type=NUMBER, default=100)
@pass_session
def list_(session: Session, status: str | None, channel: str | None, limit: int) -> None:
    office = session.engine.house.office
    found = session.engine.store.messages(office, status=status, limit=MOST)
    _list(session, _by(session, channel, found)[:limit])


def _by(session: Session, channel: str | None, messages: Sequence[Message]) -> list[Message]:
    """Those of this channel: stored under its name, or to go by it by today's book and routes.

    Raises UnknownChannel where none is configured so and nothing is stored under such a name.
    """
    from bihuan.adapters.cli.ways import configured
    from bihuan.adapters.notify.errors import UnknownChannel
    from bihuan.adapters.notify.routes import NOTICE
    from bihuan.adapters.notify.writing import reached

    stored = [one for one in messages if channel in (None, one.channel)]
    if channel in (None, NOTICE):
        return stored
    routes, book = configured(session), session.engine.house.book
    if channel not in routes.channels and not stored:
        raise UnknownChannel(channel, (*routes.channels, NOTICE))
    queued = routes.behind(NOTICE)
    return [
        one
        for one in messages
        if one.channel == channel
        or (
            one.channel == NOTICE
            and channel in queued
            and routes.of(NOTICE, reached(book, one.recipient))[0] == channel
        )
    ]


def _list(session: Session, messages: Sequence[Message]) -> None:
    count = session.say("outbox.count", count=len(messages))
    session.emit([_document(one) for one in messages], [*columns(map(_row, messages)), count])


def picking(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options by which messages are picked, and those of a repair."""
    for option in reversed(
        (
            click.argument("ids", nargs=-1),
            click.option("--case"),
            click.option("--channel"),
            click.option("--all", "every", is_flag=True),
            click.option("--apply", is_flag=True),
            click.option("--actor", default="office", envvar="BIHUAN_ACTOR"),
        )
    ):
        function = option(function)
    return function


@command()
@picking
@pass_session
def retry(session: Session, *, apply: bool, actor: str, **which: Any) -> None:
    from bihuan.engine.deliveries import try_again

    engine = session.engine
    picked = _picked(session, ("parked", "pending"), **which)
    again = partial(try_again, engine.store, now=engine.clock.now())
    _mend(session, picked, again, apply, "retried", actor)


@command()
@picking
@click.option("--reason")
@pass_session
def drop(session: Session, *, apply: bool, reason: str | None, actor: str, **which: Any) -> None:
    from bihuan.engine.deliveries import give_up
    from bihuan.engine.errors import BadInput

    if apply and not reason:
        raise BadInput("reason", "a message is dropped for a reason")
    engine, why = session.engine, reason or ""
    picked = _picked(session, ("parked", "pending", "held"), **which)
    gone = partial(give_up, engine.store, reason=why, by=actor, now=engine.clock.now())
    _mend(session, picked, gone, apply, "dropped", actor)


def _picked(
    session: Session,
    standing: Iterable[str],
    *,
    ids: Sequence[str],
    case: str | None,
    channel: str | None,
    every: bool,
) -> list[Message]:
    """The messages meant that may be mended: of those that wait, none that is being carried."""
    from bihuan.engine.errors import BadInput

    if not (ids or case or channel or every):
        raise BadInput("ids", "say which: ids, --case, --channel or --all")
    only = session.case(case).id if case else None
    engine = session.engine
    messages = partial(engine.store.messages, engine.house.office, case=only, limit=MOST)
    waiting = [one for status in standing for one in messages(status=status)]
    found = [one for one in _by(session, channel, waiting) if not one.holder]
    if not ids:
        return found
    for name in ids:
        if not any(_called(one, name) for one in found):
            _refuse(name, [one for one in messages() if _called(one, name)])
    return [one for one in found if any(_called(one, name) for name in ids)]


def _called(message: Message, name: str) -> bool:
    """Whether a person means it: by its id, the beginning of it, or its key."""
    return message.id.startswith(name) or message.key == name


def _refuse(name: str, messages: Sequence[Message]) -> NoReturn:
    """Say why none of this name can be mended: it is settled, being carried, or there is none."""
    from bihuan.adapters.notify.errors import NotWaiting
    from bihuan.engine.errors import BadInput
    from bihuan.engine.messages import UNFINISHED

    settled = [one for one in messages if one.status not in UNFINISHED]
    if settled:
        raise NotWaiting(settled[0].id[:8], settled[0].status)
    raise BadInput("ids", "no message that waits or is parked has this id", name)


def _mend(
    session: Session,
    picked: Sequence[Message],
    change: Callable[[Message], bool],
    apply: bool,
    what: str,
    actor: str,
) -> None:
    """Show what would change, or change it."""
    rows = columns(map(_row, picked))
    told: dict[str, Any] = {"applied": apply, "messages": [_document(one) for one in picked]}
    if not apply:
        session.emit(told, [*rows, session.say("outbox.preview", count=len(picked))])
        return
    done = [change(one) for one in picked]
    for one, mended in zip(picked, done, strict=True):
        if mended:
            session.engine.log(f"message.{what}", case=one.case, seq=one.seq, actor=actor)
    told["done"] = sum(done)
    left = len(done) - sum(done)
    problem = session.say("outbox.left", count=left) if left else ""
    line = session.say(f"outbox.{what}", count=sum(done))
    session.emit(
        told,
        [*rows, line, *([problem] if left else [])],
        exit_code=PARTLY if left else 0,
        problem=problem,
    )


def _row(message: Message) -> tuple[str, ...]:
    from bihuan.rules.instants import BEIJING

    at = (message.sent_at or message.next_at).astimezone(BEIJING)
    return (
        message.id[:8],
        tongue.word(f"outbox_status.{message.status}"),
        f"{at:%Y-%m-%d %H:%M}",
        tongue.word(f"level.{message.topic}"),
        message.channel,
        tongue.word(f"whom.{message.recipient}"),
        str(message.body.get("number") or message.body.get("title") or ""),
        tongue.words("outbox.tries", count=message.attempts) if message.attempts > 1 else "",
        said(message.error),
    )


def _document(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "key": message.key,
        "status": message.status,
        "topic": message.topic,
        "channel": message.channel,
        "recipient": message.recipient,
        "case": message.case,
        "seq": message.seq,
        "attempts": message.attempts,
        "created_at": message.created_at,
        "next_at": message.next_at,
        "sent_at": message.sent_at,
        "error": message.error,
    }
