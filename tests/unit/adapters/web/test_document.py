"""The OpenAPI document, and the page that is made of it."""

from __future__ import annotations

import re

import pytest

from bihuan.adapters.web.around import language
from bihuan.adapters.web.rights import OPEN
from support.web import Caller, Service


def test_every_operation_says_what_it_takes_answers_and_refuses(service: Service) -> None:
    told = Caller(service.app).get("/openapi.json").json()

    assert told["openapi"].startswith("3.1")
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            assert operation["description"], path
            codes = set(operation["responses"])
            if operation["operationId"] in OPEN:
                assert codes <= {"200", "503"}
                continue
            assert operation["security"] == [{"token": []}]
            assert {"400", "401", "403", "404", "429", "503"} <= codes
            assert ("422" in codes) is (method != "get")


def test_every_model_that_is_named_is_there(service: Service) -> None:
    text = Caller(service.app).get("/openapi.json").text
    told = service.app.openapi()

    named = set(re.findall(r'"#/components/schemas/(\w+)"', text))

    assert named <= set(told["components"]["schemas"])
    assert "HTTPValidationError" not in text


def test_the_page_names_every_path_and_asks_nobody_for_anything(service: Service) -> None:
    answer = Caller(service.app).get("/docs")

    page, policy = answer.text, answer.headers["content-security-policy"]
    assert all(path.replace("'", "&#x27;") in page for path in service.app.openapi()["paths"])
    assert not re.search(r"<script|<img|<link|@import|url\(|https?://", page)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert '<html lang="zh-CN">' in page
    assert "Idempotency-Key" in page


def test_the_page_speaks_both_languages(service: Service) -> None:
    chinese = Caller(service.app).get("/docs").text
    english = Caller(service.app).get("/docs", headers={"accept-language": "en"}).text

    assert "本轮的时限，及其逐日来由。" in chinese
    assert "How" not in chinese and "the request cannot be read" not in chinese
    assert '<html lang="en">' in english and "the request cannot be read" in english


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("", "zh"),
        ("en", "en"),
        ("en-US,en;q=0.9,zh-CN;q=0.8", "en"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("fr, de", "zh"),
        ("en;q=0", "zh"),
        ("*", "zh"),
        ("en;q=9;q, ;;;=,", "zh"),
        ("\x00", "zh"),
    ],
)
def test_the_language_is_the_one_liked_best(accepted: str, spoken: str) -> None:
    assert language(accepted) == spoken
