"""A small provider of OpenID Connect on this machine: codes with PKCE, tokens with its own keys."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

CLIENT, SECRET = "bihuan-client", "a secret of the client"


def a_key(kid: str) -> RSAKey:
    """A key of the provider's."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


@dataclass
class OidcServer:
    """What it knows, and how it is told to lie."""

    port: int = 0
    keys: dict[str, RSAKey | ECKey] = field(default_factory=dict)
    current: str = "k1"
    claims: dict[str, Any] = field(default_factory=dict)
    """What identity tokens say beside what they must."""
    discovery: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    now: int = 0

    @property
    def issuer(self) -> str:
        """Its name, which is its address."""
        return f"http://127.0.0.1:{self.port}"

    def token(self, *, alg: str = "RS256", key: Any = None, **claims: Any) -> str:
        """A signed token; a claim of None is left out."""
        told = {
            "iss": self.issuer,
            "sub": "u-1",
            "aud": CLIENT,
            "exp": self.now + 600,
            "iat": self.now,
            "name": "某经办",
            "roles": ["bljy-office"],
            **self.claims,
            **claims,
        }
        kept = {name: value for name, value in told.items() if value is not None}
        header = {"alg": alg, "kid": self.current}
        return jwt.encode(header, kept, key or self.keys[self.current], algorithms=[alg])

    def log_in(self, where: str) -> dict[str, str]:
        """Somebody logs in at the address he was sent to; what the browser brings back."""
        asked = dict(parse_qsl(urlsplit(where).query))
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return {"code": code, "state": asked["state"]}

    def answer(self, path: str) -> dict[str, Any]:
        """What it tells of itself."""
        if path == "/keys":
            return {"keys": [key.as_dict(private=False) for key in self.keys.values()]}
        told = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return {**told, **self.discovery}

    def redeem(self, said: dict[str, str], basic: str) -> dict[str, Any] | None:
        """Tokens for a code, once, to the client that can show the verifier."""
        asked = self.codes.pop(said.get("code", ""), None)
        wanted = base64.b64encode(f"{CLIENT}:{SECRET}".replace(" ", "%20").encode()).decode()
        digest = sha256(said.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        if asked is None or basic != f"Basic {wanted}" or challenge != asked["code_challenge"]:
            return None
        if said.get("redirect_uri") != asked["redirect_uri"]:
            return None
        nonce = self.claims.get("nonce", asked["nonce"])
        return {"id_token": self.token(nonce=nonce), "token_type": "Bearer"}


@contextmanager
def oidc_server(now: int) -> Iterator[OidcServer]:
    """The provider, over real HTTP."""
    provider = OidcServer(keys={"k1": a_key("k1")}, now=now)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked.append(self.path)
            self._say(200, provider.answer(self.path))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            provider.asked.append(self.path)
            said = {name: values[0] for name, values in parse_qs(body).items()}
            told = provider.redeem(said, self.headers.get("Authorization", ""))
            self._say(200 if told else 400, told or {"error": "invalid_grant"})

        def _say(self, status: int, told: dict[str, Any]) -> None:
            body = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        provider.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
