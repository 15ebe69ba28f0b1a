"""What is answered about subscriptions and what was delivered."""

from __future__ import annotations

from pydantic import Field

from bihuan.adapters.web.documents import Instant, Told


class WebhookTold(Told):
    """A subscription; of its address the host alone, since the rest may be a key."""

    id: str
    host: str
    events: list[str]
    position: int = Field(description="up to here everything waits to be told, or has been")
    generation: int
    overlap_until: Instant | None
    standing: bool
    created_at: Instant
    created_by: str
    revoked_at: Instant | None
    revoked_by: str


class Subscribed(Told):
    """A subscription with its secret, which is shown this once."""

    webhook: WebhookTold
    secret: str


class DeliveryTold(Told):
    """What was to be told to a subscription, and what became of it."""

    id: str
    position: int
    case: str | None
    seq: int
    event: str
    status: str
    attempts: int
    next_at: Instant | None
    sent_at: Instant | None
    error: str
