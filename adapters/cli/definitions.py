"""`bihuan definition`: the machines as tables, as drawings, and proven law by law."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.definition_names import named, shipped
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import FILE, OneOf
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.states.machine import Machine
    from bihuan.states.prover import Proof

FORMAT = OneOf({name: name for name in ("mermaid", "dot", "text")})


@command()
@pass_session
def list_(session: Session) -> None:
    from collections import Counter

    engine = session.engine
    used = Counter[str]()
    for one in engine.store.census(engine.house.office, closed=True):
        used[one.definition] += one.cases
    stored = engine.store.definitions()
    since = {one.hash: one for one in engine.store.appointments()}
    rows = [
        (
            one.name,
            one.version,
            one.hash[:12],
            tongue.word(f"standing.{one.status}"),
            session.say("definition.cases", count=used[one.hash]),
        )
        for one in stored
    ]
    data = [
        {"name": one.name, "version": one.version, "hash": one.hash, "cases": used[one.hash]}
        | {"proof": one.proof, "status": one.status, "appointed": since.get(one.hash)}
        for one in stored
    ]
    session.emit(data, columns(rows))


@command()
@click.argument("name")
@click.option("--export", is_flag=True)
@pass_session
def show(session: Session, name: str, export: bool) -> None:
    import json

    from bihuan.states.canonical import canonical, digest
    from bihuan.states.diagrams import text

    machine = named(session, name)
    data = {
        "name": machine.name,
        "hash": digest(machine),
        "definition": json.loads(canonical(machine)),
    }
    if export:
        session.emit(data, [json.dumps(data["definition"], ensure_ascii=False, indent=2)])
        return
    session.emit(data, [text(machine, session.lang).rstrip("\n")])


@command()
@click.argument("name")
@click.option("--format", type=FORMAT, default="mermaid")
@pass_session
def diagram(session: Session, name: str, format: str) -> None:
    from bihuan.states import diagrams

    draw = {"mermaid": diagrams.mermaid, "dot": diagrams.dot, "text": diagrams.text}[format]
    drawn = draw(named(session, name), session.lang)
    session.emit({"format": format, "diagram": drawn}, [drawn.rstrip("\n")])


@command()
@click.argument("files", type=FILE, nargs=-1)
@pass_session
def prove(session: Session, files: tuple[Path, ...]) -> None:
    machines = [named(session, str(file)) for file in files] or list(shipped().values())
    proofs = [_proof(machine) for machine in machines]
    broken = [proof for _, proof, _ in proofs if not proof.holds]
    problem = session.say("definition.broken", count=len(broken)) if broken else ""
    lines = [line for told in proofs for line in (*_told(*told), "")]
    lines.append(problem or session.say("definition.all_hold", count=len(proofs)))
    data = [_document(*told) for told in proofs]
    session.emit(data, lines, exit_code=PROBLEMS if broken else 0, problem=problem)


def _proof(machine: Machine) -> tuple[Machine, Proof, float]:
    from bihuan.states.prover import prove as proved

    start = time.perf_counter()
    proof = proved(machine)
    return machine, proof, (time.perf_counter() - start) * 1000


def _told(machine: Machine, proof: Proof, milliseconds: float) -> Iterator[str]:
    from bihuan.states.canonical import digest
    from bihuan.states.story import law_title, tell_all

    broken = {example.law for example in proof.broken}
    yield tongue.words(
        "definition.head",
        name=tongue.word(f"machine.{machine.name}"),
        version=machine.version,
        hash=digest(machine)[:12],
        configurations=proof.configurations,
        edges=proof.edges,
        rows=len(machine.rows),
        refusals=sum(len(no.events) for no in machine.refusals),
        milliseconds=round(milliseconds, 1) if milliseconds < 10 else round(milliseconds),
    )
    rows = [
        ("✗" if law in broken else "✓", law, law_title(machine, law, tongue.language()))
        for law in proof.laws
    ]
    yield from columns(rows, indent=2, gap=1)
    if broken:
        yield ""
        yield tell_all(machine, proof, tongue.language())


def _document(machine: Machine, proof: Proof, milliseconds: float) -> dict[str, Any]:
    from bihuan.states.canonical import digest
    from bihuan.states.story import tell

    broken = {example.law: example for example in proof.broken}
    return {
        "name": machine.name,
        "version": machine.version,
        "hash": digest(machine),
        "holds": proof.holds,
        "configurations": proof.configurations,
        "edges": proof.edges,
        "milliseconds": round(milliseconds, 1),
        "laws": [{"law": law, "holds": law not in broken} for law in proof.laws],
        "stories": [tell(machine, one, tongue.language()) for one in proof.broken],
    }
