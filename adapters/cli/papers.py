"""`bihuan doc render`: letters, notices and forms of a case, from their templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FILE, PAIR
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.papers.about import Ready
    from bihuan.engine.records import Case

_NO_FILE_NAME = re.compile(r'[\\/:*?"<>|\s]+')


@command()
@click.argument("case")
@click.option("--template", "name")
@click.option("--body", type=FILE)
@click.option("--set", "given", type=PAIR, multiple=True)
@click.option("--all", "every", is_flag=True)
@click.option("--out", type=click.Path(path_type=Path))
@click.option("--pdf", is_flag=True)
@click.option("--ofd", is_flag=True)
@click.option("--replace", is_flag=True)
@pass_session
def render(
    session: Session,
    case: str,
    name: str | None,
    body: Path | None,
    given: tuple[tuple[str, str], ...],
    every: bool,
    out: Path | None,
    pdf: bool,
    ofd: bool,
    replace: bool,
) -> None:
    from bihuan.adapters.papers.making import write

    found = session.case(case)
    cases = [found, *_merged(session, found)] if every else [found]
    text = _text(body) if body else ()
    papers = [_made(session, one, name, text, given) for one in cases]
    places = _places(papers, out, every)
    for paper, place in zip(papers, places, strict=True):
        write(paper.made, place, instead=replace)
    converted = [_converted(session, place, pdf, ofd, replace) for place in places]
    for paper in papers:
        if paper.open_copies:
            bodies = tongue.words("usage.comma").join(paper.open_copies)
            session.warn(session.say("papers.open_copies", number=paper.number, bodies=bodies))
    session.emit(
        {"papers": [_told(*each) for each in zip(papers, places, converted, strict=True)]},
        [line for each in zip(papers, places, converted, strict=True) for line in _lines(*each)],
    )


def _merged(session: Session, host: Case) -> list[Case]:
    with session.engine.store.look() as work:
        return work.followers(host.office, host.id)


def _made(
    session: Session,
    case: Case,
    name: str | None,
    text: Sequence[str],
    given: Sequence[tuple[str, str]],
) -> Ready:
    from bihuan.adapters.papers.about import Desk, paper_about, sender_of

    org = session.config.org
    sender = sender_of(session.engine, org.name, org.contact, org.telephone)
    desk = Desk(sender=sender, today=session.today(), templates=_folder(session))
    return paper_about(session.engine, case, desk, name=name, text=text, given=dict(given))


def _text(body: Path) -> tuple[str, ...]:
    """The paragraphs of the text, without the blanks that indent them."""
    from bihuan.adapters.outside.letters import read_letter

    lines = (line.strip(" \t\u3000") for line in read_letter(body).paragraphs)
    return tuple(line for line in lines if line)


def _folder(session: Session) -> Path | None:
    own = session.config.documents.templates
    return session.base / own if own else None


def _places(papers: Sequence[Ready], out: Path | None, every: bool) -> list[Path]:
    """Where each paper goes: the file that was named, or files in a folder by their numbers."""
    from bihuan.engine.errors import BadInput

    if out is not None and not out.is_dir() and not every:
        if out.suffix.lower() != ".docx":
            raise BadInput("out", "a paper is a .docx file, or goes into a folder", str(out))
        return [out]
    folder = out or Path()
    if not folder.is_dir():
        raise BadInput("out", "that folder is not there", str(folder))
    return [folder / f"{_NO_FILE_NAME.sub('_', _called(one))}.docx" for one in papers]


def _called(paper: Ready) -> str:
    return f"{paper.number}-{paper.made.template.paper.label}"


def _converted(session: Session, place: Path, pdf: bool, ofd: bool, replace: bool) -> list[Path]:
    """The PDF and OFD files that were wanted."""
    from bihuan.adapters.papers.conversion import to_ofd, to_pdf
    from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file

    documents, made = session.config.documents, []
    if pdf:
        fonts = session.base / documents.fonts if documents.fonts else None
        made.append((".pdf", to_pdf(place, soffice=documents.soffice, fonts=fonts)))
    if ofd:
        made.append((".ofd", to_ofd(place, documents.ofd.command)))
    files = []
    for suffix, content in made:
        file = place.with_suffix(suffix)
        with whole_file(file, mode=FOR_THE_OFFICE, instead=replace) as unfinished:
            unfinished.write_bytes(content)
        files.append(file)
    return files


def _told(paper: Ready, place: Path, converted: Sequence[Path]) -> dict[str, object]:
    template = paper.made.template
    return {
        "case": paper.case,
        "paper": template.paper.name,
        "template": template.file,
        "own": template.own,
        "template_sha256": template.digest,
        "file": str(place),
        "sha256": hashlib.sha256(paper.made.content).hexdigest(),
        "late": list(paper.made.late),
        "converted": [str(file) for file in converted],
    }


def _lines(paper: Ready, place: Path, converted: Sequence[Path]) -> list[str]:
    label = paper.made.template.paper.label
    said = [tongue.words("papers.made", number=paper.number, paper=label, file=place)]
    said += [tongue.words("papers.converted", file=file) for file in converted]
    if paper.made.late:
        names = tongue.words("usage.comma").join(paper.made.late)
        said.append(tongue.words("papers.late", fields=names))
    return said
