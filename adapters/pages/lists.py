"""Cases as lists: those looked for, and those that somebody has to work on now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from bihuan.adapters.assembly import SHIPPED
from bihuan.adapters.cli import tongue
from bihuan.adapters.pages.actions import Sent, actions_of
from bihuan.adapters.pages.dates import Due
from bihuan.adapters.pages.door import Guest, Page
from bihuan.adapters.pages.layout import page
from bihuan.adapters.web.asked import after_cursor, cursor_after
from bihuan.adapters.web.desk import AtDesk
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.engine.engine import Engine
from bihuan.engine.intake import KINDS
from bihuan.engine.query import Query as Wanted
from bihuan.engine.records import Case, Round
from bihuan.engine.saying import FIRST_YEAR, LAST_YEAR
from bihuan.rules.instants import beijing_date

router = APIRouter(route_class=Page, include_in_schema=False)
AT_ONCE = 50
"""So many cases are on a page of a list."""
OWN, MOST = 100, 5000
"""So many cases a worklist shows, the next due first, of so many that are looked at."""
AHEAD = timedelta(days=30)
"""The office's own worklist looks so far ahead, and back to everything that is late."""
STATES = tuple(dict.fromkeys(state.name for one in SHIPPED for state in one.states))
Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Line:
    """One case in a list."""

    case: Case
    due: Due
    now: Round | None
    """Who handles it."""


@router.get("/cases")
def page_cases(
    desk: AtDesk,
    guest: Guest,
    request: Request,
    q: Text = "",
    year: Annotated[str, Query(max_length=4)] = "",
    kind: Text = "",
    state: Text = "",
    division: Text = "",
    open: Text = "",
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The cases that are looked for, page by page."""
    engine = desk.engine
    asked = {"q": q, "year": year, "kind": kind, "state": state, "division": division, "open": open}
    own = guest.division
    wanted = Wanted(
        year=int(year) if _a_year(year) else None,
        kind=kind if kind in KINDS else None,
        states=(state,) if state else (),
        text=q.strip() or None,
        open_only=bool(open),
        division=own if own is not None else division.strip() or None,
        after=after_cursor(cursor or None),
        limit=AT_ONCE + 1,
    )
    found = engine.store.find(engine.house.office, wanted)
    shown = found[:AT_ONCE]
    return page(
        request,
        "cases.html",
        lines=_lines(engine, shown),
        asked=asked,
        kinds=tuple(KINDS),
        states=STATES,
        own=own,
        next=cursor_after(shown[-1].id) if len(found) > AT_ONCE else "",
        first=bool(cursor),
    )


@router.get("/work")
def page_work(
    desk: AtDesk,
    guest: Guest,
    request: Request,
    case: Annotated[str, Query(max_length=100)] = "",
    done: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """What one has to work on, the next due first; of the chosen case its forms are there."""
    chosen = visible(guest, desk.engine, case) if case else None
    return worklist(request, desk.engine, guest, chosen, done=done)


def worklist(
    request: Request,
    engine: Engine,
    guest: Visitor,
    chosen: Case | None,
    *,
    sent: Sent | None = None,
    status: int = 200,
    done: str = "",
) -> Response:
    """The page of what one has to work on, with a form that was not accepted if there is one."""
    own = guest.division
    today = beijing_date(engine.clock.now())
    wanted = Wanted(
        division=own,
        open_only=True,
        due_before=None if own is not None else today + AHEAD,
        limit=MOST,
    )
    found = sorted(engine.store.find(engine.house.office, wanted), key=_first_due)
    actions = actions_of(engine, guest, chosen, sent)[0] if chosen is not None else []
    return page(
        request,
        "work.html",
        status,
        lines=_lines(engine, found[:OWN]),
        chosen=chosen,
        actions=actions,
        own=own,
        done=tongue.word(f"event.{done}") if tongue.has_words(f"event.{done}") else "",
        counts=_counts(engine, found),
    )


def _first_due(case: Case) -> tuple[bool, object, str]:
    return case.due is None, case.due or case.received_on, case.id


def _lines(engine: Engine, cases: Iterable[Case]) -> list[Line]:
    """Each with its date and its present round, which is read by its key."""
    return [Line(one, Due.of(one, engine), _present(engine, one)) for one in cases]


def _present(engine: Engine, case: Case) -> Round | None:
    rounds = engine.store.records(Round, case.office, case.id)
    return next((one for one in rounds if one.round == case.round), None)


def _counts(engine: Engine, cases: Iterable[Case]) -> dict[str, int]:
    """How many are late, near and in all; each date is looked at once, however many share it."""
    by_day: dict[object, list[Case]] = {}
    for one in cases:
        by_day.setdefault(one.due, []).append(one)
    found = {"late": 0, "soon": 0, "all": sum(map(len, by_day.values()))}
    for some in by_day.values():
        if urgency := Due.of(some[0], engine).urgency:
            found[urgency] += len(some)
    return found


def _a_year(text: str) -> bool:
    return text.isascii() and text.isdigit() and FIRST_YEAR <= int(text) <= LAST_YEAR
