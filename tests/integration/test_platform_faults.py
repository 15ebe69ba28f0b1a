"""What goes wrong on the way to a platform, and who is not believed, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import jsonschema_rs
import pytest

from bihuan.engine import platform_run
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadExchange, ExchangeUnderWay, PlatformAway
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from support.platforms import (
    GATE,
    ROOT,
    Reached,
    assignment,
    known,
    pull,
    push,
    way_to,
    within_reach,
)

CLERK = Actor("某办公室")
SATISFIED = {"总体评价": "满意"}


@pytest.fixture
def reached(store: Store) -> Iterator[Reached]:
    """An office, the platform, and the way between them."""
    with within_reach(store) as all_of_it:
        yield all_of_it


@pytest.mark.parametrize("fault", ["half", "errors", "lost", "skewed"])
def test_a_failed_exchange_changes_nothing_and_is_written_down(
    reached: Reached, fault: str
) -> None:
    engine, platform, _ = reached
    platform.put("A-1", "assignment", "P-1", assignment(1))
    setattr(platform.faults, fault, 1)

    with pytest.raises((PlatformAway, BadExchange)):
        pull(reached)

    assert engine.store.find("office", Query()) == []
    (exchange,) = engine.store.exchanges.exchanges("office", "renda")
    assert (exchange.outcome, exchange.error != "") == ("failed", True)
    setattr(platform.faults, fault, 0)
    assert pull(reached) == {"A-1": "received"}


def test_who_does_not_have_the_secret_is_not_believed_on_either_side(reached: Reached) -> None:
    engine, platform, way = reached
    stranger = way_to(way._url, engine, secret="another secret altogether")

    with pytest.raises(PlatformAway, match="401"):
        platform_run.pull(engine, stranger, holder="here")
    platform.secret = "another secret altogether"
    with pytest.raises(PlatformAway):
        pull(reached)


def test_a_request_is_heard_once_and_only_at_its_time(reached: Reached) -> None:
    from bihuan.adapters.notify.errors import Undelivered
    from bihuan.adapters.notify.web import post, target
    from bihuan.adapters.platforms.signature import request_headers
    from support.platforms import SECRET

    engine, _, way = reached
    to, now = target(f"{way._url}/pull", GATE), engine.clock.now()
    body = b'{"after":"","limit":1}'
    headers = request_headers(SECRET, "POST", to.path, body, now, "0" * 32)

    assert post("renda", to, body, headers, GATE).status == 200
    late = request_headers(SECRET, "POST", to.path, body, now - timedelta(hours=1), "1" * 32)
    for refused in (headers, late):
        with pytest.raises(Undelivered, match="401"):
            post("renda", to, body, refused, GATE)


def test_two_do_not_exchange_with_a_platform_at_once(reached: Reached) -> None:
    engine, _, _ = reached
    now = engine.clock.now()
    engine.store.watch.lease("office", "platform:renda", "another", now, now + timedelta(hours=1))

    with pytest.raises(ExchangeUnderWay):
        pull(reached)


def test_an_address_within_the_machine_is_not_called_unless_it_is_allowed(
    reached: Reached,
) -> None:
    engine, _, way = reached
    closed = way_to(way._url, engine, replace(GATE, allow_addresses=()))

    with pytest.raises(PlatformAway, match="not allowed"):
        platform_run.pull(engine, closed, holder="here")


def test_a_crash_in_the_middle_of_a_page_leaves_nothing_of_it(
    reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, platform, _ = reached
    for no in range(1, 6):
        platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no))
    before = known(engine)
    for step in (1, 2):  # the records and links, then the cursor and the exchange
        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            _die_at(patch, engine, step)
            pull(reached)
        assert known(engine) == before

    assert set(pull(reached).values()) == {"received"}
    assert len(known(engine)[1]) == 5  # type: ignore[arg-type]


def _die_at(patch: pytest.MonkeyPatch, engine: Engine, step: int) -> None:
    kept = type(engine.store.exchanges)
    keep, calls = kept.keep, iter(range(1, 9))

    def die(self: Any, things: Any) -> None:
        if next(calls) == step:
            raise KeyboardInterrupt
        keep(self, things)

    patch.setattr(kept, "keep", die)


def test_what_is_said_over_http_fits_the_schema(reached: Reached) -> None:
    engine, platform, way = reached
    platform.put("A-1", "assignment", "P-1", assignment(1))
    pull(reached)
    push(reached)
    (sent, *_) = engine.store.exchanges.exchanges("office", "renda")
    file = ROOT / "docs" / "reference" / "exchange-format.schema.json"
    parts = json.loads(file.read_text("utf-8"))["$defs"]
    head = {"format": "bihuan-exchange", "version": 1}
    pulled = way.pull("")

    said = {
        "pull_request": json.loads(pulled.request),
        "pull_answer": json.loads(pulled.text),
        "push_request": json.loads(sent.text),
        "push_answer": head | platform.push(json.loads(sent.text)),
    }

    for name, document in said.items():
        jsonschema_rs.validate(parts[name], document)
        with pytest.raises(jsonschema_rs.ValidationError):
            jsonschema_rs.validate(parts[name], head)
