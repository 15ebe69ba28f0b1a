"""The product's courier over one channel, for tests that look at something else."""

from __future__ import annotations

from bihuan.adapters.notify.channel import Channel
from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import NOTICE, Routes
from bihuan.adapters.notify.texts import Sender
from bihuan.engine.engine import Engine


def deliver(engine: Engine, channel: Channel) -> int:
    """Send what may go; returns how many went."""
    routes = Routes({NOTICE: channel}, (NOTICE,))
    return Courier(engine=engine, routes=routes, sender=Sender(name="某厅")).deliver()
