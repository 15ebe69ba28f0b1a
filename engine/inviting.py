"""Hear members by their links: what a link opens, and what handing in its form does.

A link is used up by the event it brings about: that event's key in history is the link's, and no
key is ever taken twice. So of many who send at once one is heard, whatever happens to the process.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import CaseNotFound
from bihuan.engine.links import CORRECT, RATE, Link
from bihuan.engine.outcome import Outcome
from bihuan.engine.records import Case, Feedback, Member
from bihuan.states.machine import Party


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link that can be used now: the case it is about, and the member who is asked."""

    link: Link
    case: Case
    member: Member
    event: str
    """What handing in the form brings about."""


NEVER = datetime.min.replace(tzinfo=UTC)
NOBODY = Link(
    office="",
    id="",
    digest="",
    case="",
    round=0,
    member=0,
    purpose=RATE,
    created_at=NEVER,
    created_by="",
    expires_at=NEVER,
)
"""Stands for a link nobody gave, so that a stranger waits as long as a member."""


def present(engine: Engine) -> datetime:
    """The time by which links expire: the database's where it has one, whatever ours says."""
    return engine.store.clock() or engine.clock.now()


def invited(engine: Engine, digest: str, now: datetime) -> Invitation | None:
    """What a link opens; None for one that is unknown, used, expired, revoked or out of date.

    All of them are looked into alike, which takes alike.
    """
    office = engine.house.office
    known = engine.store.links.known(office, digest)
    link = known if known is not None and known.standing(now) == "valid" else NOBODY
    with engine.store.look() as work:
        used = work.outcome(office, link.key)
        try:
            case = work.case(office, link.case)
        except CaseNotFound:
            return None
        members = work.records(Member, office, link.case)
        forms = work.records(Feedback, office, link.case)
    if used is not None:
        return None
    member = next((one for one in members if one.no == link.member), None)
    event = event_for(engine, case, link)
    if member is None or event is None or case.final or case.round != link.round:
        return None
    if len(_of(link, forms)) != (1 if link.purpose == CORRECT else 0):
        return None  # he has answered by another link or on paper, or has mended it once
    return Invitation(link, case, member, event)


def event_for(engine: Engine, case: Case, link: Link) -> str | None:
    """The event by which a form is handed in now; None where none can be."""
    machine = engine.library.machine(case.definition)
    wanted = ("correct_feedback", "feedback") if link.purpose == CORRECT else ("feedback",)
    judged = case.held.get("verdict", "none") != "none"
    for event in wanted:
        rows = machine.rows_at(case.state, event)
        if any(Party.MEMBER in row.by for row in rows) and (event == "feedback") != judged:
            return event
    return None


def hand_in(engine: Engine, invitation: Invitation, said: Mapping[str, Any]) -> Outcome:
    """Hand in the form; raises Refused, KeyTaken and BadInput as the event does."""
    link = invitation.link
    return engine.fire(
        invitation.case.id,
        invitation.event,
        {**said, "member": link.member},
        actor=Actor(invitation.member.name, Party.MEMBER),
        key=link.key,
    )


def spent(engine: Engine, links: Iterable[Link]) -> dict[str, bool]:
    """Of each link by its id, whether it brought about its event."""
    with engine.store.look() as work:
        return {one.id: work.outcome(one.office, one.key) is not None for one in links}


def may_be_asked(engine: Engine, case: Case) -> bool:
    """Whether a form is being waited for, so that a link is worth sending."""
    machine = engine.library.machine(case.definition)
    rows = machine.rows_at(case.state, "feedback")
    return any(Party.MEMBER in row.by for row in rows)


def last_form(engine: Engine, link: Link) -> Feedback | None:
    """What the member handed in last in this round."""
    own = _of(link, engine.store.records(Feedback, link.office, link.case))
    return own[-1] if own else None


def _of(link: Link, forms: Iterable[Feedback]) -> list[Feedback]:
    """The forms its member has handed in, in the round it is about."""
    return [one for one in forms if (one.member, one.round) == (link.member, link.round)]
