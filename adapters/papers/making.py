"""Make a paper from a template, and let nobody have one that does not say what it should."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bihuan.adapters.outside.letters import read_letter
from bihuan.adapters.papers.catalog import Template
from bihuan.adapters.papers.errors import IncompletePaper, WrongPaper
from bihuan.adapters.papers.rendering import render_all
from bihuan.adapters.papers.tags import MARKS, excerpt
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file
from bihuan.engine.paper_names import FIELDS, LATE

_KEYS = {one.name: one.key for one in FIELDS}
_SHOWN_AS = {"正文": ("正文", "段落"), "函件标题": ("函件标题", "分行标题")}
"""Fields that a template may show in another form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A paper in memory, with what it must say."""

    template: Template
    content: bytes
    says: Mapping[str, tuple[str, ...]]
    """The texts that must be read in the file, by field."""
    late: tuple[str, ...]
    """The fields that are still to be filled in."""


def make(template: Template, fields: Mapping[str, object], late: Collection[str] = LATE) -> Made:
    """The paper; raises IncompletePaper for what it needs and is empty, PaperError for the rest."""
    paper = template.paper
    empty = {name: _KEYS[name] for name in paper.needs if not fields.get(name)}
    if empty:
        raise IncompletePaper(paper.label, empty)
    done = next(render_all(template.content, [fields], late=late, name=template.file))
    says = {
        name: _texts(fields[name])
        for name in paper.needs
        if not done.used.isdisjoint(_SHOWN_AS.get(name, (name,)))
    }
    late = tuple(name for name in LATE if name in done.left)
    return Made(template=template, content=done.content, says=says, late=late)


def write(made: Made, file: Path, *, instead: bool = False) -> None:
    """The file, whole or not at all, after it was read back as anybody reads it.

    Raises WrongPaper where a field is not in it or a tag is left, and BadInput where a file is
    there already, unless it is to stand `instead`.
    """
    with whole_file(file, mode=FOR_THE_OFFICE, instead=instead) as unfinished:
        unfinished.write_bytes(made.content)
        read_back(made, unfinished, str(file))


def read_back(made: Made, file: Path, name: str) -> None:
    """Refuse a file that does not say what it must."""
    read = read_letter(file)
    text = "\n".join((*read.paragraphs, *read.margins))
    for field, wanted in made.says.items():
        for one in wanted:
            if one not in text:
                raise WrongPaper(name, "not_read_back", excerpt(one), field=field)
    for field in made.late:
        text = text.replace(f"{{{{ {field} }}}}", "")
    if mark := MARKS.search(text):
        raise WrongPaper(name, "tag_left", excerpt(text[mark.start() :]))


def _texts(value: object) -> tuple[str, ...]:
    """The lines a value is printed as."""
    if isinstance(value, str):
        return tuple(line for line in value.split("\n") if line.strip())
    if isinstance(value, Sequence):
        return tuple(text for one in value for text in _texts(one))
    return ()
