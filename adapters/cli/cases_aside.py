"""Beside the chain: returned, merged, withdrawn, resumed, noted, and any event by its name."""

from __future__ import annotations

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.events import arguments, event_named
from bihuan.adapters.cli.kinds import PAIR
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, writes


@command()
@click.argument("case")
@click.option("--to-unit", "proposed_unit")
@click.option("--accepted", "answer", flag_value="accept_return")
@click.option("--refused", "answer", flag_value="refuse_return")
@writes
@pass_session
def return_(
    session: Session, write: Write, case: str, proposed_unit: str | None, answer: str | None
) -> None:
    act(session, case, answer or "return_to_assigner", {"proposed_unit": proposed_unit}, write)


@command()
@click.argument("case")
@click.option("--into", "host", required=True)
@writes
@pass_session
def merge(session: Session, write: Write, case: str, host: str) -> None:
    act(session, case, "merge", {"host": session.case(host).id}, write)


@command()
@click.argument("case")
@writes
@pass_session
def unmerge(session: Session, write: Write, case: str) -> None:
    act(session, case, "unmerge", {}, write)


@command()
@click.argument("case")
@click.option("--all-agree", is_flag=True)
@writes
@pass_session
def withdraw(session: Session, write: Write, case: str, all_agree: bool) -> None:
    act(session, case, "withdraw", {"all_agree": all_agree}, write)


@command()
@click.argument("case")
@writes
@pass_session
def resume(session: Session, write: Write, case: str) -> None:
    act(session, case, "resume", {}, write)


@command()
@click.argument("case")
@writes
@pass_session
def note(session: Session, write: Write, case: str) -> None:
    act(session, case, "note", {}, write)


@command()
@click.argument("case")
@click.argument("event")
@click.option("--arg", "args", type=PAIR, multiple=True)
@writes
@pass_session
def fire(
    session: Session, write: Write, case: str, event: str, args: tuple[tuple[str, str], ...]
) -> None:
    found = session.case(case)
    act(session, found.id, event_named(session, found, event), arguments(args), write)
