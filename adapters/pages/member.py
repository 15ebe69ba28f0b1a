"""The member's page: read the answer, say what you think of it, and mend a wrong click.

Looking at it changes nothing, whoever looks: mail scanners open every link. A form is heard only
when it carries the page's mark, holds what a person has chosen, and is confirmed once more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from bihuan.adapters.cli import failures, tongue
from bihuan.adapters.pages import layout, linking
from bihuan.adapters.pages.limits import Limits
from bihuan.adapters.web.desk import AtDesk, Desk
from bihuan.adapters.web.problems import status_of
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, BihuanError, KeyTaken
from bihuan.engine.inviting import Invitation, hand_in, invited, last_form, present
from bihuan.engine.letter_records import Draft, LetterStep
from bihuan.engine.links import CORRECT, Link
from bihuan.engine.records import Answer, Case
from bihuan.rules.satisfaction import scale

router = APIRouter(include_in_schema=False)
LOOKS, SENDS = 600, 60
"""How often an hour one address may look, and send: an office's members may share an address."""
FIELDS = ("attitude", "result", "comment")
GRADED = ("attitude", "result")
NOWHERE = {"here": "/", "other_language": "/login?lang=en"}
"""A page that is the same wherever it is shown, to the byte."""
LONGEST = 2000
"""Characters of a comment."""


@dataclass(slots=True)
class Reception:
    """What the member's page is told by the office's configuration."""

    correct_within: int | None
    """Days in which a wrong click may be mended; None where it is not, but by the office."""
    looks: Limits
    sends: Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer as its member reads it."""

    document: str
    signer: str
    on: Any
    paragraphs: tuple[str, ...]
    """Its text, where it was written here."""
    file: str
    """What its file is called; empty where none is kept."""


@router.get("/f/{secret}")
@router.head("/f/{secret}")
def show_answer(request: Request, desk: AtDesk, secret: str) -> Response:
    """The answer and the form; it changes nothing."""
    if (late := _too_often(request, desk, _reception(request).looks)) is not None:
        return late
    found = _opened(desk, secret)
    return _form(request, desk, found) if found else _gone(request)


@router.get("/f/{secret}/letter")
def take_letter(request: Request, desk: AtDesk, secret: str) -> Response:
    """The file of the answer."""
    if (late := _too_often(request, desk, _reception(request).looks)) is not None:
        return late
    found = _opened(desk, secret)
    answer = _answer(desk.engine, found.case) if found else None
    paper = desk.engine.store.paper(found.case.office, answer.paper) if found and answer else None
    if paper is None:
        return _gone(request)
    named = f"attachment; filename*=UTF-8''{quote(paper.name)}"
    kind = "application/octet-stream"
    return Response(paper.content, headers={"content-disposition": named}, media_type=kind)


@router.post("/f/{secret}")
async def send_form(request: Request, desk: AtDesk, secret: str) -> Response:
    """First what was chosen is shown once more; confirmed, it is handed in."""
    late = _too_often(request, desk, _reception(request).sends)
    if late is not None:
        return late
    async with request.form(max_files=0, max_fields=12) as sent:
        told = {name: text for name, text in sent.items() if isinstance(text, str)}
    return await run_in_threadpool(_heard, request, desk, secret, told)


def _heard(request: Request, desk: Desk, secret: str, told: Mapping[str, str]) -> Response:
    found = _opened(desk, secret)
    if found is None:
        return _gone(request)
    said = {name: told.get(name, "").strip() for name in FIELDS}
    seal = request.app.state.seal
    if "back" in told:
        return _form(request, desk, found, said)
    if told.get("sure") and seal.marked("sure", _spelled(found.link, said), told["sure"]):
        return _handed_in(request, desk, found, said)
    wrong = _lacking(said)
    if wrong or not seal.marked("page", found.link.id, told.get("mark", "")):
        return _form(request, desk, found, said, wrong or "mark", status=422)
    sure = seal.mark("sure", _spelled(found.link, said))
    return _page(
        request, "member_sure.html", found=found, said=said, sure=sure, place=request.url.path
    )


def _handed_in(
    request: Request, desk: Desk, found: Invitation, said: Mapping[str, str]
) -> Response:
    try:
        hand_in(desk.engine, found, {name: text for name, text in said.items() if text})
    except KeyTaken:
        return _gone(request)  # somebody else was faster with the same link
    except BihuanError as error:
        wrong = error.field if isinstance(error, BadInput) else "form"
        message, status = failures.failure_of(error).message, status_of(error)
        return _form(request, desk, found, said, wrong, message, status=status)
    form = last_form(desk.engine, found.link)
    again, until = _once_more(request, desk, found.link)
    return _page(request, "member_done.html", found=found, form=form, again=again, until=until)


def _once_more(request: Request, desk: Desk, link: Link) -> tuple[str, datetime | None]:
    """Where a wrong click may be mended, and until when; nowhere for what was mended already."""
    days = _reception(request).correct_within
    if days is None or link.purpose == CORRECT:
        return "", None
    try:
        secret, given = linking.give_again(desk.engine, link, days=days)
    except BihuanError as error:  # the form is kept: whoever sent it is thanked all the same
        desk.engine.log("link.not_given", link=link.id, error=error.code)
        return "", None
    return linking.place(secret), given.expires_at


def _opened(desk: Desk, secret: str) -> Invitation | None:
    return invited(desk.engine, linking.digest(secret), present(desk.engine))


def _form(
    request: Request,
    desk: Desk,
    found: Invitation,
    said: Mapping[str, str] | None = None,
    wrong: str = "",
    reason: str = "",
    status: int = 200,
) -> Response:
    grades = scale("standard").grades
    before = last_form(desk.engine, found.link) if found.link.purpose == CORRECT else None
    blank = dict.fromkeys(FIELDS, "") | ({"comment": before.comment} if before else {})
    return _page(
        request,
        "member.html",
        status,
        found=found,
        reply=_reply(desk.engine, found.case),
        before=before,
        said=said or blank,
        wrong=wrong,
        reason=reason,
        graded=GRADED,
        grades=[(printed, tongue.word(f"value.{it}")) for printed, it in grades.items()],
        longest=LONGEST,
        mark=request.app.state.seal.mark("page", found.link.id),
        place=request.url.path,
    )


def _page(request: Request, name: str, status: int = 200, **values: Any) -> Response:
    """A page whose address nobody else may hear of, and no search engine may keep."""
    answer = layout.page(request, name, status, **values)
    answer.headers["referrer-policy"] = "no-referrer"
    answer.headers["x-robots-tag"] = "noindex"
    return answer


def _gone(request: Request) -> Response:
    """The one answer to every link that opens nothing."""
    return _page(request, "member_gone.html", 410, **NOWHERE)


def _too_often(request: Request, desk: Desk, limits: Limits) -> Response | None:
    who = request.client.host if request.client else "-"
    wait = limits.take(who, desk.engine.clock.now())
    if wait is None:
        return None
    answer = _page(request, "member_wait.html", 429, **NOWHERE)
    answer.headers["retry-after"] = str(int(wait.total_seconds()) + 1)
    return answer


def _reception(request: Request) -> Reception:
    found: Reception = request.app.state.reception
    return found


def _lacking(said: Mapping[str, str]) -> str:
    """The first field that has still to be filled in; who is not satisfied says why."""
    grades = scale("standard").grades
    for name in GRADED:
        if said[name] not in grades:
            return name
    if len(said["comment"]) > LONGEST:
        return "comment"
    unhappy = "unsatisfied" in {str(grades[said[name]]) for name in GRADED}
    return "comment" if unhappy and not said["comment"] else ""


def _spelled(link: Link, said: Mapping[str, str]) -> str:
    return "\0".join((link.id, *(said[name] for name in FIELDS)))


def _answer(engine: Engine, case: Case) -> Answer | None:
    """The last letter that answered the case, its own or its host's."""
    for whose in filter(None, (case.id, case.host)):
        answers = engine.store.records(Answer, case.office, whose)
        told = [one for one in answers if one.what in ("answer", "lead_answer")]
        if told:
            return told[-1]
    return None


def _sent_as(step: LetterStep, answer: Answer) -> bool:
    """Whether this is the signature under that letter, and not under one of an earlier round."""
    own = step.case == answer.case
    numbered = step.document if own else step.documents.get(answer.case, "")
    this_round = step.round == answer.round or not own
    return step.step == "signed" and this_round and numbered in ("", answer.document)


def _reply(engine: Engine, case: Case) -> Reply | None:
    answer = _answer(engine, case)
    if answer is None:
        return None
    host = case.host or case.id
    steps = engine.store.records(LetterStep, case.office, host)
    signed = next((one for one in reversed(steps) if _sent_as(one, answer)), None)
    drafts = engine.store.records(Draft, case.office, host) if signed else []
    wanted = (signed.draft, case.id) if signed else None
    text = next((one.paragraphs for one in drafts if (one.no, one.of) == wanted), ())
    paper = engine.store.paper(case.office, answer.paper) if answer.paper else None
    return Reply(
        document=answer.document,
        signer=answer.signer,
        on=answer.on,
        paragraphs=text,
        file=paper.name if paper else "",
    )
