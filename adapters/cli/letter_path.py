"""A letter's path from the command line: draft, countersign, review, sign, send back, and look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import FILE, NUMBER, TEXT
from bihuan.adapters.cli.session import Session, pass_session
from bihuan.adapters.cli.writing import Write, act, writes
from bihuan.adapters.papers.signing import Signing, as_said, content
from bihuan.adapters.papers.signing import drafts as drafts_of
from bihuan.engine.letter_records import last_version

if TYPE_CHECKING:
    from bihuan.engine.letter_records import Draft, LetterStep
    from bihuan.engine.records import Case

NEXT = ("next", "新号")
"""What is written for a number to be taken from the series."""


@command()
@click.argument("case")
@click.argument("file", type=FILE)
@click.option("--countersign", "countersigners", multiple=True)
@click.option("--original", "originals", multiple=True)
@writes
@pass_session
def draft(
    session: Session,
    write: Write,
    case: str,
    file: Path,
    countersigners: tuple[str, ...],
    originals: tuple[str, ...],
) -> None:
    said: dict[str, Any] = {**as_said(file), "countersigners": list(countersigners)}
    said["originals"] = {
        name: as_said(Path(other)) for name, other in _pairs(session, "originals", originals)
    }
    act(session, case, "draft", said, write)
    _warn_of_faults(session, case)


@command()
@click.argument("case")
@click.option("--unit", required=True)
@click.option("--note")
@writes
@pass_session
def countersign(session: Session, write: Write, case: str, **said: object) -> None:
    act(session, case, "countersign", said, write)


@command()
@click.argument("case")
@click.option("--reviewer")
@click.option("--note")
@writes
@pass_session
def review(session: Session, write: Write, case: str, **said: object) -> None:
    act(session, case, "review", said, write)


@command()
@click.argument("case")
@writes
@pass_session
def send_back(session: Session, write: Write, case: str) -> None:
    act(session, case, "send_back", {}, write)


@command()
@click.argument("case")
@click.option("--signer", required=True)
@click.option("--document", type=TEXT)
@click.option("--series", type=TEXT)
@click.option("--code")
@click.option("--scheme")
@click.option("--public")
@click.option("--letter", "letters", multiple=True)
@writes
@pass_session
def sign(
    session: Session,
    write: Write,
    case: str,
    document: str | None,
    series: str | None,
    letters: tuple[str, ...],
    **said: Any,
) -> None:
    from bihuan.engine.errors import Refused

    found = session.case(case)
    numbers = dict(_pairs(session, "letters", letters))
    if document in NEXT or series:
        document = _next_number(session, found, series, write)
    for name in [name for name, text in numbers.items() if text in NEXT]:
        numbers[name] = _next_number(session, session.case(name), series, write)
    signing = Signing(document=document or "", on=write.at or session.today(), said=said)
    brought = signing.finished(session.engine, found, numbers)
    seen = write if write.seq is not None else replace(write, seq=found.seq)
    try:
        act(session, case, "sign", {**said, "document": document, **brought}, seen)
    except Refused as refused:
        if any(one.fact == "letter_sound" and not one.held for one in refused.findings):
            signed = _texts(session, signing, found, brought, numbers)
            for fault in _findings(session, signed):
                session.warn(_fault_line(fault))
        raise


@command()
@click.argument("case")
@click.option("--no", type=NUMBER)
@click.option("--out", type=click.Path(path_type=Path))
@pass_session
def letter(session: Session, case: str, no: int | None, out: Path | None) -> None:
    from bihuan.engine.letter_records import LetterStep

    found = session.case(case)
    host = session.engine.store.case(found.office, found.host) if found.host else found
    drafts = drafts_of(session.engine, found)
    steps = session.engine.store.records(LetterStep, host.office, host.id)
    if out is not None:
        session.emit(*_written_out(session, found, drafts, no, out))
        return
    data = {
        "letter": host.held.get("letter", "none"),
        "drafts": drafts,
        "steps": steps,
        "findings": _findings(session, _as_signed(session, drafts)),
    }
    session.emit(data, _path_lines(session, host, drafts, steps))


def _texts(
    session: Session,
    signing: Signing,
    case: Case,
    brought: Mapping[str, Any],
    numbers: Mapping[str, str],
) -> list[_Text]:
    """Every letter as it would be signed, with its number."""
    own = {case.id: brought} if "lines" in brought else {}
    done = {**own, **brought.get("originals", {})}
    return [
        _Text(
            of=one.of,
            paragraphs=tuple(done[one.of]["lines"] if one.of in done else one.paragraphs),
            document=signing.document if one.of == case.id else numbers.get(one.of, ""),
            code=str(signing.said.get("code") or ""),
        )
        for one in last_version(drafts_of(session.engine, case))
    ]


def _next_number(session: Session, case: Case, series: str | None, write: Write) -> str:
    from bihuan.adapters.cli.numbers import series_of
    from bihuan.engine.numbering import next_number

    wanted = series_of(session, series, case)
    return next_number(session.engine, wanted, actor=write.by, case=case.id).text


def _pairs(session: Session, option: str, told: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """`CASE=TEXT` as the id of the case and the text."""
    from bihuan.engine.errors import BadInput

    for one in told:
        name, equals, text = one.partition("=")
        if not equals or not text:
            shape = "write CASE=DOCUMENT" if option == "letters" else "write CASE=FILE"
            raise BadInput(option, shape, one)
        yield session.case(name).id, text


@dataclass(frozen=True, slots=True, kw_only=True)
class _Text:
    """A letter to be held against its case."""

    of: str
    paragraphs: tuple[str, ...]
    document: str = ""
    code: str = ""


def _findings(session: Session, texts: Sequence[_Text]) -> list[dict[str, object]]:
    """What is wrong with letters, as a check of their files would say; each says of which case."""
    from bihuan.adapters.cli.letters import filed
    from bihuan.engine.letter_path import number_unprinted
    from bihuan.engine.lookup import spell
    from bihuan.rules.letters.checking import check
    from bihuan.rules.letters.elements import Element
    from bihuan.rules.letters.finding import find

    policy, lang = session.engine.house.policy, tongue.language()
    told: list[dict[str, object]] = []
    for one in texts:
        facts = replace(filed(session, one.of, policy), document=one.document, code=one.code)
        letter = find(one.paragraphs, facts.bodies)
        faults = check(letter, facts, policy)
        if one.document and not letter.text(Element.DOCUMENT_NUMBER):
            faults.append(number_unprinted())
        told += [
            {
                "of": one.of,
                "case": spell(session.case(one.of)) if len(texts) > 1 else "",
                "code": fault.code,
                "severity": str(fault.severity),
                "paragraph": fault.paragraph,
                "sentence": fault.sentence(lang),
                "cure": fault.cure(lang),
            }
            for fault in faults
        ]
    return told


def _as_signed(session: Session, drafts: list[Draft]) -> list[_Text]:
    """Drafts as if they were signed today: what is open is filled in then, and no fault now."""
    from bihuan.engine.letter_text import filled
    from bihuan.engine.paper_fields import Signed

    today = session.today()
    fields = Signed(document=f"某函〔{today.year}〕1号", signer="某领导", on=today).fields()
    return [
        _Text(of=one.of, paragraphs=tuple(filled(one.paragraphs, fields)))
        for one in last_version(drafts)
    ]


def _warn_of_faults(session: Session, name: str) -> None:
    """Say what is wrong with the draft that was just handed in."""
    for one in _findings(
        session, _as_signed(session, drafts_of(session.engine, session.case(name)))
    ):
        session.warn(_fault_line(one))


def _fault_line(one: Mapping[str, object]) -> str:
    place = (
        tongue.words("letters.whole")
        if one["paragraph"] is None
        else tongue.words("letter_path.paragraph", number=one["paragraph"])
    )
    place = f"{one['case']} {place}".lstrip()
    return tongue.words(
        f"letters.{one['severity']}", place=place, sentence=one["sentence"]
    ) + tongue.words("letter_path.and_cure", cure=one["cure"])


def _path_lines(
    session: Session, case: Case, drafts: list[Draft], steps: list[LetterStep]
) -> Iterator[str]:
    from bihuan.adapters.cli.layout import columns
    from bihuan.engine.lookup import spell

    reached = tongue.word(f"value.{case.held.get('letter', 'none')}")
    yield tongue.words("letter_path.reached", case=spell(case), reached=reached)
    rows = [
        (one.seq, "1", _version(session, case, one), tongue.day(one.on), one.name, "")
        for one in drafts
    ]
    rows += [
        (
            one.seq,
            "2",
            tongue.word(f"letter_step.{one.step}"),
            tongue.day(one.on),
            one.by,
            " ".join(filter(None, (one.document, one.note))),
        )
        for one in steps
    ]
    yield from columns([row[2:] for row in sorted(rows)], indent=2, whole=True)
    for one in _findings(session, _as_signed(session, drafts)):
        yield _fault_line(one)


def _version(session: Session, case: Case, draft: Draft) -> str:
    from bihuan.engine.lookup import spell

    said = tongue.words("letter_path.version", no=draft.no)
    return said if draft.of == case.id else f"{said} {spell(session.case(draft.of))}"


def _written_out(
    session: Session, case: Case, drafts: list[Draft], no: int | None, out: Path
) -> tuple[dict[str, Any], list[str]]:
    """The file of a version, put where it was asked for, whole or not at all."""
    from bihuan.adapters.whole_files import whole_file
    from bihuan.engine.errors import BadInput

    own = {one.no: one for one in drafts if one.of == case.id}
    wanted = no if no is not None else max(own, default=0)
    if wanted not in own:
        known = ", ".join(map(str, own)) or "-"
        raise BadInput("no", f"there are the versions {known}", wanted)
    chosen = own[wanted]
    with whole_file(out) as file:
        file.write_bytes(content(session.engine, chosen))
    told = {"file": str(out), "no": wanted, "digest": chosen.digest}
    return told, [session.say("letter_path.written_out", no=wanted, file=out, digest=chosen.digest)]
