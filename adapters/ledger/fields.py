"""One proposal as a ledger states it, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bihuan.adapters.ledger.messages import message
from bihuan.adapters.ledger.words import Kind, Public, Role
from bihuan.rules.identifiers import DocumentNumber, NumberText
from bihuan.rules.sessions import Session

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """One row, typed. None and "" mean that the ledger does not say.

    `extra` holds the columns that feed no field, and the printed text of every
    value that could not be read, so that nothing a row says is lost.
    """

    kind: Kind
    year: int | None = None
    level: str = ""
    place: str = ""
    session: Session | None = None
    number: NumberText | None = None
    serial: str = ""
    title: str = ""
    proposer_kind: str = ""
    proposer: str = ""
    cosigners: tuple[str, ...] = ()
    handling_unit: str = ""
    role: Role | None = None
    co_units: tuple[str, ...] = ()
    category: str = ""
    doc_number: DocumentNumber | None = None
    received_date: date | None = None
    due: str = ""
    """A date or a number of days, as printed: ledgers hold both."""
    answer_date: date | None = None
    result_class: str = ""
    satisfaction: str = ""
    public: Public | None = None
    signer: str = ""
    contact: str = ""
    phone: str = ""
    note: str = ""
    source_url: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong with one value of one row; an error leaves the row out, a warning does not."""

    row: int
    field: str
    value: str
    code: str
    zh: str
    en: str
    cure_zh: str
    cure_en: str
    severity: Severity


def problem(
    row: int, key: str, value: str, code: str, severity: Severity, **details: object
) -> RowProblem:
    """A problem with its sentences filled in; a long value is shortened in them only."""
    shown = value if len(value) <= 40 else f"{value[:40]}…"
    words = message(code, value=shown, **details)
    return RowProblem(
        row=row,
        field=key,
        value=value,
        code=code,
        zh=words.zh,
        en=words.en,
        cure_zh=words.cure_zh,
        cure_en=words.cure_en,
        severity=severity,
    )
