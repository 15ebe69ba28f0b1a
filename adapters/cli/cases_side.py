"""The verbs beside the chain, and firing any event by name."""

from __future__ import annotations

from typing import Any

import click

from bihuan.adapters.cli.cases_write import split
from bihuan.adapters.cli.errors import finding_data, finding_line
from bihuan.adapters.cli.firing import fire as fire_event
from bihuan.adapters.cli.firing import tell
from bihuan.adapters.cli.options import Day, write_options
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.rules.words import label


@click.command()
@click.argument("name")
@write_options
@pass_session
def close(session: Session, name: str, **rest: Any) -> None:
    """Close a satisfied case."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "close", args, write))


@click.command()
@click.argument("name")
@click.option("--ordered-by", default="")
@click.option("--division")
@click.option("--officer")
@click.option("--leader")
@click.option("--time", type=Day())
@write_options
@pass_session
def reassign(session: Session, name: str, **rest: Any) -> None:
    """Start the next round for an unsatisfied member."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "reassign", args, write))


@click.command()
@click.argument("name")
@write_options
@pass_session
def note(session: Session, name: str, **rest: Any) -> None:
    """Take note of a case for reading."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "note", args, write))


@click.command("return")
@click.argument("name")
@click.option("--to", "proposed_unit", default="")
@click.option("--accepted", "answer", flag_value="accept_return")
@click.option("--refused", "answer", flag_value="refuse_return")
@write_options
@pass_session
def return_(session: Session, name: str, answer: str | None, **rest: Any) -> None:
    """Return to the assigner, or record the assigner's answer."""
    args, write = split(rest)
    tell(session, fire_event(session, name, answer or "return_to_assigner", args, write))


@click.command()
@click.argument("name")
@click.argument("host")
@write_options
@pass_session
def merge(session: Session, name: str, host: str, **rest: Any) -> None:
    """Merge a case into another; it keeps its number, member, letter and feedback."""
    _, write = split(rest)
    tell(session, fire_event(session, name, "merge", {"host": session.case(host).id}, write))


@click.command()
@click.argument("name")
@write_options
@pass_session
def unmerge(session: Session, name: str, **rest: Any) -> None:
    """Undo a merge."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "unmerge", args, write))


@click.command()
@click.argument("name")
@click.option("--all-agree", is_flag=True)
@write_options
@pass_session
def withdraw(session: Session, name: str, **rest: Any) -> None:
    """The members withdraw it."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "withdraw", args, write))


@click.command()
@click.argument("name")
@write_options
@pass_session
def resume(session: Session, name: str, **rest: Any) -> None:
    """Take up a returned or withdrawn case again."""
    args, write = split(rest)
    tell(session, fire_event(session, name, "resume", args, write))


@click.command()
@click.argument("name")
@click.argument("event")
@click.option("--arg", "pairs", multiple=True)
@write_options
@pass_session
def fire(session: Session, name: str, event: str, pairs: tuple[str, ...], **rest: Any) -> None:
    """Fire any event, for scripts."""
    _, write = split(rest)
    tell(session, fire_event(session, name, event, arguments(pairs), write))


@click.command("why-not")
@click.argument("name")
@click.argument("event")
@click.option("--arg", "pairs", multiple=True)
@click.option("--actor", envvar="BIHUAN_ACTOR")
@pass_session
def why_not(session: Session, name: str, event: str, pairs: tuple[str, ...], actor: str | None) -> int:
    """Why an event would be refused: every condition with its value."""
    case = session.case(name)
    refusal = session.engine.why_not(case.id, event, arguments(pairs), actor=session.actor(actor))
    word = label(f"event.{event}", session.lang)
    if refusal is None:
        session.emit({"allowed": True, "event": event}, [session.say("cli.allowed", event=word)])
        return 0
    failed = sum(not found.held for found in refusal.findings)
    lines = [
        session.say(
            "cli.not_allowed", event=word, reason=label(f"refusal.{refusal.reason}", session.lang), count=failed
        ),
        *(finding_line(found, session.lang) for found in refusal.findings),
    ]
    data = {
        "allowed": False,
        "event": event,
        "reason": refusal.reason,
        "findings": [finding_data(found) for found in refusal.findings],
    }
    session.emit(data, lines)
    return 3


def arguments(pairs: tuple[str, ...]) -> dict[str, Any]:
    """`k=v` pairs; a value in JSON is read as such, anything else is text."""
    import json

    said: dict[str, Any] = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals:
            raise click.UsageError(f"--arg {pair}: k=v")
        try:
            said[key] = json.loads(value) if value[:1] in '[{"tfn' else value
        except ValueError:
            said[key] = value
    return said
