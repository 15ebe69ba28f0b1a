"""Which role may do what: every endpoint with every role, and what each sees of cases."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.web import keys
from bihuan.adapters.web.errors import NotPermitted
from bihuan.adapters.web.rights import OPEN, RIGHTS, permit
from bihuan.engine.access import PARTIES, Role
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.testing import sample_intake
from support.web import FIVE, Caller, Service, a_service, a_token, a_webhook, endpoints_of

CASE = "case-00001"
HOOK = "1f2e3d4c"
DIGEST = f"sha256:{'0' * 64}"
LEDGER = {
    "name": "台账.csv",
    "content": base64.b64encode(
        "类型,编号,标题,提出人,承办方式,收到日期\n提案,7,关于树木的提案,某委员,主办,2024-03-04\n".encode()
    ).decode(),
}
ROLES = tuple(Role)
PROPOSAL = {
    "kind": "cppcc_proposal",
    "role": "lead",
    "title": "关于绿化的提案",
    "members": ["某委员"],
    "received_on": "2024-03-04",
}
ASKED: dict[str, tuple[str, str, Any]] = {
    "show_me": ("GET", "/v1/me", None),
    "list_cases": ("GET", "/v1/cases", None),
    "show_case": ("GET", f"/v1/cases/{CASE}", None),
    "receive_case": ("POST", "/v1/cases", PROPOSAL),
    "list_history": ("GET", f"/v1/cases/{CASE}/history", None),
    "list_events": ("GET", "/v1/events", None),
    "stream_events": ("GET", "/v1/events/stream?seconds=0", None),
    "list_options": ("GET", f"/v1/cases/{CASE}/can", None),
    "ask_why_not": ("GET", f"/v1/cases/{CASE}/why-not?event=contact", None),
    "fire_event": ("POST", f"/v1/cases/{CASE}/events/contact", {"args": {"how": "phone"}}),
    "give_link": ("POST", f"/v1/cases/{CASE}/feedback-link", {}),
    "list_deadlines": ("GET", f"/v1/cases/{CASE}/deadlines", None),
    "list_timers": ("GET", f"/v1/cases/{CASE}/timers", None),
    "list_urgings": ("GET", f"/v1/cases/{CASE}/urgings", None),
    "extend_deadline": ("POST", f"/v1/cases/{CASE}/extension", {"until": "2024-05-01"}),
    "sign_letter": ("POST", f"/v1/cases/{CASE}/sign", {"signer": "某厅长"}),
    "import_cases": ("POST", "/v1/cases:import", {"file": LEDGER}),
    "render_document": ("POST", f"/v1/cases/{CASE}/documents", {"template": "form_suggestion"}),
    "list_files": ("GET", f"/v1/cases/{CASE}/files", None),
    "show_file": ("GET", f"/v1/cases/{CASE}/files/{DIGEST}", None),
    "show_calendar": ("GET", "/v1/calendar/2024", None),
    "list_definitions": ("GET", "/v1/definitions", None),
    "show_definition": ("GET", "/v1/definitions/lead", None),
    "draw_definition": ("GET", "/v1/definitions/lead/diagram", None),
    "show_metrics": ("GET", "/metrics", None),
    "add_webhook": ("POST", "/v1/webhooks", {"url": "https://oa.example.gov.cn/"}),
    "list_webhooks": ("GET", "/v1/webhooks", None),
    "rotate_webhook": ("POST", f"/v1/webhooks/{HOOK}/rotate", {}),
    "revoke_webhook": ("DELETE", f"/v1/webhooks/{HOOK}", None),
    "list_deliveries": ("GET", f"/v1/webhooks/{HOOK}/deliveries", None),
    "show_list": ("GET", "/v1/lists/ledger", None),
    "show_annual": ("GET", "/v1/reports/annual", None),
    "show_period": ("GET", "/v1/reports/period?from=2024-03-01&to=2024-03-31", None),
    "show_board": ("GET", "/v1/reports/board", None),
}
"""One sound request for each operation."""

#  office, division, leader, supervision, assigner, member, ops, auditor
MATRIX = {
    "show_me": "+ + + + + + + +",
    "list_cases": "+ + + + + + - +",
    "show_case": "+ + + + + + - +",
    "receive_case": "+ - - - - - - -",
    "list_history": "+ + + + + - - +",
    "list_events": "+ + + + + - - +",
    "stream_events": "+ + + + + - - +",
    "list_options": "+ + - - + - - -",
    "ask_why_not": "+ + - - + - - -",
    "fire_event": "+ + - - 0 - - -",
    "give_link": "! - - - - - - -",
    "list_deadlines": "+ + + + + - - +",
    "list_timers": "+ + + + + - + +",
    "list_urgings": "+ + + + + - - +",
    "extend_deadline": "! 0 - - 0 - - -",
    "sign_letter": "! - - - - - - -",
    "import_cases": "+ - - - - - - -",
    "render_document": "+ + - - - - - -",
    "list_files": "+ + + + + + - +",
    "show_file": ". . . . . . - .",
    "show_calendar": "+ + + + + - + +",
    "list_definitions": "+ + + + + - + +",
    "show_definition": "+ + + + + - + +",
    "draw_definition": "+ + + + + - + +",
    "show_metrics": "- - - - - - + +",
    "add_webhook": "+ - - - - - - -",
    "list_webhooks": "+ - - - - - + +",
    "rotate_webhook": "+ - - - - - - -",
    "revoke_webhook": "+ - - - - - + -",
    "list_deliveries": "+ - - - - - + +",
    "show_list": "+ + + + - - - +",
    "show_annual": "+ - + + - - - +",
    "show_period": "+ - + + - - - +",
    "show_board": "+ - + + - - - +",
}
"""+ is answered, - is not for the role, 0 is refused by the machine: not this party's event.

Of a sound request, . says that nothing is there, and ! what the case lacks.
"""


def test_every_endpoint_has_a_line_in_the_matrix_and_a_right(service: Service) -> None:
    endpoints = {
        route.name
        for route in endpoints_of(service.app)
        if route.endpoint.__module__.startswith("bihuan.adapters.web")
    }

    document = service.app.openapi()
    listed = {one["operationId"] for path in document["paths"].values() for one in path.values()}
    assert endpoints == set(MATRIX) | OPEN - {"show_static"}
    assert listed == endpoints - {"show_document", "show_pages", "begin_login", "finish_login"}
    assert set(RIGHTS) == set(MATRIX) == set(ASKED)


@pytest.mark.parametrize("operation", MATRIX)
def test_each_role_gets_what_it_is_meant_to_and_nothing_else(
    service: Service, operation: str
) -> None:
    service.office.fire(CASE, "dispatch", FIVE)
    method, path, body = ASKED[operation]

    met = []
    for role in ROLES:
        a_webhook(service, HOOK)
        caller = service.caller(role, "某代表1" if role is Role.MEMBER else "")
        answer = caller(method, path, json=body)
        met.append(_met(answer))

    assert " ".join(met) == MATRIX[operation]


def _met(answer: httpx.Response) -> str:
    """The sign for an answer; no other one is among those a role may meet."""
    if answer.status_code in (200, 201):
        return "+"
    if answer.status_code in (404, 422):
        return "." if answer.status_code == 404 else "!"
    assert answer.status_code == 403, answer.text
    return {"E-NOT-PERMITTED": "-", "E-REFUSED": "0"}[answer.json()["code"]]


@pytest.mark.parametrize("role", ROLES)
def test_an_operation_without_a_line_is_forbidden_to_everybody(role: Role) -> None:
    with pytest.raises(NotPermitted):
        permit(role, "an_operation_of_tomorrow")


def test_a_strangers_body_is_not_read(service: Service) -> None:
    pulled: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for at in range(100):
            pulled.append(at)
            yield bytes(1000)

    answers = [
        Caller(service.app, token)("POST", "/v1/cases", content=endless())
        for token in ("", "x", a_token(service.engine, Role.OPS))
    ]

    assert [one.status_code for one in answers] == [401, 401, 403]
    assert pulled == []


@pytest.mark.parametrize("operation", sorted(ASKED))
def test_nobody_comes_in_without_a_valid_token(
    service: Service, engine: Engine, operation: str
) -> None:
    method, path, body = ASKED[operation]
    revoked = a_token(engine, Role.OFFICE)
    known = engine.store.tokens.known("office", keys.digest(revoked))
    assert known is not None
    engine.store.tokens.revoke("office", known.id, at=engine.clock.now(), by="某管理员")

    told = {
        Caller(service.app, token)(method, path, json=body).text
        for token in ("", "x", revoked, keys.MARK + "A" * 43, keys.MARK + "A" * 500)
    }
    basic = Caller(service.app)(method, path, json=body, headers={"authorization": "Basic eA=="})

    assert {*told, basic.text} == {basic.text}
    assert (basic.status_code, basic.headers["www-authenticate"]) == (401, "Bearer")


def test_a_token_ends_with_its_last_day(
    service: Service, engine: Engine, clock: FrozenClock
) -> None:
    caller = Caller(service.app, a_token(engine, Role.AUDITOR, days=2))

    clock.advance(days=1)
    before = caller.get("/v1/me")
    clock.advance(days=1)

    assert (before.status_code, before.json()["role"]) == (200, "auditor")
    assert caller.get("/v1/me").status_code == 401


def test_a_division_sees_its_own_cases_and_no_other(service: Service, engine: Engine) -> None:
    engine.receive(sample_intake(2), actor=Actor("某办公室"))
    engine.receive(sample_intake(3), actor=Actor("某办公室"))
    service.office.fire(CASE, "dispatch", FIVE)
    service.office.fire("case-00002", "dispatch", {**FIVE, "division": "乙处"})
    ours = service.caller(Role.DIVISION, unit="甲处")

    listed = [one["id"] for one in ours.get("/v1/cases").json()["cases"]]
    ledger = ours.get("/v1/lists/ledger?division=乙处").json()["rows"]
    own = ours.fire(CASE, "contact", {"how": "phone"})
    hidden = [
        ours.get("/v1/cases/case-00002"),
        ours.get("/v1/cases/case-00003/history"),
        ours.fire("case-00002", "contact", {"how": "phone"}),
        ours.get("/v1/cases/case-99999"),
    ]

    assert (listed, len(ledger)) == ([CASE], 1)
    assert (own.status_code, own.json()["entry"]["party"]) == (200, "division")
    assert {(one.status_code, one.json()["code"]) for one in hidden} == {(404, "E-CASE-NOT-FOUND")}


def test_a_division_that_no_longer_handles_a_case_no_longer_sees_it(service: Service) -> None:
    service.office.fire(CASE, "dispatch", FIVE)
    ours = service.caller(Role.DIVISION, unit="甲处")

    before = ours.get(f"/v1/cases/{CASE}").status_code
    service.office.fire(CASE, "redispatch", {**FIVE, "division": "乙处"})

    assert (before, ours.get(f"/v1/cases/{CASE}").status_code) == (200, 404)


def test_a_member_sees_the_own_proposal_without_the_work_on_it(
    service: Service, engine: Engine
) -> None:
    engine.receive(sample_intake(2, members=2), actor=Actor("某办公室"))
    service.office.fire(CASE, "dispatch", FIVE)
    first = service.caller(Role.MEMBER, "某代表1")
    second = service.caller(Role.MEMBER, "某代表2")

    told = first.get(f"/v1/cases/{CASE}").json()

    assert (told["rounds"], told["requests"]) == ([], [])
    assert [one["id"] for one in second.get("/v1/cases").json()["cases"]] == ["case-00002"]
    assert second.get(f"/v1/cases/{CASE}").status_code == 404


@pytest.mark.parametrize("role", [Role.OFFICE, Role.DIVISION, Role.ASSIGNER])
def test_who_may_bring_about_an_event_the_machine_alone_says(
    service: Service, engine: Engine, role: Role
) -> None:
    service.office.fire(CASE, "dispatch", FIVE)
    case = engine.store.case("office", CASE)
    machine = engine.library.machine(case.definition)
    rows = [row for row in machine.rows if row.source == case.state]

    told = service.caller(role).get(f"/v1/cases/{CASE}/can").json()["options"]

    theirs = {row.event for row in rows if PARTIES[role] in row.by}
    others = {row.event for row in rows} - theirs
    refused = {one["event"] for one in told if one["reason"] == "not_yours"}
    assert refused == others - {"reschedule"}


def test_a_secret_is_in_no_row_no_answer_and_no_log(service: Service, engine: Engine) -> None:
    lines: list[str] = []
    service.engine.log = lambda event, **values: lines.append(f"{event} {values}")
    loud = a_service(engine)
    caller = loud.caller(Role.AUDITOR)

    answers = [
        caller.get(path) for path in ("/v1/me", "/v1/cases?q=王某某", "/nowhere", "/v1/cases/x")
    ]
    answers.append(Caller(loud.app, caller.token[:-1]).get("/v1/me"))
    answers.append(loud.office.fire(CASE, "contact", {"how": "phone", "note": "13800138000"}))

    kept, me = engine.store.tokens.all("office"), answers[0].json()
    secret = caller.token.removeprefix(keys.MARK)[:20]
    assert all(secret not in str(one.headers) + one.text for one in answers)
    assert all(secret not in repr(one) + one.digest for one in kept)
    assert len(lines) == len(answers) + 1
    assert not any(secret in line or "王某某" in line or "13800138000" in line for line in lines)
    assert "'operation': 'list_cases'" in lines[1] and f"'token': '{me['token']}'" in lines[1]


def test_every_secret_is_new_and_long(engine: Engine) -> None:
    secrets = {a_token(engine, Role.OPS) for _ in range(200)}
    kept = engine.store.tokens.all("office")

    assert len(secrets) == len({one.id for one in kept}) == 200
    assert {len(one) for one in secrets} == {len(keys.MARK) + 43}
    assert all(one.expires_at - one.created_at == timedelta(days=90) for one in kept)
