"""What a form does: an event happens, or the same page says why not and holds what was typed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.responses import RedirectResponse

from bihuan.adapters.pages.actions import Sent, asked_of, problem_of
from bihuan.adapters.pages.case_page import whole_page
from bihuan.adapters.pages.door import Form, Guest, Page
from bihuan.adapters.pages.fields import fields_of
from bihuan.adapters.pages.filled import filled
from bihuan.adapters.pages.layout import place
from bihuan.adapters.pages.lists import worklist
from bihuan.adapters.web.asked import Name
from bihuan.adapters.web.desk import AtDesk
from bihuan.adapters.web.errors import BadRequest
from bihuan.adapters.web.problems import status_of
from bihuan.adapters.web.rights import visible
from bihuan.engine.errors import BadInput, KeyTaken, Refused, StaleCase

router = APIRouter(route_class=Page, include_in_schema=False)
WORK = "/work"


@router.post("/cases/{case}/events/{event}")
def act_on_case(
    desk: AtDesk, guest: Guest, request: Request, case: Name, event: Name, form: Form
) -> Response:
    """Let an event happen; it comes back to the page that the form was on."""
    engine = desk.engine
    found = visible(guest, engine, case)
    from_work = form.get("back") == WORK
    request.state.came_from = WORK if from_work else f"/cases/{found.id}"
    try:
        said = filled(event, fields_of(event, asked_of(engine, found)), form)
        engine.fire(
            found.id, event, said.args, actor=guest.actor, on=said.on, key=said.key, seq=said.seq
        )
    except (Refused, BadInput, BadRequest, StaleCase, KeyTaken) as error:
        sent, status = Sent(event, form, problem_of(error)), status_of(error, guarded=True)
        fresh = engine.store.case(found.office, found.id)
        if from_work:
            return worklist(request, engine, guest, fresh, sent=sent, status=status)
        return whole_page(request, engine, guest, fresh, sent, status)
    back = place(request, WORK if from_work else f"/cases/{found.id}", {"done": event})
    return RedirectResponse(back, 303)
