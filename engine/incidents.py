"""What a person does about an incident: look it up, have the thing tried again, close it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bihuan.engine import deliveries, delivery, failing
from bihuan.engine.actor import Actor
from bihuan.engine.errors import Ambiguous, BadInput, IncidentNotFound
from bihuan.engine.operations import Incident

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine


def find(engine: Engine, name: str) -> Incident:
    """The incident a person means, by its id or the beginning of it.

    Raises IncidentNotFound where none begins so, and Ambiguous where several do.
    """
    known = engine.store.watch.incidents(engine.house.office)
    found = [one for one in known if name and one.id.startswith(name)]
    if not found:
        raise IncidentNotFound(name)
    if len(found) > 1:
        raise Ambiguous(name, tuple(one.id for one in found))
    return found[0]


def retry(engine: Engine, incident: Incident) -> bool:
    """Have the timer or the message it is about tried now; whether there is still something to try.

    The incident stays open until it succeeds. Raises BadInput for one that is
    about neither.
    """
    match incident.kind:
        case failing.KIND:
            return _ring_again(engine, incident)
        case delivery.TROUBLE:
            return _send_again(engine, incident)
    raise BadInput("incident", "only a timer or a message can be tried again", incident.kind)


def _ring_again(engine: Engine, incident: Incident) -> bool:
    office, case = engine.house.office, incident.case or ""
    with engine.store.begin() as work:
        work.lock(office, case)
        waiting = [
            one
            for one in work.alarms(office, case)
            if failing.subject(one) == incident.subject and one.status == "pending"
        ]
        work.settle([replace(one, put_off=None) for one in waiting])
    return bool(waiting)


def _send_again(engine: Engine, incident: Incident) -> bool:
    message = engine.store.outbox.get(engine.house.office, incident.subject)
    if message is None:
        return False
    if message.status == "pending" and message.holder:
        return True  # a courier is about it this very moment
    return deliveries.try_again(engine.store, message, engine.clock.now())


def resolve(engine: Engine, incident: Incident, actor: Actor, reason: str) -> bool:
    """Close it, since it was dealt with outside; whether it was open."""
    return engine.store.watch.resolve(
        incident.office,
        incident.kind,
        incident.subject,
        at=engine.clock.now(),
        by=actor.id,
        resolution=reason,
    )
