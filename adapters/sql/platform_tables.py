"""The tables of what is exchanged with the provincial platforms."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    Table,
    UniqueConstraint,
)

from bihuan.adapters.sql.forms import BY_KEY, blank, instant, json, metadata, number, word

link = Table(
    "bihuan_platform_link",
    metadata,
    *word("office", "platform"),
    *word("proposal", length=200),
    *word("case"),
    *instant("linked_at"),
    *number("pushed"),
    PrimaryKeyConstraint("office", "platform", "proposal"),
    UniqueConstraint("office", "platform", "case", name="uq_bihuan_link_case"),
    ForeignKeyConstraint(
        ["office", "case"], ["bihuan_cases.office", "bihuan_cases.id"], name="fk_bihuan_link_case"
    ),
    CheckConstraint("pushed >= 0", name="ck_bihuan_link_pushed"),
    **BY_KEY,
)

held = Table(
    "bihuan_platform_record",
    metadata,
    *word("office", "platform"),
    *word("key", length=200),
    *word("kind", length=20),
    *word("proposal", length=200),
    *number("version"),
    *word("checksum", length=80),
    *json("fields", "agreed"),
    *word("status", length=20),
    *json("reason"),
    *instant("seen_at"),
    PrimaryKeyConstraint("office", "platform", "key"),
    CheckConstraint(
        "status IN ('agreed', 'waiting', 'refused', 'conflict')", name="ck_bihuan_record_status"
    ),
)
Index(
    "ix_bihuan_record_status", *[held.c[name] for name in ("status", "office", "platform", "key")]
)

difference = Table(
    "bihuan_platform_difference",
    metadata,
    *word("office", "platform"),
    *word("record", length=200),
    *number("version"),
    *word("field"),
    *json("said"),
    *instant("opened_at"),
    *instant("settled_at", null=True),
    *blank("settled_by", "take"),
    PrimaryKeyConstraint("office", "platform", "record", "version", "field"),
)

exchange = Table(
    "bihuan_platform_exchange",
    metadata,
    *word("office", "platform"),
    *number("no"),
    *word("way", length=10),
    *instant("at"),
    *blank("request", "digest", "text", "cursor"),
    *json("records"),
    *word("outcome", length=20),
    *blank("error"),
    PrimaryKeyConstraint("office", "platform", "no"),
    CheckConstraint("no >= 1", name="ck_bihuan_exchange_no"),
)

bookmark = Table(
    "bihuan_platform_bookmark",
    metadata,
    *word("office", "platform"),
    *word("way", length=10),
    *blank("place"),
    *instant("changed_at"),
    PrimaryKeyConstraint("office", "platform", "way"),
    **BY_KEY,
)
