"""The tables of cases, one for each kind of record; what an office has is keyed by it first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
    false,
)

from bihuan.adapters.sql.forms import (
    BY_KEY,
    blank,
    column,
    day,
    flag,
    instant,
    json,
    maybe,
    metadata,
    number,
    word,
)

definition = Table(
    "definition",
    metadata,
    *word("hash", "name", "version", length=64),
    *word("duty", length=20),
    *blank("text"),
    *json("states", "proof"),
    *instant("proved_at"),
    *word("status", length=20),
    PrimaryKeyConstraint("hash"),
    **BY_KEY,
)
_only_active = definition.c.status == "active"
Index(
    "ix_definition_active",
    definition.c.duty,
    unique=True,
    sqlite_where=_only_active,
    postgresql_where=_only_active,
)
"""New cases of a duty begin under one definition and no other."""

appointment = Table(
    "appointment",
    metadata,
    *word("hash", length=64),
    *instant("at"),
    *word("before", "after", length=20),
    *word("actor", length=200),
    *blank("reason"),
    PrimaryKeyConstraint("hash", "at"),
    ForeignKeyConstraint(["hash"], ["definition.hash"], name="fk_appointment_definition"),
    **BY_KEY,
)

definition_state = Table(
    "definition_state",
    metadata,
    *word("hash", "state", length=64),
    *flag("is_final"),
    PrimaryKeyConstraint("hash", "state"),
    UniqueConstraint("hash", "state", "is_final", name="uq_definition_state_final"),
    ForeignKeyConstraint(["hash"], ["definition.hash"], name="fk_state_definition"),
    **BY_KEY,
)

history = Table(
    "history",
    metadata,
    *word("office", "case"),
    *number("seq"),
    *word("row", "event"),
    *blank("source"),
    *word("target", length=64),
    *number("round"),
    *word("actor", "party", length=200),
    *day("effective_on"),
    *instant("recorded_at"),
    *json("args", "given", "deadlines"),
    *word("definition", length=64),
    *maybe("key", "timer", length=200),
    *blank("previous"),
    *word("hash", length=128),
    PrimaryKeyConstraint("office", "case", "seq"),
    UniqueConstraint("office", "key", name="uq_history_key"),
    CheckConstraint("seq >= 1", name="ck_history_seq"),
)

feedback = Table(
    "feedback",
    metadata,
    *word("office", "case"),
    *number("seq", "round", "member"),
    *maybe("attitude", "result"),
    *word("verdict", "standing"),
    *blank("comment"),
    *day("on"),
    PrimaryKeyConstraint("office", "case", "seq"),
    UniqueConstraint("office", "case", "seq", "round", "standing", name="uq_feedback_standing"),
    **BY_KEY,
)

cases = Table(
    "cases",
    metadata,
    *word("office", "id", "kind", "role"),
    *number("year"),
    *blank("assembly", "session", "number"),
    *word("number_key", length=200),
    *blank("title", "category"),
    *flag("off_session"),
    *day("received_on", "assigned_on"),
    *day("session_closed_on", null=True),
    *blank("counterpart"),
    *word("definition", "state", length=64),
    *flag("final"),
    *number("round", "seq"),
    *word("head", length=128),
    *json("held"),
    *maybe("host"),
    column("closing", Integer(), null=True),
    *day("due", null=True),
    *instant("changed_at"),
    *word("identity", length=400),
    *maybe("closing_standing", length=20),
    PrimaryKeyConstraint("office", "id"),
    UniqueConstraint("identity", "office", name="uq_cases_identity"),
    CheckConstraint("NOT final OR closing IS NOT NULL", name="ck_cases_final"),
    CheckConstraint(
        "closing IS NULL AND closing_standing IS NULL"
        " OR closing IS NOT NULL AND closing_standing IS NOT NULL",
        name="ck_cases_closing",
    ),
    CheckConstraint(
        "closing_standing IN ('satisfied', 'mostly_satisfied')", name="ck_cases_standing"
    ),
    ForeignKeyConstraint(
        ["definition", "state", "final"],
        ["definition_state.hash", "definition_state.state", "definition_state.is_final"],
        name="fk_cases_state",
    ),
    ForeignKeyConstraint(
        ["office", "id", "closing", "round", "closing_standing"],
        ["feedback.office", "feedback.case", "feedback.seq", "feedback.round", "feedback.standing"],
        name="fk_cases_closing",
    ),
    ForeignKeyConstraint(["office", "host"], ["cases.office", "cases.id"], name="fk_cases_host"),
)
# No other key begins with the office: on tables without statistics yet, PostgreSQL takes any that
# does for one that finds a single case, and reads the whole office.
Index("ix_cases_year", cases.c.year, cases.c.office)
Index("ix_cases_host", cases.c.host, cases.c.office)
Index("ix_cases_number", cases.c.number_key, cases.c.office)
_only_open: dict[str, Any] = {
    f"{database}_where": cases.c.final == false() for database in ("sqlite", "postgresql")
}
Index("ix_cases_open", cases.c.office, cases.c.id, **_only_open)
"""What daemons and lists ask for; no question about one case asks whether it is open."""
Index("ix_cases_pinned", cases.c.definition, cases.c.office, **_only_open)
"""Which cases still need a definition."""


OWNERS = {
    "case": (["office", "case"], ["cases.office", "cases.id"]),
    "promise": (
        ["office", "case", "no"],
        ["commitment.office", "commitment.case", "commitment.no"],
    ),
}


def _of_case(name: str, key: tuple[str, ...], *columns: Column[Any], of: str = "case") -> Table:
    """A table of facts that belong to a case, or to one of its commitments."""
    own, theirs = OWNERS[of]
    return Table(
        name,
        metadata,
        *word("office", "case"),
        *columns,
        PrimaryKeyConstraint("office", "case", *key),
        ForeignKeyConstraint(own, theirs, name=f"fk_{name.rstrip('_')}_{of}"),
        **BY_KEY,
    )


member = _of_case("member", ("no",), *number("no"), *blank("name"), *flag("lead", "collective"))
round_ = _of_case(
    "round_",
    ("round",),
    *number("round"),
    *day("began_on"),
    *day("dispatched_on", null=True),
    *maybe("leader", "division", "officer", length=200),
    *maybe("task", "responsibility", length=4000),
    *day("time", "answered_on", null=True),
)
deadline = _of_case(
    "deadline",
    ("round", "term"),
    *number("round"),
    *word("term"),
    *day("start", "due"),
    *blank("source"),
    *flag("tentative"),
    *blank("calendar"),
    *number("extended"),
    *blank("note"),
)
request = _of_case(
    "request",
    ("no",),
    *number("no", "round"),
    *blank("unit"),
    *day("asked_on", "due"),
    *word("status", length=20),
    *blank("opinion"),
    *day("given_on", null=True),
)
contact = _of_case(
    "contact",
    ("seq",),
    *number("seq", "round"),
    *word("stage", "how", length=20),
    *day("on"),
    *blank("note"),
)
answer = _of_case(
    "answer",
    ("seq",),
    *number("seq", "round"),
    *word("what", length=20),
    *day("on"),
    *blank("document", "scheme", "code", "group", "signer", "public", "paper"),
)
urging = _of_case(
    "urging",
    ("seq", "recipient", "channel"),
    *number("seq", "round"),
    *word("rung", "level"),
    *word("recipient", length=200),
    *word("channel"),
    *day("on"),
    *number("late_days", "lateness"),
    *blank("muted"),
)
receipt = _of_case(
    "receipt",
    ("seq",),
    *number("seq", "urging"),
    *word("recipient", length=200),
    *blank("reply"),
    *day("on"),
)
mute = _of_case(
    "mute",
    ("seq",),
    *number("seq"),
    *day("until"),
    *blank("reason"),
    *day("on"),
)
commitment = _of_case(
    "commitment",
    ("no",),
    *number("no", "round"),
    column("seq", Integer(), null=True),
    *blank("text"),
    *day("due", null=True),
    *day("on"),
    *word("actor", length=200),
    *instant("at"),
)
fulfilment = _of_case(
    "fulfilment",
    ("no", "turn"),
    *number("no", "turn"),
    *word("status", length=20),
    *day("on"),
    *day("due", null=True),
    *blank("note"),
    *word("actor", length=200),
    *instant("at"),
    of="promise",
)
draft = _of_case(
    "draft",
    ("no", "of"),
    *number("no"),
    *word("of"),
    *number("seq", "round"),
    *word("digest"),
    *word("name", length=400),
    *blank("lines", "template", "countersigners"),
    *day("on"),
)
letter_step = _of_case(
    "letter_step",
    ("seq",),
    *number("seq", "round", "draft"),
    *word("step", length=20),
    *word("by", length=200),
    *blank("note"),
    *day("on"),
    *blank("document"),
    *json("documents"),
    *blank("scheme", "code", "public"),
)
paper = Table(
    "paper",
    metadata,
    *word("office", "digest"),
    *word("name", length=400),
    column("content", LargeBinary()),
    PrimaryKeyConstraint("office", "digest"),
    **BY_KEY,
)
repair = _of_case(
    "repair",
    ("at",),
    *instant("at"),
    *number("seq"),
    *word("actor", length=200),
    *blank("reason"),
    *json("before"),
)
alarm = _of_case(
    "alarm",
    ("key", "round", "generation"),
    *word("key"),
    *number("round"),
    *word("generation", "event"),
    *instant("due_at"),
    *word("status", length=20),
    *instant("fired_at", null=True),
    *number("attempts"),
    *instant("put_off", null=True),
    *blank("error"),
)
Index(
    "ix_alarm_due",
    *[alarm.c[it] for it in ("status", "office", "due_at", "case", "key", "round", "generation")],
)
"""The whole order in which timers ring: a thousand of them may be due at the same nine o'clock."""

document_number = Table(
    "document_number",
    metadata,
    *word("office"),
    *word("text", length=200),
    *number("no"),
    *maybe("agency"),
    column("year", Integer(), null=True),
    column("serial", Integer(), null=True),
    *word("status", length=20),
    *maybe("case"),
    *blank("reason"),
    *word("actor", length=200),
    *instant("at"),
    PrimaryKeyConstraint("office", "text", "no"),
    ForeignKeyConstraint(["office", "case"], ["cases.office", "cases.id"], name="fk_number_case"),
    CheckConstraint("no >= 1", name="ck_number_no"),
    CheckConstraint("status IN ('reserved', 'used', 'void')", name="ck_number_status"),
    CheckConstraint("status <> 'used' OR case_ IS NOT NULL", name="ck_number_used"),
    **BY_KEY,
)
"""The turns of document numbers; the last one of a number says how it stands."""
Index(
    "ix_number_serial",
    *[document_number.c[name] for name in ("agency", "year", "office", "serial")],
)
Index("ix_number_case", document_number.c.case, document_number.c.office)

past_case = Table(
    "past_case",
    metadata,
    *word("office"),
    *number("year"),
    *word("key", length=200),
    *word("kind", "role"),
    *blank("number", "title"),
    PrimaryKeyConstraint("office", "year", "key"),
)
