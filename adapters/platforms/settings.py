"""How platforms are configured: `[platforms.NAME]`."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bihuan.adapters.notify.settings import Reference, Seconds


class PlatformSettings(BaseModel):
    """One platform, over HTTP or through folders."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str = ""
    """Where its interface is, over HTTP."""
    secret: Reference | None = None
    """What both sign with."""
    folder: Path | None = None
    """Where its files come and go, in a closed network."""
    package: str = ""
    """Which adapter an installed package brings, in place of the two ways here."""
    mapping: str = ""
    """`renda`, `zhengxie` or a file; the platform's name unless said."""
    every: int = Field(default=0, ge=0, le=86400)
    """Seconds after which the daemon exchanges anew; 0 for never."""
    at_once: int = Field(default=50, ge=1, le=100)
    """So many records are asked for at once."""
    hosts: tuple[str, ...] = ()
    allow_http: bool = False
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    ca: Path | None = None
    seconds: Seconds = 20

    @model_validator(mode="after")
    def _one_way(self) -> PlatformSettings:
        if self.package:
            return self
        if bool(self.url) == bool(self.folder):
            raise ValueError("write url, or folder for a closed network")
        if self.url and self.secret is None:
            raise ValueError("secret is needed, so that nobody else speaks for the platform")
        return self
