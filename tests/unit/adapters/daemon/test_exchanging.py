"""A daemon exchanges with each platform as often as it is configured, and tells what goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import timedelta

from bihuan.adapters.daemon import duties
from bihuan.adapters.daemon.exchanging import Exchanger
from bihuan.engine.errors import PlatformAway
from bihuan.engine.platforms import Incoming, Outgoing, Page, Receipt
from support.posts import Stage

GO = threading.Event()
HOUR = timedelta(hours=1)


class Quiet:
    """A platform that has nothing new, or is away."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.asked = 0
        self.away = False
        self.records: tuple[Incoming, ...] = ()

    def pull(self, after: str) -> Page:
        self.asked += 1
        if self.away:
            raise PlatformAway(self.name, "the server answered 500")
        return Page(
            request="-", text="{}", digest="-", cursor=after, more=False, records=self.records
        )

    def reread(self, text: str) -> tuple[Incoming, ...]:
        raise AssertionError(text)

    def taken(self, page: Page) -> None:
        del page

    def hand_over(self, digest: str, name: str, content: bytes) -> None:
        raise AssertionError(digest, name, content)

    def push(self, records: Sequence[Outgoing]) -> Receipt:
        raise AssertionError(records)


def _on(stage: Stage, *platforms: Quiet) -> Exchanger:
    return Exchanger({one: 600 * no for no, one in enumerate(platforms, start=1)})


def test_each_platform_is_asked_as_often_as_it_is_configured(stage: Stage) -> None:
    often, seldom = Quiet("renda"), Quiet("zhengxie")
    exchange = _on(stage, often, seldom)

    first = exchange(stage.post, GO)
    exchange(stage.post, GO)
    begun = stage.clock.now()
    stage.passes(minutes=10)
    exchange(stage.post, GO)

    assert (often.asked, seldom.asked) == (2, 1)
    assert first is not None and (first - begun).total_seconds() == 600


def test_a_platform_that_is_away_is_an_incident_until_it_is_back(stage: Stage) -> None:
    platform = Quiet("renda")
    platform.away = True
    exchange = _on(stage, platform)

    exchange(stage.post, GO)
    (incident,) = stage.store.watch.incidents(stage.post.office, status="open")
    platform.away = False
    stage.passes(minutes=10)
    exchange(stage.post, GO)

    assert (incident.kind, incident.subject) == ("platform", "renda")
    assert "500" in incident.detail
    assert stage.store.watch.incidents(stage.post.office, status="open") == []
    assert "platform.failed" in stage.events()


def test_records_that_need_a_person_are_an_incident(stage: Stage) -> None:
    platform = Quiet("renda")
    fault = {"code": "checksum"}
    platform.records = (
        Incoming(
            key="A-1",
            kind="assignment",
            proposal="P-1",
            version=1,
            checksum="-",
            fields={},
            fault=fault,
        ),
    )

    _on(stage, platform)(stage.post, GO)

    (incident,) = stage.store.watch.incidents(stage.post.office, status="open")
    assert (incident.kind, incident.subject) == ("exchange", "renda")


def test_nothing_is_exchanged_while_the_clock_is_doubted_or_somebody_else_is_at_it(
    stage: Stage,
) -> None:
    platform = Quiet("renda")
    exchange = _on(stage, platform)
    now = stage.clock.now()
    stage.store.watch.lease(stage.post.office, "platform:renda", "another", now, now + HOUR)
    exchange(stage.post, GO)
    stage.post.skewed = True
    exchange(stage.post, GO)

    assert platform.asked == 0
    assert stage.store.watch.incidents(stage.post.office, status="open") == []


def test_an_office_without_platforms_exchanges_nothing(stage: Stage) -> None:
    assert duties.exchange(stage.post, GO) is None
    assert _on(stage)(stage.post, GO) is None
