"""The tables of what leaves the house, of those who look after it, and of those who come in."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from bihuan.adapters.sql.forms import (
    BY_KEY,
    blank,
    instant,
    json,
    maybe,
    metadata,
    number,
    word,
)

message = Table(
    "bihuan_message",
    metadata,
    *word("office"),
    *word("key", length=300),
    *maybe("case"),
    *number("seq"),
    *word("topic", "channel"),
    *word("recipient", length=200),
    *json("body"),
    *instant("created_at"),
    *word("status", length=20),
    *number("attempts"),
    *instant("next_at"),
    *blank("holder"),
    *number("fence"),
    *instant("sent_at", null=True),
    *blank("error"),
    PrimaryKeyConstraint("office", "key"),
)
Index(
    "ix_bihuan_message_next",
    *[message.c[name] for name in ("status", "office", "channel", "next_at", "key")],
)
"""The order in which a channel takes them."""
Index("ix_bihuan_message_case", message.c.case, message.c.office)

feed = Table(
    "bihuan_feed",
    metadata,
    *word("office"),
    *number("position"),
    *word("case"),
    *number("seq"),
    PrimaryKeyConstraint("office", "position"),
    UniqueConstraint("office", "case", "seq", name="uq_bihuan_feed_entry"),
    **BY_KEY,
)
"""In which order the entries of history were told to those who follow them."""

pulse = Table(
    "bihuan_pulse",
    metadata,
    *word("office"),
    *word("daemon", "host", length=200),
    *number("pid"),
    *word("version"),
    *instant("started_at", "beat_at"),
    *instant("swept_at", "stopped_at", null=True),
    *number("fired", "sent"),
    PrimaryKeyConstraint("office", "daemon"),
    **BY_KEY,
)

lease = Table(
    "bihuan_lease",
    metadata,
    *word("office", "name"),
    *blank("holder"),
    *number("fence"),
    *instant("until"),
    PrimaryKeyConstraint("office", "name"),
    **BY_KEY,
)

incident = Table(
    "bihuan_incident",
    metadata,
    *word("office", "kind"),
    *word("subject", length=300),
    *number("no"),
    *maybe("case"),
    *blank("detail"),
    *word("status", length=20),
    *number("times"),
    *instant("opened_at", "last_at"),
    *instant("resolved_at", null=True),
    *blank("resolved_by", "resolution"),
    PrimaryKeyConstraint("office", "kind", "subject", "no"),
)
Index("ix_bihuan_incident_status", *[incident.c[name] for name in ("status", "office", "last_at")])

migration = Table(
    "bihuan_migration",
    metadata,
    *word("office"),
    *word("hash", "source", "target", length=64),
    *blank("text"),
    *word("status", length=20),
    *number("moved"),
    *word("actor", length=200),
    *blank("reason"),
    *instant("created_at", "changed_at"),
    PrimaryKeyConstraint("office", "hash"),
)

access_token = Table(
    "bihuan_access_token",
    metadata,
    *word("office", "id"),
    *word("digest", length=64),
    *word("role", length=20),
    *word("actor", length=200),
    *blank("unit"),
    *instant("created_at"),
    *word("created_by", length=200),
    *instant("expires_at"),
    *instant("revoked_at", null=True),
    *blank("revoked_by"),
    PrimaryKeyConstraint("office", "id"),
    UniqueConstraint("office", "digest", name="uq_bihuan_token_digest"),
    CheckConstraint("expires_at > created_at", name="ck_bihuan_token_span"),
    **BY_KEY,
)

feedback_link = Table(
    "bihuan_feedback_link",
    metadata,
    *word("office", "id"),
    *word("digest", length=64),
    *word("case"),
    *number("round", "member"),
    *word("purpose", length=20),
    *instant("created_at"),
    *word("created_by", length=200),
    *instant("expires_at"),
    *instant("revoked_at", null=True),
    *blank("revoked_by"),
    PrimaryKeyConstraint("office", "id"),
    UniqueConstraint("office", "digest", name="uq_bihuan_link_digest"),
    ForeignKeyConstraint(
        ["office", "case"], ["bihuan_cases.office", "bihuan_cases.id"], name="fk_bihuan_link_case"
    ),
    CheckConstraint("expires_at > created_at", name="ck_bihuan_link_span"),
    **BY_KEY,
)
Index("ix_bihuan_link_case", feedback_link.c.case, feedback_link.c.office)

webhook = Table(
    "bihuan_webhook",
    metadata,
    *word("office", "id"),
    *word("url", length=2000),
    *blank("events"),
    *number("position", "generation"),
    *instant("overlap_until", null=True),
    *instant("created_at"),
    *word("created_by", length=200),
    *instant("revoked_at", null=True),
    *blank("revoked_by"),
    PrimaryKeyConstraint("office", "id"),
    CheckConstraint("position >= 0 AND generation >= 1", name="ck_bihuan_webhook_numbers"),
    **BY_KEY,
)
