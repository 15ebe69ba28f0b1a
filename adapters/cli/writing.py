"""What every command that changes a case shares: its options, and what it says afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.kinds import DAY, NUMBER
from bihuan.adapters.cli.session import Session

if TYPE_CHECKING:
    from bihuan.engine.actor import Actor
    from bihuan.engine.outcome import Outcome
    from bihuan.engine.records import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Write:
    """Who writes, for which reason and legal date, under which key, having seen what."""

    actor: str
    reason: str | None
    at: date | None
    key: str | None
    seq: int | None

    @property
    def by(self) -> Actor:
        """The person, acting for the office."""
        from bihuan.engine.actor import Actor

        return Actor(self.actor)

    @property
    def and_then(self) -> Write:
        """The same person going on with what follows by itself."""
        key = f"{self.key}/next" if self.key else None
        return Write(actor=self.actor, reason=self.reason, at=self.at, key=key, seq=None)


def writes(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of every write, handed over as one `write`."""

    @click.option("--reason")
    @click.option("--at", type=DAY)
    @click.option("--key")
    @click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
    @click.option("--seq", type=NUMBER)
    @wraps(function)
    def command(*args: Any, **said: Any) -> None:
        write = Write(**{name: said.pop(name) for name in Write.__dataclass_fields__})
        function(*args, write=write, **said)

    return command


def fire(
    session: Session, case: Case, event: str, args: Mapping[str, Any], write: Write
) -> Outcome:
    """Let the event happen; what was not said is not handed on."""
    from bihuan.adapters.cli.evidence import Tried
    from bihuan.engine.lookup import spell

    said = {name: value for name, value in args.items() if value not in (None, "", (), [], {})}
    if write.reason:
        said.setdefault("reason", write.reason)
    session.tried = Tried(case=case, called=spell(case), event=event, args=said)
    return session.engine.fire(
        case.id, event, said, actor=write.by, on=write.at, key=write.key, seq=write.seq
    )


def act(session: Session, name: str, event: str, args: Mapping[str, Any], write: Write) -> None:
    """Let the event happen to the case called so, and say what became of it."""
    outcome = fire(session, session.case(name), event, args, write)
    session.emit(told(outcome), [sentence(outcome)])


def told(outcome: Outcome) -> dict[str, Any]:
    """An outcome for programs."""
    case, entry = outcome.case, outcome.entry
    return {
        "case": case.id,
        "kind": case.kind,
        "year": case.year,
        "number": case.number,
        "event": entry.event,
        "row": entry.row,
        "seq": entry.seq,
        "source": entry.source,
        "state": entry.target,
        "round": case.round,
        "due": case.due,
        "on": entry.effective_on,
        "repeated": outcome.repeated,
    }


def sentence(outcome: Outcome) -> str:
    """An outcome for people, in one line."""
    from bihuan.engine.lookup import spell

    case, entry = outcome.case, outcome.entry
    step = tongue.word(f"state.{entry.target}")
    if entry.source and entry.source != entry.target:
        step = f"{tongue.word(f'state.{entry.source}')} → {step}"
    return tongue.words(
        "done.repeated" if outcome.repeated else "done.event",
        event=tongue.word(f"event.{entry.event}"),
        case=spell(case),
        step=step,
        seq=entry.seq,
        due=tongue.words("done.due", day=tongue.day(case.due)) if case.due else "",
    )
