"""Write commitments down: with the answer that makes them, afterwards, and what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from bihuan.engine import saying
from bihuan.engine.errors import BadInput
from bihuan.engine.promises import STATUSES, Commitment, Fulfilment, Promise, promises
from bihuan.engine.records import Answer
from bihuan.engine.scene import Scene
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.actor import Actor
    from bihuan.engine.engine import Engine
    from bihuan.engine.ports import Work


def promised(scene: Scene) -> list[Commitment]:
    """The commitments of the answer at hand; those of a host are not its merged cases' as well."""
    said = saying.commitments(scene.args)
    if not said or scene.led_by is not None:
        return []
    first = len(scene.records(Commitment)) + 1
    return [
        Commitment(
            office=scene.case.office,
            case=scene.case.id,
            no=no,
            round=scene.case.round,
            seq=scene.case.seq + 1,
            text=text,
            due=_not_before(due, scene.on),
            on=scene.on,
            actor=scene.actor.id,
            at=scene.now,
        )
        for no, (text, due) in enumerate(said, start=first)
    ]


def add(
    engine: Engine, case: str, text: str, *, actor: Actor, due: date | None = None
) -> Commitment:
    """Register a commitment of an answer that left without saying so, such as an imported one.

    Raises BadInput where the case has no answer of ours, and CaseNotFound.
    """
    if not text.strip():
        raise BadInput("text", "say what was promised")
    office, now = engine.house.office, engine.clock.now()
    with engine.store.begin() as work:
        work.lock(office, case)
        letters = [one for one in work.records(Answer, office, case) if one.what == "answer"]
        if not letters:
            raise BadInput("case", "only an answer of ours promises something")
        made = Commitment(
            office=office,
            case=case,
            no=len(work.records(Commitment, office, case)) + 1,
            round=letters[-1].round,
            seq=None,
            text=text.strip(),
            due=_not_before(due, letters[-1].on),
            on=letters[-1].on,
            actor=actor.id,
            at=now,
        )
        work.keep_records([made])
    return made


def report(
    engine: Engine,
    case: str,
    no: int | None,
    status: str,
    *,
    actor: Actor,
    on: date | None = None,
    due: date | None = None,
    note: str = "",
) -> Fulfilment:
    """Say what came of a commitment, of the only one where none is named.

    What is postponed needs its new day, what failed its reason. Raises BadInput, CaseNotFound.
    """
    office, now = engine.house.office, engine.clock.now()
    on = saying.day("on", on) or beijing_date(now)
    with engine.store.begin() as work:
        work.lock(office, case)
        known = kept(work, office, case)
        chosen = _chosen(known, no)
        _check(chosen, status, on, beijing_date(now), due, note)
        made = Fulfilment(
            office=office,
            case=case,
            no=chosen.commitment.no,
            turn=len(chosen.reports) + 1,
            status=status,
            on=on,
            due=due,
            note=note.strip(),
            actor=actor.id,
            at=now,
        )
        work.keep_records([made])
    return made


def kept(work: Work, office: str, case: str) -> list[Promise]:
    """The case's commitments with all that was reported of them."""
    return promises(work.records(Commitment, office, case), work.records(Fulfilment, office, case))


def _chosen(known: Sequence[Promise], no: int | None) -> Promise:
    chosen = [one for one in known if no in (None, one.commitment.no)]
    if len(chosen) == 1:
        return chosen[0]
    numbers = ", ".join(str(one.commitment.no) for one in known)
    if not known:
        raise BadInput("commitment", "the case has promised nothing", no)
    raise BadInput("commitment", f"say which commitment; there are {numbers}", no)


def _check(
    chosen: Promise, status: str, on: date, today: date, due: date | None, note: str
) -> None:
    if status not in STATUSES:
        raise BadInput("status", f"write one of {', '.join(STATUSES)}", status)
    if on > today:
        raise BadInput("on", f"a legal date cannot lie in the future; today is {today}", str(on))
    if on < chosen.commitment.on:
        raise BadInput("on", f"it was only promised on {chosen.commitment.on}", str(on))
    if (status == "postponed") != (due is not None):
        raise BadInput("due", "what is postponed needs its new day, and nothing else does", due)
    if due is not None and due <= on:
        raise BadInput("due", "the new day lies in the future", due.isoformat())
    if status in ("postponed", "failed") and not note.strip():
        raise BadInput("note", "say why it is not done as promised")


def _not_before(due: date | None, on: date) -> date | None:
    if due is not None and due < on:
        raise BadInput("due", "it would be due before it was promised", due.isoformat())
    return due
