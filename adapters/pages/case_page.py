"""One case as a page: where it stands, how it got there, and what may be done about it now."""

from __future__ import annotations

from collections.abc import Iterable

from fastapi import APIRouter, Request, Response

from bihuan.adapters.cli import tongue
from bihuan.adapters.pages.actions import ACTING, Sent, actions_of, merged_into
from bihuan.adapters.pages.dates import Due
from bihuan.adapters.pages.door import Guest, Page
from bihuan.adapters.pages.drawing import drawing
from bihuan.adapters.pages.layout import page
from bihuan.adapters.web.asked import Name
from bihuan.adapters.web.desk import AtDesk
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.adapters.web.telling import deadline
from bihuan.engine.case_file import case_file
from bihuan.engine.engine import Engine
from bihuan.engine.outcome import Option
from bihuan.engine.records import Case, Contact, Deadline

router = APIRouter(route_class=Page, include_in_schema=False)


@router.get("/cases/{case}")
def page_case(desk: AtDesk, guest: Guest, request: Request, case: Name) -> Response:
    """One case."""
    found = visible(guest, desk.engine, case)
    return whole_page(request, desk.engine, guest, found)


def whole_page(
    request: Request,
    engine: Engine,
    guest: Visitor,
    case: Case,
    sent: Sent | None = None,
    status: int = 200,
) -> Response:
    """The page of a case, with a form that was not accepted if there is one."""
    file = case_file(engine.store, case)
    machine = engine.library.machine(case.definition)
    history = engine.store.history(case.office, case.id)
    actions, refused = actions_of(engine, guest, case, sent)
    return page(
        request,
        "case.html",
        status,
        file=file,
        case=case,
        due=Due.of(case, engine),
        drawn=drawing(machine, case, history),
        history=list(reversed(history)),
        deadlines=_explained(engine, file.host),
        contacts=engine.store.records(Contact, file.host.office, file.host.id),
        merged=merged_into(engine, case),
        actions=actions,
        refused=_by_reason(refused),
        sent=sent,
        acts=guest.role in ACTING,
        done=_done(request),
    )


def _done(request: Request) -> str:
    """What was just done, to be said once; nothing where nobody knows the word."""
    event = request.query_params.get("done", "")[:40]
    return tongue.word(f"event.{event}") if tongue.has_words(f"event.{event}") else ""


def _explained(engine: Engine, case: Case) -> list[tuple[Deadline, list[str]]]:
    """Each date of this round with the way to it, day by day; without one where a person set it."""
    told = engine.explain(case.id)
    policy = engine.house.policy
    return [(one.deadline, deadline(one.deadline, one.worked_out, policy).steps) for one in told]


def _by_reason(refused: Iterable[Option]) -> dict[str, list[str]]:
    """What is refused for the same reasons stands together."""
    lang, comma = tongue.language(), tongue.words("usage.comma")
    found: dict[str, list[str]] = {}
    for one in refused:
        found.setdefault(comma.join(one.reasons(lang)), []).append(one.label(lang))
    return found
