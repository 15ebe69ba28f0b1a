"""`bihuan timer`: what rings when, what should have rung, and whether all of it is set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import NUMBER
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.mending import Looked, each_case, lost, told_why
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.records import Alarm
    from bihuan.engine.retiming import Retimed

BUCKETS = {
    "minutes": timedelta(hours=1),
    "hours": timedelta(days=1),
    "days": timedelta(days=7),
    "weeks": timedelta.max,
}
"""How late a timer is at most, to be counted there."""
COUNTED = 100_000
"""So many overdue timers are counted; where there are more, that says enough."""


@command()
@click.argument("case", required=False)
@click.option("--all", "every", is_flag=True)
@click.option("--limit", type=NUMBER, default=1000)
@pass_session
def list_(session: Session, case: str | None, every: bool, limit: int) -> None:
    store, office = session.engine.store, session.engine.house.office
    name = session.case(case).id if case else None
    found = store.alarms(office, name, status=None if every else "pending", limit=limit)
    names = _names(session, found)
    rows = [
        (
            names[one.case],
            tongue.word(f"event.{one.event}"),
            one.key,
            _instant(one.due_at),
            tongue.word(f"ring.{one.status}"),
            one.error,
        )
        for one in found
    ]
    session.emit(found, columns(rows) or [session.say("timer.none")])


@command()
@click.option("--bucket", is_flag=True)
@pass_session
def overdue(session: Session, bucket: bool) -> None:
    store, office = session.engine.store, session.engine.house.office
    now = session.engine.clock.now()
    put_off = (one for one in store.failing(office, now) if one.put_off and one.put_off > now)
    late = [*store.due(office, now, COUNTED), *put_off]
    counts = Counter(_bucket(now - one.due_at) for one in late)
    head = session.say("timer.overdue", count=len(late))
    told: Any = {"count": len(late)}
    if bucket:
        told["buckets"] = {name: counts[name] for name in BUCKETS}
        table = [(session.say(f"lateness.{name}"), counts[name]) for name in BUCKETS]
        session.emit(told, [head, *columns(table, indent=2, right=(1,))])
        return
    names = _names(session, late)
    told["timers"] = late
    rows = [(names[one.case], one.key, _instant(one.due_at), one.error) for one in late]
    session.emit(told, [*columns(rows), head])


def _bucket(late: timedelta) -> str:
    return next(name for name, most in BUCKETS.items() if late < most)


@command()
@click.argument("case", required=False)
@click.option("--apply", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def reconcile(
    session: Session, case: str | None, apply: bool, reason: str | None, actor: str
) -> None:
    from bihuan.engine import retiming
    from bihuan.engine.actor import Actor

    engine, why, who = session.engine, told_why(apply, reason), Actor(actor)

    def act(name: str) -> Retimed:
        if apply:
            return retiming.set_anew(engine, name, actor=who, reason=why)
        return retiming.differences(engine, name)

    _tell(session, each_case(session, case, act), apply)


def _tell(session: Session, looked: Looked[Retimed], apply: bool) -> None:
    cases = looked.cases
    differing = [one for one in looked.found if one.alarms and not one.unsound]
    unsound = [one.case.id for one in looked.found if one.unsound]
    count = sum(len(one.alarms) for one in differing)
    lines = columns([row for one in differing for row in _rows(one)])
    beyond = [*unsound, *(one.case for one in looked.broken)]
    lines += lost(session, looked.broken)
    lines += [session.say("timer.unsound", case=name) for name in unsound]
    key = "timer.reconciled" if apply else "timer.differ" if count else "timer.sound"
    told = session.say(key, cases=cases, count=count)
    data = {
        "applied": apply,
        "checked": cases,
        "differences": count,
        "cases": [_document(one) for one in differing],
        "beyond": beyond,
    }
    problem = session.say("timer.beyond", count=len(beyond)) if beyond else told
    wrong = bool(beyond) or bool(count and not apply)
    lines += [told, *([problem] if beyond else [])]
    session.emit(data, lines, exit_code=PROBLEMS if wrong else 0, problem=problem if wrong else "")


def _rows(one: Retimed) -> Iterator[tuple[str, ...]]:
    from bihuan.engine.lookup import spell

    for before, after in zip(one.before, one.alarms, strict=True):
        yield spell(one.case), after.key, _stand(before), "→", _stand(after)


def _stand(alarm: Alarm | None) -> str:
    """How a timer stands, in two words."""
    if alarm is None:
        return "-"
    return f"{tongue.word(f'ring.{alarm.status}')} {_instant(alarm.due_at)}"


def _document(one: Retimed) -> dict[str, Any]:
    pairs = zip(one.before, one.alarms, strict=True)
    return {
        "case": one.case.id,
        "timers": [{"stored": before, "wanted": after} for before, after in pairs],
    }


def _names(session: Session, alarms: list[Alarm]) -> dict[str, str]:
    """The cases of the timers as people call them."""
    from bihuan.engine.lookup import spell

    store, office = session.engine.store, session.engine.house.office
    return {name: spell(store.case(office, name)) for name in {one.case for one in alarms}}


def _instant(at: datetime) -> str:
    from bihuan.rules.instants import BEIJING

    return f"{at.astimezone(BEIJING):%Y-%m-%d %H:%M}"
