"""What is on file behind a refused condition: which unit, which contact, which of the five."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bihuan.adapters.cli import tongue

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import Session
    from bihuan.engine.records import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """The event that was tried, on the case as it then stood."""

    case: Case
    called: str
    """How the case is called on screen."""
    event: str
    args: Mapping[str, Any]


def evidence(session: Session, tried: Tried) -> Mapping[str, str]:
    """What to say beside each fact."""
    from bihuan.engine.errors import BihuanError

    try:
        return {
            "open_requests": _requests(session, tried.case),
            "contacts": _contacts(session, tried.case),
            "five_assigned": _five(session, tried),
        }
    except BihuanError:  # the refusal is what matters; the database may be gone by now
        return {}


def _requests(session: Session, case: Case) -> str:
    from bihuan.engine.records import Request, Urging

    store = session.engine.store
    urged = [one for one in store.records(Urging, case.office, case.id) if one.round == case.round]
    waiting = [
        tongue.words(
            "evidence.request",
            unit=one.unit,
            due=tongue.day(one.due),
            urged=len([urging for urging in urged if urging.recipient == one.unit]),
        )
        for one in store.records(Request, case.office, case.id)
        if one.status == "open" and one.round == case.round
    ]
    return tongue.words("usage.comma").join(waiting)


def _contacts(session: Session, case: Case) -> str:
    from bihuan.engine.records import Contact

    made = session.engine.store.records(Contact, case.office, case.id)
    return tongue.words("usage.comma").join(
        f"{tongue.day(one.on)} {tongue.word(f'how.{one.how}')}"
        for one in made
        if one.round == case.round
    )


def _five(session: Session, tried: Tried) -> str:
    """Those of the five assignments that neither this round nor the command says."""
    from bihuan.engine.records import Round
    from bihuan.rules.assignments import missing

    case = tried.case
    rounds = session.engine.store.records(Round, case.office, case.id)
    stood = next(one for one in rounds if one.round == case.round)
    names = ("leader", "officer", "task", "division", "responsibility", "time")
    said = {name: tried.args.get(name) or getattr(stood, name) for name in names}
    said["responsibility"] = said["responsibility"] or said["division"]
    lacking = [tongue.word(f"five.{name}") for name in missing(said)]
    if not lacking:
        return ""
    return tongue.words("evidence.lacking", names=tongue.words("usage.comma").join(lacking))
