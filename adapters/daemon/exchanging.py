"""Exchange with the platforms by themselves, each as often as it is configured."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bihuan.engine import platform_run
from bihuan.engine.errors import BadExchange, ExchangeUnderWay, PlatformAway

if TYPE_CHECKING:
    from bihuan.adapters.daemon.post import Post
    from bihuan.engine.platforms import Platform

NEEDS_A_PERSON = ("refused", "conflict")


class Exchanger:
    """Pulls from and pushes to platforms; of many daemons one at a time, by the lease."""

    def __init__(self, platforms: Mapping[Platform, int]) -> None:
        self._every = dict(platforms)
        self._next: dict[str, datetime] = {}

    def __call__(self, post: Post, stop: threading.Event) -> datetime | None:
        """Exchange with those whose time has come; when the next one's does."""
        if post.held():
            return None
        for platform, seconds in self._every.items():
            now = post.now()
            if stop.is_set() or self._next.get(platform.name, now) > now:
                continue
            self._next[platform.name] = now + timedelta(seconds=seconds)
            self._one(post, platform)
        return min(self._next.values(), default=None)

    def _one(self, post: Post, platform: Platform) -> None:
        """Pull, then push; what goes wrong is an incident until it goes well again."""
        name = platform.name
        try:
            pulled = platform_run.pull(post.engine, platform, holder=post.name)
            pushed = platform_run.push(post.engine, platform, holder=post.name)
        except ExchangeUnderWay:
            return
        except (PlatformAway, BadExchange) as error:
            post.log("platform.failed", platform=name, reason=error.reason)
            post.report("platform", name, f"{type(error).__name__}: {error.reason}")
            return
        post.settle("platform", name, "the exchange went well again")
        open_ = sum(one in NEEDS_A_PERSON for one in (*pulled.values(), *pushed.values()))
        if pulled or pushed:
            post.log("platform.exchanged", platform=name, came=len(pulled), went=len(pushed))
        if open_:
            post.report("exchange", name, f"{open_} records need a person")


def nothing_to_exchange(_post: Post, _stop: threading.Event) -> None:
    """What an office without platforms does."""
