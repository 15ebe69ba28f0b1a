"""Look at cases: a list, one case, its history, and why an event would be refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY, KIND, NUMBER, PAIR, ROLE
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.records import Case, Entry

    Records = dict[str, list[Any]]


@command()
@click.option("--year", type=NUMBER)
@click.option("--kind", type=KIND)
@click.option("--role", "roles", type=ROLE, multiple=True)
@click.option("--state", "states", multiple=True)
@click.option("--due-before", type=DAY)
@click.option("--text")
@click.option("--open", "open_only", is_flag=True)
@click.option("--limit", type=NUMBER, default=1000)
@pass_session
def list_(session: Session, states: tuple[str, ...], **said: Any) -> None:
    from bihuan.engine.records import Query

    engine = session.engine
    query = Query(states=tuple(map(_state, states)), **said)
    found = engine.store.find(engine.house.office, query)
    session.emit(found, [*case_table(found), session.say("list.count", count=len(found))])


def _state(name: str) -> str:
    """A state by its id or by its word on screen: `dispatched`, `已交办`."""
    from bihuan.rules.words import catalogue

    for key, texts in catalogue().items():
        if key.startswith("state.") and name in texts.values():
            return key.removeprefix("state.")
    return name


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
    return columns([head, *rows]) if rows else []


@command()
@click.argument("case")
@pass_session
def show(session: Session, case: str) -> None:
    found = session.case(case)
    records = _records(session, found)
    session.emit({"case": found, **records}, _shown(found, records))


def _records(session: Session, case: Case) -> Records:
    from bihuan.engine import records as kinds

    store = session.engine.store
    return {
        kind.__name__.lower() + "s": list(store.records(kind, case.office, case.id))
        for kind in kinds.RECORDS
    }


def _shown(case: Case, records: Records) -> Iterator[str]:
    from bihuan.engine.lookup import spell

    yield f"{spell(case)}  {case.title}"
    yield from columns(_facts(case), indent=2)
    for name in ("members", "rounds", "deadlines", "requests", "contacts", "answers", "feedbacks"):
        if records[name]:
            yield f"  {tongue.words(f'show.{name}')}"
            yield from columns([_line(name, one) for one in records[name]], indent=4)


def _facts(case: Case) -> list[tuple[str, str]]:
    told = [
        ("id", case.id),
        ("state", tongue.word(f"state.{case.state}")),
        ("role", tongue.word(f"role.{case.role}")),
        ("round", str(case.round)),
        ("received", tongue.day(case.received_on)),
        ("due", tongue.day(case.due)),
        ("seq", str(case.seq)),
        ("host", case.host or ""),
        ("counterpart", case.counterpart),
        ("category", case.category),
    ]
    return [(tongue.words(f"show.{name}"), value) for name, value in told if value]


def _line(name: str, one: Any) -> tuple[str, ...]:
    day = tongue.day
    match name:
        case "members":
            return str(one.no), one.name
        case "rounds":
            five = (one.leader, one.division, one.officer, one.task, one.responsibility)
            return str(one.round), day(one.began_on), *(word or "-" for word in five)
        case "deadlines":
            return str(one.round), term_name(one.term), day(one.start), day(one.due), one.source
        case "requests":
            return str(one.no), one.unit, day(one.due), tongue.word(f"request.{one.status}")
        case "contacts":
            stage, how = tongue.word(f"stage.{one.stage}"), tongue.word(f"how.{one.how}")
            return str(one.round), day(one.on), stage, how, one.note
        case "answers":
            what = tongue.word(f"letter.{one.what}")
            return str(one.round), day(one.on), what, one.document, one.code, one.signer
    verdict = tongue.word(f"value.{one.verdict}")
    return str(one.round), day(one.on), f"{one.member}", verdict, one.comment


def term_name(name: str) -> str:
    """What a deadline is for, in words."""
    key, _, number = name.partition(":")
    return tongue.word(f"term.{key}") + (f" {number}" if number else "")


@command()
@click.argument("case")
@pass_session
def history(session: Session, case: str) -> None:
    found = session.case(case)
    entries = session.engine.store.history(found.office, found.id)
    session.emit(entries, columns([_entry(one) for one in entries]))


def _entry(entry: Entry) -> tuple[object, ...]:
    state = tongue.word(f"state.{entry.target}")
    return (
        entry.seq,
        tongue.day(entry.effective_on),
        tongue.word(f"event.{entry.event}"),
        f"→ {state}" if entry.source != entry.target else "",
        tongue.word(f"party.{entry.party}"),
        entry.actor,
        entry.args.get("reason") or "",
    )


@command()
@click.argument("case")
@click.argument("event")
@click.option("--arg", "args", type=PAIR, multiple=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def why_not(
    session: Session, case: str, event: str, args: tuple[tuple[str, str], ...], actor: str
) -> None:
    from bihuan.adapters.cli.cases_aside import arguments, event_named
    from bihuan.adapters.cli.failures import REFUSED, refusal
    from bihuan.engine.actor import Actor

    found, name = session.case(case), event_named(event)
    refused = session.engine.why_not(found.id, name, arguments(args), actor=Actor(actor))
    told = tongue.word(f"event.{name}")
    if refused is None:
        data = {"case": found.id, "event": name, "allowed": True}
        session.emit(data, [session.say("why.allowed", event=told)])
        return
    failure = refusal(refused)
    unmet = sum(not one.held for one in refused.findings)
    head = session.say("why.unmet", event=told, count=unmet)
    if not refused.findings:
        reason = tongue.word(f"refusal.{refused.reason}")
        head = session.say("why.refused", event=told, reason=reason)
    data = {"case": found.id, "event": name, "allowed": False, "findings": failure.findings}
    session.emit(data, [head, *failure.lines], exit_code=REFUSED, problem=failure.message)
    if session.answer is not None:
        session.answer["error"] = failure.document()
