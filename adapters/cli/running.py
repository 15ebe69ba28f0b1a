"""`bihuan run`: the daemon that fires timers and delivers what they say, or one round of it."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PARTLY
from bihuan.adapters.cli.kinds import NUMBER
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.daemon.post import Post
    from bihuan.engine.engine import Engine

AT_MOST = 10**6
"""So much one round does at most before it says what it did."""


@command()
@click.option("--once", is_flag=True)
@click.option("--until-idle", is_flag=True)
@click.option("--interval", type=NUMBER)
@click.option("--clock-is-right", is_flag=True)
@pass_session
def run(
    session: Session, once: bool, until_idle: bool, interval: int | None, clock_is_right: bool
) -> None:
    session.starting = True
    if once or until_idle:
        _once(session, until_idle=until_idle, clock_is_right=clock_is_right)
        return
    from bihuan.adapters.cli.serving import serve

    _report(session, serve(session, interval, clock_is_right=clock_is_right), to_the_end=False)


def _once(session: Session, *, until_idle: bool, clock_is_right: bool) -> None:
    """One round in this thread, or rounds until nothing is left to do.

    Raises what keeps a daemon from beginning, and ClockDoubted where a daemon would wait.
    """
    from bihuan.adapters.cli.serving import post_for
    from bihuan.adapters.daemon import duties
    from bihuan.adapters.daemon.errors import ClockDoubted
    from bihuan.adapters.daemon.start import clocks_agree, definitions_are_known
    from bihuan.adapters.logs import logger

    engine = session.engine
    clocks_agree(engine, definitions_are_known(engine))
    session.starting = False
    if session.verbose:
        engine.log = logger(session.verbose)
    post = post_for(session, engine, None, "once", clock_is_right=clock_is_right)
    if post.held():
        raise ClockDoubted(post.host)
    round_of = _Round(post)
    while round_of.done() and until_idle and not round_of.idle() and round_of.total < AT_MOST:
        continue
    duties.watch_clocks(post, threading.Event())  # a jump in between is known to the next round
    post.store.watch.beat(duties.pulse(post, stopped=True))
    _report(session, post, to_the_end=True)


@dataclass(slots=True)
class _Round:
    """Fire what is due and send what waits, once."""

    post: Post

    @property
    def total(self) -> int:
        """How much was done since the beginning."""
        return self.post.tally.fired + self.post.tally.sent

    def done(self) -> int:
        """Do it; returns how much there was to do."""
        from bihuan.adapters.daemon import duties

        before, never = self.total, threading.Event()
        duties.sweep(self.post, never)
        duties.gather(self.post, never)
        duties.tell(self.post, never)
        duties.deliver(self.post, never)
        return self.total - before

    def idle(self) -> bool:
        """Whether nothing is due and nothing is unsent, but for what keeps failing."""
        engine = self.post.engine
        store, office = engine.store, engine.house.office
        return not store.due(office, engine.clock.now(), 1) and not unsent(engine)


def unsent(engine: Engine) -> int:
    """How many messages could have left and have not; those that wait for the office are none."""
    now = engine.clock.now()
    found = engine.store.messages(engine.house.office, status="pending", limit=AT_MOST)
    return sum(one.next_at <= now or one.attempts > 0 for one in found)


def _report(session: Session, post: Post, *, to_the_end: bool) -> None:
    """What was done; a daemon told to stop has done its duty, whatever waits for the next one."""
    engine, fired, sent = post.engine, post.tally.fired, post.tally.sent
    failing = [] if not to_the_end else _failing(engine)
    waiting = unsent(engine) if to_the_end else 0
    told: dict[str, Any] = {"fired": fired, "sent": sent, "failing": failing, "unsent": waiting}
    lines = [session.say("run.done", fired=fired, sent=sent)]
    lines += [session.say("run.failing", **one) for one in failing]
    problem = session.say("run.partly", failing=len(failing), unsent=waiting)
    lines += [problem] if waiting else []
    partly = bool(failing or waiting)
    session.emit(told, lines, exit_code=PARTLY if partly else 0, problem=problem)


def _failing(engine: Engine) -> list[dict[str, str]]:
    return [
        {"case": case, "timer": timer, "reason": reason}
        for (case, timer), reason in engine.failing.items()
    ]
