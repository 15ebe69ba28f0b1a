"""Which role sees which page, and what no page ever holds."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from fastapi import FastAPI

from bihuan.adapters.pages.rights import BY_LINK, OPEN, PAGES
from bihuan.adapters.pages.routes import ROUTERS
from bihuan.adapters.web.app import create_app
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.testing import sample_intake
from support.pages import Guest, a_guest, forms_of
from support.web import FIVE, Service

CASE = "case-00001"
ROLES = tuple(Role)
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=1>{{ 1234*4321 }}"
ASKED: dict[str, tuple[str, str]] = {
    "show_home": ("GET", "/"),
    "log_out": ("POST", "/logout"),
    "page_board": ("GET", "/board"),
    "page_cases": ("GET", "/cases"),
    "page_case": ("GET", f"/cases/{CASE}"),
    "page_work": ("GET", "/work"),
    "act_on_case": ("POST", f"/cases/{CASE}/events/contact"),
}

#  office, division, leader, supervision, assigner, member, ops, auditor
MATRIX = {
    "show_home": "+ + + + + + + +",
    "log_out": "+ + + + + + + +",
    "page_board": "+ - + + - - - +",
    "page_cases": "+ + + + + - - +",
    "page_case": "+ + + + + - - +",
    "page_work": "+ + - - - - - -",
    "act_on_case": "+ + - - 0 - - -",
}
"""+ is shown or done, - is not for the role, 0 is refused by the machine."""


def test_every_page_has_a_line_in_the_matrix_and_a_right() -> None:
    names = {route.name for router in ROUTERS for route in router.routes}  # type: ignore[attr-defined]

    assert names == set(PAGES) | OPEN | BY_LINK
    assert set(PAGES) == set(MATRIX) == set(ASKED)


@pytest.mark.parametrize("name", MATRIX)
def test_each_role_gets_the_pages_it_is_meant_to(
    service: Service, engine: Engine, name: str
) -> None:
    engine.fire(CASE, "dispatch", FIVE, actor=Actor("某办公室"))
    method, path = ASKED[name]

    met = []
    for role in ROLES:
        guest = a_guest(service, role)
        nonce = forms_of(guest.get("/login"))[0].values.get("nonce", "")
        nonce = nonce or next(one.values["nonce"] for one in forms_of(_any_page(guest)))
        answer = (
            guest(method, path, data={"nonce": nonce, "how": "phone"})
            if method == "POST"
            else guest.get(path)
        )
        met.append(_met(answer.status_code, answer.text))

    assert " ".join(met) == MATRIX[name]


def _any_page(guest: Guest) -> Any:
    answer = guest.get("/")
    return guest.get(answer.headers["location"]) if answer.status_code == 303 else answer


def _met(status: int, text: str) -> str:
    if status in (200, 303):
        return "+"
    assert status == 403
    return "0" if "不应由该角色办理" in text else "-"


@pytest.fixture
def full(engine: Engine, office: Guest) -> list[str]:
    """Every page, over cases whose texts try to be more than texts."""
    clerk = Actor(HOSTILE)
    made = replace(
        sample_intake(2), title=HOSTILE, members=(HOSTILE,), category=HOSTILE, number=HOSTILE
    )
    case = engine.receive(made, actor=clerk).case.id
    five = FIVE | {"division": HOSTILE, "officer": HOSTILE, "task": HOSTILE}
    engine.fire(case, "dispatch", five, actor=clerk)
    engine.fire(case, "co_handle", {"requests": [HOSTILE]}, actor=clerk)
    engine.fire(case, "contact", {"how": "phone", "note": HOSTILE}, actor=clerk)
    refused = office.act(case, "draft", note=HOSTILE)
    assert refused.status_code == 422
    paths = ("/board", "/cases", f"/cases?q={HOSTILE}", "/work", f"/work?case={case}")
    pages = [office.get(path) for path in (*paths, f"/cases/{case}")]
    assert {one.status_code for one in pages} == {200}
    return [refused.text, *(one.text for one in pages)]


def attributes_of(text: str) -> set[str]:
    """The names of every attribute of every tag, as a browser reads them."""
    found: set[str] = set()
    reader = HTMLParser()
    reader.handle_starttag = lambda _, attrs: found.update(name for name, _ in attrs)  # type: ignore[method-assign]
    reader.feed(text)
    return found


def test_what_people_wrote_is_text_and_nothing_else(full: list[str]) -> None:
    for text in full:
        assert "<script>alert" not in text and "<img src=x" not in text and "5332114" not in text
        assert not [one for one in attributes_of(text) if one.startswith("on")]
    assert "&lt;script&gt;alert" in full[0]


def test_no_page_holds_an_address_of_another_host_or_a_script_of_its_own(
    full: list[str],
) -> None:
    for text in full:
        plain = text.replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"""(?:href|src|action)="(?!/(?!/)|#)""", plain)
        assert "://" not in plain
        assert not re.search(r"<script(?![^>]*src=)|<style|\sstyle=", plain)


def test_every_answer_may_use_what_is_ours_alone(office: Guest) -> None:
    headers = office.get("/cases").headers

    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "unsafe" not in policy
    assert (headers["referrer-policy"], headers["x-frame-options"]) == ("same-origin", "DENY")
    assert headers["cache-control"] == "no-store"


def test_every_file_that_a_page_names_is_there(office: Guest) -> None:
    pages = office.get("/board").text + office.get("/login").text
    named = set(re.findall(r'"(/static/[^"]+)"', pages))

    answers = [office.get(path) for path in named]

    assert len(named) == 4
    assert {one.status_code for one in answers} == {200}
    assert all("immutable" in one.headers["cache-control"] for one in answers)
    assert office.get("/static/x/layout.html").status_code == 404
    assert office.get("/static/x/..%2Flayout.py").status_code == 404


def test_a_page_speaks_the_language_one_chose(office: Guest) -> None:
    chinese = office.get("/cases").text
    english = office.get("/cases?lang=en&q=abc").text
    after = office.get("/work").text

    assert '<html lang="zh-CN">' in chinese and 'href="/cases?lang=en"' in chinese
    assert '<html lang="en">' in english and 'href="/cases?lang=zh&amp;q=abc"' in english
    assert '<html lang="en">' in after


def test_mounted_by_a_host_every_link_stays_below_its_place(engine: Engine) -> None:
    host = FastAPI()
    app = create_app(engine, org="某厅")
    host.mount("/bljy", app)
    service = Service(engine, host)
    guest = Guest(host)
    token = service.caller(Role.OFFICE).token

    entered = guest("POST", "/bljy/login", data={"token": token})
    page = guest.get("/bljy/cases")

    assert entered.headers["location"] == "/bljy/"
    assert page.status_code == 200
    assert not re.search(r'(?:href|src|action)="/(?!bljy/)', page.text)


def test_a_division_finds_its_own_cases_and_no_other(service: Service, engine: Engine) -> None:
    for no in (2, 3):
        engine.receive(sample_intake(no), actor=Actor("某办公室"))
    engine.fire(CASE, "dispatch", FIVE, actor=Actor("某办公室"))
    engine.fire("case-00002", "dispatch", FIVE | {"division": "乙处"}, actor=Actor("某办公室"))
    guest = a_guest(service, Role.DIVISION)

    for path in ("/cases", "/work", "/cases?division=乙处"):
        assert re.findall(r"/cases/(case-\d+)", guest.get(path).text) == [CASE]
    assert guest.get("/cases/case-00002").status_code == 404
    assert guest.get("/work?case=case-00002").status_code == 404


def test_the_list_goes_on_where_the_page_ended(office: Guest, engine: Engine) -> None:
    for no in range(2, 56):
        engine.receive(sample_intake(no), actor=Actor("某办公室"))

    first = office.get("/cases?year=2024").text
    (more,) = re.findall(r'rel="next" href="([^"]+)"', first)
    second = office.get(more.replace("&amp;", "&")).text

    seen = [re.findall(r"/cases/(case-\d+)", text) for text in (first, second)]
    assert [len(one) for one in seen] == [50, 5]
    assert len({*seen[0], *seen[1]}) == 55


def test_the_board_tells_the_figures_of_the_report(office: Guest, service: Service) -> None:
    told = service.office.get("/v1/reports/board").json()

    page = office.get("/board").text

    tiles = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", page))
    assert tiles["收到"] == str(told["total"]) and tiles["在办"] == str(told["open"])
    assert page.count("<table") == page.count("data-chart=") == 2
