"""What must hold however it was broken: nothing acknowledged is lost, nothing happens twice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock, SystemClock
from bihuan.adapters.notify.file import FileChannel
from bihuan.adapters.sql import open_store
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from bihuan.engine.records import Entry, Urging
from support.breaking.clerk import AT_ANY_TIME, POLICY, Acknowledged
from support.breaking.draining import OFFICE, drain

LATER = timedelta(hours=7)
"""When everything that was put off may be tried again."""
MOST = 10**7


@dataclass(frozen=True, slots=True)
class Verdict:
    """How much was done, counted while it was judged; everything in it was found sound."""

    acknowledged: int
    entries: int
    urgings: int
    """Timers that rang."""
    notices: int
    """Different ones at the sink."""
    copies: int
    """Arrivals whose key the sink had seen, and dropped."""

    def __str__(self) -> str:
        return (
            f"{self.acknowledged} acknowledged, {self.entries} entries, {self.urgings} urgings, "
            f"{self.notices} notices, {self.copies} copies"
        )


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """An engine over the house's database, some hours on."""
    clock = FrozenClock(SystemClock().now() + LATER)
    with closing(open_store(url, create=False)) as store:
        yield open_engine(store, policy=POLICY, clock=clock, hours=AT_ANY_TIME)


def judge(url: str, sink: Path, acknowledged: Iterable[Acknowledged]) -> Verdict:
    """Let what is still waiting be done, then hold everything against what must be."""
    told = list(acknowledged)
    with opened(url) as engine:
        drain(engine, FileChannel(sink))
        histories = {one[0].case: one for one in engine.store.all_history(OFFICE)}
        _nothing_acknowledged_is_lost(told, histories)
        urgings = _nothing_rang_twice(histories.values())
        arrivals = arrived(sink)
        _each_notice_arrived(engine, histories.values(), arrivals)
        found = audit(engine)
        assert found.sound, found.faults[:5]
    entries = sum(len(one) for one in histories.values())
    copies = arrivals.total() - len(arrivals)
    return Verdict(len(told), entries, urgings, len(arrivals), copies)


def arrived(sink: Path) -> Counter[str]:
    """How often each key arrived; a torn line, which no receiver could read, fails here."""
    if not sink.exists():
        return Counter()
    return Counter(json.loads(line)["key"] for line in sink.read_text("utf-8").splitlines())


def _nothing_acknowledged_is_lost(
    told: list[Acknowledged], histories: dict[str, list[Entry]]
) -> None:
    by_key = {entry.key: entry for history in histories.values() for entry in history}
    for one in told:
        if one.refused:
            continue
        entry = by_key.get(one.key)
        assert entry is not None, f"acknowledged and lost: {one}"
        assert (entry.case, entry.seq) == (one.case, one.seq), f"acknowledged otherwise: {one}"
        assert one.hash in ("", entry.hash), f"rewritten since it was acknowledged: {one}"


def _nothing_rang_twice(histories: Iterable[list[Entry]]) -> int:
    rang = Counter((one.case, one.timer) for told in histories for one in told if one.timer)
    assert set(rang.values()) <= {1}, [name for name, times in rang.items() if times > 1][:5]
    return len(rang)


def _each_notice_arrived(
    engine: Engine, histories: Iterable[list[Entry]], arrivals: Counter[str]
) -> None:
    """One message for each person urged, every one of them at the sink, and nothing else."""
    records = engine.store.records(Urging, OFFICE)
    urged = {(one.case, one.seq, one.recipient, one.channel) for one in records}
    messages = engine.store.messages(OFFICE, limit=MOST)
    own = [one for one in messages if one.case is not None]  # the office is told of more
    assert {(one.case, one.seq, one.recipient, one.channel) for one in own} == urged
    assert len(own) == len(urged), "somebody is told twice of the same urging"
    entries = {(one.case, one.seq) for told in histories for one in told if one.event == "urge"}
    assert {(case, seq) for case, seq, _, _ in urged} == entries
    assert {one.status for one in messages} <= {"sent"}, "the outbox is not empty"
    keys = {one.key for one in messages}
    assert keys - set(arrivals) == set(), "sent and never arrived"
    assert set(arrivals) - keys == set(), "arrived and never stored"
    assert not engine.store.due(OFFICE, engine.clock.now(), 1), "a timer that is due was passed by"
