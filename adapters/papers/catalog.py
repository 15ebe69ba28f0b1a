"""The papers there are: what each is for, what it must show, and where its template lies.

An office's own template is a file in its folder, which is called as the paper is:
答复函（建议）.docx or answer_suggestion.docx. It stands in place of the one that ships.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from bihuan.adapters.papers.errors import BrokenTemplate, UnknownTemplate, nearest
from bihuan.engine.records import Case
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.words import label

KINDS = ("deputy_suggestion", "cppcc_proposal")
_WHO = ("承办单位", "联系人", "联系电话")
_LETTER = ("收件人", "编号", "标题", "正文", *_WHO)
_SIGNED = (("文号",), ("成文日期",), ("承办单位",), ("联系人",), ("联系电话",))
_SHOWN = (("函件标题", "分行标题"), ("收件人",), ("编号",), ("标题",), ("正文", "段落"), *_SIGNED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper that can be made of a case."""

    name: str
    letter: LetterKind | None = None
    """What it is held against by the rules for letters; None for what is no letter to a member."""
    kind: str = ""
    """The kind of proposal it is about, where it is about one only."""
    form: str = ""
    """The paper that is enclosed with it."""
    needs: tuple[str, ...] = _WHO
    """The fields that must not be empty."""
    shows: tuple[tuple[str, ...], ...] = _SIGNED
    """Of each of these groups of fields the template must show one."""

    @property
    def label(self) -> str:
        """What the office calls it."""
        return label(f"paper_name.{self.name}")

    @property
    def answers(self) -> bool:
        """Whether it is the letter of a round, or goes with it, and so bears its number."""
        return self.letter is not None or any(self.name == one.form for one in _PAPERS)


def _answer(name: str, kind: str, form: str, letter: LetterKind) -> Paper:
    again = ("不满意意见",) if letter is LetterKind.AGAIN else ()
    return Paper(
        name=name,
        letter=letter,
        kind=kind,
        form=form,
        needs=(*_LETTER, *again),
        shows=(*_SHOWN, *((one,) for one in again)),
    )


_ABOUT = (("编号",), ("标题",))
_PAPERS = (
    _answer("answer_suggestion", KINDS[0], "form_suggestion", LetterKind.ANSWER),
    _answer("answer_proposal", KINDS[1], "form_proposal", LetterKind.ANSWER),
    _answer("again_suggestion", KINDS[0], "form_suggestion", LetterKind.AGAIN),
    _answer("again_proposal", KINDS[1], "form_proposal", LetterKind.AGAIN),
    Paper(name="opinion", letter=LetterKind.OPINION, needs=_LETTER, shows=_SHOWN),
    Paper(name="form_suggestion", kind=KINDS[0], needs=("编号", "标题", *_WHO), shows=_ABOUT),
    Paper(name="form_proposal", kind=KINDS[1], needs=("编号", "标题", *_WHO), shows=_ABOUT),
    Paper(
        name="extension",
        needs=("交办机关", "期限", "理由", "申请期限", *_WHO),
        shows=(("交办机关",), ("理由",), ("申请期限",), *_ABOUT, *_SIGNED),
    ),
    Paper(
        name="return",
        needs=("交办机关", "理由", *_WHO),
        shows=(("交办机关",), ("理由",), *_ABOUT, *_SIGNED),
    ),
    Paper(
        name="urging",
        needs=("催办对象", "期限", *_WHO),
        shows=(("催办对象",), ("期限",), *_ABOUT, *_SIGNED),
    ),
    Paper(
        name="supervision",
        needs=("催办对象", "期限", *_WHO),
        shows=(("催办对象",), ("期限",), *_ABOUT, *_SIGNED),
    ),
)
PAPERS: Mapping[str, Paper] = {one.name: one for one in _PAPERS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A template as it was found."""

    paper: Paper
    file: str
    """How the file is called, for messages."""
    own: bool
    """Whether the office made it."""
    content: bytes

    @property
    def digest(self) -> str:
        """The SHA-256 of its content, by which a paper tells what it was made from."""
        return hashlib.sha256(self.content).hexdigest()


def paper_named(name: str) -> Paper:
    """The paper by its name or by what the office calls it; raises UnknownTemplate."""
    for paper in PAPERS.values():
        if name in (paper.name, paper.label):
            return paper
    known = [one for paper in PAPERS.values() for one in (paper.name, paper.label)]
    raise UnknownTemplate(name, "unknown_template", near=nearest(name, known))


def letter_of(letter: LetterKind, case: Case) -> Paper:
    """The letter of this kind about such a case."""
    return next(
        paper
        for paper in PAPERS.values()
        if paper.letter is letter and paper.kind in ("", case.kind)
    )


def find_template(paper: Paper, folder: Path | None) -> Template:
    """The office's own template of a paper, else ours; two of one's own are one too many."""
    own = [one for one in _own(paper, folder) if one.is_file()] if folder else []
    if len(own) > 1:
        raise BrokenTemplate(str(own[0]), "two_templates", own[1].name)
    if own:
        return Template(paper=paper, file=str(own[0]), own=True, content=own[0].read_bytes())
    file = files("bihuan.adapters.papers") / "templates" / f"{paper.name}.docx"
    return Template(paper=paper, file=f"{paper.label}.docx", own=False, content=file.read_bytes())


def _own(paper: Paper, folder: Path) -> tuple[Path, Path]:
    return folder / f"{paper.label}.docx", folder / f"{paper.name}.docx"
