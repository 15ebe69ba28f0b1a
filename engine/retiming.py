"""Work out every timer of a case anew, and put those that are not as they should be."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bihuan.engine.actor import Actor
from bihuan.engine.audit import look_again, note_of
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput
from bihuan.engine.ports import Work
from bihuan.engine.rebuilding import Rebuilt
from bihuan.engine.records import Alarm, Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Retimed:
    """The timers of one case that are not as state, facts, deadlines and calendar want them."""

    case: Case
    alarms: tuple[Alarm, ...]
    """As they should stand."""
    before: tuple[Alarm | None, ...]
    """As they stood; None where there was none."""
    unsound: bool
    """Whether the case itself is not as its history says, so that nothing can be told from it."""


def differences(engine: Engine, case: str) -> Retimed:
    """What would be put; changes nothing. Raises Broken when the history itself is broken."""
    with engine.store.begin() as work:
        return _looked(engine, work, work.lock(engine.house.office, case))[1]


def set_anew(engine: Engine, case: str, *, actor: Actor, reason: str) -> Retimed:
    """Put the case's timers as they should be, and write down who did it and why.

    Raises Broken when the history itself is broken. An unsound case is left as it is.
    """
    if not reason.strip():
        raise BadInput("reason", "say why it is put right")
    with engine.store.begin() as work:
        stored = work.lock(engine.house.office, case)
        found, retimed = _looked(engine, work, stored)
        put = bool(retimed.alarms) and not retimed.unsound
        if put:
            note = note_of(stored, found, actor, reason.strip(), engine.clock.now())
            work.repair(note, replace(stored, changed_at=note.at), (), found.alarms)
    if put:
        engine.log("timers.reconciled", case=case, timers=len(found.alarms))
    return retimed


def _looked(engine: Engine, work: Work, stored: Case) -> tuple[Rebuilt, Retimed]:
    found = look_again(engine, work, stored)
    known = {alarm.id: alarm for alarm in work.alarms(stored.office, stored.id)}
    return found, Retimed(
        case=stored,
        alarms=found.alarms,
        before=tuple(known.get(alarm.id) for alarm in found.alarms),
        unsound=bool(found.wrong or found.deadlines),
    )
