"""Bring a daemon to life from the command line: what it works with, and how it is read again."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.adapters.cli.failures import failure_of
from bihuan.adapters.cli.session import Session, World
from bihuan.adapters.cli.ways import carry, courier, hooks
from bihuan.adapters.daemon import start
from bihuan.adapters.daemon.alone import alone
from bihuan.adapters.daemon.clock_guard import ClockGuard
from bihuan.adapters.daemon.daemon import Daemon, Surroundings
from bihuan.adapters.daemon.exchanging import Exchanger
from bihuan.adapters.daemon.post import Post, Tally, Works
from bihuan.adapters.daemon.signals import Signals
from bihuan.adapters.logs import logger
from bihuan.adapters.sqlite_files import sqlite_file

if TYPE_CHECKING:
    from bihuan.adapters.config import Config
    from bihuan.engine.engine import Engine

FIXED = ("database", "org.id", "log", "run.listen")
"""What a running daemon keeps until it is started again."""


def serve(session: Session, interval: int | None, *, clock_is_right: bool) -> Post:
    """Work until told to end; returns what was done."""
    signals = Signals()
    engine = session.engine
    with _alone(session):
        engine.log = logger(
            session.verbose,
            daemon=not session.quiet,
            settings=session.config.log,
            base=session.base,
        )
        for note in start.notes(engine, sqlite=_file(session) is not None):
            engine.log(note.event, **note.values)
        session.starting = False
        post = post_for(session, engine, interval, clock_is_right=clock_is_right)
        around = Surroundings(_probe(engine), _folder(session), _reread(session, post, interval))
        Daemon(post, around).run(signals)
    return post


def post_for(
    session: Session,
    engine: Engine,
    interval: int | None,
    run: str = "",
    *,
    clock_is_right: bool = False,
) -> Post:
    """A post over this engine; a daemon's name is unlike that of any earlier one.

    It holds urging where an earlier run doubted the clock, unless that is said to be right now.
    """
    now, host = engine.clock.now(), socket.gethostname()
    name = f"{host}:{run or f'{os.getpid()}:{now:%Y%m%dT%H%M%S}'}"
    guard = ClockGuard(engine.clock.now)
    engine.clock = guard  # nothing is done by a clock that was just set far ahead
    post = Post(name, host, _works(session, engine, interval, name), guard, Tally(now), engine.log)
    engine.log = post.log = _counting(post, engine.log)
    if clock_is_right:
        post.settle("clock", post.hold, "said to be right when the daemon was started")
    post.lasting = post.is_open("clock", post.hold)
    return post


def _works(session: Session, engine: Engine, interval: int | None, name: str) -> Works:
    settings, carrier = session.config.run, courier(session, engine, name)
    if interval is not None:
        settings = settings.model_copy(update={"interval": max(interval, 1)})
    hooks(session)  # what is wrong with them is said now, and not at the first event
    exchange = _exchanger(session, engine)
    return Works(engine, lambda _engine, stop: carry(session, carrier, stop), settings, exchange)


def _exchanger(session: Session, engine: Engine) -> Exchanger:
    """Those platforms that the daemon is to look after."""
    configured = session.config.platforms
    names = [name for name, settings in configured.items() if settings.every]
    if not names:
        return Exchanger({})
    from bihuan.adapters.platforms.opening import open_platform

    return Exchanger(
        {
            open_platform(name, configured, session.base, lambda: engine.clock.now()): configured[
                name
            ].every
            for name in names
        }
    )


def _counting(post: Post, log: Callable[..., object]) -> Callable[..., object]:
    """The log, which the post's figures listen to."""

    def write(event: str, **values: Any) -> None:
        post.tally.hear(event, values)
        log(event, **values)

    return write


def _file(session: Session) -> Path | None:
    return sqlite_file(session.database) if session.world.open_store is None else None


@contextmanager
def _alone(session: Session) -> Iterator[None]:
    """On SQLite, the only daemon there is; on PostgreSQL, one of any number."""
    file = _file(session)
    if file is None:
        yield
        return
    with alone(file):
        yield


def _folder(session: Session) -> Path:
    """Where the disk must not be full: beside the database, or the configuration."""
    file = _file(session)
    return file.resolve().parent if file is not None else session.base.resolve()


def _probe(engine: Engine) -> Callable[[], object]:
    from bihuan.adapters.sql import SqlStore, schema

    store = engine.store
    if isinstance(store, SqlStore):
        return lambda: schema.check(store.engine)
    return lambda: store.next_due(engine.house.office)


def _reread(session: Session, post: Post, interval: int | None) -> Callable[[], Works | str]:
    """Reads everything again over the same database; whatever is wrong is told in words."""

    def reread() -> Works | str:
        store = post.store
        fresh = Session(
            world=World(clock=session.world.clock, open_store=lambda _url: store),
            json=session.json,
            config_file=session.config_file,
            url=session.url,
            office=post.office,
            starting=True,
        )
        try:
            works = _works(fresh, fresh.engine, interval, post.name)
        except Exception as error:  # a slip of the pen must not end a daemon
            failure = failure_of(error, fresh)
            return f"{failure.message} {failure.hint}".strip()
        works.engine.log, works.engine.clock = post.log, post.guard
        for key in _changed(session, fresh.config):
            post.log("config.waits", key=key, until="restart")
        return works

    return reread


def _changed(session: Session, new: Config) -> Iterator[str]:
    """What is written otherwise now and stays as it was; what was typed goes before it anyway."""
    typed = {"database": session.url, "org.id": session.office}
    for key in FIXED:
        before, after = (_value(config, key) for config in (session.config, new))
        if before != after and not typed.get(key):
            yield key


def _value(config: Config, key: str) -> Any:
    found: Any = config
    for part in key.split("."):
        found = getattr(found, part)
    return found
