"""Wakes those who follow the feed: at once for what this process keeps, soon for all the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from starlette.concurrency import run_in_threadpool

from bihuan.adapters.web.errors import TooMany
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError

EVERY = 1.0
"""Seconds between two looks for what others kept, the daemon above all; one look for everybody."""
MOST = 100
"""So many follow at once; each keeps a connection open, of which there are not many more."""
LATER = 30
"""Seconds after which one who found no place may ask again."""


class Ear:
    """One who follows; between two pages it holds no connection to the database and no thread."""

    def __init__(self, news: News) -> None:
        self._news = news
        self._heard = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    def prick(self) -> None:
        """Something may be new; called from any thread."""
        with suppress(RuntimeError):  # the loop has ended, and with it whoever followed
            self._loop.call_soon_threadsafe(self._heard.set)

    def clear(self) -> None:
        """Forget what was heard, before looking for it."""
        self._heard.clear()

    async def listen(self, after: int, seconds: float) -> bool:
        """Wait for something after this position; whether anything was heard in so many seconds."""
        self._news.reached(after)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._heard.wait(), seconds)
        return self._heard.is_set()


class News:
    """All who follow the feed of one application, in one event loop."""

    def __init__(self, engine: Engine, every: float = EVERY, most: int = MOST) -> None:
        self._engine, self._every, self._most = engine, every, most
        self._ears: set[Ear] = set()
        self._reached = 0
        self._lookout: asyncio.Task[None] | None = None
        self._unsubscribe: Callable[[], None] = lambda: None
        self.over = False
        """Whether the service ends, and everybody is sent away."""

    @contextmanager
    def ear(self) -> Iterator[Ear]:
        """A place among those who follow; raises TooMany when there is none."""
        if self.full:
            raise TooMany(LATER)
        one = Ear(self)
        if not self._ears:
            self._begin()
        self._ears.add(one)
        try:
            yield one
        finally:
            self._ears.discard(one)
            if not self._ears:
                self._end()

    @property
    def full(self) -> bool:
        """Whether nobody else may follow now."""
        return self.over or len(self._ears) >= self._most

    def reached(self, position: int) -> None:
        """Somebody has been told everything up to here."""
        self._reached = max(self._reached, position)

    def end(self) -> None:
        """Send everybody away, since the service ends."""
        self.over = True
        self._wake()

    def _begin(self) -> None:
        self._unsubscribe = self._engine.subscribe(lambda _entry: self._wake())
        self._lookout = asyncio.get_running_loop().create_task(self._look_out())

    def _end(self) -> None:
        self._unsubscribe()
        if self._lookout is not None:
            self._lookout.cancel()

    def _wake(self) -> None:
        for one in tuple(self._ears):
            one.prick()

    async def _look_out(self) -> None:
        while True:
            await asyncio.sleep(self._every)
            with suppress(BihuanError):  # whoever follows meets it too, and is told so
                told = await run_in_threadpool(self._engine.feed, self._reached, 1)
                if told:
                    self._wake()
