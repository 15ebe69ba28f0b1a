"""Names of requests, how often one may ask, and whether the service is there."""

from __future__ import annotations

import re

import pytest

from bihuan.adapters.web.errors import TooMany
from bihuan.adapters.web.rates import KNOWN, Rates
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.web import Caller, Service, a_service


def test_a_request_is_found_under_its_name_in_both_logs(engine: Engine) -> None:
    lines: list[dict[str, object]] = []
    service = a_service(engine)
    engine.log = lambda _event, **values: lines.append(values)
    loud = a_service(engine).office

    answer = loud.get("/v1/me", headers={"x-request-id": "oa-2024.7_x"})
    own = loud.get("/v1/me")

    assert answer.headers["x-request-id"] == lines[0]["request"] == "oa-2024.7_x"
    assert re.fullmatch("[0-9a-f]{32}", own.headers["x-request-id"])
    assert own.headers["x-request-id"] == lines[1]["request"]
    assert service.app is not loud.app


@pytest.mark.parametrize("odd", ["", "a" * 65, "a b", "a;b", "名", '"x"', "a\tb"])
def test_a_name_that_could_forge_a_line_is_not_taken(office: Caller, odd: str) -> None:
    answer = office.get("/v1/me", headers={"x-request-id": odd.encode()})

    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])


def test_a_token_that_asks_too_often_is_told_when_to_come_back(engine: Engine) -> None:
    service = a_service(engine, rate=3)
    ours, other = service.office, service.office

    answers = [ours.get("/v1/me") for _ in range(4)]

    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert int(answers[3].headers["retry-after"]) in range(1, 21)
    assert answers[3].json()["code"] == "E-TOO-MANY"
    assert other.get("/v1/me").status_code == 200


def test_a_bucket_fills_at_a_steady_pace() -> None:
    now = [0.0]
    rates = Rates(60, lambda: now[0])
    for _ in range(60):
        rates.count("t")
    with pytest.raises(TooMany) as told:
        rates.count("t")
    assert told.value.seconds == 1

    now[0] = 1.0
    rates.count("t")
    with pytest.raises(TooMany):
        rates.count("t")
    now[0] = 3600.0
    for _ in range(60):
        rates.count("t")
    with pytest.raises(TooMany):
        rates.count("t")


def test_nobody_fills_the_memory_with_tokens_and_no_limit_is_none() -> None:
    rates = Rates(1)
    for no in range(KNOWN + 50):
        rates.count(f"t-{no}")
    unlimited = Rates(0)
    for _ in range(10_000):
        unlimited.count("t")

    assert len(rates._buckets) == KNOWN


def test_figures_name_no_case_and_nobody(service: Service) -> None:
    told = service.caller(Role.OPS).get("/metrics").text

    assert 'bihuan_open_cases{definition="' in told
    assert "bihuan_database_up 1.0" in told
    assert "case-00001" not in told and "某" not in told


def test_a_service_that_ends_is_alive_and_not_ready(service: Service) -> None:
    stranger = Caller(service.app)
    before = stranger.get("/readyz").status_code

    service.app.state.desk.news.end()

    assert (before, stranger.get("/readyz").status_code) == (200, 503)
    assert stranger.get("/healthz").json() == {"status": "ok"}
