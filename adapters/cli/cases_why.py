"""`bihuan case why-not`: why an event would be refused, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.events import arguments, event_named
from bihuan.adapters.cli.kinds import DAY, PAIR
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from datetime import date

    from bihuan.engine.actor import Actor
    from bihuan.engine.errors import BadInput, Refused
    from bihuan.engine.outcome import Option
    from bihuan.engine.records import Case


@command()
@click.argument("case")
@click.argument("event", required=False)
@click.option("--arg", "args", type=PAIR, multiple=True)
@click.option("--at", type=DAY)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def why_not(
    session: Session,
    case: str,
    event: str | None,
    args: tuple[tuple[str, str], ...],
    at: date | None,
    actor: str,
) -> None:
    from bihuan.engine.actor import Actor

    found = session.case(case)
    if event is None:
        _every(session, found, Actor(actor))
        return
    _one(session, found, event_named(session, found, event), arguments(args), Actor(actor), at)


def _one(
    session: Session,
    case: Case,
    event: str,
    args: dict[str, object],
    actor: Actor,
    at: date | None,
) -> None:
    """One event: possible, in need of an argument, or refused for these reasons."""
    from bihuan.adapters.cli.evidence import Tried
    from bihuan.engine.errors import BadInput
    from bihuan.engine.lookup import spell

    session.tried = Tried(case=case, called=spell(case), event=event, args=args)
    told = tongue.word(f"event.{event}")
    data = {"case": case.id, "event": event, "allowed": True}
    try:
        refused = session.engine.why_not(case.id, event, args, actor=actor, on=at)
    except BadInput as question:
        if question.field in args or question.field == "on":
            raise
        session.emit({**data, "needs": question.field}, [_asks(session, told, question)])
        return
    if refused is None:
        session.emit(data, [session.say("why.allowed", event=told)])
        return
    _refused(session, refused, {**data, "allowed": False}, told)


def _asks(session: Session, event: str, question: BadInput) -> str:
    return session.say("why.asks", event=event, hint=_question(question))


def _question(question: BadInput) -> str:
    """What the event asks for: in words of its own, or in those of the complaint."""
    from bihuan.adapters.cli.reasons import said

    own = f"needs.{question.field}"
    return tongue.word(own) if tongue.has_words(own) else said(question.reason)


def _refused(session: Session, refused: Refused, data: dict[str, object], event: str) -> None:
    from bihuan.adapters.cli.failures import REFUSED, refusal
    from bihuan.adapters.cli.refusals import unmet

    failure = refusal(refused, session)
    head = session.say("why.unmet", event=event, count=len(unmet(refused.findings)))
    if not refused.findings:
        reason = tongue.word(f"refusal.{refused.reason}")
        head = session.say("why.refused", event=event, reason=reason)
    lines = [head, *failure.lines]
    lines += [
        session.say("why.do" if at == 0 else "why.do_more", hint=hint)
        for at, hint in enumerate(failure.hints)
    ]
    data |= {"reason": refused.reason, "findings": failure.findings, "hints": failure.hints}
    session.emit(data, lines, exit_code=REFUSED, problem=failure.message)
    if session.answer is not None:
        session.answer["error"] = failure.document()


def _every(session: Session, case: Case, actor: Actor) -> None:
    """Every event of the case's machine, and whether it can happen now."""
    from bihuan.adapters.cli.events import open_to

    machine = session.engine.library.machine(case.definition)
    known = open_to(machine, case.state)
    options = [one for one in session.engine.can(case.id, actor=actor) if one.event in known]
    rows = [
        (_mark(one), tongue.word(f"event.{one.event}"), one.event, _lacks(one)) for one in options
    ]
    head = session.say("why.state", state=tongue.word(f"state.{case.state}"))
    data = [
        {
            "event": one.event,
            "allowed": one.allowed,
            "needs": one.needs.field if one.needs else None,
            "unmet": [found.fact for found in one.refusal.findings if not found.held]
            if one.refusal
            else [],
        }
        for one in options
    ]
    nothing = [] if rows else [session.say("why.nothing")]
    session.emit(data, [head, *columns(rows, indent=2, gap=1), *nothing])


def _mark(option: Option) -> str:
    return "✓" if option.allowed else "?" if option.refusal is None else "✗"


def _lacks(option: Option) -> str:
    from bihuan.adapters.cli.refusals import unmet

    if option.needs is not None:
        return _question(option.needs)
    if option.refusal is None:
        return ""
    missing = [tongue.word(f"fact.{found.fact}") for found in unmet(option.refusal.findings)]
    shown = tongue.words("usage.comma").join(missing)
    return tongue.words("why.lacks", missing=shown) if shown else ""
