"""A plain script: one case from receipt to a satisfied member, and a table of one's own beside it.

    python examples/plain.py [cases.db]

The script's rows and the engine's events are kept together or undone together.
"""

from __future__ import annotations

import sys
from datetime import date
from tempfile import TemporaryDirectory

from sqlalchemy import Column, Date, MetaData, String, Table, create_engine, select
from sqlalchemy import Engine as Database
from sqlalchemy.orm import Session

from bihuan import Actor, Engine, Intake, Refused, open_engine, prepare
from bihuan.commands import Answer, Close, Contact, Dispatch, Feedback
from bihuan.testing import FrozenClock

OFFICE, DIVISION = Actor("某办公室"), Actor("甲处室")
TASKS = Table(
    "oa_task",
    MetaData(),
    Column("case_id", String(40), primary_key=True),
    Column("division", String(40), nullable=False),
    Column("due", Date, nullable=False),
)


def main(file: str | None = None) -> None:
    """Carry a case through, in a new file or in one that goes away again."""
    with TemporaryDirectory() as folder:
        carry(file or f"{folder}/cases.db")


def carry(file: str) -> None:
    """Make the file and carry a case through."""
    address = f"sqlite:///{file}"
    # A service leaves the clock out and has the machine's. This script shall say the same each day.
    own = create_engine(address)
    prepare(own)
    with open_engine(address, name="某厅", clock=FrozenClock("2024-03-04")) as office:
        TASKS.metadata.create_all(own)
        walk(office, own)
    own.dispose()


def walk(office: Engine, own: Database) -> None:
    """From receipt to the satisfied member, with a refusal on the way."""
    case = receive(office)
    show_buttons(office, case)
    try:
        hand_over(office, own, case, finished=False)
    except Refused as refused:
        print(f"交办被拒，自己的任务也没有留下：{refused.reason}，{tasks(own)} 条任务")
    hand_over(office, own, case, finished=True)
    print(f"已交办，自己的任务同时入库：{tasks(own)} 条任务")
    finish(office, case)
    for entry in office.store.history(office.house.office, case):
        print(f"  {entry.seq}  {entry.effective_on}  {entry.event} → {entry.target}")


def receive(office: Engine) -> str:
    """Take a proposal in; the same key again gives the same case."""
    intake = Intake(
        kind="deputy_suggestion",
        role="sole",
        year=2024,
        number="第0001号",
        number_key="1",
        title="关于示例事项的建议",
        members=("王某某",),
        received_on=date(2024, 3, 4),
    )
    case = office.receive(intake, actor=OFFICE, key="oa-1").case
    for told in office.explain(case.id):
        print(f"{told.deadline.term}：{told.deadline.due}")
    return case.id


def show_buttons(office: Engine, case: str) -> None:
    """What can be done now, and why not the rest: what a page builds its buttons from."""
    for option in office.can(case, actor=OFFICE):
        if option.allowed:
            print(f"[{option.label()}]")
        elif option.needs:
            print(f"[{option.label()}…]  要填：{option.needs.field}")
        elif option.event in ("dispatch", "close"):
            print(f"({option.label()})  {'；'.join(option.reasons())}")


def hand_over(office: Engine, own: Database, case: str, *, finished: bool) -> None:
    """One's own row and the event in one transaction, which this script alone commits."""
    by = date(2024, 5, 10)
    with Session(own) as session, session.begin():
        session.execute(TASKS.insert().values(case_id=case, division="甲处室", due=by))
        said = Dispatch(
            leader="某领导",
            officer="某经办人",
            task="调研并答复" if finished else None,
            division="甲处室",
            time=by,
        )
        office.using(session).fire(case, said, actor=OFFICE)


def tasks(own: Database) -> int:
    """How many of one's own rows are kept."""
    with Session(own) as session:
        return len(session.execute(select(TASKS)).all())


def finish(office: Engine, case: str) -> None:
    """Talk to the member, answer, hear what the member says, and close."""
    office.fire(case, Contact(how="phone", note="办前沟通"), actor=DIVISION)
    answer = Answer(document="某函〔2024〕1号", signer="某领导", code="A")
    office.fire(case, answer, actor=DIVISION)
    office.fire(case, Feedback(verdict="满意"), actor=OFFICE)
    closed = office.fire(case, Close(), actor=OFFICE).case
    print(f"{closed.number}：{closed.state}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
