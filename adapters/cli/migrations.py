"""`bihuan migrate`: take open cases from one definition to another by a proven plan."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.definition_names import named
from bihuan.adapters.cli.failures import PARTLY, PROBLEMS, failure_of, lines_of
from bihuan.adapters.cli.kinds import NUMBER
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.stopping import stoppable

if TYPE_CHECKING:
    from bihuan.engine.crossing import Passage
    from bihuan.engine.migrating import Moved, Order
    from bihuan.states.plan import MigrationPlan

TOLD_EVERY = 1000
"""So many cases between two lines of progress."""


@command()
@click.argument("source")
@click.argument("target")
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False))
@pass_session
def plan(session: Session, source: str, target: str, output: Path | None) -> None:
    from bihuan.engine.errors import BadInput
    from bihuan.states.plan_draft import written

    text = written(named(session, source), named(session, target), session.lang)
    if output is None:
        session.emit({"plan": text}, [text.rstrip("\n")])
        return
    if output.exists():
        raise BadInput("output", "is there already; name another file", str(output))
    output.write_text(text, encoding="utf-8")
    session.emit({"file": str(output)}, [session.say("migrate.drafted", file=output)])


@command()
@click.argument("plan")
@pass_session
def check(session: Session, plan: str) -> None:
    from bihuan.engine.migrating import prepare

    passage = prepare(session.engine, _plan(session, plan))
    data, lines = _checked(session, passage)
    _show_check(session, passage, data, lines)


def _show_check(session: Session, passage: Passage, data: dict[str, Any], lines: list[str]) -> None:
    flaws = len(passage.proof.faults) + len(passage.proof.flaws)
    problem = session.say("migrate.flaws", count=flaws) if flaws else ""
    lines = [*lines, problem] if flaws else lines
    session.emit(data, lines, exit_code=PROBLEMS if flaws else 0, problem=problem)


def _plan(session: Session, name: str) -> MigrationPlan:
    """A plan in a file, or one that was kept, by the beginning of its hash."""
    from bihuan.adapters.texts import read_text
    from bihuan.engine.migrating import find_plan
    from bihuan.states.plan import from_canonical, read_plan

    if Path(name).is_file():
        return read_plan(read_text(Path(name)), Path(name).name)
    kept = find_plan(session.engine, name)
    return from_canonical(kept.text, kept.hash)


def _checked(session: Session, passage: Passage) -> tuple[dict[str, Any], list[str]]:
    """The proof, and where the cases that are there would go."""
    from bihuan.engine.migrating import counts
    from bihuan.states.migration_story import tell_crossing
    from bihuan.states.wording import word

    proof, plan = passage.proof, passage.plan
    told = tell_crossing(passage.source, passage.target, proof, session.lang)
    cases = counts(session.engine, passage)
    places = [(state, plan.states.get(state), count) for state, count in cases.items()]
    rows = [
        (
            word(passage.source, f"state.{old}", session.lang),
            "⇒ " + (word(passage.target, f"state.{new}", session.lang) if new else "?"),
            session.say("definition.cases", count=count),
        )
        for old, new, count in places
    ]
    head = session.say(
        "migrate.head",
        plan=plan.hash[:12],
        source=_spelled(session, passage, "source"),
        target=_spelled(session, passage, "target"),
    )
    proven = session.say(
        "migrate.proven",
        configurations=proof.configurations,
        landings=proof.landings,
        edges=proof.edges,
    )
    data = {
        "plan": plan.hash,
        "from": plan.source,
        "to": plan.target,
        "holds": proof.holds,
        "configurations": proof.configurations,
        "faults": [fault.told(session.lang) for fault in proof.faults],
        "stories": told[len(proof.faults) :],
        "cases": [{"from": old, "to": new, "count": count} for old, new, count in places],
    }
    stories = [line for story in told for line in ("", *story.splitlines())]
    return data, [head, *([proven] if proof.holds else [*stories, ""]), *columns(rows, indent=2)]


def _spelled(session: Session, passage: Passage, side: str) -> str:
    from bihuan.states.wording import word

    machine = getattr(passage, side)
    return f"{word(machine, f'machine.{machine.name}', session.lang)} {machine.version}"


def _moving(function: Callable[..., None]) -> Callable[..., None]:
    """The options of the commands that move cases."""

    @click.argument("plan")
    @click.option("--apply", is_flag=True)
    @click.option("--reason")
    @click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
    @click.option("--batch", type=NUMBER, default=50)
    @click.option("--limit", type=NUMBER)
    @wraps(function)
    def moving(*args: Any, **said: Any) -> None:
        function(*args, **said)

    return moving


@command()
@_moving
@pass_session
def apply(session: Session, plan: str, apply: bool, **said: Any) -> None:
    from bihuan.engine import migrating

    passage = migrating.prepare(session.engine, _plan(session, plan))
    if not apply or not passage.proof.holds:
        _preview(session, passage)
        return
    with stoppable() as stop:
        moved = migrating.apply(session.engine, passage, _order(session, stop, **said))
    _report(session, passage, moved, said["limit"])


@command()
@_moving
@pass_session
def revert(session: Session, plan: str, apply: bool, **said: Any) -> None:
    from bihuan.engine import migrating

    kept = migrating.find_plan(session.engine, _plan(session, plan).hash)
    passage = migrating.back(session.engine, kept)
    if not apply or not passage.proof.holds:
        _preview(session, passage)
        return
    with stoppable() as stop:
        moved = migrating.revert(session.engine, kept, _order(session, stop, **said))
    _report(session, passage, moved, said["limit"])


def _preview(session: Session, passage: Passage) -> None:
    """The check, and what stands in the way of `--apply` beside it."""
    from bihuan.engine.migrating import shut

    data, lines = _checked(session, passage)
    data["applied"] = False
    refused = shut(session.engine, passage)
    if refused is not None and passage.proof.holds:
        failure = failure_of(refused, session)
        told = [*lines, *lines_of(failure)]
        session.emit(data, told, exit_code=failure.exit_code, problem=failure.message)
        return
    last = [session.say("migrate.preview")] if passage.proof.holds else []
    _show_check(session, passage, data, [*lines, *last])


def _order(
    session: Session,
    stop: Callable[[], bool],
    *,
    reason: str | None,
    actor: str,
    batch: int,
    limit: int | None,
) -> Order:
    from bihuan.engine.actor import Actor
    from bihuan.engine.migrating import Order

    told = 0

    def tell(moved: int) -> None:
        nonlocal told
        if moved // TOLD_EVERY > told:
            told = moved // TOLD_EVERY
            session.note(session.say("migrate.progress", count=moved))

    return Order(
        actor=Actor(actor),
        reason=reason or "",
        batch=batch,
        limit=limit,
        stop=stop,
        told=tell,
    )


def _report(session: Session, passage: Passage, moved: Moved, limit: int | None) -> None:
    """What was done, what is left, and which cases could not go over.

    Cases that are left because no more were asked for are as they should be.
    """
    lines = [
        session.say("migrate.stuck", case=case, reason=said(reason)) for case, reason in moved.stuck
    ]
    lines.append(session.say("migrate.moved", count=moved.cases, left=moved.left))
    if moved.left:
        lines.append(session.say("migrate.go_on", plan=passage.plan.hash[:12]))
    data = {
        "applied": True,
        "plan": passage.plan.hash,
        "cases": moved.cases,
        "left": moved.left,
        "status": moved.status,
        "stuck": [{"case": case, "reason": reason} for case, reason in moved.stuck],
    }
    met = limit is not None and moved.cases >= limit and not moved.stuck
    partly = bool(moved.left) and not met
    problem = session.say("migrate.partly", left=moved.left) if partly else ""
    session.emit(data, lines, exit_code=PARTLY if partly else 0, problem=problem)


@command()
@pass_session
def status(session: Session) -> None:
    from bihuan.engine.definitions import spell_definition
    from bihuan.engine.migrating import standing

    engine = session.engine
    known = {one.hash: spell_definition(one) for one in engine.store.definitions()}
    found = [(one, standing(engine, one)) for one in engine.store.plans(engine.house.office)]
    rows = [
        (
            one.hash[:12],
            f"{known[one.source]} ⇒ {known[one.target]}",
            tongue.word(f"plan_status.{one.status}"),
            session.say("migrate.counts", moved=one.moved, left=left),
            one.actor,
            one.reason,
        )
        for one, left in found
    ]
    data = [
        {name: getattr(one, name) for name in ("hash", "source", "target", "status", "moved")}
        | {"left": left, "actor": one.actor, "reason": one.reason}
        | {"created_at": one.created_at, "changed_at": one.changed_at}
        for one, left in found
    ]
    session.emit(data, columns(rows) or [session.say("migrate.none")])
