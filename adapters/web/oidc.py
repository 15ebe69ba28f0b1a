"""OpenID Connect: whose token it is, checked by the provider's keys, and logging in with a code."""

from __future__ import annotations

import base64
import json
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bihuan.adapters.clocks import steady
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.web import BadUrl, Gate, get, post, target
from bihuan.adapters.web.errors import Unauthenticated
from bihuan.adapters.web.logins import Known

ALGORITHMS = ("RS256", "PS256", "ES256", "Ed25519", "EdDSA")
"""Only signatures whose key the provider alone has; never `none`, never a shared secret."""
LEEWAY = 60
"""Seconds that two clocks may be apart."""
KEEP = 3600.0
"""Seconds for which keys and addresses are believed."""
PATIENCE = 60.0
"""Seconds before keys are asked for again because of a name that is not among them."""
BEGUN = timedelta(minutes=10)
"""So long a login may take."""
MOST_BEGUN = 1000
"""So many may be under way; the oldest is forgotten first."""
LONGEST = 16 * 1024
NAME = "oidc"


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """What the provider knows us by, and what we believe of it."""

    issuer: str
    client_id: str
    client_secret: str = field(default="", repr=False)
    redirect: str = ""
    audience: str = ""
    user_claim: str = "name"
    roles_claim: str = "roles"
    unit_claim: str = "department"
    lasts: timedelta = timedelta(hours=8)
    gate: Gate


@dataclass(frozen=True, slots=True)
class _Begun:
    nonce: str
    verifier: str
    browser: str
    until: datetime


class Provider:
    """The provider, with its keys and the logins that are under way in this process."""

    def __init__(self, client: Client, steadily: Callable[[], float] = steady) -> None:
        self.client = client
        self._steadily = steadily
        self._guard = threading.Lock()
        self._told: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, KeySet] | None = None
        self._begun: OrderedDict[str, _Begun] = OrderedDict()

    def bearer(self, token: str, now: datetime) -> tuple[Known, datetime]:
        """Who bears a token of the provider's, and until when; raises Unauthenticated."""
        claims = self._claims(token, now, self.client.audience or self.client.client_id)
        return self._known(claims), _until(claims)

    def begin(self, now: datetime) -> tuple[str, str]:
        """Where to send somebody who logs in, and what the browser keeps meanwhile."""
        state, browser = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
        begun = _Begun(
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            browser=_digest(browser),
            until=now + BEGUN,
        )
        with self._guard:
            self._begun[state] = begun
            while len(self._begun) > MOST_BEGUN:
                self._begun.popitem(last=False)
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self.client.redirect,
            "scope": "openid profile",
            "state": state,
            "nonce": begun.nonce,
            "code_challenge": _challenge(begun.verifier),
            "code_challenge_method": "S256",
        }
        where = self._address("authorization_endpoint")
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", browser

    def finish(self, code: str, state: str, browser: str, now: datetime) -> Known:
        """Who has logged in; each state is good once, in the browser that began with it."""
        with self._guard:
            begun = self._begun.pop(state, None)
        if begun is None or now >= begun.until:
            raise Unauthenticated
        if not compare_digest(begun.browser, _digest(browser)):
            raise Unauthenticated
        claims = self._claims(self._redeemed(code, begun), now, self.client.client_id)
        if not compare_digest(str(claims.get("nonce", "")).encode(), begun.nonce.encode()):
            raise Unauthenticated
        return self._known(claims)

    def _redeemed(self, code: str, begun: _Begun) -> str:
        """The identity token for a code."""
        client = self.client
        said = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": client.redirect,
            "client_id": client.client_id,
            "code_verifier": begun.verifier,
        }
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Accept": "application/json",
        }
        if client.client_secret:
            both = f"{quote(client.client_id, safe='')}:{quote(client.client_secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        to = target(self._address("token_endpoint"), client.gate)
        try:
            answer = post(NAME, to, urlencode(said).encode(), headers, client.gate)
        except Unavailable:
            raise
        except Undelivered:  # a code that is false, spent or another's
            raise Unauthenticated from None
        return str(_object(answer.body).get("id_token", ""))

    def _claims(self, token: str, now: datetime, audience: str) -> Mapping[str, Any]:
        """What a token says, when it is the provider's, meant for us, and not over."""
        if len(token) > LONGEST:
            raise Unauthenticated
        found = self._decoded(token)
        rules = jwt.JWTClaimsRegistry(
            now=int(now.timestamp()),
            leeway=LEEWAY,
            iss={"essential": True, "value": self.client.issuer},
            aud={"essential": True, "value": audience},
            exp={"essential": True},
            sub={"essential": True},
        )
        try:
            rules.validate(found)
        except JoseError:
            raise Unauthenticated from None
        several = isinstance(found["aud"], list) and len(found["aud"]) > 1
        if (several or "azp" in found) and found.get("azp") != self.client.client_id:
            raise Unauthenticated
        return found

    def _decoded(self, token: str) -> dict[str, Any]:
        for keys in (self._known_keys, self._newer_keys):
            try:
                return jwt.decode(token, keys(), algorithms=list(ALGORITHMS)).claims
            except (JoseError, ValueError, TypeError, KeyError, UnicodeError):
                continue  # of whatever is wrong with it, nobody is told
        raise Unauthenticated

    def _known_keys(self) -> KeySet:
        with self._guard:
            kept = self._keys
        if kept is None or self._steadily() - kept[0] >= KEEP:
            return self._fetched()
        return kept[1]

    def _newer_keys(self) -> KeySet:
        """The keys anew, where the provider may have changed them; not for every false token."""
        with self._guard:
            kept = self._keys
        if kept is not None and self._steadily() - kept[0] < PATIENCE:
            return kept[1]
        return self._fetched()

    def _fetched(self) -> KeySet:
        told = _object(self._get(self._address("jwks_uri")))
        keys = KeySet.import_key_set(told)  # type: ignore[arg-type]
        with self._guard:
            self._keys = (self._steadily(), keys)
        return keys

    def _address(self, name: str) -> str:
        """One of the provider's own addresses, as it tells them."""
        with self._guard:
            kept = self._told
        if kept is None or self._steadily() - kept[0] >= KEEP:
            issuer = self.client.issuer
            told = _object(self._get(f"{issuer.rstrip('/')}/.well-known/openid-configuration"))
            if told.get("issuer") != issuer:
                raise Unavailable(
                    NAME, "the provider calls itself otherwise than the configuration"
                )
            kept = (self._steadily(), told)
            with self._guard:
                self._told = kept
        found = str(kept[1].get(name, ""))
        try:
            target(found, self.client.gate)
        except BadUrl:
            raise Unavailable(NAME, "the provider names an address that is not allowed") from None
        return found

    def _get(self, url: str) -> bytes:
        gate = self.client.gate
        return get(NAME, target(url, gate), {"Accept": "application/json"}, gate).body

    def _known(self, claims: Mapping[str, Any]) -> Known:
        client = self.client
        roles = claims.get(client.roles_claim, [])
        told = roles.split() if isinstance(roles, str) else roles
        return Known(
            user=str(claims.get(client.user_claim) or claims["sub"]),
            roles=[str(one) for one in told] if isinstance(told, list) else [],
            unit=str(claims.get(client.unit_claim) or ""),
        )


def _until(claims: Mapping[str, Any]) -> datetime:
    from datetime import UTC

    return datetime.fromtimestamp(int(claims["exp"]) + LEEWAY, UTC)


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Unavailable(NAME, "the answer is no JSON")
    return found


def _challenge(verifier: str) -> str:
    digest = sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def host_of(issuer: str) -> str:
    """The host of the issuer, which may always be asked."""
    return (urlsplit(issuer).hostname or "").rstrip(".")
