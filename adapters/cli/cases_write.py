"""The verbs of the chain: add, assign, contact, ask, opinion, reply, feedback."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from bihuan.adapters.cli.firing import Write, fire, tell
from bihuan.adapters.cli.options import KINDS, ROLES, Day, Word, write_options
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.engine.engine import Outcome
from bihuan.states.machine import Duty


def duty(session: Session, name: str) -> Duty:
    """What the office owes in this case."""
    return session.engine.library.machine(session.case(name).definition).duty


@click.command()
@click.option("--kind", type=Word(KINDS), required=True)
@click.option("--role", type=Word(ROLES), required=True)
@click.option("--number", default="")
@click.option("--title", required=True)
@click.option("--member", "members", multiple=True, required=True)
@click.option("--collective", is_flag=True)
@click.option("--session", "sitting", default="")
@click.option("--assembly", default="")
@click.option("--off-session", is_flag=True)
@click.option("--category", default="")
@click.option("--counterpart", default="")
@click.option("--received", type=Day(), required=True)
@click.option("--assigned", type=Day())
@click.option("--year", type=int)
@click.option("--key")
@click.option("--actor", envvar="BIHUAN_ACTOR")
@pass_session
def add(
    session: Session,
    kind: str,
    role: str,
    number: str,
    title: str,
    members: tuple[str, ...],
    received: date,
    assigned: date | None,
    year: int | None,
    key: str | None,
    actor: str | None,
    sitting: str,
    **rest: Any,
) -> None:
    """Register one proposal."""
    from bihuan.engine.intake import Intake
    from bihuan.rules.identifiers import number as read_number
    from bihuan.rules.identifiers import title_key

    intake = Intake(
        kind=kind,
        role=role,
        year=year or received.year,
        number=number.strip(),
        number_key=read_number(number).match_key if number.strip() else f"title:{title_key(title)}",
        title=title,
        members=members,
        received_on=received,
        assigned_on=assigned,
        session=sitting,
        **rest,
    )
    tell(session, session.engine.receive(intake, actor=session.actor(actor), key=key))


@click.command()
@click.argument("name")
@click.option("--leader")
@click.option("--division", "--lead", "division")
@click.option("--officer", "--handler", "officer")
@click.option("--time", "time", type=Day())
@click.option("--task")
@click.option("--responsibility")
@click.option("--co", "cohandlers", multiple=True)
@write_options
@pass_session
def assign(session: Session, name: str, cohandlers: tuple[str, ...], **rest: Any) -> None:
    """Dispatch with the five assignments, or re-dispatch."""
    args, write = split(rest)
    event = "dispatch" if session.case(name).state == "received" else "redispatch"
    outcomes = [fire(session, name, event, args, write)]
    if cohandlers:
        asked: Write = {**write, "key": None, "seq": None}
        outcomes.append(fire(session, name, "co_handle", {"requests": list(cohandlers)}, asked))
    tell(session, *outcomes)


@click.command()
@click.argument("name")
@click.option("--how", type=Word({"走访": "visit", "电话": "phone", "座谈": "meeting", "视频": "video",
                                  "微信": "message", "信函": "letter", "邮件": "mail", "现场": "onsite"}), required=True)
@click.option("--stage", type=Word({"办前": "before", "办中": "during", "办后": "after"}), default="during")
@click.option("--note", default="")
@write_options
@pass_session
def contact(session: Session, name: str, **rest: Any) -> None:
    """Record a contact with the member."""
    args, write = split(rest)
    tell(session, fire(session, name, "contact", args, write))


@click.command()
@click.argument("name")
@click.argument("units", nargs=-1, required=True)
@click.option("--due", type=Day())
@write_options
@pass_session
def ask(session: Session, name: str, units: tuple[str, ...], due: date | None, **rest: Any) -> None:
    """Ask units for co-handling."""
    _, write = split(rest)
    requests = [{"unit": unit, "due": due} if due else {"unit": unit} for unit in units]
    tell(session, fire(session, name, "co_handle", {"requests": requests}, write))


@click.command()
@click.argument("name")
@click.option("--from", "unit", default="")
@click.option("--text", default="")
@click.option("--signer")
@click.option("--document", "--doc", "document")
@write_options
@pass_session
def opinion(session: Session, name: str, unit: str, text: str, **rest: Any) -> None:
    """A co-handling opinion: theirs received, or ours sent."""
    from bihuan.engine.records import Request

    args, write = split(rest)
    if duty(session, name) is Duty.SUPPORT:
        tell(session, fire(session, name, "opine", args | {"text": text}, write))
        return
    case = session.case(name)
    known = session.engine.store.records(Request, case.office, case.id)
    late = any(one.unit == unit and one.status == "overdue" for one in known)
    event = "late_opinion" if late else "opinion"
    tell(session, fire(session, name, event, {"unit": unit, "text": text}, write))


@click.command()
@click.argument("name")
@click.option("--document", "--doc", "document")
@click.option("--signer")
@click.option("--class", "code")
@click.option("--scheme")
@click.option("--public")
@click.option("--letter", "letters", multiple=True)
@click.option("--note")
@write_options
@pass_session
def reply(session: Session, name: str, letters: tuple[str, ...], **rest: Any) -> None:
    """Answer the member, or record the lead unit's answer."""
    args, write = split(rest)
    if duty(session, name) is Duty.SUPPORT:
        tell(session, fire(session, name, "lead_answered", args, write))
        return
    pairs = [pair.partition("=") for pair in letters]
    args["letters"] = {session.case(other).id: document for other, _, document in pairs} or None
    tell(session, fire(session, name, "answer", args, write))


@click.command()
@click.argument("name")
@click.option("--verdict")
@click.option("--attitude")
@click.option("--result")
@click.option("--member", type=int)
@click.option("--comment", default="")
@click.option("--correct", is_flag=True)
@click.option("--ordered-by", default="")
@click.option("--follow-up/--no-follow-up", default=True)
@write_options
@pass_session
def feedback(
    session: Session, name: str, correct: bool, follow_up: bool, ordered_by: str, **rest: Any
) -> None:
    """Record the member's feedback; then close, or handle again."""
    args, write = split(rest)
    event = "correct_feedback" if correct else "feedback"
    outcomes = [fire(session, name, event, args, write)]
    if follow_up and outcomes[0].case.state == "feedback":
        outcomes += _follow_up(session, name, outcomes[0], ordered_by, write)
    tell(session, *outcomes)


def _follow_up(
    session: Session, name: str, done: Outcome, ordered_by: str, write: Write
) -> list[Outcome]:
    """Satisfied closes, unsatisfied starts the next round; what a rule forbids is only said."""
    from bihuan.adapters.cli.errors import sentence
    from bihuan.engine.errors import Refused

    event = "reassign" if done.case.held["verdict"] == "unsatisfied" else "close"
    next_write: Write = {**write, "key": f"{write['key']}/{event}" if write["key"] else None, "seq": None}
    try:
        return [fire(session, name, event, {"ordered_by": ordered_by}, next_write)]
    except Refused as refused:
        session.warnings.append(sentence(refused, session.lang))
        session.note(sentence(refused, session.lang))
        return []


def split(rest: dict[str, Any]) -> tuple[dict[str, Any], Write]:
    """Part a command's own arguments from the shared options of a write."""
    write = {name: rest.pop(name) for name in ("reason", "at", "key", "actor", "seq")}
    return rest, Write(**write)  # type: ignore[typeddict-item]  # the names are the same


