"""`bihuan run`: the daemon that fires timers and delivers what they say."""

from __future__ import annotations

import sys
import threading
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PARTLY
from bihuan.adapters.cli.heartbeat import beat
from bihuan.adapters.cli.kinds import NUMBER
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.channels import Channel
    from bihuan.engine.engine import Engine
    from bihuan.engine.messages import Message

AT_ONCE = 100


@dataclass(slots=True)
class Duty:
    """What one sweep does: fire what is due, deliver what is unsent, and leave a sign of life."""

    engine: Engine
    channel: Channel
    session: Session
    stop: threading.Event = field(default_factory=threading.Event)
    fired: int = 0
    sent: int = 0

    def sweep(self) -> datetime | None:
        """Do what is due; returns when the next timer is due, if that lies ahead."""
        from bihuan.adapters.channels import deliver

        while not self.stop.is_set() and (done := self.engine.tick(AT_ONCE)):
            self.fired += done
        while not self.stop.is_set() and (done := deliver(self.engine, self.channel)):
            self.sent += done
        now = self.engine.clock.now()
        beat(self.session, now)
        due = self.engine.store.next_due(self.engine.house.office)
        return due if due is not None and due > now else None

    def idle(self) -> bool:
        """Whether nothing is due and nothing is unsent, but for what keeps failing."""
        store, office = self.engine.store, self.engine.house.office
        due = store.due(office, self.engine.clock.now(), len(self.engine.failing) + 1)
        return len(due) <= len(self.engine.failing) and not unsent(self.engine)


def unsent(engine: Engine) -> int:
    """How many messages may leave now and have not; those that wait for the office are none."""
    now = engine.clock.now()
    found = engine.store.messages(engine.house.office, status="pending", limit=10**6)
    return sum(one.next_at <= now for one in found)


@command()
@click.option("--once", is_flag=True)
@click.option("--until-idle", is_flag=True)
@click.option("--interval", type=NUMBER, default=60)
@pass_session
def run(session: Session, once: bool, until_idle: bool, interval: int) -> None:
    from bihuan.adapters.logs import logger

    once = once or until_idle
    engine = session.engine
    _every_definition_is_known(engine)
    if session.verbose or not once:
        engine.log = logger(session.verbose, daemon=not once and not session.quiet)
    duty = Duty(engine, _channel(session), session)
    if once:
        duty.sweep()
        while until_idle and not duty.idle() and duty.fired + duty.sent < 10**6:
            before = duty.fired + duty.sent
            duty.sweep()
            if duty.fired + duty.sent == before:
                break
    else:
        _serve(duty, max(interval, 1))
    _report(session, duty, to_the_end=once)


def _every_definition_is_known(engine: Engine) -> None:
    """Refuse to start over open cases whose timers could not be read."""
    from bihuan.engine.query import Query

    cases = engine.store.find(engine.house.office, Query(open_only=True, limit=10**9))
    for definition in sorted({case.definition for case in cases}):
        engine.library.machine(definition)


def _serve(duty: Duty, interval: int) -> None:
    from bihuan.adapters import scheduler

    scheduler.stop_on_signal(duty.stop)
    scheduler.run(duty.sweep, float(interval), duty.stop, duty.engine.log)


def _channel(session: Session) -> Channel:
    from bihuan.adapters.channels import ConsoleChannel, FileChannel

    file = session.config.notify.file
    if file is not None:
        return FileChannel(session.base / file)
    if session.json:
        return ConsoleChannel(sys.stderr)
    return Spoken()


class Spoken:
    """One readable line a message, for a person who has no outbox file."""

    def send(self, message: Message) -> None:
        """Print the message."""
        click.echo(spoken(message))


def spoken(message: Message) -> str:
    """A message as a person reads it: 督办 → 甲处：2026年提案第0123号 …"""
    body = {name: str(value) for name, value in message.body.items()}
    kind = tongue.word(f"kind.{body.get('kind', '')}")
    due = body.get("due", "")
    return tongue.words(
        "run.message",
        topic=tongue.word(f"level.{message.topic}"),
        recipient=tongue.word(f"whom.{message.recipient}"),
        case=f"{kind}{body.get('number') or message.case}",
        title=body.get("title", ""),
        due=tongue.words("done.due", day=tongue.day(date.fromisoformat(due))) if due else "",
    )


def _report(session: Session, duty: Duty, *, to_the_end: bool) -> None:
    """What was done; a daemon told to stop has done its duty, whatever waits for the next one."""
    failing = [
        {"case": case, "timer": timer, "reason": reason}
        for (case, timer), reason in duty.engine.failing.items()
    ]
    waiting = unsent(duty.engine)
    told: dict[str, Any] = {"fired": duty.fired, "sent": duty.sent}
    told |= {"failing": failing, "unsent": waiting}
    lines = [session.say("run.done", fired=duty.fired, sent=duty.sent)]
    lines += [session.say("run.failing", **one) for one in failing]
    problem = session.say("run.partly", failing=len(failing), unsent=waiting)
    lines += [problem] if waiting and to_the_end else []
    partly = to_the_end and bool(failing or waiting)
    session.emit(told, lines, exit_code=PARTLY if partly else 0, problem=problem)
