"""Some notices are refused whenever they come; the others pass them by, however rare the sweep."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from io import StringIO
from typing import Any

import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock, SystemClock
from bihuan.adapters.config import load
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import Place, routes
from bihuan.adapters.notify.texts import Sender
from bihuan.adapters.sql import open_store
from bihuan.engine.audit import audit
from bihuan.engine.delivery import TRIES
from bihuan.engine.engine import Engine
from support.breaking.clerk import AT_ANY_TIME, LONG_AGO, POLICY
from support.breaking.draining import OFFICE
from support.breaking.house import Crew, House
from support.breaking.results import Report
from support.breaking.sizes import sizes
from support.people import CLERK, intake
from support.postgres_cluster import wait_until
from support.sinks import HttpSink, http_sink

POISON = "毒"
RARELY = 3600
"""Seconds between two sweeps: whoever waits for the next one waits in vain."""
CHANNEL = """
[notify.gateway]
kind = "http"
url = "http://127.0.0.1:{port}/"
hosts = ["127.0.0.1"]
allow_http = true
allow_addresses = ["127.0.0.0/8"]
"""


def is_poison(told: dict[str, Any]) -> bool:
    return str(told.get("number")).startswith(POISON)


@pytest.fixture
def gateway(house: House) -> Iterator[HttpSink]:
    """Where the house's notices go, and which never takes some of them."""
    with http_sink() as sink:
        sink.refuses = is_poison
        file = house.folder / "bihuan.toml"
        known = file.read_text("utf-8")
        known = known.replace("[notify]\n", '[notify]\ndefault = ["gateway"]\n', 1)
        file.write_text(known + CHANNEL.format(port=sink.port), "utf-8")
        yield sink


def arrived(sink: HttpSink, status: int) -> Counter[str]:
    """How often each proposal's number came and was answered so."""
    return Counter(str(one.document["number"]) for one in sink.posted if one.status == status)


@pytest.mark.parametrize("each", sizes(12, 100))
def test_what_is_always_refused_holds_up_nothing_else_and_is_parked_in_the_end(
    house: House, gateway: HttpSink, each: int, report: Report
) -> None:
    bad, good = ([f"{kind}{no}" for no in range(each)] for kind in (POISON, "良"))
    crew = Crew({"daemon": house.daemon("daemon", RARELY)})
    try:
        with closing(open_store(house.url, create=False)) as store:
            engine = open_engine(store, policy=POLICY, hours=AT_ANY_TIME)
            receive(engine, [*bad, *good])
            crew.keep()
            assert wait_until(crew.all_began)
            began = time.monotonic()
            assert wait_until(lambda: set(arrived(gateway, 200)) == set(good))
            assert wait_until(lambda: set(arrived(gateway, 500)) == set(bad))
            assert wait_until(lambda: all_are_marked(engine, 2 * each))
        assert crew.at_work["daemon"].alive
    finally:
        crew.stop()

    parked = until_all_is_settled(house)
    assert sorted(parked) == sorted(bad)
    assert arrived(gateway, 200) == dict.fromkeys(good, 1)
    assert all(times >= TRIES for times in arrived(gateway, 500).values())
    slowest = max(one.at for one in gateway.posted if one.status == 200) - began
    found = f"{each} taken, {each} parked, 0 doubled"
    report(
        f"{each} notices that are always refused",
        house.kind,
        found,
        slowest_other=f"{slowest:.1f} s",
    )


def all_are_marked(engine: Engine, count: int) -> bool:
    """Whether it is written down of so many what became of them, so that none is in hand."""
    told = [one for one in engine.store.messages(OFFICE) if one.attempts]
    return len(told) == count


def receive(engine: Engine, numbers: list[str]) -> None:
    """Receive cases over which somebody must be urged at once."""
    for number in numbers:
        proposal = intake(number=number, number_key=number, received_on=LONG_AGO)
        engine.receive(proposal, actor=CLERK)


def until_all_is_settled(house: House) -> list[str]:
    """Let hours go by until nothing waits any more; the numbers of what was parked."""
    clock = FrozenClock(SystemClock().now())
    with closing(open_store(house.url, create=False)) as store:
        engine = open_engine(store, policy=POLICY, clock=clock, hours=AT_ANY_TIME)
        place = Place(base=house.folder, stream=StringIO())
        ways = routes(load(house.folder / "bihuan.toml").notify, place)
        courier = Courier(engine=engine, routes=ways, sender=Sender(name="某厅"))
        waiting = partial(store.outbox.waiting, OFFICE)
        while at := waiting():
            clock.set(max(clock.now(), *at.values()))
            courier.deliver()
        messages = [one for one in store.messages(OFFICE) if one.case is not None]
        incidents = store.watch.incidents(OFFICE, status="open")
        parked = [one for one in messages if one.status == "parked"]
        assert {one.status for one in messages} == {"parked", "sent"}
        troubles = {one.subject for one in incidents if one.kind == "message"}
        assert {one.key for one in parked} <= troubles
        assert audit(engine).sound
        return [str(one.body["number"]) for one in parked]
