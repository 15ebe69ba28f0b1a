"""`bihuan deadline`: what is due, why on that day, and putting it off."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.cases_show import term_name
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import DAY
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, writes

if TYPE_CHECKING:
    from bihuan.engine.records import Case, Deadline
    from bihuan.rules.policy import Policy
    from bihuan.rules.spans import Deadline as Reached

_SPAN = re.compile(r"([0-9]{1,3})(wd|d)")


@command()
@click.option("--within")
@click.option("--overdue", is_flag=True)
@pass_session
def list_(session: Session, within: str | None, overdue: bool) -> None:
    from bihuan.engine.query import ALL, Query

    today = session.today()
    last = today - timedelta(days=1) if overdue else _last_day(session, within, today)
    engine = session.engine
    query = Query(open_only=True, due_before=last, limit=ALL)
    found = [case for case in engine.store.find(engine.house.office, query) if case.due]
    found.sort(key=lambda case: (case.due or today, case.year, case.number))
    rows = [_row(session, case, today) for case in found]
    data = [
        {"case": case.id, "number": case.number, "due": case.due, "state": case.state}
        for case in found
    ]
    session.emit(data, [*columns(rows, right={2}), session.say("list.count", count=len(found))])


def _last_day(session: Session, within: str | None, today: date) -> date | None:
    from bihuan.engine.errors import BadInput

    if within is None:
        return None
    span = _SPAN.fullmatch(within)
    if span is None:
        raise BadInput("within", "write 10wd or 10d", within)
    days = int(span[1])
    if span[2] == "d":
        return today + timedelta(days=days)
    return session.engine.house.calendar.add_workdays(today, days)


def _row(session: Session, case: Case, today: date) -> tuple[object, ...]:
    from bihuan.engine.lookup import spell

    assert case.due is not None
    if case.due < today:
        days = session.say("deadline.late", days=(today - case.due).days)
    else:
        left = session.engine.house.calendar.workdays_between(today, case.due)
        days = session.say("deadline.left", days=left)
    return spell(case), tongue.day(case.due), days, tongue.word(f"state.{case.state}"), case.title


@command()
@click.argument("case")
@click.option("--term")
@pass_session
def explain(session: Session, case: str, term: str | None) -> None:
    from bihuan.engine.lookup import spell
    from bihuan.engine.rescheduling import explain as explained

    found = session.case(case)
    told = explained(session.engine, found, term)
    policy = session.engine.house.policy
    lines = [line for kept, reached in told for line in _story(spell(found), kept, reached, policy)]
    data = [
        {"case": found.id, "term": kept.term, "start": kept.start, "due": kept.due}
        | {"source": kept.source, "tentative": kept.tentative, "calendar": kept.calendar}
        | {
            "extended": kept.extended,
            "steps": [_step(one) for one in reached.steps] if reached else [],
        }
        for kept, reached in told
    ]
    session.emit(data, lines or [session.say("deadline.none")])


def _step(step: object) -> dict[str, object]:
    return {name: getattr(step, name) for name in ("date", "counted", "ordinal", "kind")}


def _story(case: str, kept: Deadline, reached: Reached | None, policy: Policy) -> Iterator[str]:
    from bihuan.engine.deadlines import HOUSE
    from bihuan.rules.explaining import explain as steps

    def cited(source: str) -> str:
        return "" if source == HOUSE else policy.cite(source)

    due = tongue.words("deadline.day", day=tongue.day(kept.due), weekday=_weekday(kept.due))
    head = {"case": case, "term": term_name(kept.term), "due": due}
    yield tongue.words("deadline.head", **head)
    if reached is None:
        by_person = kept.source == "assigned"
        yield "  " + tongue.words("deadline.by_person" if by_person else "deadline.by_request")
    else:
        yield from (f"  {line}" for line in steps(reached, tongue.language(), cited))
    if kept.source == "house":
        yield "  " + tongue.words("deadline.house")
    if kept.extended:
        yield "  " + tongue.words("deadline.extended", times=kept.extended, note=kept.note)
    elif reached is not None and reached.due != kept.due:
        yield "  " + tongue.words("deadline.moved", due=tongue.day(reached.due))


def _weekday(day: date) -> str:
    return tongue.word(f"weekday.{day.isoweekday()}")


@command()
@click.argument("case")
@click.option("--until", type=DAY, required=True)
@click.option("--consent")
@writes
@pass_session
def extend(session: Session, write: Write, case: str, until: date, consent: str | None) -> None:
    act(session, case, "extend", {"until": until, "consent": consent}, write)
