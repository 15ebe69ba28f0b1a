"""From the roles a rung names to people who exist, and to how each wants to be told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bihuan.engine import saying
from bihuan.engine.errors import BadInput
from bihuan.engine.records import Member, Request
from bihuan.engine.scene import House, Scene
from bihuan.states.machine import Party

OFFICE = "office"
NAMED = "named"
"""The role of whoever is urged by name."""
OUTSIDE = ("cohandler", "member")
"""Who does not work here: where the book does not know them, the office speaks with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """Somebody who is urged: by name, in which role, and by when something is owed."""

    name: str
    role: str
    due: date | None = None
    digest: bool = False
    """Whether notices are gathered for them into one a day."""


def recipients(scene: Scene) -> list[Recipient]:
    """Those who have the roles asked for; a case nobody has yet still urges the office.

    Raises BadInput for a member who is to be urged while nobody waits for him;
    the clock leaves him out.
    """
    roles = saying.words(scene.args, "to", ("officer",))
    if "member" in roles and not _waits_for_member(scene):
        if scene.actor.party is not Party.CLOCK:
            raise BadInput("to", "a member is only asked for feedback", "member")
        roles = tuple(role for role in roles if role != "member")
    found: dict[str, Recipient] = {}
    for role in roles:
        for one in _having(scene, role):
            found.setdefault(one.name, one)
    return list(found.values()) or list(_of_role(scene.house, OFFICE, scene.case.due))


def office_of(house: House) -> list[Recipient]:
    """Whom to write to about what is no single case's."""
    return list(_of_role(house, OFFICE, None))


def _waits_for_member(scene: Scene) -> bool:
    return scene.machine.state_named[scene.case.state].waits_on is Party.MEMBER


def _having(scene: Scene, role: str) -> Iterator[Recipient]:
    current, due = scene.this_round(), scene.case.due
    match role:
        case "officer" | "leader":
            yield from _named(scene, getattr(current, role), role, due)
        case "division_head":
            yield from _named(scene, current.division, role, due)
        case "cohandler":
            for one in scene.records(Request):
                if one.status == "open":
                    yield from _named(scene, one.unit, role, one.due)
        case "member":
            for member in scene.records(Member):
                if member.lead:
                    yield from _named(scene, member.name, role, due)
        case "supervision_office" | "assigner" | "office":
            yield from _of_role(scene.house, role, due)
        case name:
            yield from _named(scene, name, NAMED, due)


def _named(scene: Scene, name: str | None, role: str, due: date | None) -> Iterator[Recipient]:
    """Whoever answers to the name; the office where nobody does."""
    book = scene.house.book
    if name is None:
        yield from _of_role(scene.house, OFFICE, due, role)
        return
    meant = Recipient(name=name, role=role, due=due)
    if book is None:
        yield meant
        return
    division = scene.this_round().division if role in ("officer", "division_head") else None
    entry = book.reach(name, division)
    became = OFFICE if role in OUTSIDE and entry.name != name else role
    yield replace(meant, name=entry.name, role=became, digest=entry.digest)


def _of_role(
    house: House, role: str, due: date | None, instead_of: str | None = None
) -> Iterator[Recipient]:
    """Everybody who has the role, or the office; without a book the word itself."""
    told = instead_of or role
    if house.book is None:
        yield Recipient(name=role, role=told, due=due)
        return
    for entry in house.book.of_role(role) or (house.book.office,):
        yield Recipient(name=entry.name, role=told, due=due, digest=entry.digest)
