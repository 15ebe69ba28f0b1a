"""The ways in beside our own tokens, as they are configured, and the two addresses of a login."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bihuan.adapters.notify.web import Gate
from bihuan.adapters.web import keys
from bihuan.adapters.web.errors import NoSuchPlace, Unauthenticated
from bihuan.adapters.web.logins import AN_HOUR, TrustedProxy, visitor_token
from bihuan.engine.access import Role, Token
from bihuan.engine.engine import Engine

if TYPE_CHECKING:
    from bihuan.adapters.web.login_settings import Login
    from bihuan.adapters.web.oidc import Provider

router = APIRouter()
COOKIE = "bihuan_login"
"""What the browser keeps while somebody logs in, so that nobody else's login is finished in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Whom we believe, and what their roles are here; by itself nobody."""

    roles: Mapping[str, str]
    proxy: TrustedProxy | None = None
    provider: Provider | None = None

    def token(self, request: Request, bearer: str, engine: Engine) -> Token | None:
        """The right of somebody known elsewhere; None where nobody says so.

        Raises Unauthenticated where it is said and not to be believed.
        """
        office, now = engine.house.office, engine.clock.now()
        if self.proxy is not None and not bearer and self.proxy.speaks(request):
            known = self.proxy.known(request)
            return visitor_token(known, self.roles, office, now, now + AN_HOUR)
        if self.provider is not None and bearer.count(".") == 2:
            known, until = self.provider.bearer(bearer, now)
            return visitor_token(known, self.roles, office, now, until)
        return None


CLOSED = Doors(roles={})


def doors(settings: Login, base: Path, config: str = "-") -> Doors:
    """The ways in that are configured; raises BadConfig naming the key that is wrong."""
    return Doors(
        roles=dict(settings.roles),
        proxy=_proxy(settings, base, config),
        provider=_provider(settings, base, config),
    )


def _proxy(settings: Login, base: Path, config: str) -> TrustedProxy | None:
    one = settings.proxy
    if one is None:
        return None
    return TrustedProxy(
        addresses=frozenset(str(address) for address in one.addresses),
        secret=_secret(one.secret, "login.proxy.secret", base, config),
        secret_header=one.secret_header,
        user_header=one.user_header,
        roles_header=one.roles_header,
        unit_header=one.unit_header,
    )


def _provider(settings: Login, base: Path, config: str) -> Provider | None:
    one = settings.oidc
    if one is None:
        return None
    from bihuan.adapters.web.oidc import Client, Provider, host_of

    hosts = {host_of(one.issuer), *(host.lower().rstrip(".") for host in one.hosts)}
    secret = one.client_secret
    gate = Gate(
        hosts=frozenset(hosts),
        allow_http=one.allow_http,
        allow_addresses=one.allow_addresses,
        seconds=one.seconds,
        ca=base / one.ca if one.ca else None,
    )
    client = Client(
        issuer=one.issuer,
        client_id=one.client_id,
        client_secret=_secret(secret, "login.oidc.client_secret", base, config) if secret else "",
        redirect=one.redirect,
        audience=one.audience,
        user_claim=one.user_claim,
        roles_claim=one.roles_claim,
        unit_claim=one.unit_claim,
        lasts=timedelta(minutes=one.minutes),
        gate=gate,
    )
    return Provider(client)


def _secret(reference: str, key: str, base: Path, config: str) -> str:
    from bihuan.adapters.config import BadConfig
    from bihuan.adapters.secrets import NoSecret, find

    try:
        return find(reference, base).get_secret_value()
    except NoSecret as error:
        raise BadConfig(config, key, str(error)) from None


@router.get("/v1/login", include_in_schema=False)
def begin_login(request: Request) -> RedirectResponse:
    """Send somebody to the provider to log in."""
    desk = request.app.state.desk
    provider: Provider | None = desk.doors.provider
    if provider is None or not provider.client.redirect:
        raise NoSuchPlace
    where, browser = provider.begin(desk.engine.clock.now())
    answer = RedirectResponse(where, 303)
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=600,
        path=f"{request.scope['root_path']}/v1/login",
        secure=provider.client.redirect.startswith("https:"),
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/v1/login/callback", include_in_schema=False)
def finish_login(request: Request, code: str = "", state: str = "") -> Response:
    """A token for who has logged in, shown once; it can be listed and revoked like any other.

    A browser that takes pages gets a session in its place, which ends with the token.
    """
    desk = request.app.state.desk
    provider: Provider | None = desk.doors.provider
    if provider is None or not provider.client.redirect:
        raise NoSuchPlace
    engine: Engine = desk.engine
    now, browser = engine.clock.now(), request.cookies.get(COOKIE, "")
    if not code or not state or not browser:
        raise Unauthenticated
    known = provider.finish(code, state, browser, now)
    until = now + provider.client.lasts
    right = visitor_token(known, desk.doors.roles, engine.house.office, now, until)
    secret, token = keys.made(
        engine.house.office,
        role=Role(right.role),
        actor=right.actor,
        unit=right.unit,
        now=now,
        expires_at=until,
        by="login",
    )
    engine.store.tokens.add(token)
    if "text/html" in request.headers.get("accept", ""):
        return _come_in(request, token, now)
    told: dict[str, Any] = {
        "token": secret,
        "id": token.id,
        "role": token.role,
        "actor": token.actor,
        "unit": token.unit,
        "expires_at": until.isoformat(),
    }
    answer = JSONResponse(told)
    answer.delete_cookie(COOKIE, path=f"{request.scope['root_path']}/v1/login")
    return answer


def _come_in(request: Request, token: Token, now: datetime) -> Response:
    """A session for the browser, and the way to where its role begins.

    Not a redirection: it would belong to the way from the provider, on which a browser keeps the
    session's cookie back (SameSite=Strict).
    """
    from bihuan.adapters.pages.sessions import Seal, begun_by

    home = escape(f"{request.scope['root_path']}/")
    answer = HTMLResponse(
        f'<!doctype html><meta charset="utf-8"><title>…</title>'
        f'<meta http-equiv="refresh" content="0; url={home}"><a href="{home}">→</a>'
    )
    seal: Seal = request.app.state.seal
    seal.give(request, answer, begun_by(token, now))
    answer.delete_cookie(COOKIE, path=f"{request.scope['root_path']}/v1/login")
    return answer
