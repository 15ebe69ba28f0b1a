"""The paper about a case: which one, from which template, with which fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bihuan.adapters.papers.catalog import Paper, find_template, letter_of, paper_named
from bihuan.adapters.papers.making import Made, make
from bihuan.engine.case_file import CaseFile, case_file
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput
from bihuan.engine.letter_facts import letter_kind
from bihuan.engine.paper_fields import (
    Sender,
    Written,
    copies_unnamed,
    paper_fields,
    signed_on_file,
)
from bihuan.engine.paper_names import GIVEN
from bihuan.engine.records import Case
from bihuan.rules.reading import did_you_mean
from bihuan.rules.words import say_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A paper about one case."""

    case: str
    number: str
    made: Made
    open_copies: tuple[str, ...]
    """The bodies that get a copy and are not named yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where papers are made: who sends them, on which day, from whose templates."""

    sender: Sender
    today: date
    templates: Path | None = None
    """A folder with the office's own."""


def paper_about(
    engine: Engine,
    case: Case,
    desk: Desk,
    *,
    name: str | None = None,
    text: Sequence[str] = (),
    given: Mapping[str, str] | None = None,
) -> Ready:
    """Fill the template that is named, or that the case's round asks for.

    `text` are the paragraphs of the letter, `given` the fields that a person types; raises
    BadInput for one that nobody types.
    """
    file, policy = case_file(engine.store, case), engine.house.policy
    paper = _paper(file, name)
    fields = paper_fields(file, policy=policy, sender=desk.sender, today=desk.today)
    signed = _on_file(file) if paper.answers else {"成文日期": say_day(desk.today)}
    fields |= signed | _written(file, text, given or {})
    template = find_template(paper, desk.templates)
    return Ready(
        case=case.id,
        number=str(fields["编号"]),
        made=make(template, fields),
        open_copies=copies_unnamed(file, policy) if paper.letter else (),
    )


def sender_of(engine: Engine, name: str, contact: str = "", telephone: str = "") -> Sender:
    """Who sends the office's papers."""
    book = engine.house.book
    assigners = book.of_role("assigner") if book else ()
    return Sender(
        name=name,
        contact=contact,
        telephone=telephone,
        assigner=assigners[0].name if assigners else "",
    )


def _paper(file: CaseFile, name: str | None) -> Paper:
    if name is None:
        return letter_of(letter_kind(file.host), file.case)
    paper = paper_named(name)
    if paper.kind not in ("", file.case.kind):
        raise BadInput("name", "it is for the other kind of proposal", name)
    return paper


def _on_file(file: CaseFile) -> dict[str, object]:
    """What was signed, where the letter of this round has left."""
    signed = signed_on_file(file)
    return signed.fields() if signed else {}


def _written(file: CaseFile, text: Sequence[str], given: Mapping[str, str]) -> dict[str, object]:
    for key in given:
        if key not in GIVEN:
            raise BadInput("given", f"nothing is typed for {key!r}; {did_you_mean(key, GIVEN)}")
    return Written(text=text, given=given).fields(file)
