"""What an accepted event puts on file, beside the state itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.engine import saying
from bihuan.engine.deadlines import ASSIGNED, OWED, deadline
from bihuan.engine.document_numbers import Registered
from bihuan.engine.errors import BadInput
from bihuan.engine.gather import (
    assignment,
    form_member,
    form_verdict,
    grades,
    moved_deadlines,
    result_class,
    standing,
)
from bihuan.engine.letter_path import letter_of, numbers_used, papers, signed_text
from bihuan.engine.letter_records import Paper
from bihuan.engine.letter_steps import countersigned, drafted, reviewed, sent_back, signed
from bihuan.engine.messages import Message
from bihuan.engine.promising import promised
from bihuan.engine.receipts import acknowledge, mute
from bihuan.engine.records import Answer, Case, Contact, Deadline, Feedback, Record, Request, Round
from bihuan.engine.scene import Scene
from bihuan.engine.urging import urge
from bihuan.states.decide import Accepted
from bihuan.states.machine import Per

STAGES = ("before", "during", "after")
_COUNTED = ("opinion", "opinion_overdue", "late_opinion")
"""Events that move one request by itself."""
WAYS = ("visit", "phone", "meeting", "video", "message", "letter", "mail", "onsite")


@dataclass(slots=True)
class Filed:
    """Records to put, fields of the case to change, messages to send, files and numbers to keep."""

    records: list[Record] = field(default_factory=list)
    case: dict[str, Any] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    numbers: list[Registered] = field(default_factory=list)


def file(scene: Scene, decision: Accepted) -> Filed:
    """Everything the event leaves behind, deadlines included; each record once, as it ends up."""
    filer = _FILERS.get(scene.event)
    filed = filer(scene) if filer is not None else Filed()
    if scene.machine.state_named[decision.target].final:
        filed.case["closing"] = _closing(scene)
    filed.records += _dropped(scene, decision)
    filed.records += _new_deadlines(scene, decision, filed)
    if len(filed.records) > 1:
        last = {(type(one), *(getattr(one, it) for it in one.KEY)): one for one in filed.records}
        filed.records = list(last.values())
    return filed


def _closing(scene: Scene) -> int | None:
    """The entry of the last form of this round, by which the case is closed."""
    forms = (form.seq for form in scene.records(Feedback) if form.round == scene.case.round)
    return max(forms, default=None)


def _dropped(scene: Scene, decision: Accepted) -> list[Record]:
    """Requests of a round that starts afresh: nobody waits for them any more.

    Those of an earlier round stay as they were.
    """
    before, after = scene.case.held, decision.held
    if scene.event in _COUNTED or before.get("round", 1) != after.get("round", 1):
        return []
    counts = (("open", "open_requests"), ("overdue", "overdue_requests"))
    reset = [status for status, fact in counts if before.get(fact) and not after.get(fact)]
    return [
        replace(one, status="dropped")
        for one in scene.records(Request)
        if one.round == scene.case.round and one.status in reset
    ]


def _new_deadlines(scene: Scene, decision: Accepted, filed: Filed) -> list[Record]:
    """A deadline for each term that begins to count now, or was never set in this round.

    One that was put off stays for as long as its round lasts.
    """
    round_number = int(decision.held.get("round", 1))
    before = _terms(scene, scene.case.state) if round_number == scene.case.round else set()
    kept = {one.term: one for one in scene.records(Deadline) if one.round == round_number}
    new = [
        term
        for term in sorted(_terms(scene, decision.target))
        if term not in kept or (term not in before and not kept[term].extended)
    ]
    if not new:
        return []
    case = replace(scene.case, round=round_number)
    current = (
        next((one for one in filed.records if isinstance(one, Round)), None) or scene.this_round()
    )
    return [
        deadline(term, case, scene.house, scene.on, fixed=_fixed(term, case, current))
        for term in new
    ]


def _terms(scene: Scene, state: str) -> set[str]:
    return {timer.term for timer in scene.machine.timers_in(state) if timer.per is not Per.REQUEST}


def _fixed(term: str, case: Case, current: Round) -> date | None:
    """The day fixed at dispatch, for what this office itself owes by it."""
    return current.time if term == OWED.get(case.role, "answer") else None


def _dispatch(scene: Scene) -> Filed:
    said = assignment(scene)
    current = replace(scene.this_round(), dispatched_on=scene.on, **said)
    return Filed([current, *_redated(scene, current)])


def _redated(scene: Scene, current: Round) -> list[Record]:
    """A new time fixed by a person moves the deadlines a person had fixed."""
    if scene.day("time") in (None, scene.this_round().time):
        return []  # said once more, it takes no extension back
    return [
        replace(one, due=current.time)
        for one in scene.records(Deadline)
        if one.round == scene.case.round and one.source == ASSIGNED and current.time is not None
    ]


def _co_handle(scene: Scene) -> Filed:
    asked = saying.requests(scene.args)
    first = len(scene.records(Request)) + 1
    return Filed([_request(scene, no, *one) for no, one in enumerate(asked, start=first)])


def _request(scene: Scene, no: int, unit: str, due: date | None) -> Request:
    if due is not None and due < scene.on:
        raise BadInput("due", "the opinion would be due before it was asked for", due.isoformat())
    return Request(
        office=scene.case.office,
        case=scene.case.id,
        no=no,
        round=scene.case.round,
        unit=unit,
        asked_on=scene.on,
        due=due or deadline(f"co:{no}", scene.case, scene.house, scene.on).due,
        status="open",
    )


def _answer_request(scene: Scene, was: str, becomes: str) -> Filed:
    waiting = [
        one for one in scene.records(Request) if one.round == scene.case.round and one.status == was
    ]
    wanted = scene.text("request") or scene.text("unit")
    chosen = [one for one in waiting if wanted in ("", one.unit, str(one.no))]
    if len(chosen) != 1:
        names = ", ".join(f"{one.no} {one.unit}" for one in waiting)
        raise BadInput("request", f"say which request; {was} are: {names}", wanted or None)
    given_on = None if becomes == "overdue" else scene.on
    return Filed(
        [replace(chosen[0], status=becomes, opinion=scene.text("text"), given_on=given_on)]
    )


def _contact(scene: Scene) -> Filed:
    stage, how = scene.text("stage") or "during", scene.text("how")
    for name, said, known in (("stage", stage, STAGES), ("how", how, WAYS)):
        if said not in known:
            raise BadInput(name, f"write one of {', '.join(known)}", said or None)
    return Filed(
        [
            Contact(
                office=scene.case.office,
                case=scene.case.id,
                seq=scene.case.seq + 1,
                round=scene.case.round,
                stage=stage,
                how=how,
                on=scene.on,
                note=scene.text("note"),
            )
        ]
    )


def _extend(scene: Scene) -> Filed:
    until = scene.day("until")
    if until is None:
        raise BadInput("until", "is needed for this event")
    note = f"{scene.text('reason')} {scene.text('consent')}".strip()
    term = next(iter(_terms(scene, scene.case.state)))
    kept = next(
        one for one in scene.records(Deadline) if one.round == scene.case.round and one.term == term
    )
    return Filed([replace(kept, due=until, extended=kept.extended + 1, note=note)])


def _letter(what: str) -> Callable[[Scene], Filed]:
    def filer(scene: Scene) -> Filed:
        scheme, code, group = result_class(scene) if what == "answer" else ("", "", "")
        saying.table(scene.args, "letters")  # read for each follower later; refused before
        paper, papers = _sent_file(scene)
        answer = Answer(
            office=scene.case.office,
            case=scene.case.id,
            seq=scene.case.seq + 1,
            round=scene.case.round,
            what=what,
            on=scene.on,
            document=signed_text(scene, "document"),
            scheme=scheme if code else "",
            code=code,
            group=group,
            signer=signed_text(scene, "signer"),
            public=signed_text(scene, "public"),
            paper=paper,
        )
        promises = promised(scene) if what == "answer" else []
        filed = [answer, replace(scene.this_round(), answered_on=scene.on), *promises]
        numbers = numbers_used(scene) if what != "lead_answer" else []
        return Filed(filed, papers=papers, numbers=numbers)

    return filer


def _sent_file(scene: Scene) -> tuple[str, list[Paper]]:
    """The digest of the file that leaves, and the file where the event brings it."""
    signed = scene.text("paper") if scene.led_by else letter_of(scene, scene.case.id)
    brought = papers(scene) if scene.led_by is None else []
    if brought and signed not in ("", brought[0].digest):
        raise BadInput("file", "another file was signed; leave it out")
    return signed or (brought[0].digest if brought else ""), brought


def _on_its_way(step: Callable[[Scene], list[Record]]) -> Callable[[Scene], Filed]:
    """A step of the letter's path, with the files it brings."""

    def filer(scene: Scene) -> Filed:
        numbers = numbers_used(scene) if scene.event == "sign" else []
        return Filed(step(scene), papers=papers(scene), numbers=numbers)

    return filer


def _feedback(scene: Scene) -> Filed:
    attitude, result = grades(scene)
    verdict = form_verdict(scene)
    if verdict is None:
        raise BadInput("verdict", "say what the member's form says")
    if verdict == "unsatisfied" and not scene.text("comment"):
        raise BadInput("comment", "an unsatisfied member's reasons are part of the form")
    return Filed(
        [
            Feedback(
                office=scene.case.office,
                case=scene.case.id,
                seq=scene.case.seq + 1,
                round=scene.case.round,
                member=form_member(scene),
                attitude=attitude,
                result=result,
                verdict=verdict,
                standing=standing(scene) or "none",
                comment=scene.text("comment"),
                on=scene.on,
            )
        ]
    )


def _urge(scene: Scene) -> Filed:
    records, messages = urge(scene)
    return Filed(records, messages=messages)


def _reassign(scene: Scene) -> Filed:
    before = scene.this_round()
    said = assignment(scene)
    said["time"] = scene.day("time")
    again = Round(
        office=before.office,
        case=before.case,
        round=before.round + 1,
        began_on=scene.on,
        dispatched_on=scene.on,
        **said,
    )
    return Filed([again])


_FILERS: Mapping[str, Callable[[Scene], Filed]] = {
    "dispatch": _dispatch,
    "redispatch": _dispatch,
    "urge": _urge,
    "acknowledge": lambda scene: Filed([acknowledge(scene)]),
    "mute": lambda scene: Filed([mute(scene)]),
    "co_handle": _co_handle,
    "opinion": lambda scene: _answer_request(scene, "open", "given"),
    "opinion_overdue": lambda scene: _answer_request(scene, "open", "overdue"),
    "late_opinion": lambda scene: _answer_request(scene, "overdue", "late"),
    "contact": _contact,
    "extend": _extend,
    "reschedule": lambda scene: Filed(list(moved_deadlines(scene))),
    "draft": _on_its_way(drafted),
    "countersign": _on_its_way(countersigned),
    "review": _on_its_way(reviewed),
    "sign": _on_its_way(signed),
    "send_back": _on_its_way(sent_back),
    "answer": _letter("answer"),
    "opine": _letter("opinion"),
    "lead_answered": _letter("lead_answer"),
    "feedback": _feedback,
    "correct_feedback": _feedback,
    "reassign": _reassign,
    "merge": lambda scene: Filed(case={"host": scene.text("host")}),
    "unmerge": lambda _: Filed(case={"host": None}),
}
