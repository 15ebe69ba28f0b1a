"""Subscriptions over HTTP: who is told of what happens, and what came of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from bihuan.adapters.notify import webhooks
from bihuan.adapters.web import asked
from bihuan.adapters.web import hook_documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.engine.webhooks import Webhook

looking = APIRouter(route_class=Guarded)
router = APIRouter(route_class=Guarded)


@router.post("/v1/webhooks", response_model=told.Subscribed, status_code=201)
def add_webhook(
    desk: AtDesk, visitor: Admitted, wanted: asked.Subscription, response: Response
) -> told.Subscribed:
    """Be told of what happens; the secret that it is signed with is shown this once."""
    secret, made = webhooks.subscribe(
        desk.engine,
        desk.hooks,
        wanted.url,
        events=tuple(wanted.events),
        after=wanted.after,
        by=visitor.token.actor,
    )
    response.headers["location"] = f"/v1/webhooks/{made.id}/deliveries"
    return told.Subscribed(webhook=_told(made), secret=secret)


@looking.get("/v1/webhooks", response_model=list[told.WebhookTold])
def list_webhooks(desk: AtDesk, _visitor: Admitted) -> list[told.WebhookTold]:
    """Every subscription there ever was, the latest first."""
    engine = desk.engine
    return [_told(one) for one in engine.store.webhooks.all(engine.house.office)]


@router.post("/v1/webhooks/{webhook}/rotate", response_model=told.Subscribed)
def rotate_webhook(
    desk: AtDesk, _visitor: Admitted, webhook: asked.Name, wanted: asked.Rotation
) -> told.Subscribed:
    """A new secret; for some hours it is signed with the one before as well."""
    secret, turned = webhooks.rotate(desk.engine, desk.hooks, webhook, wanted.overlap)
    return told.Subscribed(webhook=_told(turned), secret=secret)


@router.delete("/v1/webhooks/{webhook}", response_model=told.WebhookTold)
def revoke_webhook(desk: AtDesk, visitor: Admitted, webhook: asked.Name) -> told.WebhookTold:
    """End a subscription for good; what waits for it is dropped."""
    return _told(webhooks.revoke(desk.engine, webhook, visitor.token.actor))


@looking.get("/v1/webhooks/{webhook}/deliveries", response_model=list[told.DeliveryTold])
def list_deliveries(
    desk: AtDesk,
    _visitor: Admitted,
    webhook: asked.Name,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> list[told.DeliveryTold]:
    """What was to be told to it, the latest first, and what became of it."""
    one = webhooks.ever(desk.engine, webhook)
    every = webhooks.deliveries(desk.engine.store, one, limit)
    return [told.DeliveryTold.model_validate(webhooks.delivered(each)) for each in every]


def _told(one: Webhook) -> told.WebhookTold:
    return told.WebhookTold(
        id=one.id,
        host=webhooks.host_of(one.url),
        events=one.events.split(),
        position=one.position,
        generation=one.generation,
        overlap_until=one.overlap_until,
        standing=one.standing,
        created_at=one.created_at,
        created_by=one.created_by,
        revoked_at=one.revoked_at,
        revoked_by=one.revoked_by,
    )
