"""What comes back from those who were urged, and the days on which an office urges nobody."""

from __future__ import annotations

from bihuan.engine import saying
from bihuan.engine.errors import BadInput
from bihuan.engine.records import Mute, Receipt, Urging
from bihuan.engine.scene import Scene
from bihuan.rules.instants import beijing_date
from bihuan.rules.ladders import Level

LISTED = 5
"""So many names are told to somebody who named none of them."""


def sent(scene: Scene) -> list[Urging]:
    """The case's urgings that left the house."""
    return [one for one in scene.records(Urging) if not one.muted]


def acknowledge(scene: Scene) -> Receipt:
    """The receipt for an urging, by default the last one that its recipient was sent.

    Raises BadInput for an urging there was not, and for somebody it did not urge.
    """
    chosen = _meant(scene)
    return Receipt(
        office=scene.case.office,
        case=scene.case.id,
        seq=scene.case.seq + 1,
        urging=chosen.seq,
        recipient=chosen.recipient,
        reply=scene.text("reply"),
        on=scene.on,
    )


def _meant(scene: Scene) -> Urging:
    seq, name = saying.whole(scene.args, "urging"), scene.text("recipient")
    known = sent(scene)
    at = [one for one in known if seq in (None, one.seq)]
    if not at:
        entries = _listed([str(one.seq) for one in known])
        raise BadInput("urging", f"there was no such urging; those sent are {entries}", seq)
    his = [one for one in at if name in ("", one.recipient)]
    last = max((one.seq for one in his), default=0)
    found = {one.recipient: one for one in his if one.seq == last}
    if len(found) != 1:
        names = _listed([one.recipient for one in at])
        raise BadInput("recipient", f"say who of those it urged: {names}", name or None)
    return next(iter(found.values()))


def _listed(names: list[str]) -> str:
    return ", ".join(list(dict.fromkeys(reversed(names)))[:LISTED])


def mute(scene: Scene) -> Mute:
    """From now to the end of the day: urgings stay in the house."""
    until = scene.day("until")
    if until is None:
        raise BadInput("until", "is needed for this event")
    return Mute(
        office=scene.case.office,
        case=scene.case.id,
        seq=scene.case.seq + 1,
        until=until,
        reason=scene.text("reason"),
        on=scene.on,
    )


def muted(scene: Scene, level: str) -> str:
    """Why an urging of the clock is not sent today; empty where it is.

    The last mute of the round counts, to the end of its day. Supervision is never muted.
    """
    began = scene.this_round().began_on
    mutes = [one for one in scene.records(Mute) if one.on >= began]
    last = max(mutes, key=lambda one: one.seq, default=None)
    if last is None or level == Level.SUPERVISION or beijing_date(scene.now) > last.until:
        return ""
    return last.reason
