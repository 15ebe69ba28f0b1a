"""How people come in with the login they have elsewhere (统一身份认证): `[login]`."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bihuan.adapters.notify.settings import Reference, Seconds

Role = Literal[
    "office", "division", "leader", "supervision", "assigner", "member", "ops", "auditor"
]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class Proxy(_Part):
    """A proxy that has checked who asks, and says so in headers."""

    addresses: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1)
    """Only from these the headers are believed."""
    secret: Reference
    """What the proxy sends in `secret_header`; nobody else knows it."""
    secret_header: str = "X-Login-Secret"  # noqa: S105  # a header's name
    user_header: str = "X-Login-User"
    roles_header: str = "X-Login-Roles"
    unit_header: str = "X-Login-Unit"


class Oidc(_Part):
    """A provider of OpenID Connect."""

    issuer: str = Field(min_length=1)
    client_id: str = Field(min_length=1)
    client_secret: Reference | None = None
    redirect: str = ""
    """Our own address of `/v1/login/callback`, as the provider knows it."""
    audience: str = ""
    """Whom a bearer's token must be meant for; the client, unless named."""
    user_claim: str = "name"
    roles_claim: str = "roles"
    unit_claim: str = "department"
    minutes: int = Field(default=480, ge=5, le=1440)
    """So long one who has logged in stays so."""
    hosts: tuple[str, ...] = ()
    """Hosts of the provider's beside the issuer's own."""
    allow_http: bool = False
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    ca: Path | None = None
    seconds: Seconds = 10


class Login(_Part):
    """Whom we believe, and what their roles are here."""

    roles: dict[str, Role] = {}
    """Their role, and ours; who has none that is named here does not come in."""
    proxy: Proxy | None = None
    oidc: Oidc | None = None
