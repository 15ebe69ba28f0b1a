"""Who is known elsewhere comes in here in the role that is configured, and nobody else does."""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Callable, Iterator
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.config import BadConfig
from bihuan.adapters.notify.web import Gate
from bihuan.adapters.web.doors import Doors, doors
from bihuan.adapters.web.login_settings import Login, Proxy
from bihuan.adapters.web.logins import TrustedProxy
from bihuan.adapters.web.oidc import PATIENCE, Client, Provider
from bihuan.engine.engine import Engine
from support.oidc_server import CLIENT, SECRET, OidcServer, a_key, oidc_server
from support.web import Caller, Service, a_service, an_office

ROLES = {"bljy-office": "office", "bljy-division": "division", "ducha": "supervision"}
PROXY = TrustedProxy(
    addresses=frozenset({"127.0.0.1"}),
    secret="shared-canary-secret",
    secret_header="X-Login-Secret",
    user_header="X-Login-User",
    roles_header="X-Login-Roles",
    unit_header="X-Login-Unit",
)
SAID = {
    "X-Login-Secret": "shared-canary-secret",
    "X-Login-User": "%E6%9F%90%E7%BB%8F%E5%8A%9E",
    "X-Login-Roles": "other, bljy-division",
    "X-Login-Unit": "%E7%94%B2%E5%A4%84",
}


@pytest.fixture
def clock() -> FrozenClock:
    """The morning of 4 March 2024."""
    return FrozenClock("2024-03-04")


@pytest.fixture
def engine(clock: FrozenClock) -> Engine:
    """An office with one case."""
    return an_office(clock)


def test_what_the_proxy_says_is_believed_with_its_secret(engine: Engine) -> None:
    service = a_service(engine, ways_in=Doors(roles=ROLES, proxy=PROXY))

    me = Caller(service.app).get("/v1/me", headers=SAID).json()

    assert (me["role"], me["actor"], me["unit"]) == ("division", "某经办", "甲处")


@pytest.mark.parametrize(
    "changed",
    [
        {"X-Login-Secret": "wrong"},
        {"X-Login-Secret": None},
        {"X-Login-Secret": ""},
        {"X-Login-Secret": "shared-canary-secret,shared-canary-secret"},
        {"X-Login-User": ""},
        {"X-Login-User": "%0A%E6%9F%90"},
        {"X-Login-User": "a" * 300},
        {"X-Login-Roles": "admin"},
        {"X-Login-Roles": "bljy-division x"},
        {"X-Login-Roles": None},
        {"X-Login-Unit": None},
    ],
)
def test_anything_less_is_nobody(engine: Engine, changed: dict[str, str | None]) -> None:
    service = a_service(engine, ways_in=Doors(roles=ROLES, proxy=PROXY))
    said = {name: text for name, text in {**SAID, **changed}.items() if text is not None}

    answer = Caller(service.app).get("/v1/me", headers=said)

    assert (answer.status_code, answer.json()["code"]) == (401, "E-UNAUTHENTICATED")


def test_another_address_is_not_believed_even_with_the_secret(engine: Engine) -> None:
    from dataclasses import replace

    proxy = replace(PROXY, addresses=frozenset({"10.0.0.1"}))
    service = a_service(engine, ways_in=Doors(roles=ROLES, proxy=proxy))

    assert Caller(service.app).get("/v1/me", headers=SAID).status_code == 401


def test_by_itself_no_header_is_believed_and_a_header_said_twice_never(engine: Engine) -> None:
    closed = Caller(a_service(engine).app)
    open_ = Caller(a_service(engine, ways_in=Doors(roles=ROLES, proxy=PROXY)).app)
    twice = [*SAID.items(), ("X-Login-User", "other")]

    assert closed.get("/v1/me", headers=SAID).status_code == 401
    assert "shared-canary-secret" not in repr(PROXY)
    import asyncio

    import httpx

    async def ask() -> int:
        transport = httpx.ASGITransport(open_.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return (await client.get("/v1/me", headers=twice)).status_code

    assert asyncio.run(ask()) == 401


def test_our_own_token_wins_over_the_proxys_headers(engine: Engine) -> None:
    service = a_service(engine, ways_in=Doors(roles=ROLES, proxy=PROXY))

    assert service.office.get("/v1/me", headers=SAID).json()["role"] == "office"


def test_a_secret_that_is_not_there_is_told_before_anything_is_served(tmp_path: Path) -> None:
    settings = Login(proxy=Proxy(addresses=("10.0.0.1",), secret="secret:none_such"))  # type: ignore[arg-type]

    with pytest.raises(BadConfig, match=r"login\.proxy\.secret"):
        doors(settings, tmp_path)


@pytest.fixture
def provider(clock: FrozenClock) -> Iterator[OidcServer]:
    """A provider of OpenID Connect."""
    with oidc_server(int(clock.now().timestamp())) as server:
        yield server


def client_of(server: OidcServer, **changes: Any) -> Client:
    """What we are known as there."""
    gate = Gate(
        hosts=frozenset({"127.0.0.1"}),
        allow_http=True,
        allow_addresses=(ip_network("127.0.0.0/8"),),
        seconds=10,
    )
    known = {
        "issuer": server.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "redirect": "https://bljy.example.gov.cn/v1/login/callback",
        "gate": gate,
    }
    return Client(**{**known, **changes})


@pytest.fixture
def service(engine: Engine, provider: OidcServer) -> Service:
    """The API, which believes that provider."""
    steadily = [0.0]
    ours = Provider(client_of(provider), lambda: steadily[0])
    made = a_service(engine, ways_in=Doors(roles=ROLES, provider=ours))
    made.app.state.steadily = steadily
    return made


def test_a_token_of_the_providers_opens_what_its_role_may(
    service: Service, provider: OidcServer
) -> None:
    office = Caller(service.app, provider.token())
    watcher = Caller(service.app, provider.token(roles=["ducha"], name=None))

    assert office.get("/v1/me").json()["actor"] == "某经办"
    assert (watcher.get("/v1/me").json()["role"], watcher.get("/v1/me").json()["actor"]) == (
        "supervision",
        "u-1",
    )
    assert watcher("POST", "/v1/cases", json={}).status_code == 403
    assert provider.asked.count("/keys") == 1


def _unsigned(server: OidcServer) -> str:
    told = json.loads(base64.urlsafe_b64decode(server.token().split(".")[1] + "=="))
    parts = [json.dumps(one).encode() for one in ({"alg": "none", "kid": "k1"}, told)]
    return ".".join(base64.urlsafe_b64encode(one).decode().rstrip("=") for one in parts) + "."


def _shared(server: OidcServer) -> str:
    """Signed with the public key as if it were a shared secret."""
    told = server.token().split(".")[1]
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"k1"}').decode().rstrip("=")
    public = server.keys["k1"].as_pem(private=False)
    seal = hmac.digest(public, f"{head}.{told}".encode(), "sha256")
    return f"{head}.{told}.{base64.urlsafe_b64encode(seal).decode().rstrip('=')}"


FALSE: dict[str, Callable[[OidcServer], str]] = {
    "another issuer": lambda s: s.token(iss="http://127.0.0.1:1"),
    "another audience": lambda s: s.token(aud="another"),
    "no audience": lambda s: s.token(aud=None),
    "several without azp": lambda s: s.token(aud=[CLIENT, "another"]),
    "another's azp": lambda s: s.token(azp="another"),
    "over": lambda s: s.token(exp=s.now - 61),
    "without an end": lambda s: s.token(exp=None),
    "of tomorrow": lambda s: s.token(nbf=s.now + 600),
    "issued tomorrow": lambda s: s.token(iat=s.now + 600),
    "of nobody": lambda s: s.token(sub=None),
    "another key": lambda s: s.token(key=a_key("k1")),
    "unsigned": _unsigned,
    "shared secret": _shared,
    "cut off": lambda s: s.token()[:-4],
    "changed": lambda s: s.token().replace(".", ".e30", 1),
    "no role here": lambda s: s.token(roles=["admin"]),
    "roles of another shape": lambda s: s.token(roles={"bljy-office": True}),
    "a division without a name": lambda s: s.token(roles=["bljy-division"]),
    "far too long": lambda s: s.token(note="x" * 20_000),
    "no token": lambda s: "a.b.c",
}


@pytest.mark.parametrize("how", FALSE)
def test_a_false_token_opens_nothing_and_none_is_told_why(
    service: Service, provider: OidcServer, how: str
) -> None:
    answer = Caller(service.app, FALSE[how](provider)).get("/v1/cases")
    nobody = Caller(service.app, "x").get("/v1/cases")

    assert (answer.status_code, answer.text) == (401, nobody.text)


def test_keys_that_the_provider_changes_are_found_and_not_asked_for_at_every_false_token(
    service: Service, provider: OidcServer
) -> None:
    assert Caller(service.app, provider.token()).get("/v1/me").status_code == 200
    provider.keys, provider.current = {"k2": a_key("k2")}, "k2"

    early = Caller(service.app, provider.token()).get("/v1/me").status_code
    service.app.state.steadily[0] = PATIENCE
    later = Caller(service.app, provider.token()).get("/v1/me").status_code
    for _ in range(5):
        Caller(service.app, provider.token(key=a_key("k9"))).get("/v1/me")

    assert (early, later) == (401, 200)
    assert provider.asked.count("/keys") == 2


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "http://127.0.0.1:9"},
        {"jwks_uri": "http://169.254.169.254/keys"},
        {"jwks_uri": "file:///etc/passwd"},
        {"jwks_uri": ""},
    ],
)
def test_a_provider_that_points_elsewhere_is_not_followed(
    service: Service, provider: OidcServer, lie: dict[str, str]
) -> None:
    provider.discovery = lie

    answer = Caller(service.app, provider.token()).get("/v1/me")

    assert answer.status_code == 503
    assert "/keys" not in provider.asked


def begun(service: Service) -> tuple[str, str]:
    """Where one is sent, and the cookie that the browser keeps."""
    answer = Caller(service.app).get("/v1/login")
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie and "Secure" in cookie and "SameSite=lax" in cookie
    return answer.headers["location"], cookie.partition(";")[0]


def back(service: Service, said: dict[str, str], cookie: str) -> Any:
    """The browser comes back."""
    return Caller(service.app).get(
        "/v1/login/callback", params=said, headers={"cookie": cookie} if cookie else {}
    )


def test_who_logs_in_gets_a_token_of_his_role_that_ends_and_can_be_revoked(
    service: Service, provider: OidcServer, clock: FrozenClock
) -> None:
    where, cookie = begun(service)
    asked = dict(parse_qsl(urlsplit(where).query))

    told = back(service, provider.log_in(where), cookie).json()
    caller = Caller(service.app, told["token"])
    before = caller.get("/v1/me").json()
    clock.advance(seconds=8 * 3600)

    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "https://bljy.example.gov.cn/v1/login/callback"
    assert (before["role"], before["actor"]) == ("office", "某经办")
    assert caller.get("/v1/me").status_code == 401
    assert [one.created_by for one in service.engine.store.tokens.all("office")] == ["login"]


def test_a_login_is_finished_once_by_the_browser_that_began_it_and_in_time(
    service: Service, provider: OidcServer, clock: FrozenClock
) -> None:
    where, cookie = begun(service)
    said = provider.log_in(where)
    another = begun(service)[1]

    stolen = back(service, said, another)
    burnt = back(service, said, cookie)
    assert (stolen.status_code, burnt.status_code) == (401, 401)

    where, cookie = begun(service)
    said = provider.log_in(where)
    first, again = back(service, said, cookie), back(service, said, cookie)
    assert (first.status_code, again.status_code) == (200, 401)

    where, cookie = begun(service)
    said = provider.log_in(where)
    clock.advance(seconds=601)
    assert back(service, said, cookie).status_code == 401

    where, cookie = begun(service)
    for odd in ({"code": "x"}, {"state": "x"}, {"code": "x", "state": "x"}, {}):
        assert back(service, odd, cookie).status_code == 401
    assert back(service, provider.log_in(where), "").status_code == 401


def test_a_browser_that_logs_in_has_a_session_that_ends_with_its_token(
    service: Service, provider: OidcServer, engine: Engine
) -> None:
    where, cookie = begun(service)
    said = provider.log_in(where)

    answer = Caller(service.app).get(
        "/v1/login/callback", params=said, headers={"cookie": cookie, "accept": "text/html"}
    )
    (session,) = [
        one.partition(";")[0]
        for one in answer.headers.get_list("set-cookie")
        if one.startswith("bihuan_session=")
    ]
    home = Caller(service.app).get("/", headers={"cookie": session})
    (token,) = engine.store.tokens.all("office")
    engine.store.tokens.revoke("office", token.id, at=engine.clock.now(), by="某管理员")
    over = Caller(service.app).get("/", headers={"cookie": session})

    assert answer.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/"' in answer.text
    assert "bihuan_" not in answer.text
    assert (home.status_code, "login" in home.headers["location"]) == (303, False)
    assert "login" in over.headers["location"]


def test_another_logins_code_or_nonce_is_refused(service: Service, provider: OidcServer) -> None:
    where, cookie = begun(service)
    other = provider.log_in(begun(service)[0])

    crossed = back(service, {**provider.log_in(where), "code": other["code"]}, cookie)
    where, cookie = begun(service)
    provider.claims = {"nonce": "of another login"}
    replayed = back(service, provider.log_in(where), cookie)

    assert (crossed.status_code, replayed.status_code) == (401, 401)


def test_where_nobody_is_believed_there_is_no_login(engine: Engine) -> None:
    stranger = Caller(a_service(engine).app)

    assert stranger.get("/v1/login").status_code == 404
    assert stranger.get("/v1/login/callback?code=x&state=y").status_code == 404
