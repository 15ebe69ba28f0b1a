"""`bihuan audit`: whether what is stored is what history tells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import FILE, OneOf
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.mending import each_case, lost, told_why
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.anchoring import Drift
    from bihuan.engine.audit import Fault
    from bihuan.engine.rebuilding import Rebuilt

ALGORITHM = OneOf({"HMAC-SHA256": "HMAC-SHA256", "HMAC-SM3": "HMAC-SM3"})


@command()
@click.argument("case", required=False)
@click.option("--file", type=FILE)
@click.option("--anchor", type=FILE)
@click.option("--key")
@pass_session
def verify(
    session: Session, case: str | None, file: Path | None, anchor: Path | None, key: str | None
) -> None:
    from bihuan.engine.audit import audit
    from bihuan.engine.errors import BadInput

    if file is not None:
        from bihuan.adapters.history_files import check_histories

        if case or anchor:
            raise BadInput("file", "a file is checked by itself; leave out the case and --anchor")
        written = check_histories(file)
        _say(session, written.cases, written.entries, written.faults, [])
        return
    found = audit(session.engine, session.case(case).id if case else None)
    drifts = _drifts(session, anchor, key) if anchor else []
    _say(session, found.cases, found.entries, found.faults, drifts)


def _say(
    session: Session, cases: int, entries: int, faults: Sequence[Fault], drifts: list[Drift]
) -> None:
    """What was checked, and everything that is wrong."""
    lines = [
        session.say("audit.fault", case=one.case, seq=one.seq, reason=said(one.reason))
        for one in faults
    ]
    lines += [_drift(session, one) for one in drifts]
    counts = {"cases": cases, "entries": entries}
    problem = ""
    if faults:
        problem = session.say("audit.faults", count=len(faults), **counts)
    elif drifts:
        problem = session.say("anchor.drifts", count=len(drifts))
    lines.append(problem or session.say("audit.sound", **counts))
    data = {**counts, "faults": faults, "anchors": drifts}
    session.emit(data, lines, exit_code=PROBLEMS if problem else 0, problem=problem)


def _drifts(session: Session, file: Path, key: str | None) -> list[Drift]:
    """What does not hold to the anchors of the file, or is wrong with them."""
    from bihuan.adapters.history_files import read_anchors, read_key
    from bihuan.engine.anchoring import genuine, held

    office, store = session.engine.house.office, session.engine.store
    anchors = read_anchors(file)
    secret = read_key(key) if key else None
    if secret is None and any(one.mac for one in anchors):
        session.warn(session.say("anchor.unchecked"))
    session.note(session.say("anchor.count", count=len(anchors)))
    return [*genuine(anchors, office, secret), *held(anchors, store.all_history(office))]


def _drift(session: Session, one: Drift) -> str:
    values = {
        "no": one.no,
        "at": tongue.day(beijing_date(one.at)),
        "expected": one.expected,
        "found": one.found,
    }
    told = session.say(f"drift.{one.kind}", **values)
    cases = session.say("usage.comma").join(one.cases)
    return told + (session.say("anchor.cases", cases=cases) if cases else "")


@command()
@click.argument("file", type=click.Path(path_type=Path))
@pass_session
def export(session: Session, file: Path) -> None:
    from bihuan.adapters.history_files import write_histories
    from bihuan.adapters.whole_files import whole_file

    engine = session.engine
    office, store = engine.house.office, engine.store
    with whole_file(file) as made, made.open("w", encoding="utf-8") as opened:
        written = write_histories(
            opened, office, engine.clock.now(), store.definitions(), store.all_history(office)
        )
    told = {"file": str(file), "cases": written.cases, "entries": written.entries}
    session.emit(told, [session.say("audit.exported", **told)])


@command()
@click.option("-o", "--out", type=click.Path(path_type=Path), required=True)
@click.option("--key")
@click.option("--algorithm", type=ALGORITHM, default="HMAC-SHA256")
@pass_session
def anchor(session: Session, out: Path, key: str | None, algorithm: str) -> None:
    from bihuan.adapters import history_files
    from bihuan.engine.anchoring import cast
    from bihuan.engine.errors import BadInput

    if algorithm not in history_files.algorithms():
        raise BadInput("algorithm", "this machine cannot sign so", algorithm)
    secret = history_files.read_key(key) if key else None
    engine = session.engine
    office, now = engine.house.office, engine.clock.now()
    made = cast(office, now, engine.store.all_history(office))
    kept = history_files.append_anchor(out, made, secret, algorithm)
    counts = {"cases": kept.cases, "entries": kept.entries, "root": kept.root}
    told = {**counts, "at": kept.at, "file": str(out), "algorithm": kept.algorithm}
    session.emit(told, [session.say("anchor.cast", file=out, **counts)])
    if secret is None:
        session.warn(session.say("anchor.bare"))


@command()
@click.argument("case", required=False)
@click.option("--apply", is_flag=True)
@click.option("--reason")
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def repair(session: Session, case: str | None, apply: bool, reason: str | None, actor: str) -> None:
    from bihuan.engine import audit
    from bihuan.engine.actor import Actor

    engine, why, who = session.engine, told_why(apply, reason), Actor(actor)

    def act(name: str) -> Rebuilt:
        if apply:
            return audit.repair(engine, name, actor=who, reason=why)
        return audit.preview(engine, name)

    looked = each_case(session, case, act)
    found, broken = [one for one in looked.found if one.needed], looked.broken
    lines = [*columns([row for told in found for row in _rows(told)]), *lost(session, broken)]
    key = "audit.repaired" if apply else "audit.preview"
    problem = session.say("audit.beyond", count=len(broken)) if broken else ""
    lines += [session.say(key, count=len(found)), *[problem] * bool(broken)]
    data = {
        "applied": apply,
        "cases": [_document(told) for told in found],
        "broken": [str(one) for one in broken],
    }
    session.emit(data, lines, exit_code=PROBLEMS if broken else 0, problem=problem)


def _rows(told: Rebuilt) -> Iterator[tuple[str, str, str, str]]:
    """A line for each thing that is not as history says."""
    from bihuan.engine.history import plain
    from bihuan.engine.lookup import spell

    name = spell(told.case)
    for field, stood in told.wrong.items():
        yield name, field, str(plain(stood)), f"→ {plain(getattr(told.case, field))}"
    for one in told.deadlines:
        yield name, f"{one.term}/{one.round}", "", f"→ {one.due}"
    for timer in told.alarms:
        at = f"{timer.due_at:%Y-%m-%d}"
        yield name, timer.key, at, f"→ {tongue.word(f'ring.{timer.status}')}"


def _document(told: Rebuilt) -> dict[str, object]:
    from bihuan.engine.history import plain

    return {
        "case": told.case.id,
        "fields": {
            name: {"stored": plain(stood), "told": plain(getattr(told.case, name))}
            for name, stood in told.wrong.items()
        },
        "deadlines": told.deadlines,
        "timers": told.alarms,
    }
