"""The courier a command works with: the configured channels and the book, put together."""

from __future__ import annotations

import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from bihuan.adapters.notify.courier import Courier
from bihuan.adapters.notify.routes import Place, Routes, routes
from bihuan.adapters.notify.texts import Sender

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import Session
    from bihuan.adapters.notify.webhooks import Hooks
    from bihuan.engine.engine import Engine


def courier(session: Session, engine: Engine, holder: str = "courier") -> Courier:
    """Who carries this office's messages out; raises BadConfig where a channel cannot work."""
    org = session.config.org
    return Courier(
        engine=engine,
        routes=configured(session),
        book=engine.house.book,
        sender=Sender(name=org.name, contact=org.contact, telephone=org.telephone),
        lang=session.config.notify.lang,
        holder=holder,
    )


def carry(session: Session, carrier: Courier, stop: threading.Event | None = None) -> int:
    """Send what may leave, to subscriptions as they now stand as well; returns how many went."""
    from bihuan.adapters.notify.webhooks import channels

    engine, own = carrier.engine, carrier.routes
    told = channels(engine, hooks(session))
    return replace(carrier, routes=Routes({**own.channels, **told}, own.default)).deliver(stop)


def hooks(session: Session) -> Hooks:
    """What webhooks are told with; raises BadConfig where that cannot work."""
    from bihuan.adapters.notify.hooks import hooks as made

    return made(session.config.webhooks, session.base, session.config.place)


def configured(session: Session) -> Routes:
    """Every channel of the configuration; messages for nobody else are shown on the screen."""
    place = Place(
        base=session.base,
        config=session.config.place,
        stream=sys.stderr if session.json else sys.stdout,
        lang=session.config.notify.lang,
        json=session.json,
    )
    return routes(session.config.notify, place)
