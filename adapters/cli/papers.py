"""`bihuan doc render`: letters, notices and forms of a case, from their templates."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FILE, PAIR
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.adapters.papers.catalog import Paper
    from bihuan.adapters.papers.making import Made
    from bihuan.engine.case_file import CaseFile
    from bihuan.engine.paper_fields import Sender
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A paper about one case."""

    case: str
    number: str
    made: Made
    open_copies: tuple[str, ...]


def _merged(session: Session, host: Case) -> list[Case]:
    with session.engine.store.look() as work:
        return work.followers(host.office, host.id)


def _made(
    session: Session,
    case: Case,
    name: str | None,
    text: Sequence[str],
    given: Sequence[tuple[str, str]],
) -> _Ready:
    from bihuan.adapters.papers.catalog import find_template
    from bihuan.adapters.papers.making import make
    from bihuan.engine.case_file import case_file
    from bihuan.engine.paper_fields import copies_unnamed, paper_fields

    file = case_file(session.engine.store, case)
    policy = session.engine.house.policy
    paper = _paper(file, name)
    fields = paper_fields(file, policy=policy, sender=_sender(session), today=session.today())
    signed = _on_file(file) if paper.answers else _today(session)
    fields |= signed | _written(file, text, given)
    template = find_template(paper, _folder(session))
    return _Ready(
        case=case.id,
        number=str(fields["编号"]),
        made=make(template, fields),
        open_copies=copies_unnamed(file, policy) if paper.letter else (),
    )


def _paper(file: CaseFile, name: str | None) -> Paper:
    """The paper that was named, or the letter that the case's round asks for."""
    from bihuan.adapters.papers.catalog import letter_of, paper_named
    from bihuan.engine.errors import BadInput
    from bihuan.engine.letter_facts import letter_kind

    if name is None:
        return letter_of(letter_kind(file.host), file.case)
    paper = paper_named(name)
    if paper.kind not in ("", file.case.kind):
        raise BadInput("name", "it is for the other kind of proposal", name)
    return paper


def _sender(session: Session) -> Sender:
    from bihuan.engine.paper_fields import Sender

    org, book = session.config.org, session.engine.house.book
    assigners = book.of_role("assigner") if book else ()
    return Sender(
        name=org.name,
        contact=org.contact,
        telephone=org.telephone,
        assigner=assigners[0].name if assigners else "",
    )


def _today(session: Session) -> dict[str, object]:
    """A notice has no path to a signature: it is of today, unless it is said otherwise."""
    from bihuan.rules.words import say_day

    return {"成文日期": say_day(session.today())}


def _on_file(file: CaseFile) -> dict[str, object]:
    """What was signed, where the letter of this round has left."""
    from bihuan.engine.paper_fields import signed_on_file

    signed = signed_on_file(file)
    return signed.fields() if signed else {}


def _written(
    file: CaseFile, text: Sequence[str], given: Sequence[tuple[str, str]]
) -> dict[str, object]:
    from bihuan.engine.errors import BadInput
    from bihuan.engine.paper_fields import Written
    from bihuan.engine.paper_names import GIVEN
    from bihuan.rules.reading import did_you_mean

    for key, _ in given:
        if key not in GIVEN:
            raise BadInput("given", f"nothing is typed for {key!r}; {did_you_mean(key, GIVEN)}")
    return Written(text=text, given=dict(given)).fields(file)


def _text(body: Path) -> tuple[str, ...]:
    """The paragraphs of the text, without the blanks that indent them."""
    from bihuan.adapters.outside.letters import read_letter

    lines = (line.strip(" \t\u3000") for line in read_letter(body).paragraphs)
    return tuple(line for line in lines if line)


def _folder(session: Session) -> Path | None:
    own = session.config.documents.templates
    return session.base / own if own else None


def _places(papers: Sequence[_Ready], out: Path | None, every: bool) -> list[Path]:
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


def _called(paper: _Ready) -> str:
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


def _told(paper: _Ready, place: Path, converted: Sequence[Path]) -> dict[str, object]:
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


def _lines(paper: _Ready, place: Path, converted: Sequence[Path]) -> list[str]:
    label = paper.made.template.paper.label
    said = [tongue.words("papers.made", number=paper.number, paper=label, file=place)]
    said += [tongue.words("papers.converted", file=file) for file in converted]
    if paper.made.late:
        names = tongue.words("usage.comma").join(paper.made.late)
        said.append(tongue.words("papers.late", fields=names))
    return said
