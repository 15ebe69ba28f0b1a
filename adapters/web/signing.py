"""Sign a letter over HTTP as the command line does: the next number, and what was left open."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bihuan.adapters.papers.signing import Signing
from bihuan.adapters.web import asked
from bihuan.adapters.web import documents as told
from bihuan.adapters.web.acting import moved
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.rights import Visitor, visible
from bihuan.engine.document_numbers import Series
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, KeyTaken
from bihuan.engine.numbering import next_number
from bihuan.engine.outcome import Outcome
from bihuan.engine.records import Case
from bihuan.rules.instants import beijing_date

router = APIRouter(route_class=Guarded)
NEXT = "next"
"""What is written for a number to be taken from the series."""


@router.post("/v1/cases/{case}/sign", response_model=told.Moved)
def sign_letter(
    desk: AtDesk,
    visitor: Admitted,
    request: Request,
    response: Response,
    case: asked.Name,
    wanted: asked.Signature,
    key: asked.Key = None,
    seen: asked.Seen = None,
) -> told.Moved:
    """Sign the letter; `document` may be `next`, and what its file left open is written into it."""
    engine, seq = desk.engine, asked.revision(seen)
    request.state.guarded = seq is not None
    found = visible(visitor, engine, case)
    if key is not None and (before := _before(engine, found, key, wanted.signer)):
        return moved(before, response)
    said = {name: one for name, one in wanted.said().items() if one}
    document = _number(engine, visitor, found, wanted.document, wanted.series)
    letters = {
        visible(visitor, engine, name).id: _number(
            engine, visitor, engine.store.case(found.office, name), text, wanted.series
        )
        for name, text in wanted.letters.items()
    }
    on = wanted.on or beijing_date(engine.clock.now())
    brought = Signing(document=document, on=on, said=said).finished(engine, found, letters)
    args = {**said, "document": document, **brought}
    outcome = engine.fire(
        found.id,
        "sign",
        args,
        actor=visitor.actor,
        on=wanted.on,
        key=key,
        seq=found.seq if seq is None else seq,
    )
    return moved(outcome, response)


def _before(engine: Engine, case: Case, key: str, signer: str) -> Outcome | None:
    """What was done under this key, before another number is taken for it; raises KeyTaken."""
    with engine.store.look() as work:
        done = work.outcome(case.office, key)
    if done is None:
        return None
    if (done.case, done.event, done.args.get("signer")) != (case.id, "sign", signer):
        raise KeyTaken(key)
    return Outcome(done, case, repeated=True)


def _number(engine: Engine, visitor: Visitor, case: Case, document: str, series: str | None) -> str:
    """The number as it is said, or the next one; a case that has one reserved gets that again."""
    if document != NEXT:
        return document
    wanted = _series(engine, case, series)
    return next_number(engine, wanted, actor=visitor.actor, case=case.id).text


def _series(engine: Engine, case: Case, name: str | None) -> Series:
    known = engine.house.series
    usual = "opinion" if case.role == "support" and "opinion" in known else "letter"
    if (name or usual) in known:
        return known[name or usual]
    if name is None:
        missing = "no series is configured; write letter.prefix under [numbers]"
        raise BadInput("series", missing)
    names = ", ".join(known) or "-"
    reason = f"there is no such series; [numbers] of the configuration has {names}"
    raise BadInput("series", reason, name)
