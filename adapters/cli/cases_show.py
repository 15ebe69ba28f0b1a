"""`bihuan case show`: one case on a page, with what was done, what is due and what can be done."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import commitments, tongue, urgings
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.records import Case

    Records = dict[str, list[Any]]

SECTIONS = (
    "rounds",
    "deadlines",
    "requests",
    "contacts",
    "urgings",
    "mutes",
    "answers",
    "promises",
    "feedbacks",
)


@command()
@click.argument("case")
@pass_session
def show(session: Session, case: str) -> None:
    from bihuan.engine.deliveries import follow

    found = session.case(case)
    records = _records(session, found)
    urged = follow(session.engine.store, found.office, found.id)
    followers = _followers(session, found)
    data = {"case": found, **records, "followers": [one.id for one in followers]}
    data["urgings"] = [urgings.document(one) for one in urged]
    data["numbers"] = numbers = _reserved(session, found)
    told = {"urgings": urged, "promises": _promises(records), "numbers": numbers}
    session.emit(data, _page(session, found, {**records, **told}, followers))


def _records(session: Session, case: Case) -> Records:
    from bihuan.engine.recorded import RECORDS

    store = session.engine.store
    return {
        re.sub("(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower() + "s": list(
            store.records(kind, case.office, case.id)
        )
        for kind in RECORDS
    }


def _reserved(session: Session, case: Case) -> list[Any]:
    """The document numbers that wait for the case's letters."""
    with session.engine.store.look() as work:
        found = work.numbers_of(case.office, case.id)
    return [one for one in found if one.status == "reserved"]


def _promises(records: Records) -> list[Any]:
    """The commitments with what came of them."""
    from bihuan.engine.promises import promises

    return [*promises(records["commitments"], records["fulfilments"])]


def _followers(session: Session, case: Case) -> list[Case]:
    """The cases merged into this one."""
    with session.engine.store.look() as work:
        return work.followers(case.office, case.id)


def _page(session: Session, case: Case, records: Records, followers: list[Case]) -> Iterator[str]:
    from bihuan.engine.lookup import spell

    yield f"{spell(case)}  {case.title}"
    yield "  " + _standing(session, case)
    yield from columns(_facts(session, case, records, followers), indent=2, whole=True)
    names = {one.no: one.name for one in records["members"]}
    for section in SECTIONS:
        rows = [_line(section, one, names) for one in _sorted(section, records[section])]
        if rows:
            yield "  " + tongue.words(f"show.{section}")
            yield from columns(rows, indent=4, whole=True)


def _standing(session: Session, case: Case) -> str:
    """Where the case stands, in one line."""
    told = [tongue.word(f"role.{case.role}"), tongue.word(f"state.{case.state}")]
    told.append(round_name(case.round))
    if case.due is not None:
        left = days_left(session, case)
        told.append(tongue.words("show.due", day=tongue.day(case.due), left=left))
    return " · ".join(told)


def days_left(session: Session, case: Case) -> str:
    """How long until the date that matters now, or how late it is."""
    assert case.due is not None
    today = session.today()
    if case.due < today:
        return tongue.words("deadline.late", days=(today - case.due).days)
    left = session.engine.house.calendar.workdays_between(today, case.due)
    return tongue.words("deadline.left", days=left)


def _facts(
    session: Session, case: Case, records: Records, followers: list[Case]
) -> list[tuple[str, str]]:
    from bihuan.adapters.cli.events import possible
    from bihuan.engine.lookup import spell

    comma = tongue.words("usage.comma")
    machine = session.engine.library.machine(case.definition)
    told = [
        ("members", comma.join(one.name for one in records["members"])),
        ("received", tongue.day(case.received_on)),
        ("counterpart", case.counterpart),
        ("category", case.category),
        ("host", spell(session.case(case.host)) if case.host else ""),
        ("numbers", comma.join(one.text for one in records["numbers"])),
        ("followers", comma.join(map(spell, followers))),
        ("can", comma.join(tongue.word(f"event.{one}") for one in possible(machine, case))),
        ("id", case.id),
        ("seq", str(case.seq)),
    ]
    return [(tongue.words(f"show.{name}"), value) for name, value in told if value]


def _sorted(section: str, records: list[Any]) -> list[Any]:
    if section != "deadlines":
        return records
    return sorted(records, key=lambda one: (one.round, one.due, one.term))


def _line(section: str, one: Any, names: dict[int, str]) -> tuple[str, ...]:
    day = tongue.day
    in_round = "" if section == "mutes" else round_name(_round_of(one))
    match section:
        case "rounds":
            five = [(name, getattr(one, name)) for name in ("leader", "division", "officer")]
            five += [("task", one.task), ("time", day(one.time) if one.time else "")]
            said = [f"{tongue.word(f'five.{name}')} {value}" for name, value in five if value]
            return (in_round, tongue.words("show.began", day=day(one.began_on)), *_five(said))
        case "deadlines":
            return in_round, term_name(one.term), day(one.due), _source(one)
        case "requests":
            status = tongue.word(f"request.{one.status}")
            return in_round, str(one.no), one.unit, day(one.due), status, one.opinion
        case "contacts":
            stage, how = tongue.word(f"stage.{one.stage}"), tongue.word(f"how.{one.how}")
            return in_round, day(one.on), stage, how, one.note
        case "urgings":
            return in_round, *urgings.line(one)
        case "mutes":
            until = tongue.words("show.until", day=day(one.until))
            return day(one.on), until, one.reason
        case "promises":
            return in_round, *commitments.line(one)
        case "answers":
            what = tongue.word(f"letter.{one.what}")
            return in_round, day(one.on), what, one.document, one.code, one.signer
    verdict = tongue.word(f"value.{one.verdict}")
    return in_round, day(one.on), names.get(one.member, str(one.member)), verdict, one.comment


def _round_of(one: Any) -> int:
    """The round a record belongs to; urgings and commitments come with what became of them."""
    return int(getattr(one, "urging", getattr(one, "commitment", one)).round)


def _five(said: list[str]) -> tuple[str, ...]:
    """The assignments in five columns, however many are fixed."""
    return tuple([*said, *[""] * 5][:5])


def _source(deadline: Any) -> str:
    known = tongue.has_words(f"source.{deadline.source}")
    told = tongue.word(f"source.{deadline.source}") if known else deadline.source
    if deadline.extended:
        told += " " + tongue.words("show.extended", times=deadline.extended)
    if deadline.tentative:
        told += " " + tongue.words("show.tentative")
    return str(told)


def round_name(number: int) -> str:
    """Which round: 第2轮."""
    return tongue.words("show.round", round=number)


def term_name(name: str) -> str:
    """What a deadline is for, in words."""
    key, _, number = name.partition(":")
    return tongue.word(f"term.{key}") + (f" {number}" if number else "")
