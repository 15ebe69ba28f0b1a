"""Who is urged, and what leaves the house for it."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.engine import saying
from bihuan.engine.messages import Message
from bihuan.engine.receipts import muted
from bihuan.engine.records import Case, Member, Record, Request, Round, Urging
from bihuan.engine.scene import Scene

BY_HAND = "by_hand"


def urge(scene: Scene) -> tuple[list[Record], list[Message]]:
    """The urging's records, and a message for each recipient and channel, unless it is muted.

    Who urges by hand means it: that is never muted.
    """
    rung = scene.text("rung") or BY_HAND
    level = scene.text("level") or "urging"
    late = (scene.on - scene.case.due).days if scene.case.due else 0
    silence = muted(scene, level) if rung != BY_HAND else ""
    records: list[Record] = []
    messages = []
    for recipient in recipients(scene):
        for channel in saying.words(scene.args, "channels", ("notice",)):
            records.append(
                Urging(
                    office=scene.case.office,
                    case=scene.case.id,
                    seq=scene.case.seq + 1,
                    round=scene.case.round,
                    rung=rung,
                    level=level,
                    recipient=recipient,
                    channel=channel,
                    on=scene.on,
                    late_days=max(late, 0),
                    muted=silence,
                )
            )
            if not silence:
                messages.append(_message(scene, recipient, channel, level, rung))
    return records, messages


def recipients(scene: Scene) -> list[str]:
    """Names for the roles asked for; a case nobody has yet still urges the office."""
    roles = saying.words(scene.args, "to", ("officer",))
    current = scene.this_round()
    named = [name for role in roles for name in _named(scene, current, role)]
    return list(dict.fromkeys(named)) or ["office"]


def _named(scene: Scene, current: Round, role: str) -> Iterator[str]:
    match role:
        case "officer" | "leader":
            yield getattr(current, role) or "office"
        case "division_head":
            yield current.division or "office"
        case "cohandler":
            yield from (one.unit for one in scene.records(Request) if one.status == "open")
        case "member":
            yield from (one.name for one in scene.records(Member) if one.lead)
        case _:
            yield role


def _message(scene: Scene, recipient: str, channel: str, level: str, rung: str) -> Message:
    case = scene.case
    return Message(
        office=case.office,
        key=f"{case.id}/{case.seq + 1}/{recipient}/{channel}",
        case=case.id,
        seq=case.seq + 1,
        topic=level,
        channel=channel,
        recipient=recipient,
        body=_body(case, level, rung),
        created_at=scene.now,
        next_at=scene.now,
    )


def _body(case: Case, level: str, rung: str) -> dict[str, object]:
    return {
        "level": level,
        "rung": rung,
        "kind": case.kind,
        "number": case.number,
        "title": case.title,
        "state": case.state,
        "round": case.round,
        "due": case.due.isoformat() if case.due else None,
    }
