"""Check a template before anybody relies on it: its tags, its fields, and what it makes.

A sample is made from it (`samples.py`), and held against the rules for
letters as any letter is.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bihuan.adapters.outside.letters import read_letter
from bihuan.adapters.papers.catalog import PAPERS, Paper
from bihuan.adapters.papers.errors import BrokenTemplate, PaperError
from bihuan.adapters.papers.rendering import tried
from bihuan.adapters.papers.samples import sample
from bihuan.rules.letters.checking import check
from bihuan.rules.letters.facts import LetterFacts, Recipient
from bihuan.rules.letters.finding import find
from bihuan.rules.letters.findings import Finding
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import Policy
from bihuan.rules.words import Sentence

_FORM = re.compile("^(?:.{0,30}(?:意见表|反馈表|回执))$")
_ENCLOSED = re.compile("^附件[：:](.+)$")
_SAMPLE_DAY = date(2024, 6, 1)
_SHOWS = {
    "文号": "document_number",
    "收件人": "addressee",
    "函件标题": "title",
    "分行标题": "title",
    "承办单位": "unit",
    "成文日期": "date",
    "联系人": "contact",
    "联系电话": "phone",
    "正文": "body",
    "段落": "body",
}
"""The element of a letter that a field makes: where the field is missing, that is said once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReport:
    """What was found: what is wrong with the template, and with a letter made from it."""

    flaws: tuple[PaperError, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.flaws and not self.findings


def check_template(template: bytes, paper: Paper, policy: Policy, name: str) -> TemplateReport:
    """Everything that is wrong with a template of this paper, in its own order."""
    shown = sample(paper)
    flaws, done = tried(template, shown, name=name)
    if done is None:
        return TemplateReport(flaws=flaws)
    absent = [group for group in paper.shows if done.used.isdisjoint(group)]
    made = _paragraphs(done.content)
    flaws = (
        *(BrokenTemplate(name, "not_shown", field=group[0]) for group in absent),
        *_enclosures(made, paper, name),
    )
    return TemplateReport(flaws=flaws, findings=_findings(made, paper, policy, absent))


def _paragraphs(made: bytes) -> tuple[str, ...]:
    with tempfile.TemporaryDirectory(prefix="bihuan-paper-") as folder:
        file = Path(folder, "sample.docx")
        file.write_bytes(made)
        return read_letter(file).paragraphs


def _enclosures(made: tuple[str, ...], paper: Paper, name: str) -> Iterator[PaperError]:
    """The form a letter names must be the one it encloses, and the one that goes with it."""
    named = [(no, match[1]) for no, text in enumerate(made, 1) if (match := _ENCLOSED.match(text))]
    begun = named[0][0] if named else 0
    forms = [
        (no, text)
        for no, text in enumerate(made, 1)
        if _FORM.match(text) and not _ENCLOSED.match(text) and no > begun
    ]
    for no, form in named:
        if form not in {text for _, text in forms}:
            yield BrokenTemplate(name, "no_enclosure", form, paragraph=no)
    for no, form in forms:
        if paper.form and form not in {text for _, text in named}:
            yield BrokenTemplate(name, "unnamed_enclosure", form, paragraph=no)
        wrong = _OTHER_KIND.get(paper.kind)
        if wrong and wrong in form:
            yield BrokenTemplate(name, "wrong_enclosure", form, paragraph=no)
    if paper.form and not named and not forms:
        yield BrokenTemplate(name, "enclosure_missing", PAPERS[paper.form].label)


_OTHER_KIND = {"deputy_suggestion": "提案", "cppcc_proposal": "建议"}


def _findings(
    made: tuple[str, ...], paper: Paper, policy: Policy, absent: list[tuple[str, ...]]
) -> tuple[Finding, ...]:
    """What the rules say of the sample, where it is a letter; what is missing is said once."""
    if paper.letter is None:
        return ()
    told = sample(paper)
    kind = paper.kind or "deputy_suggestion"
    opinion = paper.letter is LetterKind.OPINION
    facts = LetterFacts(
        kind=kind,
        letter=paper.letter,
        office=str(told["承办单位"]),
        number=str(told["编号"]),
        title=str(told["标题"]),
        session=str(told["届次"]),
        members=() if opinion else (Recipient(name="某甲"), Recipient(name="某乙")),
        begun_on=date(2024, 3, 4),
        today=_SAMPLE_DAY,
        lead_unit=str(told["收件人"]) if opinion else "",
    )
    said = {
        f"letter_element.{_SHOWS[field]}" for group in absent for field in group if field in _SHOWS
    }
    return tuple(
        one
        for one in check(find(made), facts, policy)
        if one.code not in _OF_THE_CASE and not _names(one, said)
    )


_OF_THE_CASE = frozenset({"copy_missing", "placeholder", "public_unknown", "class_unknown"})
"""What depends on the case, or on the made-up names of the sample, and not on the template."""


def _names(finding: Finding, elements: set[str]) -> bool:
    element = finding.values.get("element")
    return isinstance(element, Sentence) and element.key in elements
