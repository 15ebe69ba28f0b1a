"""`bihuan doc`: a letter typed elsewhere is read and checked, and what a letter must carry."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import FILE, KIND, TEXT, spellings
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.rules.letters.elements import Letter
    from bihuan.rules.letters.facts import LetterFacts
    from bihuan.rules.policy import Policy

SORT = spellings(answer="答复 复函", opinion="会办意见 协办意见", again="再次答复")
UNNAMED = "本单位"
"""What an office is called that has not said its name: no letter is held against it."""


@command()
@click.argument("file", type=FILE)
@click.option("--case")
@click.option("--policy", type=TEXT)
@click.option("--kind", type=KIND)
@click.option("--letter", "sort", type=SORT)
@pass_session
def check(
    session: Session,
    file: Path,
    case: str | None,
    policy: str | None,
    kind: str | None,
    sort: str | None,
) -> None:
    from bihuan.adapters.cli.letter_lines import document, lines, warnings
    from bihuan.adapters.outside.letters import read_letter
    from bihuan.rules.letters.checking import check
    from bihuan.rules.letters.finding import find
    from bihuan.rules.letters.findings import Severity

    if case:
        _say_once(kind, sort)
    read = read_letter(file)
    rules = _policy(session, policy, case)
    known = filed(session, case, rules) if case else None
    letter = find(read.paragraphs, known.bodies if known else ())
    facts = known or _shown(session, letter, rules, kind, sort)
    findings = check(letter, facts, rules)
    for text in warnings(read):
        session.warn(text)
    faults = sum(one.severity is Severity.MUST for one in findings)
    counts = {"must": faults, "should": len(findings) - faults}
    end = session.say("letters.faults" if findings else "letters.sound", **counts)
    told = {"file": str(file), "case": case, "policy": rules.name}
    session.emit(
        {**told, **document(read, letter, facts, findings)},
        [*lines(file.name, read, letter, facts, rules, findings), end],
        exit_code=PROBLEMS if faults else 0,
        problem=end if faults else "",
    )


@command()
@click.option("--case")
@click.option("--policy", type=TEXT)
@click.option("--kind", type=KIND)
@click.option("--letter", "sort", type=SORT)
@click.option("--assembly", default="")
@click.option("--template", "named", is_flag=True)
@pass_session
def fields(
    session: Session,
    case: str | None,
    policy: str | None,
    kind: str | None,
    sort: str | None,
    assembly: str,
    named: bool,
) -> None:
    if named:
        _template_fields(session)
        return
    from bihuan.adapters.cli.letter_lines import demand_document, demand_lines, demands
    from bihuan.rules.letters.applying import Requirements
    from bihuan.rules.letters.requirements import LetterKind

    rules = _policy(session, policy, case)
    if case:
        _say_once(kind, sort)
        facts = filed(session, case, rules)
        kind, letter, assembly = facts.kind, facts.letter, facts.session
    else:
        kind = kind or rules.kinds[0]
        letter = LetterKind(sort or "answer")
    asked = demands(Requirements(policy=rules, kind=kind, letter=letter, assembly=assembly))
    told = {"policy": rules.name, "kind": kind, "letter": str(letter), "case": case}
    head = session.say(
        "letters.fields",
        policy=rules.label,
        kind=tongue.word(f"letter_kind.{kind}"),
        letter=tongue.word(f"letter_sort.{letter}"),
    )
    session.emit({**told, **demand_document(asked)}, [head, *demand_lines(asked)])


def _template_fields(session: Session) -> None:
    """What a template may show; nothing of it depends on the case."""
    from bihuan.adapters.cli.layout import columns
    from bihuan.engine.paper_names import FIELDS

    rows = [
        (
            one.name,
            session.say(f"papers.when_{one.when}"),
            tongue.word(f"paper_field.{one.key}"),
            one.shape,
        )
        for one in FIELDS
    ]
    told = [
        {"name": name, "when": one.when, "meaning": meaning, "example": one.example}
        for one, (name, _, meaning, _) in zip(FIELDS, rows, strict=True)
    ]
    session.emit({"fields": told}, columns(rows))


def _policy(session: Session, name: str | None, case: str | None) -> Policy:
    """The policy named, else the office's; only a case needs the database."""
    from bihuan.adapters.policies import find_policy

    if name is None and case:
        return session.engine.house.policy
    return find_policy(name or session.config.rules.policy, session.base)


def _say_once(kind: str | None, sort: str | None) -> None:
    """Kind and sort of the letter are the case's, where there is one."""
    from bihuan.engine.errors import BadInput

    for field, said in (("kind", kind), ("sort", sort)):
        if said:
            raise BadInput(field, "the case says it; leave it out", said)


def filed(session: Session, name: str, policy: Policy) -> LetterFacts:
    """What is on file about the case."""
    from bihuan.engine.letter_facts import letter_facts
    from bihuan.engine.records import Answer, Member, Request, Round

    case, store = session.case(name), session.engine.store
    office = session.config.org.name
    return letter_facts(
        case,
        members=store.records(Member, case.office, case.id),
        rounds=store.records(Round, case.office, case.id),
        requests=store.records(Request, case.office, case.id),
        answers=store.records(Answer, case.office, case.id),
        policy=policy,
        office="" if office == UNNAMED else office,
        today=session.today(),
    )


def _shown(
    session: Session, letter: Letter, policy: Policy, kind: str | None, sort: str | None
) -> LetterFacts:
    """What the letter itself says; nothing else is known."""
    from bihuan.engine.errors import BadInput
    from bihuan.rules.letters.alone import facts_alone
    from bihuan.rules.letters.requirements import LetterKind

    named = LetterKind(sort) if sort else None
    facts = facts_alone(letter, policy, session.today(), kind=kind, sort=named)
    if facts is None:
        raise BadInput("kind", "the letter does not say what it answers; say it")
    return facts
