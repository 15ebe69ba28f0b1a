"""What people write reaches the database, and no log, no answer meant for others, no wire."""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Iterator
from contextlib import closing, redirect_stderr
from typing import Any

import pytest
from sqlalchemy import Engine

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.config import Log
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.logs import logger
from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.sql import SqlStore
from bihuan.engine.webhooks import pass_on
from support.web import FIVE, Caller, Service, a_service, a_webhook

CASE = "case-00001"
FORGED = '\n{"event": "http.answered", "forged": true}\r\n\x1b[2J\u2028'
"""What would be a line of its own in a log that took it as it comes."""


class Canaries:
    """A text for every place, unlike any other; numbers of telephones and papers among them."""

    def __init__(self) -> None:
        self.released: list[str] = []

    def __call__(self, mark: str = "") -> str:
        """One more."""
        no = len(self.released)
        told = (f"canary{no:04d}x", f"139{no:08d}", f"22010119800101{no:04d}")[no % 3]
        self.released.append(told)
        return told + mark

    def seen_in(self, text: str) -> list[str]:
        """Those that are found in a text."""
        return [one for one in self.released if one in text]


@pytest.fixture
def canaries() -> Canaries:
    """A cage of them."""
    return Canaries()


@pytest.fixture
def sheet() -> io.StringIO:
    """What the service logs on."""
    return io.StringIO()


@pytest.fixture
def service(engine: Engine, sheet: io.StringIO) -> Iterator[Service]:
    """The API over each database, which logs as `bihuan serve` does."""
    with closing(SqlStore(engine)) as store, redirect_stderr(sheet):
        write = logger(1, settings=Log(format="json"))
        office = open_engine(store, clock=FrozenClock("2024-03-04"), ids=CountedIds(), log=write)
        yield a_service(office, rate=0)


def everything_written(office: Caller, canaries: Canaries) -> list[Any]:
    """Every input there is, with a canary in each place: 40 requests."""
    c = canaries
    proposal = {
        "kind": "deputy_suggestion",
        "role": "lead",
        "title": c(),
        "members": [c(), c()],
        "received_on": "2024-03-04",
        "number": "7",
        "assembly": c(),
        "session": c(),
        "category": c(),
        "counterpart": c(),
        "note": c(),
    }
    letter = f"关于{c()}的答复\n{c()}代表：\n现答复如下：\n一、{c()}。\n某厅\n2024年3月4日\n"
    file = {"name": f"{c()}.txt", "content": base64.b64encode(letter.encode()).decode()}
    ledger = f"类型,编号,标题,提出人,承办方式,收到日期\n信访,1,{c()},{c()},主办,2024-03-04\n"
    lines = {"name": f"{c()}.csv", "content": base64.b64encode(ledger.encode()).decode()}
    five = {**FIVE, "leader": c(), "officer": c(), "task": c(), "note": c()}
    odd = {"x-request-id": c(FORGED.replace("\n", "").replace("\r", "").replace("\u2028", ""))}
    path = f"/v1/cases/{CASE}/events"
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("POST", "/v1/cases", {"json": proposal}),
        ("POST", "/v1/cases", {"json": proposal}),
        ("POST", "/v1/cases", {"json": {**proposal, c(): c()}}),
        ("POST", "/v1/cases", {"json": {**proposal, "kind": c()}}),
        ("POST", "/v1/cases", {"content": f'{{"title": "{c()}'.encode()}),
        ("POST", f"{path}/dispatch", {"json": {"args": five}}),
        ("POST", f"{path}/contact", {"json": {"args": {"how": "phone", "note": c(FORGED)}}}),
        ("POST", f"{path}/contact", {"json": {"args": {"how": c()}}}),
        ("POST", f"{path}/contact", {"json": {"args": {c(): "x"}}}),
        ("POST", f"{path}/{c()}", {"json": {"args": {}}}),
        ("POST", f"{path}/draft", {"json": {"args": {"file": file}}}),
        ("POST", f"{path}/draft", {"json": {"args": {"file": {**file, "content": c()}}}}),
        ("POST", f"{path}/sign", {"json": {"args": {"signer": c(), "document": c()}}}),
        ("POST", f"{path}/merge", {"json": {"args": {"host": c()}}}),
        ("POST", f"/v1/cases/{CASE}/extension", {"json": {"until": "2024-09-30", "reason": c()}}),
        ("POST", f"/v1/cases/{CASE}/documents", {"json": {"template": c()}}),
        ("POST", f"/v1/cases/{CASE}/documents", {"json": {"text": [c()], "fields": {c(): c()}}}),
        ("POST", "/v1/cases:import", {"json": {"file": lines, "reason": c()}}),
        ("POST", "/v1/webhooks", {"json": {"url": f"https://oa.example.gov.cn/?k={c()}"}}),
        ("POST", "/v1/webhooks", {"json": {"url": f"https://{c()}.example.org/"}}),
        ("GET", f"/v1/cases?q={c()}", {}),
        ("GET", f"/v1/cases?{c()}=1", {}),
        ("GET", f"/v1/cases?cursor={c()}", {}),
        ("GET", f"/v1/cases?division={c()}&state={c()}", {}),
        ("GET", f"/v1/cases/{c()}", {}),
        ("GET", f"/v1/cases/{CASE}/why-not?event={c()}", {}),
        ("GET", f"/v1/cases/{CASE}/files/{c()}", {}),
        ("GET", f"/v1/definitions/{c()}", {}),
        ("GET", f"/v1/webhooks/{c()}/deliveries", {}),
        ("GET", f"/{c()}", {}),
        (c(), "/v1/cases", {}),
        ("GET", "/v1/me", {"headers": odd}),
        ("GET", "/v1/me", {"headers": {"user-agent": c(), "referer": c(), "cookie": c()}}),
        ("GET", "/v1/me", {"headers": {"accept-language": c(), "x-forwarded-for": c()}}),
        ("GET", "/v1/me", {"headers": {"authorization": f"Bearer {c()}"}}),
        ("GET", "/v1/me", {"headers": {"authorization": c()}}),
        ("GET", "/v1/events/stream?seconds=0", {"headers": {"last-event-id": c()}}),
        ("POST", f"{path}/contact", {"json": {"args": {}}, "headers": {"idempotency-key": c()}}),
        ("POST", f"{path}/contact", {"json": {"args": {}}, "headers": {"if-match": c()}}),
        ("GET", f"/v1/login/callback?code={c()}&state={c()}", {}),
    ]
    return [office(method, path, **said) for method, path, said in asked]


def test_no_canary_is_in_the_log_and_no_line_is_forged(
    service: Service, canaries: Canaries, sheet: io.StringIO
) -> None:
    answers = everything_written(service.office, canaries)

    text = sheet.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(canaries.released) > 60
    assert canaries.seen_in(text) == []
    assert [line["event"] for line in lines].count("http.answered") == len(answers)
    assert not any("forged" in line for line in lines)
    assert all(one.status_code < 500 for one in answers)


def test_a_fault_of_ours_tells_nobody_what_was_asked(
    service: Service, canaries: Canaries, sheet: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.office.get("/v1/me")
    told = canaries()

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(told)

    office = service.office
    monkeypatch.setattr(service.engine.store, "case", broken)
    answer = office.get(f"/v1/cases/{canaries()}")

    line = next(one for one in map(json.loads, sheet.getvalue().splitlines()) if "at" in one)
    assert answer.status_code == 500
    assert (line["event"], line["error"]) == ("http.failed", "RuntimeError")
    assert " broken" in line["at"] and "show_case" in line["at"]
    assert canaries.seen_in(answer.text + sheet.getvalue()) == []


def test_no_canary_goes_out_with_a_webhook_or_with_its_failure(
    service: Service, canaries: Canaries
) -> None:
    from bihuan.adapters.notify.channel import Notice
    from bihuan.adapters.notify.webhooks import document

    everything_written(service.office, canaries)
    a_webhook(service, "1f2e3d4c")
    pass_on(service.engine)
    messages = service.engine.store.messages("office", channel="webhook/1f2e3d4c")

    sent = [
        document(
            Notice(
                office="office",
                key=one.key,
                topic=one.topic,
                subject="",
                text="",
                recipient="",
                fields=one.body,
                at=one.created_at,
            )
        ).decode()
        for one in messages
    ]
    assert len(sent) >= 4
    assert canaries.seen_in("".join(sent) + repr(messages[0].body)) == []
    assert canaries.seen_in(str(Undelivered("webhook/1f2e3d4c", "the server answered 500"))) == []
