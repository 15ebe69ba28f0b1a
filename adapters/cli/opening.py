"""Open the engine a command works with: everything the configuration names, put together."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from bihuan.adapters.assembly import SHIPPED, open_engine
from bihuan.adapters.notify.routes import find_book
from bihuan.adapters.policies import find_ladders, find_machines, find_policy
from bihuan.engine.engine import Engine, silent
from bihuan.engine.ports import Store
from bihuan.rules.calendar import WorkCalendar

if TYPE_CHECKING:
    from bihuan.adapters.cli.session import Session


def open_session(session: Session, calendar: WorkCalendar, url: str | None = None) -> Engine:
    """The engine over the session's database, or the one at this address, with this calendar."""
    config, world = session.config, session.world
    return open_engine(
        _there(url) if url else (world.open_store or _there)(session.database),
        office=session.office or config.org.id,
        policy=find_policy(config.rules.policy, session.base),
        calendar=calendar,
        ladders=find_ladders(config.rules.ladders, session.base),
        hours=config.notify.hours.read(),
        series={name: one.series() for name, one in config.numbers.items()},
        machines=(*SHIPPED, *find_machines(config.rules.machines, session.base)),
        clock=world.clock,
        book=find_book(config.notify, session.base),
        log=_log(session),
    )


def _there(url: str) -> Store:
    """The store that is there: a wrong folder or a slip of the pen must not begin an empty one."""
    from bihuan.adapters.sql import open_store

    return open_store(url, create=False)


def _log(session: Session) -> Callable[..., object]:
    """Nothing is logged unless asked: loading the library costs more than most commands."""
    if not session.verbose:
        return silent
    from bihuan.adapters.logs import logger

    return logger(session.verbose)
