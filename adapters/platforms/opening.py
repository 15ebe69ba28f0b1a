"""Open a platform as it is configured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from bihuan.adapters import extensions, secrets
from bihuan.adapters.notify.web import BadUrl, Gate, target
from bihuan.adapters.platforms.errors import BadMapping, UnknownPlatform
from bihuan.adapters.platforms.folder import FolderPlatform
from bihuan.adapters.platforms.http import HttpPlatform
from bihuan.adapters.platforms.mapping import load
from bihuan.adapters.platforms.settings import PlatformSettings
from bihuan.engine.platforms import Platform


def open_platform(
    name: str,
    configured: Mapping[str, PlatformSettings],
    base: Path,
    now: Callable[[], datetime],
) -> Platform:
    """The platform of this name; paths start from `base`.

    Raises UnknownPlatform, and BadMapping for a mapping, an address or a secret that is wrong.
    """
    if name not in configured:
        raise UnknownPlatform(name, tuple(sorted(configured)))
    settings = configured[name]
    if settings.package:
        return _brought(name, settings)
    words = load(settings.mapping or name, base)
    if settings.folder is not None:
        return FolderPlatform(name, base / settings.folder, words=words)
    gate = Gate(
        hosts=frozenset(settings.hosts),
        allow_http=settings.allow_http,
        allow_addresses=settings.allow_addresses,
        seconds=settings.seconds,
        ca=base / settings.ca if settings.ca else None,
    )
    try:
        target(settings.url, gate)
        secret = secrets.find(settings.secret or "", base)
    except (BadUrl, secrets.NoSecret) as error:
        raise BadMapping("bihuan.toml", f"platforms.{name}", str(error)) from None
    return HttpPlatform(
        name,
        settings.url,
        secret=secret.get_secret_value(),
        words=words,
        gate=gate,
        now=now,
        at_once=settings.at_once,
    )


def _brought(name: str, settings: PlatformSettings) -> Platform:
    try:
        made: Platform = extensions.find(extensions.PLATFORMS, settings.package)(name, settings)
    except ValueError as error:
        raise BadMapping("bihuan.toml", f"platforms.{name}.package", str(error)) from None
    return made
