"""The tables of letters: drafts, steps to a signature, files, numbers, and what was promised."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)

from bihuan.adapters.sql.forms import (
    BY_KEY,
    blank,
    column,
    day,
    instant,
    json,
    maybe,
    metadata,
    number,
    word,
)
from bihuan.adapters.sql.tables import of_case

commitment = of_case(
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
fulfilment = of_case(
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
draft = of_case(
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
letter_step = of_case(
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
    "bihuan_paper",
    metadata,
    *word("office", "digest"),
    *word("name", length=400),
    column("content", LargeBinary()),
    PrimaryKeyConstraint("office", "digest"),
    **BY_KEY,
)

document_number = Table(
    "bihuan_document_number",
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
    ForeignKeyConstraint(
        ["office", "case"], ["bihuan_cases.office", "bihuan_cases.id"], name="fk_bihuan_number_case"
    ),
    CheckConstraint("no >= 1", name="ck_bihuan_number_no"),
    CheckConstraint("status IN ('reserved', 'used', 'void')", name="ck_bihuan_number_status"),
    CheckConstraint("status <> 'used' OR case_ IS NOT NULL", name="ck_bihuan_number_used"),
    **BY_KEY,
)
"""The turns of document numbers; the last one of a number says how it stands."""
Index(
    "ix_bihuan_number_serial",
    *[document_number.c[name] for name in ("agency", "year", "office", "serial")],
)
Index("ix_bihuan_number_case", document_number.c.case, document_number.c.office)
