"""The mail server of the demo year, which is down for two days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from bihuan.adapters.notify.channel import AT_HAND, Notice
from bihuan.adapters.notify.errors import Unavailable
from bihuan.engine.ports import Clock
from bihuan.rules.instants import BEIJING

DOWN = datetime(2024, 4, 22, 20, tzinfo=BEIJING)
UP_AGAIN = DOWN + timedelta(days=2)


class MailServer:
    """A channel like any other, but no network: what it takes is handed to `deliver`."""

    addressed = False
    seconds = AT_HAND

    def __init__(self, clock: Clock, deliver: Callable[[Notice], object]) -> None:
        self._clock = clock
        self._deliver = deliver

    def send(self, notice: Notice) -> str:
        """Take the notice, but not while it is down."""
        if DOWN <= self._clock.now() < UP_AGAIN:
            raise Unavailable("mail", "no connection (ECONNREFUSED)")
        self._deliver(notice)
        return "250 OK"
