"""What may be done about a case: each event with its form, each refused one with its reasons."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.datastructures import FormData

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.events import BY_ITSELF, possible
from bihuan.adapters.cli.failures import failure_of
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.pages.fields import Asked, Field, fields_of
from bihuan.adapters.pages.filled import typed
from bihuan.adapters.web.errors import BadRequest
from bihuan.adapters.web.rights import Visitor
from bihuan.engine.access import Role
from bihuan.engine.case_file import case_file
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, BihuanError, Refused, StaleCase
from bihuan.engine.outcome import Option
from bihuan.engine.records import Case
from bihuan.rules.facts import Finding
from bihuan.states.decide import NOT_YOURS

ACTING = (Role.OFFICE, Role.DIVISION, Role.ASSIGNER)
"""The roles that have forms; the others only look."""

USUAL = (
    *("dispatch", "accept_return", "refuse_return", "opinion", "late_opinion", "note"),
    *("feedback", "close", "reassign", "answer", "opine", "sign", "review", "countersign"),
    *("draft", "contact", "co_handle", "acknowledge", "send_back", "urge", "redispatch"),
)
"""What is mostly done, the latest step of the way first; anything else comes after it."""


@dataclass(frozen=True, slots=True)
class Action:
    """An event with its form, and what was typed into it before."""

    event: str
    fields: tuple[Field, ...]
    typed: Mapping[str, str]
    key: str
    seq: int
    open: bool = False
    problem: Problem | None = None

    @property
    def label(self) -> str:
        """What its button is called."""
        return tongue.word(f"event.{self.event}")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a form was not accepted: a sentence, the conditions, and the field it is about."""

    message: str
    cure: str = ""
    guards: tuple[Finding, ...] = ()
    field: str = ""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that was not accepted, to be shown again with nothing of it lost."""

    event: str
    form: FormData
    problem: Problem


def actions_of(
    engine: Engine, guest: Visitor, case: Case, sent: Sent | None = None
) -> tuple[list[Action], list[Option]]:
    """What the visitor may try, each with its form, and what is refused whatever is said."""
    if guest.role not in ACTING:
        return [], []
    machine = engine.library.machine(case.definition)
    open_now = possible(machine, case)
    asked = asked_of(engine, case)
    actions, refused = [], []
    for option in engine.can(case.id, actor=guest.actor):
        if option.event in BY_ITSELF or _not_theirs(option):
            continue
        if _may_be_tried(option, open_now):
            actions.append(_action(option.event, case, asked, sent))
        else:
            refused.append(option)
    if sent is not None and sent.event not in {one.event for one in actions}:
        actions.insert(0, _action(sent.event, case, asked, sent))
    return sorted(actions, key=_usual_first), refused


def _usual_first(action: Action) -> tuple[bool, int]:
    at = USUAL.index(action.event) if action.event in USUAL else len(USUAL)
    return not action.open, at


def _may_be_tried(option: Option, open_now: tuple[str, ...]) -> bool:
    """Whether what is said with the event may be enough; a form is of no use otherwise."""
    if option.refusal is None:
        return True
    return option.refusal.reason == "conditions" and option.event in open_now


def _not_theirs(option: Option) -> bool:
    return option.refusal is not None and option.refusal.reason == NOT_YOURS


def _action(event: str, case: Case, asked: Asked, sent: Sent | None) -> Action:
    fields = tuple(fields_of(event, asked))
    if sent is None or sent.event != event:
        return Action(event, fields, {}, secrets.token_urlsafe(12), case.seq)
    told = typed(sent.form)
    return Action(event, fields, told, told.get("key", ""), case.seq, True, sent.problem)


def asked_of(engine: Engine, case: Case) -> Asked:
    return Asked(
        file=case_file(engine.store, case),
        policy=engine.house.policy,
        merged=tuple((one.id, f"{one.number} {one.title}") for one in merged_into(engine, case)),
    )


def merged_into(engine: Engine, case: Case) -> list[Case]:
    """The cases merged into this one."""
    with engine.store.look() as work:
        return list(work.followers(case.office, case.id))


def problem_of(error: BihuanError) -> Problem:
    match error:
        case Refused():
            event, reason = (f"event.{error.event}", f"refusal.{error.reason}")
            words = {"event": tongue.word(event), "reason": tongue.word(reason)}
            guards = sorted(error.findings, key=lambda one: one.held)
            return Problem(tongue.words("page.not_now", **words), guards=tuple(guards))
        case BadRequest():
            return Problem(said(error.reason), field=error.field)
        case BadInput():
            own = f"needs.{error.field}"
            asks = error.value is None and tongue.has_words(f"page_field.{error.field}")
            told = tongue.words("page.needed") if asks and tongue.has_words(own) else ""
            return Problem(told or said(error.reason), field=error.field)
        case StaleCase():
            return Problem(tongue.words("page.stale"), tongue.words("page.stale_cure"))
    return Problem(failure_of(error).message, tongue.words("page.again"))
