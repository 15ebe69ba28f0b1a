"""What happens when somebody acts over HTTP."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from bihuan.engine.engine import Engine
from bihuan.testing import sample_case
from support.web import FIVE, Caller, Service, a_service

CASE = "case-00001"
LETTER = """关于第0001号建议的答复
某代表1代表：
您提出的建议收悉。现答复如下：
一、关于示例事项。已办。
某厅
2024年3月4日
"""
OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROPOSAL = {
    "kind": "cppcc_proposal",
    "role": "lead",
    "title": "关于绿化的提案",
    "number": "第0123号",
    "members": ["某委员"],
    "received_on": "2024-03-04",
}


def test_a_proposal_is_received_once_whatever_arrives_twice(office: Caller) -> None:
    first = office("POST", "/v1/cases", json=PROPOSAL, headers={"idempotency-key": "oa-1"})
    again = office("POST", "/v1/cases", json=PROPOSAL, headers={"idempotency-key": "oa-1"})
    other = office("POST", "/v1/cases", json=PROPOSAL)

    assert (first.status_code, first.headers["location"]) == (201, "/v1/cases/case-00002")
    assert (again.status_code, again.json()["repeated"]) == (200, True)
    assert (other.status_code, other.json()["code"]) == (409, "E-CASE-EXISTS")
    assert other.json()["cure"] == "GET /v1/cases/case-00002"


def test_an_event_happens_in_the_name_of_the_token(office: Caller) -> None:
    answer = office.fire(CASE, "dispatch", FIVE, on="2024-03-04")

    told = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert (told["case"]["state"], told["entry"]["actor"]) == ("dispatched", "某经办")
    assert told["entry"]["party"] == "office"


def test_the_same_key_again_returns_the_first_outcome(office: Caller) -> None:
    first = office.fire(CASE, "dispatch", FIVE, **{"idempotency-key": "k"}).json()
    again = office.fire(CASE, "dispatch", FIVE, **{"idempotency-key": "k"}).json()
    other = office.fire(CASE, "contact", {"how": "phone"}, **{"idempotency-key": "k"})

    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["entry"] == again["entry"]
    assert (other.status_code, other.json()["code"]) == (409, "E-KEY-TAKEN")


def test_who_has_seen_an_older_revision_is_told_to_look_again(office: Caller) -> None:
    office.fire(CASE, "dispatch", FIVE)

    stale = office.fire(CASE, "contact", {"how": "phone"}, **{"if-match": '"1"'})
    seen = office.fire(CASE, "contact", {"how": "phone"}, **{"if-match": '"2"'})
    odd = office.fire(CASE, "contact", {"how": "phone"}, **{"if-match": 'W/"3"'})

    assert (stale.status_code, stale.json()["found"]) == (412, 2)
    assert (seen.status_code, seen.headers["etag"]) == (200, '"3"')
    assert (odd.status_code, odd.json()["field"]) == (400, "If-Match")


def test_a_refusal_names_every_guard_with_its_value(office: Caller, engine: Engine) -> None:
    office.fire(CASE, "dispatch", FIVE)

    answer = office.fire(CASE, "answer", {"signer": "某厅长"})

    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, told["code"], told["reason"]) == (422, "E-REFUSED", "conditions")
    guards = {one["fact"]: one for one in told["guards"]}
    assert (guards["contacts"]["value"], guards["contacts"]["held"]) == (0, False)
    assert guards["contacts"]["label"] in told["unmet"]
    assert "bihuan " not in told["cure"]
    assert engine.store.case("office", CASE).seq == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"{", "body"),
        (b"[" * 100_000, "body"),
        (b'"text"', "body"),
        (b'{"args": [1]}', "args"),
        (b'{"args": {}, "on": 7}', "on"),
        (b'{"args": {}, "on": "2024-02-30"}', "on"),
        (b'{"state": "closed"}', "state"),
        (b'{"args": {"timer": "t"}}', "args.timer"),
        (b'{"args": {"colour": "red"}}', "colour"),
        (b'{"args": {"how": "phone", "note": "\\ud800"}}', "note"),
        (b'{"args": {"how": NaN}}', "how"),
        (b'{"args": {"how": 1e999}}', "how"),
    ],
)
def test_what_cannot_be_read_is_named(office: Caller, body: bytes, field: str) -> None:
    headers = {"content-type": "application/json"}

    answer = office("POST", f"/v1/cases/{CASE}/events/contact", content=body, headers=headers)

    assert answer.status_code == 400
    assert field in answer.json()["field"]
    assert answer.json()["cure"]


def test_a_letter_arrives_in_base64_and_is_read(office: Caller, engine: Engine) -> None:
    office.fire(CASE, "dispatch", FIVE)
    file = {"name": "答复.txt", "content": base64.b64encode(LETTER.encode()).decode()}

    answer = office.fire(CASE, "draft", {"file": file})

    told = answer.json()
    assert (answer.status_code, told["entry"]["event"]) == (200, "draft")
    assert told["entry"]["args"]["file"].startswith("sha256:")


@pytest.mark.parametrize(
    ("file", "status"),
    [
        ("x", 400),
        ({"name": "a.txt"}, 400),
        ({"name": "a.txt", "content": "!!"}, 400),
        ({"name": "../a.txt", "content": ""}, 400),
        (
            {"name": "a.doc", "content": base64.b64encode(OLD_WORD).decode()},
            400,
        ),
        ({"name": "a.docx", "content": base64.b64encode(b"PK\x03\x04" + bytes(99)).decode()}, 400),
    ],
)
def test_a_file_that_is_no_letter_is_refused_and_names_no_folder_of_ours(
    office: Caller, file: Any, status: int
) -> None:
    office.fire(CASE, "dispatch", FIVE)

    answer = office.fire(CASE, "draft", {"file": file})

    assert answer.status_code == status
    assert answer.json()["field"].startswith("args.file")
    assert "/tmp" not in answer.text and "bihuan-" not in answer.text


def test_a_body_too_long_is_not_read(engine: Engine) -> None:
    office = a_service(engine, most=1000).office
    body = b'{"args": {"note": "' + b"x" * 1000 + b'"}}'

    async def dripping() -> Any:
        for at in range(0, len(body), 100):
            yield body[at : at + 100]

    for content in (body, dripping()):
        answer = office(
            "POST",
            f"/v1/cases/{CASE}/events/contact",
            content=content,
            headers={"content-type": "application/json"},
        )

        assert (answer.status_code, answer.json()["code"]) == (413, "E-BODY-TOO-LARGE")


def test_a_bug_tells_nobody_what_it_was_and_is_logged(
    service: Service, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = service.office
    monkeypatch.setattr(engine.store, "find", lambda *_: 1 / 0)

    answer = office.get("/v1/cases")

    assert (answer.status_code, answer.json()["code"]) == (500, "E-BUG")
    assert "division" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_every_answer_carries_safe_headers(office: Caller) -> None:
    for path in ("/v1/cases", "/nowhere", "/docs", "/openapi.json", "/v1/cases/none"):
        headers = office.get(path).headers

        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-frame-options"] == "DENY"
        assert headers["referrer-policy"] == "no-referrer"
        assert "server" not in headers


def test_a_link_begins_with_the_address_that_is_configured_and_not_with_the_one_asked_at(
    engine: Engine,
) -> None:
    case = sample_case(engine, "answered", no=9).id
    asked = {"headers": {"host": "evil.example.org"}, "json": {}}
    known = a_service(engine, address="https://jy.example.gov.cn/")

    told = known.office("POST", f"/v1/cases/{case}/feedback-link", **asked).json()

    assert told["address"].startswith("https://jy.example.gov.cn/f/")
