"""Sign what is posted, so that a gateway knows it is ours: the Standard Webhooks way."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from bihuan.adapters.notify.errors import PartMissing

Sign = Callable[[str, datetime, str], dict[str, str]]
"""Headers for an id, an instant and a body."""
_SHORTEST = 16
_PREFIX = "whsec_"


class BadSecret(ValueError):
    """What should be a signing secret is none."""


def signer(secrets: Sequence[str], channel: str) -> Sign:
    """Signs with every secret, so that the gateway may change from one to the next at leisure."""
    try:
        from standardwebhooks import Webhook
    except ModuleNotFoundError:
        raise PartMissing(channel, "standardwebhooks") from None
    hooks = [Webhook(_bytes_of(one)) for one in secrets]

    def sign(name: str, at: datetime, body: str) -> dict[str, str]:
        # The library takes the hour of any zone for one of UTC.
        instant = at.astimezone(UTC)
        return {
            "webhook-id": name,
            "webhook-timestamp": str(int(instant.timestamp())),
            "webhook-signature": " ".join(hook.sign(name, instant, body) for hook in hooks),
        }

    return sign


def _bytes_of(secret: str) -> bytes:
    try:
        known = base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        known = b""
    if len(known) < _SHORTEST:
        raise BadSecret(f"is no signing secret; write whsec_ and base64 of {_SHORTEST} bytes")
    return known
