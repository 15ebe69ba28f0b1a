"""The product's courier over one channel, for tests that look at something else."""

from __future__ import annotations

from collections.abc import Callable
from random import random

from bihuan.adapters.notify.channel import Channel
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import NOTICE, Routes
from bihuan.adapters.notify.texts import Sender
from bihuan.engine.engine import Engine


def deliver(engine: Engine, channel: Channel, chance: Callable[[], float] = random) -> int:
    """Send what may go; returns how many went. Chance spreads what is to be tried again."""
    routes = Routes({NOTICE: channel}, (NOTICE,))
    sender = Sender(name="某厅")
    return Courier(engine=engine, routes=routes, sender=sender, random=chance).deliver()
