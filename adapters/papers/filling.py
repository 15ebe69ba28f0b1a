"""Fill a template, in the child process that `adapters/outside/child.py` is.

Every part of the template (body, headers, footers) is rendered twice: as plain text, which finds
what is wrong and where; and as a Word file by docxtpl. The file is then read back, and must say
what the plain text says: nothing cut, nothing lost, no tag left over.
"""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docxtpl import DocxTemplate
from lxml import etree

from bihuan.adapters.papers import sandbox
from bihuan.adapters.papers.plain_text import NEW_PARAGRAPH, PlainText, compare
from bihuan.adapters.papers.tags import Flaw, paragraphs
from bihuan.adapters.word_files import packed

if TYPE_CHECKING:
    from lxml.etree import _Element

_KINDS = {RELATIONSHIP_TYPE.HEADER: "header", RELATIONSHIP_TYPE.FOOTER: "footer"}


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Each document of a job, in base64, or what is wrong; a job is a file of JSON.

    The template lies beside it. `late` are the names filled in later, and `fields` is a list of
    what the tags show, one for each document; without it, the fields the template names are told.
    """
    job = json.loads(path.read_text("utf-8"))
    try:
        template = path.with_name("template.docx").read_bytes()
        if job.get("examine"):
            found = list(flaws(template, job["fields"][0]))
            yield {"flaws": [_told(flaw) for flaw in found]}
            if found:
                return
        form = Form(template)
        if job["fields"] is None:
            yield {"placed": [list(each) for each in form.placed()]}
            return
        used = [field for field, _, _ in form.placed()]
        for fields in job["fields"]:
            made = form.filled(fields, job["late"])
            left = [name for name in job["late"] if name in used and name not in fields]
            document = base64.b64encode(made).decode("ascii")
            yield {"document": document, "used": used, "left": left}
    except Flaw as flaw:
        yield {"flaw": _told(flaw)}


def _told(flaw: Flaw) -> list[Any]:
    return [flaw.reason, flaw.paragraph, flaw.place, flaw.field, flaw.detail]


def flaws(template: bytes, fields: Mapping[str, Any]) -> Iterator[Flaw]:
    """Everything that is wrong with a template that may show these fields, as far as one sees.

    Tags that cannot be read hide what is wrong with the fields, and these what filling them shows.
    """
    unread = list(_unread(template))
    yield from unread
    if unread:
        return
    try:
        form = Form(template)
    except Flaw as flaw:
        yield flaw
        return
    unknown = [one for one in form.placed() if one[0] not in fields]
    for field, paragraph, place in unknown:
        yield _at(place, Flaw("unknown_field", paragraph, field=field))
    if not unknown:
        try:
            form.filled(fields)
        except Flaw as flaw:
            yield flaw


def _unread(template: bytes) -> Iterator[Flaw]:
    """The paragraphs whose tags cannot be read."""
    for _, place, root in _parts(_opened(template)):
        for paragraph in paragraphs(root):
            try:
                paragraph.join_tags()
            except Flaw as flaw:
                yield _at(place, flaw)


def _at(place: str, flaw: Flaw) -> Flaw:
    flaw.place = place
    return flaw


class Form:
    """A template, understood once and filled as often as one likes; raises Flaw if it is broken."""

    def __init__(self, template: bytes) -> None:
        self._docx = _Template(io.BytesIO(template))
        self._parts: list[tuple[str, str, PlainText]] = []
        for name, place, root in _parts(_opened(template)):
            with _said_of(place):
                self._parts.append((name, place, PlainText(root)))

    def placed(self) -> Iterator[tuple[str, int, str]]:
        """The fields it names: field, paragraph, and part (`body`, `header`, `footer`)."""
        for _, place, text in self._parts:
            for field, paragraph in text.uses():
                yield field, paragraph, place

    def filled(self, fields: Mapping[str, Any], late: Collection[str] = ()) -> bytes:
        """The document; the same bytes for the same fields, whenever it is made."""
        late = [name for name in late if name not in fields]
        given = {**_as_paragraphs(fields), **{name: f"{{{{ {name} }}}}" for name in late}}
        wanted = []
        for _, place, text in self._parts:
            with _said_of(place):
                wanted.append(text.filled(given, late))
        self._docx.render(given, sandbox.environment(autoescape=True))
        made = packed(self._docx)
        with zipfile.ZipFile(io.BytesIO(made)) as archive:
            for (name, place, _), texts in zip(self._parts, wanted, strict=True):
                with _said_of(place):
                    root = etree.fromstring(archive.read(name), _LARGE)
                    compare(texts, paragraphs(root), late)
        return made


_LARGE = etree.XMLParser(huge_tree=True, resolve_entities=False, no_network=True)


def _opened(template: bytes) -> Any:
    try:
        return docx.Document(io.BytesIO(template))
    except (ValueError, KeyError) as problem:
        raise Flaw("not_docx", detail=str(problem)) from None


def _parts(document: Any) -> list[tuple[str, str, _Element]]:
    """Name in the archive, kind and XML of body, headers and footers, always in the same order."""
    margins = [
        (_member(relation.target_part), _KINDS[relation.reltype], relation.target_part.element)
        for relation in document.part.rels.values()
        if relation.reltype in _KINDS and not relation.is_external
    ]
    return [(_member(document.part), "body", document.element.body), *sorted(margins)]


def _member(part: Any) -> str:
    return str(part.partname).removeprefix("/")


@contextmanager
def _said_of(place: str) -> Iterator[None]:
    """Say of this part what is wrong in it."""
    try:
        yield
    except Flaw as flaw:
        raise _at(place, flaw) from None


class _Template(DocxTemplate):  # type: ignore[misc]
    """docxtpl, strict: tags on the pages only, nothing mended, nothing recovered."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self._patched: dict[str, str] = {}

    def patch_xml(self, src_xml: str) -> str:
        if src_xml not in self._patched:
            root = etree.fromstring(src_xml.encode())
            for paragraph in paragraphs(root):
                paragraph.join_tags()
            joined = etree.tostring(root, encoding="unicode")
            self._patched[src_xml] = super().patch_xml(joined)
        return self._patched[src_xml]

    def render_xml_part(self, src_xml: str, part: Any, context: Any, jinja_env: Any = None) -> str:
        self.current_rendering_part = part
        made = str(self.resolve_listing(jinja_env.from_string(src_xml).render(context)))
        try:
            etree.fromstring(made.encode(), _LARGE)
        except etree.XMLSyntaxError as problem:
            raise Flaw("malformed", detail=str(problem)) from None
        return made

    def render_properties(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them as they are."""

    def render_footnotes(self, context: Any, jinja_env: Any = None) -> None:
        """Leave them as they are."""


def _as_paragraphs(value: Any) -> Any:
    """The fields, each new line the start of a new paragraph of the same form."""
    if isinstance(value, str):
        return value.replace("\n", NEW_PARAGRAPH)
    if isinstance(value, Mapping):
        return {name: _as_paragraphs(each) for name, each in value.items()}
    if isinstance(value, Sequence):
        return [_as_paragraphs(each) for each in value]
    return value
