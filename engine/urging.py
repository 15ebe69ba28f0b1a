"""Who is urged, what is kept of it, and what leaves the house for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bihuan.engine import saying
from bihuan.engine.addressing import Recipient, recipients
from bihuan.engine.errors import BadInput
from bihuan.engine.messages import Message
from bihuan.engine.receipts import muted
from bihuan.engine.records import Case, Record, Urging
from bihuan.engine.scene import Scene
from bihuan.rules.hours import next_open
from bihuan.rules.instants import beijing_date
from bihuan.rules.ladders import Level

BY_HAND = "by_hand"
"""The rung of an urging that a person sends."""
LATEST = 10**9
"""Seconds of lateness that are told, some thirty years; only a clock gone wrong makes more."""
_LEVELS = frozenset(Level)


@dataclass(frozen=True, slots=True)
class _Call:
    """One urging, to whoever it goes: its rung, how strong it is, and when it rang and should."""

    rung: str
    level: str
    text: str
    now: datetime
    planned: datetime
    leaves: datetime
    """The first moment at which a notice may leave."""


def urge(scene: Scene) -> tuple[list[Record], list[Message]]:
    """The urging's records, and a message for each recipient and channel, unless it is muted.

    Who urges by hand means it: that is never muted.
    """
    call = _call(scene)
    silence = muted(scene, call.level) if call.rung != BY_HAND else ""
    records: list[Record] = []
    messages = []
    for recipient in recipients(scene):
        for channel in saying.words(scene.args, "channels", ("notice",)):
            urging = _urging(scene, call, recipient, channel, silence)
            records.append(urging)
            if not silence:
                messages.append(_message(scene, call, recipient, urging))
    return records, messages


def _call(scene: Scene) -> _Call:
    late = min(max(saying.whole(scene.args, "lateness") or 0, 0), LATEST)
    level = scene.text("level") or Level.URGING.value
    if level not in _LEVELS:
        raise BadInput("level", f"write one of {', '.join(Level)}", level)
    return _Call(
        rung=scene.text("rung") or BY_HAND,
        level=level,
        text=scene.text("text"),
        now=scene.now,
        planned=scene.now - timedelta(seconds=late),
        leaves=next_open(scene.now, scene.house.calendar, scene.house.hours),
    )


def _urging(scene: Scene, call: _Call, to: Recipient, channel: str, silence: str) -> Urging:
    case = scene.case
    return Urging(
        office=case.office,
        case=case.id,
        seq=case.seq + 1,
        round=case.round,
        rung=call.rung,
        level=_level(call, to),
        recipient=to.name,
        channel=channel,
        on=scene.on,
        late_days=max((scene.on - case.due).days, 0) if case.due else 0,
        lateness=int((scene.now - call.planned).total_seconds()),
        muted=silence,
    )


def _level(call: _Call, to: Recipient) -> str:
    """A member is asked politely, whatever the others hear."""
    return Level.REMINDER.value if to.role == "member" else call.level


def key_of(urging: Urging) -> str:
    """The key of the message that an urging sends."""
    return f"{urging.case}/{urging.seq}/{urging.recipient}/{urging.channel}"


def _message(scene: Scene, call: _Call, to: Recipient, urging: Urging) -> Message:
    return Message(
        office=urging.office,
        key=key_of(urging),
        case=urging.case,
        seq=urging.seq,
        topic=urging.level,
        channel=urging.channel,
        recipient=urging.recipient,
        body=_body(scene.case, call, to, urging.level),
        created_at=scene.now,
        status="held" if _can_wait(call, to, urging) else "pending",
        next_at=call.leaves,
    )


def _can_wait(call: _Call, to: Recipient, urging: Urging) -> bool:
    """Whether it goes into the day's digest; supervision and what a person says now do not."""
    return to.digest and urging.level != Level.SUPERVISION and call.rung != BY_HAND


def _body(case: Case, call: _Call, to: Recipient, level: str) -> dict[str, object]:
    """What the notice is about; days left and late are worked out when it is sent.

    `delayed` is by how many days it leaves late, `closed` how many of them the office's hours
    held it back.
    """
    planned, leaves = beijing_date(call.planned), beijing_date(call.leaves)
    return {
        "level": level,
        "rung": call.rung,
        "role": to.role,
        "text": call.text,
        "kind": case.kind,
        "year": case.year,
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "round": case.round,
        "due": to.due.isoformat() if to.due else None,
        "planned": planned.isoformat(),
        "delayed": (leaves - planned).days,
        "closed": (leaves - beijing_date(call.now)).days,
    }
