"""What webhooks are told with, as the configuration says it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.adapters.config import BadConfig
from bihuan.adapters.notify.web import Gate, tls
from bihuan.adapters.notify.webhooks import SHORTEST_KEY, Hooks
from bihuan.adapters.secrets import NoSecret, find

if TYPE_CHECKING:
    from bihuan.adapters.notify.settings import Webhooks


def hooks(settings: Webhooks, base: Path, config: str = "-") -> Hooks:
    """The key and what may be posted to; raises BadConfig naming what is wrong in `config`.

    `base` is the folder that paths start from.
    """
    gate = Gate(
        hosts=frozenset(host.lower().rstrip(".") for host in settings.hosts),
        allow_http=settings.allow_http,
        allow_addresses=settings.allow_addresses,
        seconds=settings.seconds,
        ca=_ca(settings.ca, base, config),
    )
    return Hooks(gate=gate, key=_key(settings.key, base, config))


def _key(reference: str | None, base: Path, config: str) -> bytes:
    if reference is None:
        return b""
    try:
        key = find(reference, base).get_secret_value().encode()
    except NoSecret as error:
        raise BadConfig(config, "webhooks.key", str(error)) from None
    if len(key) < SHORTEST_KEY:
        reason = f"is shorter than {SHORTEST_KEY} letters; openssl rand -hex 32 makes a good one"
        raise BadConfig(config, "webhooks.key", reason)
    return key


def _ca(path: Path | None, base: Path, config: str) -> Path | None:
    if path is None:
        return None
    try:
        tls(base / path)
    except OSError:
        reason = f"{path} cannot be read, or holds no certificate (PEM)"
        raise BadConfig(config, "webhooks.ca", reason) from None
    return base / path
