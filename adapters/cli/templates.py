"""`bihuan doc templates`: which there are, a copy to edit, and whether an edited one is sound."""

from __future__ import annotations

from pathlib import Path

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.failures import PROBLEMS
from bihuan.adapters.cli.kinds import FILE, TEXT
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session


@command()
@pass_session
def list_(session: Session) -> None:
    from bihuan.adapters.papers.catalog import PAPERS, find_template

    own = session.config.documents.templates
    folder = session.base / own if own else None
    found = [find_template(paper, folder) for paper in PAPERS.values()]
    rows = [
        (
            one.paper.name,
            tongue.word(f"paper_name.{one.paper.name}"),
            one.file if one.own else session.say("papers.shipped"),
        )
        for one in found
    ]
    told = [
        {"name": one.paper.name, "label": one.paper.label, "file": one.file, "own": one.own}
        for one in found
    ]
    session.emit({"folder": str(folder) if folder else None, "templates": told}, columns(rows))


@command()
@click.argument("name")
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True)
@pass_session
def export(session: Session, name: str, out: Path | None, replace: bool) -> None:
    from bihuan.adapters.papers.catalog import find_template, paper_named
    from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file

    paper = paper_named(name)
    template = find_template(paper, None)
    place = out or Path(f"{paper.label}.docx")
    if place.is_dir():
        place /= f"{paper.label}.docx"
    with whole_file(place, mode=FOR_THE_OFFICE, instead=replace) as unfinished:
        unfinished.write_bytes(template.content)
    line = session.say("papers.exported", file=place)
    session.emit({"template": paper.name, "file": str(place)}, [line])


@command()
@click.argument("file", type=FILE)
@click.option("--as", "name")
@click.option("--policy", type=TEXT)
@pass_session
def check(session: Session, file: Path, name: str | None, policy: str | None) -> None:
    from bihuan.adapters.papers.catalog import paper_named
    from bihuan.adapters.papers.checking import check_template
    from bihuan.adapters.policies import find_policy

    paper = paper_named(name or file.stem)
    rules = find_policy(policy or session.config.rules.policy, session.base)
    report = check_template(file.read_bytes(), paper, rules, file.name)
    lang, lines = session.lang, []
    for flaw in report.flaws:
        lines.append(session.say("papers.flaw", sentence=flaw.text(lang)))
        lines.append(session.say("letters.cure", cure=flaw.cure(lang)))
    for one in report.findings:
        at = session.say("paper.in_body", paragraph=one.paragraph) if one.paragraph else ""
        lines.append(session.say("papers.flaw", sentence=at + one.sentence(lang)))
        lines.append(session.say("letters.cure", cure=one.cure(lang)))
        lines.append(session.say("letters.source", source=one.origin(lang)))
    count = len(report.flaws) + len(report.findings)
    end = session.say("papers.faults" if count else "papers.sound", count=count, file=file.name)
    told = [
        {
            "reason": flaw.reason,
            "place": flaw.place,
            "paragraph": flaw.paragraph or None,
            "field": flaw.field or None,
            "sentence": flaw.text(lang),
            "cure": flaw.cure(lang),
        }
        for flaw in report.flaws
    ]
    told += [
        {
            "reason": one.code,
            "place": "body",
            "paragraph": one.paragraph,
            "field": None,
            "sentence": one.sentence(lang),
            "cure": one.cure(lang),
        }
        for one in report.findings
    ]
    session.emit(
        {"file": str(file), "template": paper.name, "policy": rules.name, "faults": told},
        [*lines, end],
        exit_code=PROBLEMS if count else 0,
        problem=end if count else "",
    )
