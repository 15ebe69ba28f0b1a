"""The feed over HTTP: page by page, or as a stream that goes on for as long as one listens."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from time import monotonic
from typing import Annotated

from fastapi import APIRouter, Header, Query
from fastapi.sse import format_sse_event
from starlette.concurrency import run_in_threadpool
from starlette.responses import StreamingResponse

from bihuan.adapters.web import documents as told
from bihuan.adapters.web import keys, telling
from bihuan.adapters.web.desk import Admitted, AtDesk, Desk, Guarded
from bihuan.adapters.web.errors import BadRequest, TooMany
from bihuan.adapters.web.news import LATER, Ear
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.engine.access import Role
from bihuan.engine.errors import BihuanError, CaseNotFound

router = APIRouter(route_class=Guarded)
HEARTBEAT = 15.0
"""Seconds of silence after which a sign of life is sent, and the token looked at anew."""
AT_ONCE = 200
"""So many entries are read for a stream in one go."""
AGAIN = 3000
"""Milliseconds after which one whose line broke comes back."""
FURTHEST = 2**31 - 1
"""The highest position there can be."""

ONE_EVENT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}
"""An event of the stream, as the OpenAPI document tells it; `data` is an EventTold in JSON."""

After = Annotated[int, Query(ge=0, le=FURTHEST, description="the last position one was told")]
Seconds = Annotated[
    int, Query(ge=0, le=86400, description="after so many seconds the stream ends by itself")
]
LastId = Annotated[
    str | None,
    Header(alias="Last-Event-ID", max_length=20, description="a position; it wins over `after`"),
]


@router.get("/v1/events", response_model=told.FeedPage)
def list_events(
    desk: AtDesk,
    visitor: Admitted,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> told.FeedPage:
    """What happened in the office, in one order that never changes; of cases one sees."""
    return _page(desk, visitor, after, limit)


@router.get(
    "/v1/events/stream",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "server-sent events: `id` is the position, `data` an event",
            "content": {"text/event-stream": {"schema": ONE_EVENT}},
        },
    },
)
async def stream_events(
    desk: AtDesk,
    visitor: Admitted,
    after: After = 0,
    seconds: Seconds = 3600,
    last: LastId = None,
) -> StreamingResponse:
    """The same as it happens; whoever comes back with `Last-Event-ID` misses nothing."""
    if desk.news.full:
        raise TooMany(LATER)
    stream = _stream(desk, visitor, _position(last, after), monotonic() + seconds)
    return StreamingResponse(
        stream, media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


def _position(last: str | None, after: int) -> int:
    if last is None:
        return after
    if not (last.isascii() and last.isdigit() and int(last) <= FURTHEST):
        raise BadRequest("Last-Event-ID", "write the position as the stream told it")
    return int(last)


async def _stream(desk: Desk, visitor: Visitor, after: int, end: float) -> AsyncIterator[bytes]:
    """Everything after a position, until the time is over, the token is, or the service ends."""
    try:
        with desk.news.ear() as ear:
            yield format_sse_event(retry=AGAIN)
            async for piece in _pieces(desk, visitor, ear, after, end):
                yield piece
    except BihuanError as error:
        desk.engine.log("http.stream_ended", error=error.code, token=visitor.token.id)


async def _pieces(
    desk: Desk, visitor: Visitor, ear: Ear, after: int, end: float
) -> AsyncIterator[bytes]:
    while True:
        ear.clear()
        page = await run_in_threadpool(_page_while_valid, desk, visitor, after)
        for one in page.events:
            yield format_sse_event(
                id=str(one.position), event="entry", data_str=one.model_dump_json()
            )
        if page.next > after and not _told_last(page):
            yield _sign_of_life(page.next)
        after = page.next
        if desk.news.over:
            return
        if page.more:
            continue
        left = end - monotonic()
        if left <= 0:
            return
        if not await ear.listen(after, min(HEARTBEAT, left)):
            yield _sign_of_life(after)


def _told_last(page: told.FeedPage) -> bool:
    return bool(page.events) and page.events[-1].position == page.next


def _sign_of_life(position: int) -> bytes:
    """A comment that moves `Last-Event-ID` past what is not for this listener."""
    return format_sse_event(comment="", id=str(position))


def _page_while_valid(desk: Desk, visitor: Visitor, after: int) -> told.FeedPage:
    """A page for one whose token still stands; raises Unauthenticated."""
    keys.still_valid(desk.engine.store, visitor.token, desk.engine.clock.now())
    return _page(desk, visitor, after, AT_ONCE)


def _page(desk: Desk, visitor: Visitor, after: int, limit: int) -> told.FeedPage:
    """The next entries, without those of cases that the visitor does not see."""
    found = desk.engine.feed(after, limit)
    sees = _sees(desk, visitor)
    return told.FeedPage(
        events=[
            told.EventTold(
                position=one.position, case=one.entry.case, entry=telling.entry(one.entry)
            )
            for one in found
            if sees(one.entry.case)
        ],
        next=found[-1].position if found else after,
        more=len(found) == limit,
    )


def _sees(desk: Desk, visitor: Visitor) -> Callable[[str], bool]:
    """Whether the visitor sees a case, asked once for each."""
    if visitor.role is not Role.DIVISION:
        return lambda _case: True
    known: dict[str, bool] = {}

    def sees(case: str) -> bool:
        if case not in known:
            try:
                visible(visitor, desk.engine, case)
                known[case] = True
            except CaseNotFound:
                known[case] = False
        return known[case]

    return sees
