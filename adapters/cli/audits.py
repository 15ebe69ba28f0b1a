"""`bihuan audit`: whether what is stored is what history tells."""

from __future__ import annotations

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.session import Session, pass_session


@command()
@click.argument("case", required=False)
@pass_session
def verify(session: Session, case: str | None) -> None:
    from bihuan.engine.audit import audit

    found = audit(session.engine, session.case(case).id if case else None)
    lines = [
        session.say("audit.fault", case=one.case, seq=one.seq, reason=one.reason)
        for one in found.faults
    ]
    counts = {"cases": found.cases, "entries": found.entries}
    problem = "" if found.sound else session.say("audit.faults", count=len(found.faults), **counts)
    lines.append(problem or session.say("audit.sound", **counts))
    data = {**counts, "faults": found.faults}
    session.emit(data, lines, exit_code=0 if found.sound else PROBLEMS, problem=problem)
