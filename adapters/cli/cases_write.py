"""From receipt to the answer: the verbs that take a case along its chain."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.events import brought_before, event_named
from bihuan.adapters.cli.kinds import DAY, FILE, HOW, KIND, PROMISE, ROLE, STAGE, YEAR
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, sentence, told, writes

if TYPE_CHECKING:
    from bihuan.engine.records import Case


@command()
@click.option("--kind", type=KIND, required=True)
@click.option("--role", type=ROLE, required=True)
@click.option("--title", required=True)
@click.option("--member", "members", multiple=True, required=True)
@click.option("--number", default="")
@click.option("--year", type=YEAR)
@click.option("--received", type=DAY)
@click.option("--assigned", type=DAY)
@click.option("--session-closed", type=DAY)
@click.option("--assembly", default="")
@click.option("--session", "sitting", default="")
@click.option("--category", default="")
@click.option("--counterpart", default="")
@click.option("--collective", is_flag=True)
@click.option("--off-session", is_flag=True)
@writes
@pass_session
def add(
    session: Session,
    write: Write,
    received: date | None,
    year: int | None,
    number: str,
    sitting: str,
    members: tuple[str, ...],
    **said: object,
) -> None:
    from bihuan.engine.intake import Intake
    from bihuan.rules.instants import beijing_date
    from bihuan.rules.proposals import proposal_key

    engine = session.engine
    received = received or write.at or beijing_date(engine.clock.now())
    intake = Intake(
        **{
            "received_on": received,
            "year": year or received.year,
            "number": number,
            "number_key": proposal_key(number, str(said["title"])),
            "members": members,
            "session": sitting,
            "note": write.reason or "",
            "assigned_on": said.pop("assigned"),
            "session_closed_on": said.pop("session_closed"),
            **said,
        }  # type: ignore[arg-type]  # each option has the type of its field
    )
    outcome = engine.receive(intake, actor=write.by, key=write.key)
    session.emit(told(outcome), [sentence(outcome)])


@command()
@click.argument("case")
@click.option("--leader")
@click.option("--division")
@click.option("--officer")
@click.option("--time", type=DAY)
@click.option("--task")
@click.option("--responsibility")
@writes
@pass_session
def assign(session: Session, write: Write, case: str, **said: object) -> None:
    found = session.case(case)
    event = brought_before(session, found, write.key) or event_named(session, found, "assign")
    act(session, found.id, event, said, write)


@command()
@click.argument("case")
@click.option("--how", type=HOW, required=True)
@click.option("--stage", type=STAGE, default="during")
@click.option("--note")
@writes
@pass_session
def contact(session: Session, write: Write, case: str, **said: object) -> None:
    act(session, case, "contact", said, write)


@command()
@click.argument("case")
@click.option("--unit", "units", multiple=True, required=True)
@click.option("--due", type=DAY)
@writes
@pass_session
def ask(
    session: Session, write: Write, case: str, units: tuple[str, ...], due: date | None
) -> None:
    requests = [{"unit": unit, "due": due} if due else unit for unit in units]
    act(session, case, "co_handle", {"requests": requests}, write)


@command()
@click.argument("case")
@click.option("--from", "unit")
@click.option("--text")
@click.option("--document")
@click.option("--signer")
@click.option("--file", type=FILE)
@click.option("--redo", is_flag=True)
@writes
@pass_session
def opinion(
    session: Session,
    write: Write,
    case: str,
    unit: str | None,
    text: str | None,
    document: str | None,
    signer: str | None,
    file: Path | None,
    redo: bool,
) -> None:
    from bihuan.states.machine import Duty

    found = session.case(case)
    if session.engine.library.machine(found.definition).duty is Duty.LEAD:
        event = brought_before(session, found, write.key) or _opinion_event(session, found, unit)
        said = {"request": unit, "text": text, "file": file.name if file else None}
        act(session, found.id, event, said, write)  # a file is refused by name: only ours is kept
        return
    if redo:
        act(session, found.id, "redo_opinion", {"text": text}, write)
        return
    ours = {"document": document, "signer": signer, "text": text, **_signed_file(file)}
    act(session, found.id, "opine", ours, write)


def _opinion_event(session: Session, case: Case, unit: str | None) -> str:
    """An opinion in time, or a late one when only overdue requests wait for it."""
    from bihuan.engine.records import Request

    asked = session.engine.store.records(Request, case.office, case.id)
    of_unit = [one for one in asked if unit in (None, one.unit, str(one.no))]
    waiting = {one.status for one in of_unit}
    return "late_opinion" if "overdue" in waiting and "open" not in waiting else "opinion"


@command()
@click.argument("case")
@click.option("--document")
@click.option("--signer")
@click.option("--code")
@click.option("--scheme")
@click.option("--public")
@click.option("--note")
@click.option("--letter", "letters", multiple=True)
@click.option("--file", type=FILE)
@click.option("--commitment", "commitments", type=PROMISE, multiple=True)
@writes
@pass_session
def reply(
    session: Session,
    write: Write,
    case: str,
    letters: tuple[str, ...],
    commitments: tuple[dict[str, object], ...],
    file: Path | None,
    **said: object,
) -> None:
    from bihuan.states.machine import Duty

    found = session.case(case)
    lead = session.engine.library.machine(found.definition).duty is Duty.LEAD
    event = "answer" if lead else "lead_answered"
    said |= {"letters": _letters(session, letters), "commitments": list(commitments)}
    said |= _signed_file(file)
    act(session, found.id, event, said, write)


def _signed_file(file: Path | None) -> dict[str, object]:
    """The letter as it was signed elsewhere, to be kept; a scan will do."""
    return {"file": file.read_bytes(), "name": file.name} if file else {}


def _letters(session: Session, letters: tuple[str, ...]) -> dict[str, str]:
    """The letters of merged cases by case id: `--letter 提案124=吉科函〔2024〕13号`."""
    from bihuan.engine.errors import BadInput

    told = {}
    for letter in letters:
        name, equals, document = letter.partition("=")
        if not equals or not document:
            raise BadInput("letter", "write CASE=DOCUMENT", letter)
        told[session.case(name).id] = document
    return told
