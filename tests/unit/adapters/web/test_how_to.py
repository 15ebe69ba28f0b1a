"""The page on the API says of every address who may use it, in both languages, and is right."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from bihuan.adapters.web.rights import RIGHTS
from bihuan.engine.access import Role
from support.checkout import ROOT
from support.web import Caller, Service

PAGES = [ROOT / "docs" / "how-to" / f"http-api{lang}.md" for lang in ("", ".zh-CN")]
EVERYBODY = ("all", "都行")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_table_is_the_table_of_rights(service: Service, page: Path) -> None:
    text = page.read_text("utf-8")
    told = {}
    for method, path, roles in re.findall(
        r"^\| (GET|POST|DELETE) `(\S+)` \| .* \| (.+) \|$", text, re.M
    ):
        operation = service.app.openapi()["paths"][path][method.lower()]["operationId"]
        told[operation] = set(Role) if roles in EVERYBODY else set(re.findall(r"[a-z]+", roles))

    assert {name: told[name] for name in RIGHTS} == RIGHTS
    assert set(told) - set(RIGHTS) == {"show_health", "show_alive", "show_ready"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_its_request_works_as_it_stands(office: Caller, page: Path) -> None:
    (block,) = re.findall(r"^```http\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    head, body = block.split("\n\n")
    line, *fields = head.splitlines()
    headers = dict(field.split(": ", 1) for field in fields)
    method, path = line.split()

    answer = office(method, path.format(case="case-00001"), json=json.loads(body), headers=headers)

    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
