"""Which table keeps which record, and how one becomes the other."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Table

from bihuan.adapters.sql import daemon_tables, letter_tables, platform_tables, tables
from bihuan.adapters.sql.columns import canonical_json
from bihuan.adapters.sql.forms import metadata as metadata  # with every table named below
from bihuan.engine.access import Token
from bihuan.engine.document_numbers import Registered
from bihuan.engine.letter_records import Draft, LetterStep, Paper
from bihuan.engine.links import Link
from bihuan.engine.messages import Message
from bihuan.engine.operations import Appointment, Incident, Plan, Pulse
from bihuan.engine.platforms import Bookmark, Difference, Exchange, Held
from bihuan.engine.platforms import Link as PlatformLink
from bihuan.engine.promises import Commitment, Fulfilment
from bihuan.engine.records import (
    Alarm,
    Answer,
    Case,
    Contact,
    Deadline,
    Definition,
    Entry,
    Feedback,
    Member,
    Mute,
    PastCase,
    Receipt,
    Repair,
    Request,
    Round,
    Urging,
)
from bihuan.engine.webhooks import Webhook
from bihuan.rules.proposals import proposal_identity

TABLES: dict[type[Any], Table] = {
    Case: tables.cases,
    Entry: tables.history,
    Member: tables.member,
    Round: tables.round_,
    Deadline: tables.deadline,
    Request: tables.request,
    Contact: tables.contact,
    Answer: tables.answer,
    Feedback: tables.feedback,
    Urging: tables.urging,
    Receipt: tables.receipt,
    Mute: tables.mute,
    Draft: letter_tables.draft,
    LetterStep: letter_tables.letter_step,
    Paper: letter_tables.paper,
    Repair: tables.repair,
    Commitment: letter_tables.commitment,
    Fulfilment: letter_tables.fulfilment,
    Alarm: tables.alarm,
    Message: daemon_tables.message,
    Pulse: daemon_tables.pulse,
    Incident: daemon_tables.incident,
    Plan: daemon_tables.migration,
    Token: daemon_tables.access_token,
    Link: daemon_tables.feedback_link,
    Webhook: daemon_tables.webhook,
    Definition: tables.definition,
    Appointment: tables.appointment,
    PastCase: tables.past_case,
    Registered: letter_tables.document_number,
    PlatformLink: platform_tables.link,
    Held: platform_tables.held,
    Difference: platform_tables.difference,
    Exchange: platform_tables.exchange,
    Bookmark: platform_tables.bookmark,
}
REPLACED = frozenset(
    (
        *(Member, Round, Deadline, Request, Alarm, Pulse, Incident, Plan),
        *(PlatformLink, Held, Difference, Bookmark),
    )
)
"""Records that may be put in place of an older one; all others are only added."""
ADDED_ONCE = frozenset((Definition, PastCase, Message, Paper))
"""Records that adding once more leaves as they are."""
COUNTED = {Registered: ("no", ("office", "text")), Exchange: ("no", ("office", "platform"))}
"""Records numbered where they are stored: one more than the highest of those named alike."""
SELDOM = ("final", "host", "closing", "definition")
"""Of what `MOVING` names, that which only few events change, and on which indexes hang."""


def identity(case: Case) -> str:
    """What makes two cases of an office the same proposal."""
    proposal = proposal_identity(
        kind=case.kind,
        assembly=case.assembly,
        session_printed=case.session,
        year=case.year,
        number_key=case.number_key,
    )
    return canonical_json(list(proposal))


_NAMES = {kind: tuple(field.name for field in fields(kind)) for kind in TABLES}


def field_names(kind: type[Any]) -> tuple[str, ...]:
    """The names of a record's fields, in order."""
    return _NAMES[kind]


def columns_of(kind: type[Any]) -> list[Column[Any]]:
    """The columns of a record's fields, in the order of the fields."""
    return [TABLES[kind].c[name] for name in field_names(kind)]


def as_row(record: Any) -> dict[str, Any]:
    """A record as the values of its columns."""
    return {name: getattr(record, name) for name in field_names(type(record))}


def states_of(definition: Definition) -> list[dict[str, Any]]:
    """The rows that let the database know a definition's states."""
    return [
        {"hash": definition.hash, "state": state, "is_final": final}
        for state, final in definition.states.items()
    ]
