"""Tell a platform what happened to its proposals: nothing twice, and nothing forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from bihuan.engine.errors import BadInput
from bihuan.engine.platform_plans import outgoing
from bihuan.engine.platforms import (
    PUSH,
    Bookmark,
    Exchange,
    Held,
    Link,
    Outgoing,
    Platform,
    Receipt,
)
from bihuan.engine.records import Answer

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

AT_ONCE = 50
"""So many records are sent in one request."""
STEP = 500
OURS = "our:"
"""Before the key of a record of ours, so that no platform has one of this name."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a linked case has to tell, and how far its history was looked through."""

    link: Link
    seq: int
    records: tuple[Outgoing, ...]


def due(engine: Engine, platform: str) -> tuple[list[Due], int]:
    """What is to be sent, case by case, and the position of the feed it goes up to.

    A case that was linked after its entries had passed in the feed has told nothing yet, so
    every such case is looked at as well.
    """
    office = engine.house.office
    place = int(engine.store.exchanges.bookmark(office, platform, PUSH) or 0)
    changed: set[str] = set()
    while told := engine.store.feed(office, place, STEP):
        changed |= {one.entry.case for one in told}
        place = told[-1].position
    links = engine.store.exchanges.links(office, platform)
    behind = [one for one in links if one.case in changed or not one.pushed]
    return [found for link in behind if (found := _due(engine, link))], place


def _due(engine: Engine, link: Link) -> Due | None:
    store, office = engine.store, engine.house.office
    case = store.case(office, link.case)
    entries = [one for one in store.history(office, link.case) if one.seq > link.pushed]
    if not entries:
        return None
    answers = store.records(Answer, office, link.case)
    told = (outgoing(one, case, link.proposal, answers) for one in entries)
    return Due(link, entries[-1].seq, tuple(one for one in told if one is not None))


def push(engine: Engine, platform: Platform, still_ours: Callable[[], object]) -> Mapping[str, str]:
    """Send everything that is due; what became of each record, by key.

    What the platform refused is sent again at the next push. Raises PlatformAway and BadExchange
    as the platform does; what was sent before that stays known, the rest is sent again.
    """
    outcomes: dict[str, str] = {}
    for one in refused_before(engine, platform.name):
        outcomes |= _send(engine, platform, [], [one], again=True)
    waiting, place = due(engine, platform.name)
    for batch in _batches(waiting):
        still_ours()
        outcomes |= _send(engine, platform, batch, [r for one in batch for r in one.records])
    _mark(engine, platform.name, place)
    return outcomes


def _batches(waiting: Sequence[Due]) -> Iterator[list[Due]]:
    batch: list[Due] = []
    for one in waiting:
        if batch and sum(len(each.records) for each in (*batch, one)) > AT_ONCE:
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch


def _send(
    engine: Engine,
    platform: Platform,
    batch: Sequence[Due],
    records: Sequence[Outgoing],
    *,
    again: bool = False,
) -> dict[str, str]:
    """Bring the letters, then the records; then write down that they are there."""
    office = engine.house.office
    if not records:
        engine.store.exchanges.keep([replace(one.link, pushed=one.seq) for one in batch])
        return {}
    for digest in sorted({one.paper for one in records if one.paper}):
        paper = engine.store.paper(office, digest)
        if paper is None:
            raise BadInput("paper", "the letter's file is not kept here", digest)
        platform.hand_over(paper.digest, paper.name, paper.content)
    receipt = platform.push(records)
    outcomes = {one.key: "refused" if one.key in receipt.refused else "sent" for one in records}
    now = engine.clock.now()
    written = Exchange(
        office=office,
        platform=platform.name,
        no=0,
        way=PUSH,
        at=now,
        request=receipt.request,
        digest=receipt.digest,
        text=receipt.text,
        cursor="",
        records=outcomes,
        outcome="partly" if receipt.refused else "done",
        error="\n".join(f"{key}: {why}" for key, why in sorted(receipt.refused.items())),
    )
    told = records if again else [one for one in records if one.key in receipt.refused]
    held = _standing(office, platform.name, now, told, receipt)
    links = [replace(one.link, pushed=one.seq) for one in batch]
    with engine.store.together() as store:
        store.exchanges.keep([written, *links, *held])
    return outcomes


def refused_before(engine: Engine, platform: str) -> list[Outgoing]:
    """What the platform did not take when it was last sent, by key."""
    held = engine.store.exchanges.held(engine.house.office, platform, status="refused")
    return [
        Outgoing(
            key=one.key.removeprefix(OURS),
            kind=one.kind,
            proposal=one.proposal,
            fields=one.fields,
            paper=one.checksum,
        )
        for one in held
        if one.key.startswith(OURS)
    ]


def _standing(
    office: str, platform: str, now: datetime, records: Sequence[Outgoing], receipt: Receipt
) -> Iterator[Held]:
    """Records the platform did not take, and those of before that it has taken now."""
    for one in records:
        why = receipt.refused.get(one.key, "")
        yield Held(
            office=office,
            platform=platform,
            key=f"{OURS}{one.key}",
            kind=one.kind,
            proposal=one.proposal,
            version=1,
            checksum=one.paper,
            fields=one.fields,
            agreed={},
            status="refused" if why else "agreed",
            reason={"code": "platform_refused", "why": why} if why else {},
            seen_at=now,
        )


def _mark(engine: Engine, platform: str, place: int) -> None:
    office, store = engine.house.office, engine.store.exchanges
    if str(place) != store.bookmark(office, platform, PUSH):
        now = engine.clock.now()
        mark = Bookmark(
            office=office, platform=platform, way=PUSH, place=str(place), changed_at=now
        )
        store.keep([mark])
