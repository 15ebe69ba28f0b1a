"""Every table, one for each kind of record; what an office has is keyed by the office first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from bihuan.adapters.sql.columns import Blank, Instant, Json, Word

NAMES = {"pk": "pk_%(table_name)s"}
RESERVED = frozenset(
    [
        "case",
        "comment",
        "group",
        "key",
        "lead",
        "level",
        "number",
        "on",
        "public",
        "row",
        "start",
        "time",
    ]
)
"""Field names that mean something to one database or another."""

BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
"""Small rows lie in the order of their key; a second tree to find them by would double what a
commit has to write. Cases and history, whose rows may be long, stay out of it."""

metadata = MetaData(naming_convention=NAMES)


def _column(name: str, type_: Any, *, null: bool = False) -> Column[Any]:
    stored = f"{name}_" if name in RESERVED else name
    nullable = null or isinstance(type_, Blank)
    return Column(stored, type_, key=name, nullable=nullable)


def _word(*names: str, length: int = 100) -> list[Column[Any]]:
    return [_column(name, Word(length)) for name in names]


def _blank(*names: str) -> list[Column[Any]]:
    return [_column(name, Blank()) for name in names]


def _number(*names: str) -> list[Column[Any]]:
    return [_column(name, Integer()) for name in names]


def _flag(*names: str) -> list[Column[Any]]:
    return [_column(name, Boolean()) for name in names]


def _day(*names: str, null: bool = False) -> list[Column[Any]]:
    return [_column(name, Date(), null=null) for name in names]


def _json(*names: str) -> list[Column[Any]]:
    return [_column(name, Json()) for name in names]


def _maybe(*names: str, length: int = 100) -> list[Column[Any]]:
    return [_column(name, Word(length), null=True) for name in names]


definition = Table(
    "definition",
    metadata,
    *_word("hash", "name", "version", length=64),
    *_blank("text"),
    *_json("states", "proof"),
    _column("proved_at", Instant()),
    *_word("status", length=20),
    PrimaryKeyConstraint("hash"),
    **BY_KEY,
)

definition_state = Table(
    "definition_state",
    metadata,
    *_word("hash", "state", length=64),
    *_flag("is_final"),
    PrimaryKeyConstraint("hash", "state"),
    UniqueConstraint("hash", "state", "is_final", name="uq_definition_state_final"),
    ForeignKeyConstraint(["hash"], ["definition.hash"], name="fk_state_definition"),
    **BY_KEY,
)

history = Table(
    "history",
    metadata,
    *_word("office", "case"),
    *_number("seq"),
    *_word("row", "event"),
    *_blank("source"),
    *_word("target", length=64),
    *_number("round"),
    *_word("actor", "party", length=200),
    *_day("effective_on"),
    _column("recorded_at", Instant()),
    *_json("args", "given", "deadlines"),
    *_word("definition", length=64),
    *_maybe("key", "timer", length=200),
    *_blank("previous"),
    *_word("hash", length=128),
    PrimaryKeyConstraint("office", "case", "seq"),
    UniqueConstraint("office", "key", name="uq_history_key"),
    CheckConstraint("seq >= 1", name="ck_history_seq"),
)

feedback = Table(
    "feedback",
    metadata,
    *_word("office", "case"),
    *_number("seq", "round", "member"),
    *_maybe("attitude", "result"),
    *_word("verdict", "standing"),
    *_blank("comment"),
    *_day("on"),
    PrimaryKeyConstraint("office", "case", "seq"),
    UniqueConstraint("office", "case", "seq", "round", "standing", name="uq_feedback_standing"),
    **BY_KEY,
)

cases = Table(
    "cases",
    metadata,
    *_word("office", "id", "kind", "role"),
    *_number("year"),
    *_blank("assembly", "session", "number"),
    *_word("number_key", length=200),
    *_blank("title", "category"),
    *_flag("off_session"),
    *_day("received_on", "assigned_on"),
    *_day("session_closed_on", null=True),
    *_blank("counterpart"),
    *_word("definition", "state", length=64),
    *_flag("final"),
    *_number("round", "seq"),
    *_word("head", length=128),
    *_json("held"),
    *_maybe("host"),
    _column("closing", Integer(), null=True),
    *_day("due", null=True),
    _column("changed_at", Instant()),
    *_word("identity", length=400),
    *_maybe("closing_standing", length=20),
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


def _of_case(name: str, key: tuple[str, ...], *columns: Column[Any]) -> Table:
    """A table of facts that belong to a case."""
    return Table(
        name,
        metadata,
        *_word("office", "case"),
        *columns,
        PrimaryKeyConstraint("office", "case", *key),
        ForeignKeyConstraint(
            ["office", "case"], ["cases.office", "cases.id"], name=f"fk_{name.rstrip('_')}_case"
        ),
        **BY_KEY,
    )


member = _of_case("member", ("no",), *_number("no"), *_blank("name"), *_flag("lead", "collective"))
round_ = _of_case(
    "round_",
    ("round",),
    *_number("round"),
    *_day("began_on"),
    *_day("dispatched_on", null=True),
    *_maybe("leader", "division", "officer", length=200),
    *_maybe("task", "responsibility", length=4000),
    *_day("time", "answered_on", null=True),
)
deadline = _of_case(
    "deadline",
    ("round", "term"),
    *_number("round"),
    *_word("term"),
    *_day("start", "due"),
    *_blank("source"),
    *_flag("tentative"),
    *_blank("calendar"),
    *_number("extended"),
    *_blank("note"),
)
request = _of_case(
    "request",
    ("no",),
    *_number("no", "round"),
    *_blank("unit"),
    *_day("asked_on", "due"),
    *_word("status", length=20),
    *_blank("opinion"),
    *_day("given_on", null=True),
)
contact = _of_case(
    "contact",
    ("seq",),
    *_number("seq", "round"),
    *_word("stage", "how", length=20),
    *_day("on"),
    *_blank("note"),
)
answer = _of_case(
    "answer",
    ("seq",),
    *_number("seq", "round"),
    *_word("what", length=20),
    *_day("on"),
    *_blank("document", "scheme", "code", "group", "signer", "public"),
)
urging = _of_case(
    "urging",
    ("seq", "recipient", "channel"),
    *_number("seq", "round"),
    *_word("rung", "level"),
    *_word("recipient", length=200),
    *_word("channel"),
    *_day("on"),
    *_number("late_days"),
)
repair = _of_case(
    "repair",
    ("at",),
    _column("at", Instant()),
    *_number("seq"),
    *_word("actor", length=200),
    *_blank("reason"),
    *_json("before"),
)
alarm = _of_case(
    "alarm",
    ("key", "round", "generation"),
    *_word("key"),
    *_number("round"),
    *_word("generation", "event"),
    _column("due_at", Instant()),
    *_word("status", length=20),
    _column("fired_at", Instant(), null=True),
)
Index(
    "ix_alarm_due",
    *[alarm.c[it] for it in ("status", "office", "due_at", "case", "key", "round", "generation")],
)
"""The whole order in which timers ring: a thousand of them may be due at the same nine o'clock."""

message = Table(
    "message",
    metadata,
    *_word("office"),
    *_word("key", length=300),
    *_word("case"),
    *_number("seq"),
    *_word("topic", "channel"),
    *_word("recipient", length=200),
    *_json("body"),
    _column("created_at", Instant()),
    *_word("status", length=20),
    *_number("attempts"),
    PrimaryKeyConstraint("office", "key"),
)
Index(
    "ix_message_status",
    *[message.c[name] for name in ("office", "status", "created_at", "key")],
)

past_case = Table(
    "past_case",
    metadata,
    *_word("office"),
    *_number("year"),
    *_word("key", length=200),
    *_word("kind", "role"),
    *_blank("number", "title"),
    PrimaryKeyConstraint("office", "year", "key"),
)
