"""The tables of cases, one for each kind of record; what an office has is keyed by it first."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
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
    "bihuan_definition",
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
    "ix_bihuan_definition_active",
    definition.c.duty,
    unique=True,
    sqlite_where=_only_active,
    postgresql_where=_only_active,
)
"""New cases of a duty begin under one definition and no other."""

appointment = Table(
    "bihuan_appointment",
    metadata,
    *word("hash", length=64),
    *instant("at"),
    *word("before", "after", length=20),
    *word("actor", length=200),
    *blank("reason"),
    PrimaryKeyConstraint("hash", "at"),
    ForeignKeyConstraint(["hash"], ["bihuan_definition.hash"], name="fk_bihuan_appointment_hash"),
    **BY_KEY,
)

definition_state = Table(
    "bihuan_definition_state",
    metadata,
    *word("hash", "state", length=64),
    *flag("is_final"),
    PrimaryKeyConstraint("hash", "state"),
    UniqueConstraint("hash", "state", "is_final", name="uq_bihuan_state_final"),
    ForeignKeyConstraint(["hash"], ["bihuan_definition.hash"], name="fk_bihuan_state_definition"),
    **BY_KEY,
)

history = Table(
    "bihuan_history",
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
    UniqueConstraint("office", "key", name="uq_bihuan_history_key"),
    CheckConstraint("seq >= 1", name="ck_bihuan_history_seq"),
)

feedback = Table(
    "bihuan_feedback",
    metadata,
    *word("office", "case"),
    *number("seq", "round", "member"),
    *maybe("attitude", "result"),
    *word("verdict", "standing"),
    *blank("comment"),
    *day("on"),
    PrimaryKeyConstraint("office", "case", "seq"),
    UniqueConstraint(
        "office", "case", "seq", "round", "standing", name="uq_bihuan_feedback_standing"
    ),
    **BY_KEY,
)

cases = Table(
    "bihuan_cases",
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
    UniqueConstraint("identity", "office", name="uq_bihuan_cases_identity"),
    CheckConstraint("NOT final OR closing IS NOT NULL", name="ck_bihuan_cases_final"),
    CheckConstraint(
        "closing IS NULL AND closing_standing IS NULL"
        " OR closing IS NOT NULL AND closing_standing IS NOT NULL",
        name="ck_bihuan_cases_closing",
    ),
    CheckConstraint(
        "closing_standing IN ('satisfied', 'mostly_satisfied')", name="ck_bihuan_cases_standing"
    ),
    ForeignKeyConstraint(
        ["definition", "state", "final"],
        [
            "bihuan_definition_state.hash",
            "bihuan_definition_state.state",
            "bihuan_definition_state.is_final",
        ],
        name="fk_bihuan_cases_state",
    ),
    ForeignKeyConstraint(
        ["office", "id", "closing", "round", "closing_standing"],
        [
            "bihuan_feedback.office",
            "bihuan_feedback.case",
            "bihuan_feedback.seq",
            "bihuan_feedback.round",
            "bihuan_feedback.standing",
        ],
        name="fk_bihuan_cases_closing",
    ),
    ForeignKeyConstraint(
        ["office", "host"], ["bihuan_cases.office", "bihuan_cases.id"], name="fk_bihuan_cases_host"
    ),
)
# No other key begins with the office: on tables without statistics yet, PostgreSQL takes any that
# does for one that finds a single case, and reads the whole office.
Index("ix_bihuan_cases_year", cases.c.year, cases.c.office)
Index("ix_bihuan_cases_host", cases.c.host, cases.c.office)
Index("ix_bihuan_cases_number", cases.c.number_key, cases.c.office)
_only_open: dict[str, Any] = {
    f"{database}_where": cases.c.final == false() for database in ("sqlite", "postgresql")
}
Index("ix_bihuan_cases_open", cases.c.office, cases.c.id, **_only_open)
"""What daemons and lists ask for; no question about one case asks whether it is open."""
Index("ix_bihuan_cases_pinned", cases.c.definition, cases.c.office, **_only_open)
"""Which cases still need a definition."""


OWNERS = {
    "case": (["office", "case"], ["bihuan_cases.office", "bihuan_cases.id"]),
    "promise": (
        ["office", "case", "no"],
        ["bihuan_commitment.office", "bihuan_commitment.case", "bihuan_commitment.no"],
    ),
}


def of_case(name: str, key: tuple[str, ...], *columns: Column[Any], of: str = "case") -> Table:
    """A table of facts that belong to a case, or to one of its commitments."""
    own, theirs = OWNERS[of]
    return Table(
        f"bihuan_{name}",
        metadata,
        *word("office", "case"),
        *columns,
        PrimaryKeyConstraint("office", "case", *key),
        ForeignKeyConstraint(own, theirs, name=f"fk_bihuan_{name}_{of}"),
        **BY_KEY,
    )


member = of_case("member", ("no",), *number("no"), *blank("name"), *flag("lead", "collective"))
round_ = of_case(
    "round",
    ("round",),
    *number("round"),
    *day("began_on"),
    *day("dispatched_on", null=True),
    *maybe("leader", "division", "officer", length=200),
    *maybe("task", "responsibility", length=4000),
    *day("time", "answered_on", null=True),
)
Index("ix_bihuan_round_division", round_.c.division, round_.c.office)
"""The cases of a division, which every one of its pages begins with."""
deadline = of_case(
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
request = of_case(
    "request",
    ("no",),
    *number("no", "round"),
    *blank("unit"),
    *day("asked_on", "due"),
    *word("status", length=20),
    *blank("opinion"),
    *day("given_on", null=True),
)
contact = of_case(
    "contact",
    ("seq",),
    *number("seq", "round"),
    *word("stage", "how", length=20),
    *day("on"),
    *blank("note"),
)
answer = of_case(
    "answer",
    ("seq",),
    *number("seq", "round"),
    *word("what", length=20),
    *day("on"),
    *blank("document", "scheme", "code", "group", "signer", "public", "paper"),
)
urging = of_case(
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
receipt = of_case(
    "receipt",
    ("seq",),
    *number("seq", "urging"),
    *word("recipient", length=200),
    *blank("reply"),
    *day("on"),
)
mute = of_case(
    "mute",
    ("seq",),
    *number("seq"),
    *day("until"),
    *blank("reason"),
    *day("on"),
)
repair = of_case(
    "repair",
    ("at",),
    *instant("at"),
    *number("seq"),
    *word("actor", length=200),
    *blank("reason"),
    *json("before"),
)
alarm = of_case(
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
    "ix_bihuan_alarm_due",
    *[alarm.c[it] for it in ("status", "office", "due_at", "case", "key", "round", "generation")],
)
"""The whole order in which timers ring: a thousand of them may be due at the same nine o'clock."""

past_case = Table(
    "bihuan_past_case",
    metadata,
    *word("office"),
    *number("year"),
    *word("key", length=200),
    *word("kind", "role"),
    *blank("number", "title"),
    PrimaryKeyConstraint("office", "year", "key"),
)
