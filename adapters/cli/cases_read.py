"""Look at cases: a list of them, and the history of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, KIND, NUMBER, ROLE, YEAR
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.records import Case, Entry

TOLD = ("division", "officer", "document", "code", "verdict", "comment", "reason", "note")
"""What a history line shows of what was said with its event, in this order."""


@command()
@click.option("--year", type=YEAR)
@click.option("--kind", type=KIND)
@click.option("--role", "roles", type=ROLE, multiple=True)
@click.option("--state", "states", multiple=True)
@click.option("--due-before", type=DAY)
@click.option("--text")
@click.option("--open", "open_only", is_flag=True)
@click.option("--limit", type=NUMBER, default=1000)
@pass_session
def list_(session: Session, states: tuple[str, ...], limit: int, **said: Any) -> None:
    from bihuan.engine.query import Query

    engine = session.engine
    named = tuple(_state(session, name) for name in states)
    query = Query(states=named, limit=limit + 1, **said)
    found = engine.store.find(engine.house.office, query)
    if len(found) > limit:
        found = found[:limit]
        session.warn(session.say("list.more", limit=limit))
    found.sort(key=_order)
    session.emit(found, [*case_table(found), session.say("list.count", count=len(found))])


def _order(case: Case) -> tuple[object, ...]:
    """By year, kind and session, then by number as people count: 第9号 before 第10号."""
    from bihuan.engine.lists import natural

    return case.year, case.kind, case.session, natural(case.number), case.title


def _state(session: Session, name: str) -> str:
    """A state by its id or by its word on screen: `dispatched`, `已交办`."""
    from bihuan.engine.errors import BadInput
    from bihuan.rules.words import catalogue

    known = {state for one in session.engine.store.definitions() for state in one.states}
    words = (key for key, texts in catalogue().items() if name in texts.values())
    meant = next((key[6:] for key in words if key.startswith("state.")), name)
    if meant not in known:
        shown = ", ".join(tongue.word(f"state.{one}") for one in known)
        raise BadInput("states", f"no machine has this state; there are {shown}", name)
    return meant


def case_table(cases: list[Case]) -> list[str]:
    """Cases as an aligned table with a heading."""
    from bihuan.engine.lookup import spell

    head = tuple(
        tongue.words(f"list.{name}") for name in ("case", "role", "state", "round", "due", "title")
    )
    rows = [
        (
            spell(case),
            tongue.word(f"role.{case.role}"),
            tongue.word(f"state.{case.state}"),
            case.round,
            tongue.day(case.due),
            case.title,
        )
        for case in cases
    ]
    return columns([head, *rows], right={3}) if rows else []


@command()
@click.argument("case")
@pass_session
def history(session: Session, case: str) -> None:
    from bihuan.adapters.cli.urgings import recipient
    from bihuan.engine.records import Receipt

    found = session.case(case)
    entries = session.engine.store.history(found.office, found.id)
    receipts = session.engine.store.records(Receipt, found.office, found.id)
    answered = {one.seq: (recipient(one.recipient), one.reply) for one in receipts}
    rows = [_entry(one, answered.get(one.seq, ())) for one in entries]
    session.emit(entries, columns(rows, right={0}))


def _entry(entry: Entry, answered: Iterable[str]) -> tuple[object, ...]:
    from bihuan.rules.instants import beijing_date

    written = beijing_date(entry.recorded_at)
    late = "" if written == entry.effective_on else tongue.day(written)
    state = tongue.word(f"state.{entry.target}")
    return (
        entry.seq,
        tongue.day(entry.effective_on),
        tongue.words("history.written", day=late) if late else "",
        tongue.word(f"event.{entry.event}"),
        f"→ {state}" if entry.source != entry.target else "",
        tongue.word(f"party.{entry.party}"),
        "" if entry.actor in ("clock", entry.party) else entry.actor,
        "  ".join((*filter(None, answered), *_told(entry))),
    )


def _told(entry: Entry) -> Iterator[str]:
    """What was said with the event, as far as a person wants it on one line."""
    for name in TOLD:
        value = entry.args.get(name)
        if value:
            yield tongue.word(f"value.{value}") if name == "verdict" else str(value)
