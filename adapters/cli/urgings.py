"""`bihuan urge`: who was urged, and urging now."""

from __future__ import annotations

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, writes

WHOM = spellings(
    officer="承办人 经办人",
    division_head="处室负责人",
    leader="分管领导",
    supervision_office="督查部门 督查室",
    assigner="交办机关",
    cohandler="会办单位",
    member="委员 代表",
    office="办公室",
)
LEVEL = spellings(reminder="提醒", urging="催办", supervision="督办")


def recipient(name: str) -> str:
    """Who was urged: a person or unit by name, a role by its word."""
    return tongue.word(f"whom.{name}")


@command()
@click.argument("case", required=False)
@pass_session
def list_(session: Session, case: str | None) -> None:
    from bihuan.engine.lookup import spell
    from bihuan.engine.query import Query
    from bihuan.engine.records import Urging

    engine = session.engine
    office = engine.house.office
    only = session.case(case).id if case else None
    found = engine.store.records(Urging, office, only)
    names = {one.id: spell(one) for one in engine.store.find(office, Query(limit=10**9))}
    rows = [
        (
            tongue.day(one.on),
            names[one.case],
            tongue.word(f"level.{one.level}"),
            recipient(one.recipient),
            tongue.words("deadline.late", days=one.late_days) if one.late_days else "",
        )
        for one in found
    ]
    session.emit(found, [*columns(rows), session.say("urge.count", count=len(found))])


@command()
@click.argument("case")
@click.option("--to", type=WHOM, multiple=True)
@click.option("--level", type=LEVEL)
@writes
@pass_session
def send(session: Session, write: Write, case: str, to: tuple[str, ...], level: str | None) -> None:
    act(session, case, "urge", {"to": list(to), "level": level}, write)
