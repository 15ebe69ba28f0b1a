"""The daemon's figures for Prometheus; no case, no person and no title is among them."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from bihuan.adapters.daemon.health import MISSING, Answer
from bihuan.adapters.daemon.post import Post
from bihuan.engine.delivery import first_due
from bihuan.engine.errors import BihuanError

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine
    from bihuan.engine.ports import Store

KEPT = 10.0
"""For so many seconds an answer of the database is told again."""
OVERDUE = (("1s", 1), ("10s", 10), ("1m", 60), ("10m", 600), ("inf", float("inf")))
MOST = 1000
"""So many overdue timers and messages are looked at; beyond it a figure says `at least`."""


class Figures:
    """Gathers the figures when asked, and asks the database now and then at most."""

    def __init__(self, post: Post, steadily: Callable[[], float]) -> None:
        self._post, self._steadily = post, steadily
        self._guard = threading.Lock()
        self._asked = float("-inf")
        self._known: list[Any] = []

    def answer(self) -> Answer:
        """The figures in Prometheus' own words."""
        try:
            from prometheus_client import CollectorRegistry, generate_latest
            from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as KIND
        except ImportError:
            return Answer(501, MISSING.encode(), "text/plain; charset=utf-8")
        registry = CollectorRegistry()
        registry.register(self)
        return Answer(200, generate_latest(registry), KIND)

    def describe(self) -> Sequence[Any]:
        """Nothing beforehand; the library would gather everything to find out."""
        return ()

    def collect(self) -> Iterator[Any]:
        """Every figure."""
        from prometheus_client.core import (
            CounterMetricFamily,
            GaugeMetricFamily,
            SummaryMetricFamily,
        )

        tally, now = self._post.tally, self._post.now()
        yield CounterMetricFamily("bihuan_timers_fired", "timers fired", tally.fired)
        yield CounterMetricFamily("bihuan_messages_sent", "messages that left", tally.sent)
        moved = SummaryMetricFamily(
            "bihuan_transition_seconds", "rows taken, and the time in them", labels=("row",)
        )
        for row, count in sorted(tally.moved.copy().items()):
            moved.add_metric((row,), count, tally.moved_for[row])
        yield moved
        failed = CounterMetricFamily("bihuan_duty_failures", "turns that failed", labels=("duty",))
        stale = CounterMetricFamily("bihuan_refused", "timers a case refused", labels=("reason",))
        for family, counted in ((failed, tally.failures), (stale, tally.refused)):
            for name, count in sorted(counted.copy().items()):
                family.add_metric((name,), count)
            yield family
        yield CounterMetricFamily("bihuan_timer_failures", "timers that failed", tally.unrung)
        yield SummaryMetricFamily(
            "bihuan_sweep_seconds", "whole sweeps", tally.sweeps, tally.swept_for
        )
        since = tally.swept_at or tally.started_at
        age = max((now - since).total_seconds(), 0.0)
        yield GaugeMetricFamily("bihuan_sweep_age_seconds", "since the last whole sweep", age)
        held = GaugeMetricFamily("bihuan_urging_held", "1 while the clock is doubted")
        held.add_metric((), float(bool(self._post.held())))
        yield held
        yield from self._stored()

    def _stored(self) -> list[Any]:
        """What only the database knows; one who asks too often hears the last answer."""
        with self._guard:
            if self._steadily() - self._asked >= KEPT:
                self._known = up(self._post)
                self._asked = self._steadily()
            return self._known


class Place(Protocol):
    """Where the figures of what is stored come from: a daemon's post, or the HTTP API."""

    @property
    def engine(self) -> Engine: ...

    @property
    def store(self) -> Store: ...

    @property
    def office(self) -> str: ...

    def now(self) -> datetime:
        """The present instant."""
        ...


def up(post: Place) -> list[Any]:
    """Whether the database answers, and what it says; while it is away nothing old is told."""
    from prometheus_client.core import GaugeMetricFamily

    try:
        known = [*stored(post)]
    except BihuanError:
        known = []
    up = GaugeMetricFamily("bihuan_database_up", "1 while the database answers", bool(known))
    return [up, *known]


def stored(post: Place) -> Iterator[Any]:
    """The figures of what is stored."""
    from prometheus_client.core import GaugeMetricFamily

    now, store, office = post.now(), post.store, post.office
    count = GaugeMetricFamily("bihuan_open_cases", "open cases", labels=("state", "definition"))
    rest = GaugeMetricFamily(
        "bihuan_oldest_in_state_seconds", "the longest rest", labels=("state",)
    )
    rested: dict[str, float] = {}
    for one in store.census(office):
        count.add_metric((one.state, one.definition[:12]), one.cases)
        age = (now - one.first_at).total_seconds()
        rested[one.state] = max(rested.get(one.state, 0.0), age)
    for state, age in sorted(rested.items()):
        rest.add_metric((state,), age)
    yield from (count, rest)
    late = GaugeMetricFamily("bihuan_timers_overdue", "timers not fired yet", labels=("within",))
    counted = overdue(
        (now - alarm.due_at).total_seconds() for alarm in store.due(office, now, MOST)
    )
    for name, _ in OVERDUE:
        late.add_metric((name,), counted[name])
    yield late
    outbox = GaugeMetricFamily("bihuan_messages", "messages not out yet", labels=("status",))
    for status, messages in sorted(store.outbox.counts(office).items()):
        outbox.add_metric((status,), messages)
    yield outbox
    yield GaugeMetricFamily(
        "bihuan_outbox_lag_seconds", "the longest wait past its time", lag(post)
    )
    incidents = len(store.watch.incidents(office, status="open"))
    yield GaugeMetricFamily("bihuan_incidents_open", "incidents nobody has resolved", incidents)


def lag(post: Place) -> float:
    """The seconds since the longest waiting message could have left first, however often tried."""
    house, now = post.engine.house, post.now()
    pending = post.store.messages(post.office, status="pending", limit=MOST)
    due = [first_due(one, house.calendar, house.hours) for one in pending]
    return max((now - at).total_seconds() for at in [now, *due])


def overdue(seconds: Iterator[float]) -> Counter[str]:
    """How many timers are late by how much; each counts in the first bucket it fits."""
    return Counter(next(name for name, most in OVERDUE if late <= most) for late in seconds)
