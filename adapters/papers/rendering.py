"""Fill the fields of a docx template, in a child process that can do no harm.

    paper = render(template, {"标题": "关于……的答复", "正文": ["……"]}, late=("文号", "成文日期"))

A new line in a text is a new paragraph of the same form. A `late` field is not known yet: its tag
stays, staff may edit the draft, and rendering it again with the field completes it. The same
template and fields give the same bytes.
"""

from __future__ import annotations

import base64
import json
import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bihuan.adapters.outside.errors import FileError, MissingOffice
from bihuan.adapters.outside.letters import check_docx
from bihuan.adapters.outside.worker import Quota, read_apart
from bihuan.adapters.papers.errors import BrokenTemplate, PaperError, WrongPaper, nearest
from bihuan.adapters.papers.values import checked

_FILLING = Path(__file__).with_name("filling.py")
_QUOTA = Quota(memory_bytes=512 << 20, cpu_seconds=5, wall_seconds=30.0, output_bytes=64 << 20)
_AT_ONCE = 100
"""How many papers one child makes; its start costs as much as ten of them."""
_PAPERS_A_SECOND = 4
"""What a slow machine makes at least."""
_OF_THE_PAPER = ("differs", "tag_left", "malformed", "too_long")


@dataclass(frozen=True, slots=True)
class Placed:
    """A field where a template names it; paragraphs are counted as in `PaperError`."""

    field: str
    paragraph: int
    place: str = "body"
    """`body`, `header` or `footer`."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, the fields its template names, and those of them that are still to come."""

    content: bytes
    used: frozenset[str]
    left: tuple[str, ...]


def render(
    template: bytes,
    fields: Mapping[str, object],
    *,
    late: Collection[str] = (),
    name: str = "docx",
) -> bytes:
    """The document; raises PaperError, which calls the template by `name`."""
    return next(iter(render_all(template, [fields], late=late, name=name))).content


def render_all(
    template: bytes,
    papers: Sequence[Mapping[str, object]],
    *,
    late: Collection[str] = (),
    name: str = "docx",
) -> Iterator[Rendered]:
    """One document for each group of fields, in their order; stops at the first that is wrong."""
    try:
        given = [checked(fields) for fields in papers]
    except PaperError as error:
        error.path = name
        raise
    for start in range(0, len(given), _AT_ONCE):
        some = given[start : start + _AT_ONCE]
        known = [*dict.fromkeys((*(key for fields in some for key in fields), *late))]
        job = {"fields": some, "late": sorted(set(late))}
        for item in _done(template, job, name, known):
            yield _rendered(item)


def fields_in(template: bytes, *, name: str = "docx") -> tuple[Placed, ...]:
    """The fields a template names, in their order; raises PaperError where it is broken."""
    found = _done(template, {"fields": None, "late": []}, name, [])
    return tuple(Placed(*each) for item in found for each in item["placed"])


def tried(
    template: bytes, fields: Mapping[str, object], *, name: str = "docx"
) -> tuple[tuple[PaperError, ...], Rendered | None]:
    """Everything that is wrong with a template that may show these fields; else what it makes."""
    job = {"fields": [checked(fields)], "late": [], "examine": True}
    known, made = list(fields), None
    flaws: tuple[PaperError, ...] = ()
    for item in _done(template, job, name, known):
        if "flaws" in item:
            flaws = tuple(_error(flaw, name, known) for flaw in item["flaws"])
        else:
            made = _rendered(item)
    return flaws, made


def _rendered(item: Mapping[str, Any]) -> Rendered:
    content = base64.b64decode(item["document"])
    return Rendered(content, frozenset(item["used"]), tuple(item["left"]))


def _done(
    template: bytes, job: Mapping[str, Any], name: str, known: list[str]
) -> Iterator[dict[str, Any]]:
    """What the child makes of a job."""
    with _as_template(name), tempfile.TemporaryDirectory(prefix="bihuan-paper-") as folder:
        file, order = Path(folder, "template.docx"), Path(folder, "job.json")
        file.write_bytes(template)
        check_docx(file)
        order.write_text(json.dumps(job), encoding="ascii")
        for item in read_apart(order, _FILLING, _quota(len(job["fields"] or ()))):
            if flaw := item.get("flaw"):
                raise _error(flaw, name, known)
            yield item


def _quota(papers: int) -> Quota:
    """One paper needs a fraction of a second; only for many is there more time."""
    more = papers // _PAPERS_A_SECOND
    return replace(
        _QUOTA,
        cpu_seconds=_QUOTA.cpu_seconds + more,
        wall_seconds=_QUOTA.wall_seconds + 2 * more,
    )


@contextmanager
def _as_template(name: str) -> Iterator[None]:
    """Say of the template what is wrong with the file it was written into."""
    try:
        yield
    except (PaperError, MissingOffice):
        raise
    except FileError as error:
        raise type(error)(name, error.reason, error.detail) from error


def _error(flaw: Sequence[Any], name: str, known: list[str]) -> PaperError:
    reason, paragraph, place, field, detail = flaw
    kind = WrongPaper if reason in _OF_THE_PAPER else BrokenTemplate
    names = detail.split(",") if reason == "unknown_part" else known
    near = nearest(field, names) if reason in ("unknown_field", "unknown_part") else ""
    return kind(name, reason, detail, field=field, paragraph=paragraph, place=place, near=near)
