"""`bihuan audit`: whether what is stored is what history tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.errors import Broken
    from bihuan.engine.rebuilding import Rebuilt


@command()
@click.argument("case", required=False)
@pass_session
def verify(session: Session, case: str | None) -> None:
    from bihuan.engine.audit import audit

    found = audit(session.engine, session.case(case).id if case else None)
    lines = [
        session.say("audit.fault", case=one.case, seq=one.seq, reason=said(one.reason))
        for one in found.faults
    ]
    counts = {"cases": found.cases, "entries": found.entries}
    problem = "" if found.sound else session.say("audit.faults", count=len(found.faults), **counts)
    lines.append(problem or session.say("audit.sound", **counts))
    data = {**counts, "faults": found.faults}
    session.emit(data, lines, exit_code=0 if found.sound else PROBLEMS, problem=problem)


@command()
@click.argument("case", required=False)
@click.option("--apply", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def repair(session: Session, case: str | None, apply: bool, reason: str | None, actor: str) -> None:
    from bihuan.engine import audit
    from bihuan.engine.actor import Actor
    from bihuan.engine.errors import BadInput, Broken

    if apply and not reason:
        raise BadInput("reason", "say why it is put right")
    engine, found, broken = session.engine, [], []
    for one in audit.cases_of(engine, session.case(case).id if case else None):
        try:
            if apply:
                told = audit.repair(engine, one.id, actor=Actor(actor), reason=reason or "")
            else:
                told = audit.preview(engine, one.id)
        except Broken as error:
            broken.append(error)
            continue
        found += [told] if told.needed else []
    lines = [*columns([row for told in found for row in _rows(told)]), *_lost(session, broken)]
    key = "audit.repaired" if apply else "audit.preview"
    problem = session.say("audit.beyond", count=len(broken)) if broken else ""
    lines += [session.say(key, count=len(found)), *[problem] * bool(broken)]
    data = {
        "applied": apply,
        "cases": [_document(told) for told in found],
        "broken": [str(one) for one in broken],
    }
    session.emit(data, lines, exit_code=PROBLEMS if broken else 0, problem=problem)


def _rows(told: Rebuilt) -> Iterator[tuple[str, str, str, str]]:
    """A line for each thing that is not as history says."""
    from bihuan.engine.history import plain
    from bihuan.engine.lookup import spell

    name = spell(told.case)
    for field, stood in told.wrong.items():
        yield name, field, str(plain(stood)), f"→ {plain(getattr(told.case, field))}"
    for one in told.deadlines:
        yield name, f"{one.term}/{one.round}", "", f"→ {one.due}"
    for timer in told.alarms:
        at = f"{timer.due_at:%Y-%m-%d}"
        yield name, timer.key, at, f"→ {tongue.word(f'ring.{timer.status}')}"


def _lost(session: Session, broken: list[Broken]) -> Iterator[str]:
    for one in broken:
        yield session.say("audit.fault", case=one.case, seq=one.seq, reason=said(one.reason))


def _document(told: Rebuilt) -> dict[str, object]:
    from bihuan.engine.history import plain

    return {
        "case": told.case.id,
        "fields": {
            name: {"stored": plain(stood), "told": plain(getattr(told.case, name))}
            for name, stood in told.wrong.items()
        },
        "deadlines": told.deadlines,
        "timers": told.alarms,
    }
