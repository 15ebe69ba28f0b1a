"""What happened is told to those who subscribed: signed, in order, and to nobody else."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from bihuan.adapters.clocks import FrozenClock, SystemClock
from bihuan.adapters.notify import webhooks
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.errors import WebhookNotFound, WebhooksOff
from bihuan.adapters.notify.routes import Routes
from bihuan.adapters.notify.web import Gate
from bihuan.adapters.notify.webhooks import Hooks, channels, deliveries, revoke, rotate, subscribe
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput
from bihuan.engine.webhooks import Webhook, pass_on
from bihuan.testing import memory_engine, sample_intake
from support.notices import SENDER
from support.sinks import HttpSink, http_sink
from support.web import FIVE, a_service

CASE = "case-00001"
CLERK = Actor("某办公室")
HERE = (ip_network("127.0.0.0/8"),)
OPEN = Gate(hosts=frozenset({"127.0.0.1"}), allow_http=True, allow_addresses=HERE, seconds=20.0)
HOOKS = Hooks(gate=OPEN, key=b"k" * 32)
STRICT = Hooks(gate=Gate(hosts=frozenset({"oa.example.gov.cn"})), key=b"k" * 32)


@dataclass
class Office:
    """An office with one case, whose courier tells those who subscribed."""

    engine: Engine
    hooks: Hooks = HOOKS

    def fire(self, event: str, **args: Any) -> None:
        """Something happens."""
        self.engine.fire(CASE, event, args, actor=CLERK)

    def subscribed(self, sink: HttpSink, *events: str, after: int = 0) -> tuple[str, Webhook]:
        """A subscription to everything, or to these events."""
        return subscribe(
            self.engine, self.hooks, sink.url, events=events, after=after, by="某管理员"
        )

    def tells(self) -> int:
        """Pass on what is new, and send it."""
        pass_on(self.engine)
        routes = Routes(channels(self.engine, self.hooks), ())
        return Courier(engine=self.engine, routes=routes, sender=SENDER).deliver()


@pytest.fixture
def office() -> Office:
    """The office, by the real clock, since a receiver looks at the time of a signature."""
    engine = memory_engine(SystemClock())  # type: ignore[arg-type]
    engine.receive(replace(sample_intake(), title="关于完善canary事项的提案"), actor=CLERK)
    return Office(engine)


@pytest.fixture
def sink() -> Iterator[HttpSink]:
    """Another system."""
    with http_sink() as sink:
        yield sink


def headers(posted: Any) -> dict[str, str]:
    """As a verifier takes them."""
    return {name.lower(): value for name, value in posted.headers.items()}


def test_everything_is_told_once_in_order_and_signed(office: Office, sink: HttpSink) -> None:
    secret, hook = office.subscribed(sink)
    office.fire("dispatch", **FIVE)
    office.tells()
    office.fire("contact", how="phone", note="canary 13800138000")
    sent = office.tells() + office.tells()

    told = [Verifier(secret).verify(one.body, headers(one)) for one in sink.posted]
    assert [one["data"]["position"] for one in told] == [1, 2, 3]
    assert [(one["type"], one["data"]["seq"]) for one in told] == [
        ("case.receive", 1),
        ("case.dispatch", 2),
        ("case.contact", 3),
    ]
    assert told[1]["data"]["target"] == "dispatched"
    assert len({headers(one)["webhook-id"] for one in sink.posted}) == 3
    assert sent == 1
    assert [one.status for one in deliveries(office.engine.store, hook)] == ["sent"] * 3


def test_nothing_that_anybody_wrote_is_in_what_is_told(office: Office, sink: HttpSink) -> None:
    office.subscribed(sink)
    office.fire("dispatch", **{**FIVE, "officer": "canary某经办", "task": "canary"})
    office.tells()

    every = b"".join(one.body for one in sink.posted).decode()
    assert "canary" not in every and "甲处" not in every and "某" not in every
    assert set(json.loads(sink.posted[1].body)["data"]) == {
        *("office", "position", "case", "seq", "event", "source", "target", "on", "round")
    }


def test_only_what_is_wanted_is_told(office: Office, sink: HttpSink) -> None:
    _, hook = office.subscribed(sink, "contact")
    office.fire("dispatch", **FIVE)
    office.fire("contact", how="phone")
    office.tells()

    assert [one.document["data"]["event"] for one in sink.posted] == ["contact"]
    assert webhooks.found(office.engine, hook.id).position == 3


def test_by_itself_a_subscription_begins_with_what_comes(office: Office, sink: HttpSink) -> None:
    subscribe(office.engine, HOOKS, sink.url, events=(), after=None, by="某管理员")
    office.tells()
    office.fire("dispatch", **FIVE)
    office.tells()

    assert [one.document["data"]["event"] for one in sink.posted] == ["dispatch"]


def test_while_secrets_overlap_either_verifies_and_then_the_new_one_alone(
    office: Office, sink: HttpSink
) -> None:
    old, hook = office.subscribed(sink)
    office.tells()
    new, _ = rotate(office.engine, HOOKS, hook.id)
    office.fire("dispatch", **FIVE)
    office.tells()
    rotate(office.engine, HOOKS, hook.id, timedelta())
    newest = HOOKS.secret(hook, 3)
    office.fire("contact", how="phone")
    office.tells()

    first, second, third = sink.posted
    for posted, valid in ((first, {old}), (second, {old, new}), (third, {newest})):
        verified = set()
        for secret in (old, new, newest):
            try:
                Verifier(secret).verify(posted.body, headers(posted))
                verified.add(secret)
            except WebhookVerificationError:
                continue
        assert verified == valid


def test_a_crash_between_outbox_and_position_tells_nothing_twice(
    office: Office, sink: HttpSink, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.subscribed(sink)
    office.fire("dispatch", **FIVE)
    with monkeypatch.context() as crash:
        crash.setattr(office.engine.store.webhooks, "reach", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            pass_on(office.engine)

    office.tells()

    assert [one.document["data"]["position"] for one in sink.posted] == [1, 2]


def test_one_who_is_away_holds_up_no_other_and_is_told_later(
    office: Office, sink: HttpSink
) -> None:
    _, away = office.subscribed(sink)
    with http_sink() as other:
        office.subscribed(other)
        sink.status = 503
        for _ in range(4):
            office.tells()
        assert [one.status for one in other.posted] == [200]

    waiting = deliveries(office.engine.store, away)
    assert [(one.status, one.attempts) for one in waiting] == [("pending", 1)]
    assert waiting[0].error == "the server answered 503"


def test_at_night_programs_are_told_and_tried_again() -> None:
    clock = FrozenClock("2024-03-09")  # a Saturday
    engine = memory_engine(clock)
    engine.receive(sample_intake(), actor=CLERK)
    office = Office(engine)
    with http_sink() as sink:
        sink.status = 500
        _, hook = office.subscribed(sink)
        office.tells()

    (waiting,) = deliveries(engine.store, hook)
    assert waiting.next_at - clock.now() <= timedelta(seconds=30)


def test_what_waits_for_a_revoked_subscription_is_dropped(office: Office, sink: HttpSink) -> None:
    _, hook = office.subscribed(sink)
    pass_on(office.engine)
    revoke(office.engine, hook.id, "某管理员")
    office.fire("dispatch", **FIVE)
    sent = office.tells()

    assert (sent, sink.posted) == (0, [])
    assert [one.status for one in deliveries(office.engine.store, hook)] == ["dropped"]
    with pytest.raises(WebhookNotFound):
        revoke(office.engine, hook.id, "某管理员")


SPELLINGS = (
    *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.0.1", "0x7f.1"),
    *("017700000001", "127.000.000.001", "127.0.0.1.", "localhost", "LOCALHOST", "localhost."),
    *("[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]"),
    *("[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]"),
    *("10.0.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "172.16.0.1", "192.168.0.1"),
    *(
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "oa.example.gov.cn@127.0.0.1",
    ),
    *(
        "127.0.0.1#oa.example.gov.cn",
        "127.0.0.1?oa.example.gov.cn",
        "oa.example.gov.cn.evil.example.org",
    ),
    *(
        "127.0.0.1\\@oa.example.gov.cn",
        "oa.example.gov.cn:80@127.0.0.1",
        "127.0.0.1%00oa.example.gov.cn",
    ),
    *("%31%32%37.0.0.1", "127.0.0.1 oa.example.gov.cn", "oa.example.gov.cn%2e@127.0.0.1", ""),
)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address anybody tried to connect to; nobody gets through."""
    tried: list[Any] = []

    class Watched(socket.socket):
        def connect(self, place: Any) -> None:
            tried.append(place)
            raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "socket", Watched)
    return tried


@pytest.mark.parametrize(
    "host",
    [
        one if at % 5 == 0 else pytest.param(one, marks=pytest.mark.soak)
        for at, one in enumerate(SPELLINGS)
    ],
)
def test_no_spelling_of_an_inner_address_is_subscribed_or_called(
    office: Office, host: str, calls: list[Any]
) -> None:
    service = a_service(office.engine, hooks=STRICT)
    for scheme in ("https", "http"):
        answer = service.office("POST", "/v1/webhooks", json={"url": f"{scheme}://{host}/hook"})
        assert (answer.status_code, answer.json()["field"]) == (400, "url")
    wide = replace(STRICT, gate=replace(STRICT.gate, hosts=frozenset({_named(host)})))
    office.engine.store.webhooks.add(_hook(f"https://{host}/hook"))
    office.hooks = wide  # whatever the configuration named, the address itself is judged
    office.tells()

    assert len(SPELLINGS) >= 40
    assert calls == []


@pytest.mark.parametrize(
    ("answers", "called"),
    [
        (["127.0.0.1"], []),
        (["8.8.8.8", "10.0.0.1"], []),
        (["::ffff:169.254.169.254"], []),
        (["8.8.8.8"], [("8.8.8.8", 443)]),
    ],
)
def test_a_name_that_leads_inside_later_is_not_called(
    office: Office,
    calls: list[Any],
    monkeypatch: pytest.MonkeyPatch,
    answers: list[str],
    called: list[Any],
) -> None:
    office.hooks = STRICT
    subscribe(
        office.engine, STRICT, "https://oa.example.gov.cn/", events=(), after=0, by="某管理员"
    )
    asked: list[str] = []

    def rebound(host: str, port: int, **_: object) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in answers]

    monkeypatch.setattr(socket, "getaddrinfo", rebound)
    office.tells()

    assert (calls, asked) == (called, ["oa.example.gov.cn"])


@pytest.mark.parametrize(
    ("hooks", "missing"),
    [
        (Hooks(gate=OPEN, key=b""), "webhooks.key"),
        (Hooks(gate=Gate(), key=b"k" * 32), "webhooks.hosts"),
    ],
)
def test_nobody_subscribes_where_nothing_is_configured(
    office: Office, hooks: Hooks, missing: str
) -> None:
    with pytest.raises(WebhooksOff) as off:
        subscribe(office.engine, hooks, "https://oa.example.gov.cn/", events=(), after=0, by="x")

    assert off.value.key == missing


def test_an_event_that_there_is_not_is_refused_by_name(office: Office, sink: HttpSink) -> None:
    with pytest.raises(BadInput) as refused:
        office.subscribed(sink, "dispach")

    assert (refused.value.field, refused.value.value) == ("events", "dispach")


def test_secrets_are_in_no_row_and_no_repr_and_unlike_each_other(office: Office) -> None:
    ours = [
        subscribe(office.engine, STRICT, "https://oa.example.gov.cn/", events=(), after=0, by="x")
        for _ in range(50)
    ]
    secrets = {secret for secret, _ in ours} | {STRICT.secret(one, 2) for _, one in ours}

    kept = office.engine.store.webhooks.all("office")
    assert len(secrets) == 100
    assert not any(secret in repr((kept, STRICT, ours[0][1])) for secret in secrets)
    assert "kkkk" not in repr(STRICT)


def test_over_http_a_system_subscribes_looks_and_leaves(office: Office, sink: HttpSink) -> None:
    ours = a_service(office.engine, hooks=HOOKS).office

    made = ours("POST", "/v1/webhooks", json={"url": sink.url, "events": ["dispatch"]})
    office.fire("dispatch", **FIVE)
    office.tells()
    id = made.json()["webhook"]["id"]
    told = ours.get(f"/v1/webhooks/{id}/deliveries").json()
    turned = ours("POST", f"/v1/webhooks/{id}/rotate", json={"hours": 1}).json()
    ended = ours("DELETE", f"/v1/webhooks/{id}")
    again = ours("DELETE", f"/v1/webhooks/{id}")
    kept = ours.get(f"/v1/webhooks/{id}/deliveries").json()

    assert made.status_code == 201
    assert kept == told
    assert [(one["event"], one["status"], one["position"]) for one in told] == [
        ("dispatch", "sent", 2)
    ]
    assert turned["secret"] not in made.json()["secret"]
    assert turned["webhook"]["generation"] == 2
    assert (ended.json()["standing"], again.status_code) == (False, 404)
    assert "secret" not in ours.get("/v1/webhooks").text
    assert sink.url not in ours.get("/v1/webhooks").text


def _named(host: str) -> str:
    return host.lower().rstrip(".").strip("[]")


def _hook(url: str) -> Webhook:
    from datetime import UTC, datetime

    return Webhook(
        office="office",
        id="w-1",
        url=url,
        position=0,
        created_at=datetime(2024, 3, 4, tzinfo=UTC),
        created_by="某管理员",
    )
