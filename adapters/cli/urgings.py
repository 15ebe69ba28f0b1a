"""`bihuan urge`: who was urged and what came of it, urging now, receipts, and days of silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, NUMBER, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, fire, sentence, told, writes

if TYPE_CHECKING:
    from bihuan.engine.deliveries import Followed
    from bihuan.engine.messages import Message
    from bihuan.engine.records import Case, Entry

WHOM = spellings(
    officer="承办人 经办人",
    division_head="处室负责人",
    leader="分管领导",
    supervision_office="督查部门 督查室",
    assigner="交办机关",
    cohandler="会办单位",
    member="委员 代表",
    office="办公室",
)
LEVEL = spellings(reminder="提醒", urging="催办", supervision="督办")


def recipient(name: str) -> str:
    """Who was urged: a person or unit by name, a role by its word."""
    return tongue.word(f"whom.{name}")


def standing(followed: Followed) -> str:
    """Where its notice is, in a few words."""
    message = followed.message
    if message is None:
        return tongue.words(f"delivery.{followed.standing}", reason=followed.urging.muted)
    waits = message.status == "pending" and message.next_at > message.created_at
    at = moment(message.sent_at or message.next_at)
    return tongue.words("delivery.waits" if waits else f"delivery.{message.status}", at=at)


def receipt(followed: Followed) -> str:
    """What came back, in a few words; empty while nothing has."""
    found = followed.receipt
    if found is None:
        return ""
    key = "delivery.replied" if found.reply else "delivery.received"
    return tongue.words(key, day=tongue.day(found.on), reply=found.reply)


def moment(instant: datetime) -> str:
    """A day and a time of the day, in Beijing."""
    from bihuan.rules.instants import BEIJING

    local = instant.astimezone(BEIJING)
    return f"{tongue.day(local.date())} {local:%H:%M}"


@command()
@click.argument("case", required=False)
@click.option("--open", "open_only", is_flag=True)
@click.option("--unacknowledged", is_flag=True)
@pass_session
def list_(session: Session, case: str | None, open_only: bool, unacknowledged: bool) -> None:
    from bihuan.engine.deliveries import follow
    from bihuan.engine.query import ALL, Query

    engine = session.engine
    office = engine.house.office
    only = session.case(case) if case else None
    known = engine.store.find(office, Query(limit=ALL)) if only is None else [only]
    cases = {one.id: one for one in known}
    found = [
        one
        for one in follow(engine.store, office, None if only is None else only.id)
        if not (open_only and _over(one, cases[one.urging.case]))
        and not (unacknowledged and (one.receipt or one.urging.muted))
    ]
    rows = [_row(one, cases[one.urging.case]) for one in found]
    data = [document(one) for one in found]
    session.emit(data, [*columns(rows), session.say("urge.count", count=len(found))])


def _over(followed: Followed, case: Case) -> bool:
    """Whether the urging is about what is done: an ended case, or an earlier round."""
    return case.final or followed.urging.round != case.round


def _row(followed: Followed, case: Case) -> tuple[str, ...]:
    from bihuan.engine.lookup import spell

    late = followed.urging.late_days
    day, *rest = line(followed)
    return day, spell(case), *rest, tongue.words("deadline.late", days=late) if late else ""


def line(followed: Followed) -> tuple[str, ...]:
    """Day, level, recipient, rung, channel, where the notice is and what came back."""
    urging = followed.urging
    return (
        tongue.day(urging.on),
        tongue.word(f"level.{urging.level}"),
        recipient(urging.recipient),
        tongue.word(f"rung.{urging.rung}"),
        urging.channel,
        standing(followed),
        receipt(followed),
    )


def document(followed: Followed) -> dict[str, Any]:
    """An urging for programs, with what became of it."""
    message, back = followed.message, followed.receipt
    return {
        **asdict(followed.urging),
        "standing": followed.standing,
        "next_at": message.next_at if message else None,
        "sent_at": message.sent_at if message else None,
        "error": message.error if message else "",
        "acknowledged_on": back.on if back else None,
        "reply": back.reply if back else "",
    }


@command()
@click.argument("case")
@click.option("--to", type=WHOM, multiple=True)
@click.option("--level", type=LEVEL)
@writes
@pass_session
def send(session: Session, write: Write, case: str, to: tuple[str, ...], level: str | None) -> None:
    outcome = fire(session, session.case(case), "urge", {"to": list(to), "level": level}, write)
    waiting = list(_waiting(session, outcome.entry))
    leaves = min((one.next_at for one in waiting), default=None)
    lines = [sentence(outcome)]
    if leaves is not None:
        lines.append(session.say("urge.leaves", at=moment(leaves)))
    session.emit({**told(outcome), "leaves": leaves}, lines)


def _waiting(session: Session, entry: Entry) -> Iterator[Message]:
    """The notices of this urging that may not leave yet."""
    engine = session.engine
    found = engine.store.messages(entry.office, status="pending", case=entry.case, limit=10**6)
    now = engine.clock.now()
    yield from (one for one in found if one.seq == entry.seq and one.next_at > now)


@command()
@click.argument("case")
@click.option("--by", "recipient")
@click.option("--reply")
@click.option("--urging", type=NUMBER)
@writes
@pass_session
def ack(
    session: Session,
    write: Write,
    case: str,
    recipient: str | None,
    reply: str | None,
    urging: int | None,
) -> None:
    name = recipient and WHOM.meaning(recipient)
    act(session, case, "acknowledge", {"recipient": name, "reply": reply, "urging": urging}, write)


@command()
@click.argument("case")
@click.option("--until", type=DAY, required=True)
@writes
@pass_session
def mute(session: Session, write: Write, case: str, until: date) -> None:
    outcome = fire(session, session.case(case), "mute", {"until": until}, write)
    lines = [sentence(outcome), session.say("urge.muted", day=tongue.day(until))]
    session.emit({**told(outcome), "until": until}, lines)
