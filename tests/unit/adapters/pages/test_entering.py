"""Coming in and going out, and whose form is believed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.pages.sessions import COOKIE
from bihuan.adapters.web import keys
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.pages import Guest, a_guest
from support.web import Service, a_service, a_token

CASE = "case-00001"


def test_a_token_opens_a_session_that_no_script_and_no_other_site_gets(service: Service) -> None:
    guest = Guest(service.app)
    token = a_token(service.engine, Role.OFFICE)

    answer = guest("POST", "/login", data={"token": f" {token} ", "next": f"/cases/{CASE}"})

    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/cases/{CASE}")
    assert {"HttpOnly", "SameSite=strict", "Max-Age=43200"} <= set(cookie.split("; "))
    assert "Secure" not in cookie and token not in cookie
    assert guest.get(f"/cases/{CASE}").status_code == 200


def test_behind_https_the_cookie_stays_there(service: Service) -> None:
    token = a_token(service.engine, Role.OFFICE)

    answer = Guest(service.app)("POST", "https://host.example.org/login", data={"token": token})

    assert "Secure" in answer.headers["set-cookie"].split("; ")


@pytest.mark.parametrize(
    "place", ["https://example.org/", "//example.org/", "/\\example.org", "javascript:1", "/a\nb"]
)
def test_after_coming_in_one_stays_here(service: Service, place: str) -> None:
    data = {"token": a_token(service.engine, Role.OFFICE), "next": place}

    assert Guest(service.app)("POST", "/login", data=data).headers["location"] == "/"


@pytest.mark.parametrize("token", ["", "x", keys.MARK + "A" * 43, "令牌"])
def test_a_wrong_token_opens_nothing(service: Service, token: str) -> None:
    answer = Guest(service.app)("POST", "/login", data={"token": token})

    assert (answer.status_code, answer.headers.get("set-cookie")) == (401, None)
    assert 'role="alert"' in answer.text and (not token or f'"{token}"' not in answer.text)


def test_who_has_not_come_in_is_shown_where_to(service: Service) -> None:
    answer = Guest(service.app).get(f"/cases/{CASE}")

    assert answer.status_code == 303
    assert answer.headers["location"] == f"/login?next=%2Fcases%2F{CASE}"


def test_a_revoked_token_ends_its_session_at_once(service: Service, engine: Engine) -> None:
    guest = a_guest(service, Role.OFFICE)
    (token,) = engine.store.tokens.all("office")

    engine.store.tokens.revoke("office", token.id, at=engine.clock.now(), by="某管理员")

    assert guest.get("/cases").headers["location"].startswith("/login")


def test_a_session_lasts_a_working_day(service: Service, clock: FrozenClock) -> None:
    guest = a_guest(service, Role.OFFICE)

    clock.advance(hours=11)
    before = guest.get("/cases").status_code
    clock.advance(hours=1)

    assert (before, guest.get("/cases").status_code) == (200, 303)


def test_who_leaves_is_out_and_so_is_whoever_copied_the_cookie(office: Guest) -> None:
    copied = Guest(office.app, dict(office.cookies))

    office.send(office.form("/cases", "/logout"))

    assert copied.get("/cases").status_code == 303
    assert copied.get("/cases").headers["location"].startswith("/login")


def test_who_leaves_is_out(office: Guest) -> None:
    sheet = office.form("/cases", "/logout")

    answer = office.send(sheet)

    assert (answer.headers["location"], COOKIE in office.cookies) == ("/login", False)


def test_a_session_sealed_by_another_server_is_nobodys(service: Service, engine: Engine) -> None:
    other = a_guest(a_service(engine, key=b"another"), Role.OFFICE)
    same = a_guest(a_service(engine, key=b"one"), Role.OFFICE)

    here = Guest(service.app, dict(other.cookies))
    there = Guest(a_service(engine, key=b"one").app, dict(same.cookies))

    assert here.get("/cases").status_code == 303
    assert there.get("/cases").status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "a.b", "eyJ9.x", "\x7f"])
def test_a_cookie_that_is_none_of_ours_opens_nothing(service: Service, cookie: str) -> None:
    assert Guest(service.app, {COOKIE: cookie}).get("/cases").status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_is_refused(office: Guest, engine: Engine, headers: dict) -> None:  # type: ignore[type-arg]
    sheet = office.form(f"/cases/{CASE}", "/events/contact")

    answer = office("POST", sheet.action, data=sheet.values | {"how": "phone"}, headers=headers)

    assert (answer.status_code, engine.store.case("office", CASE).seq) == (403, 1)


@pytest.mark.parametrize("nonce", ["", "x", "令"])
def test_a_form_without_the_nonce_of_its_session_is_refused(
    office: Guest, engine: Engine, nonce: str
) -> None:
    sheet = office.form(f"/cases/{CASE}", "/events/contact")

    answer = office.send(sheet, how="phone", nonce=nonce)

    assert (answer.status_code, engine.store.case("office", CASE).seq) == (403, 1)


def test_a_form_of_ours_is_believed(office: Guest, engine: Engine) -> None:
    sheet = office.form(f"/cases/{CASE}", "/events/contact")
    headers = {"origin": "http://bihuan.example.org", "sec-fetch-site": "same-origin"}
    headers["host"] = "bihuan.example.org"

    answer = office("POST", sheet.action, data=sheet.values | {"how": "phone"}, headers=headers)

    assert (answer.status_code, engine.store.case("office", CASE).seq) == (303, 2)


def test_a_form_too_long_is_not_read(engine: Engine) -> None:
    guest = a_guest(a_service(engine, most=4000), Role.OFFICE)
    sheet = guest.form(f"/cases/{CASE}", "/events/contact")

    assert guest.send(sheet, how="phone", note="x" * 5000).status_code == 413


def test_a_session_without_a_token_is_one_of_another_door(
    service: Service, clock: FrozenClock
) -> None:
    from bihuan.adapters.pages.sessions import begun, visitor_of

    now = clock.now()
    until = now + timedelta(hours=2)
    session = begun(role=Role.DIVISION, actor="某经办", unit="甲处", now=now, until=until)

    visitor = visitor_of(session, service.engine.store, "office", now)

    assert (visitor.role, visitor.division, session.expires_at) == (Role.DIVISION, "甲处", until)
