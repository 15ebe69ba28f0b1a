"""Whatever is asked over HTTP is answered as the document says, and never with a fault of ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi import checks as spoken

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.sql import SqlStore
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.testing import memory_engine, sample_intake
from support.postgres import Server, fresh_database, template
from support.stores import set_up
from support.web import FIVE, Caller, Service, a_service

PATHS = a_service(memory_engine()).app.openapi()["paths"]
RIGHT, WRONG = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
TRIED = [
    (path, method.upper(), mode)
    for path, methods in PATHS.items()
    for method, told in methods.items()
    for mode in (RIGHT, WRONG)
    if mode is RIGHT or {"parameters", "requestBody"} & set(told)
]
"""Every operation, asked as the document says and otherwise, where it takes anything."""
CASES = ("case-00001", "case-00002")
EVENTS = ("dispatch", "contact", "draft", "answer", "sign", "urge", "feedback", "merge", "extend")
CHECKS: list[Any] = [
    schemathesis.checks.not_a_server_error,
    spoken.status_code_conformance,
    spoken.content_type_conformance,
    spoken.response_schema_conformance,
]
WHERE = "http://test"


STORES = ("memory", "sqlite", pytest.param("postgres", marks=pytest.mark.soak))


@pytest.fixture(scope="module", params=STORES)
def service(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A service with a case in work and a new one."""
    if request.param == "memory":
        yield lived(memory_engine())
        return
    if request.param == "postgres":
        server: Server = request.getfixturevalue("pg_server")
        with fresh_database(server, template(server, set_up)) as url:
            yield from over(url)
        return
    yield from over(f"sqlite:///{tmp_path_factory.mktemp('api') / 'bihuan.db'}")


def over(url: str) -> Iterator[Service]:
    """A service over a database."""
    engine = open_engine(url, clock=FrozenClock("2024-03-04"), ids=CountedIds())
    yield lived(engine)
    assert isinstance(engine.store, SqlStore)
    engine.store.close()


def lived(engine: Engine) -> Service:
    """Two cases, one of them handed to a division."""
    service = a_service(engine, rate=0)
    for no in (1, 2):
        engine.receive(sample_intake(no), actor=Actor("某办公室"))
    service.office.fire(CASES[0], "dispatch", FIVE)
    return service


@pytest.mark.slow
@pytest.mark.parametrize(("path", "method", "mode"), TRIED)
def test_no_request_gets_an_answer_that_is_not_in_the_document(
    service: Service, path: str, method: str, mode: schemathesis.GenerationMode
) -> None:
    operation = schemathesis.openapi.from_dict(service.app.openapi())[path][method]
    callers = [service.office, service.caller(Role.DIVISION), service.caller(Role.OPS)]
    places = st.fixed_dictionaries(
        {"case": st.sampled_from(CASES), "event": st.sampled_from(EVENTS)}
    )

    @settings(max_examples=max(10, settings().max_examples // 10))
    @given(
        case=operation.as_strategy(generation_mode=mode),
        there=st.none() | places,
        caller=st.sampled_from(callers),
    )
    def is_answered_as_told(case: Any, there: dict[str, str] | None, caller: Caller) -> None:
        known = case.path_parameters or {}
        known.update({name: text for name, text in (there or {}).items() if name in known})
        if path.endswith("/stream"):
            case.query = briefly(case.query or {})
        case.validate_response(asked(caller, case), checks=CHECKS)

    is_answered_as_told()


def briefly(query: dict[str, Any]) -> dict[str, Any]:
    """Listen to a stream no longer than it takes to say what has been."""
    seconds = str(query.get("seconds", 0)).strip()
    return {**query, "seconds": 0} if seconds.lstrip("+-").isdigit() else query


def asked(caller: Caller, case: schemathesis.Case) -> httpx.Response:
    """Send what was thought up, with the caller's own token."""
    thought_up = requests.Request(**case.as_transport_kwargs(base_url=WHERE)).prepare()
    headers = {
        name: value
        for name, value in thought_up.headers.items()
        if name.lower() not in ("authorization", "content-length")
    }
    body = thought_up.body or b""
    content = body.encode() if isinstance(body, str) else body
    path = (thought_up.url or WHERE).removeprefix(WHERE)
    return caller(case.method, path, headers=headers, content=content)
