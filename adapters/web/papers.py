"""Papers over HTTP: render one from its template, and fetch the files of letters that are kept."""

from __future__ import annotations

from fastapi import APIRouter, Response

from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.errors import NoSuchPlace
from bihuan.adapters.web.files import answers, as_file
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from bihuan.engine.letter_records import Draft
from bihuan.engine.records import Answer, Case

router = APIRouter(route_class=Guarded)
looking = APIRouter(route_class=Guarded)


@router.post(
    "/v1/cases/{case}/documents",
    response_class=Response,
    responses=answers("the paper, in Word", ".docx"),
)
def render_document(
    desk: AtDesk, visitor: Admitted, case: asked.Name, wanted: asked.Rendering
) -> Response:
    """Fill a template with what is on file about a case; nothing is kept."""
    from bihuan.adapters.papers.about import paper_about

    found = visible(visitor, desk.engine, case)
    ready = paper_about(
        desk.engine,
        found,
        desk.papers(),
        name=wanted.template,
        text=[line for line in wanted.text if line.strip()],
        given=wanted.fields,
    )
    name = f"{ready.number}-{ready.made.template.paper.label}.docx"
    return as_file(ready.made.content, name)


@looking.get("/v1/cases/{case}/files", response_model=list[told.FileTold])
def list_files(desk: AtDesk, visitor: Admitted, case: asked.Name) -> list[told.FileTold]:
    """The files of letters that are kept of a case; a member is told of those that left."""
    return list(_files(desk.engine, visitor, visible(visitor, desk.engine, case)).values())


@looking.get(
    "/v1/cases/{case}/files/{digest}",
    response_class=Response,
    responses=answers("the file, byte for byte", ".docx", ".txt", ".pdf", ""),
)
def show_file(desk: AtDesk, visitor: Admitted, case: asked.Name, digest: asked.Name) -> Response:
    """A file as it was handed in or sent, byte for byte."""
    found = visible(visitor, desk.engine, case)
    known = _files(desk.engine, visitor, found).get(digest)
    kept = desk.engine.store.paper(found.office, digest) if known else None
    if known is None or kept is None:
        raise NoSuchPlace
    return as_file(kept.content, known.name)


def _files(engine: Engine, visitor: Visitor, case: Case) -> dict[str, told.FileTold]:
    """By digest; a version that was sent is told as sent."""
    store, found = engine.store, {}
    if visitor.role is not Role.MEMBER:
        host = case.host or case.id
        for one in store.records(Draft, case.office, host):
            if one.of == case.id:
                found[one.digest] = told.FileTold(
                    digest=one.digest, name=one.name, version=one.no, on=one.on, sent=False
                )
    for sent in store.records(Answer, case.office, case.id):
        kept = store.paper(case.office, sent.paper) if sent.paper else None
        if kept is not None:
            known = found.get(sent.paper)
            found[sent.paper] = told.FileTold(
                digest=sent.paper,
                name=kept.name,
                version=known.version if known else None,
                on=sent.on,
                sent=True,
            )
    return found
