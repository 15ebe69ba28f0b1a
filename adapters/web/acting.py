"""Change cases over HTTP: receive one, and let an event happen to one."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bihuan.adapters.pages import linking
from bihuan.adapters.web import asked, telling
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.rights import visible
from bihuan.engine.outcome import Outcome

router = APIRouter(route_class=Guarded)


@router.post(
    "/v1/cases",
    response_model=told.Moved,
    status_code=201,
    responses={200: {"model": told.Moved, "description": "received before, under the same key"}},
)
def receive_case(
    desk: AtDesk,
    visitor: Admitted,
    request: Request,
    proposal: asked.Proposal,
    response: Response,
    key: asked.Key = None,
) -> told.Moved:
    """Begin handling a proposal; one that already has a case is refused with 409."""
    outcome = desk.engine.receive(proposal.intake(), actor=visitor.actor, key=key)
    if outcome.repeated:
        response.status_code = 200
    response.headers["location"] = f"{request.scope['root_path']}/v1/cases/{outcome.case.id}"
    return moved(outcome, response)


@router.post("/v1/cases/{case}/events/{event}", response_model=told.Moved)
def fire_event(
    desk: AtDesk,
    visitor: Admitted,
    request: Request,
    response: Response,
    case: asked.Name,
    event: asked.Name,
    said: asked.Happening,
    key: asked.Key = None,
    seen: asked.Seen = None,
) -> told.Moved:
    """Let an event happen, whole or not at all; refused, every guard is told with its value."""
    seq = asked.revision(seen)
    request.state.guarded = seq is not None
    found = visible(visitor, desk.engine, case)
    outcome = desk.engine.fire(
        found.id, event, said.arguments(event), actor=visitor.actor, on=said.on, key=key, seq=seq
    )
    return moved(outcome, response)


@router.post("/v1/cases/{case}/feedback-link", response_model=told.LinkTold, status_code=201)
def give_link(
    desk: AtDesk, visitor: Admitted, request: Request, case: asked.Name, wish: asked.LinkWish
) -> told.LinkTold:
    """A link by which a member reads the answer and hands in the form; it is told once."""
    found = visible(visitor, desk.engine, case)
    secret, link = linking.give(
        desk.engine, found, wish.member, days=wish.days, by=visitor.token.actor
    )
    root = request.app.state.address or str(request.base_url).rstrip("/")
    return told.LinkTold(
        address=root + linking.place(secret),
        id=link.id,
        member=link.member,
        round=link.round,
        expires_at=link.expires_at,
    )


@router.post("/v1/cases/{case}/extension", response_model=told.Moved)
def extend_deadline(
    desk: AtDesk,
    visitor: Admitted,
    request: Request,
    response: Response,
    case: asked.Name,
    wanted: asked.Extension,
    key: asked.Key = None,
    seen: asked.Seen = None,
) -> told.Moved:
    """Give a case a later date, where the policy allows it; the event `extend` in short."""
    args = {"until": wanted.until.isoformat(), "consent": wanted.consent, "reason": wanted.reason}
    said = asked.Happening(args={name: one for name, one in args.items() if one}, on=wanted.on)
    return fire_event(desk, visitor, request, response, case, "extend", said, key, seen)


def moved(outcome: Outcome, response: Response) -> told.Moved:
    """What an event did, with the revision it led to."""
    response.headers["etag"] = f'"{outcome.case.seq}"'
    return told.Moved(
        case=telling.summary(outcome.case),
        entry=telling.entry(outcome.entry),
        repeated=outcome.repeated,
    )
