"""One proposal as a ledger states it, and what is wrong with a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bihuan.adapters.ledger.words import Kind, Public, Role
from bihuan.rules.identifiers import DocumentNumber, NumberText
from bihuan.rules.sessions import Session
from bihuan.rules.words import label, say

Severity = Literal["error", "warning", "aside"]
"""An error leaves the row out, a warning does not; a row set aside is no proposal at all."""

SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """One row, typed. None and "" mean that the ledger does not say.

    `extra` holds the columns that feed no field, and the printed text of every
    value that could not be read. `printed` is the whole row, by heading, so that
    nothing a row says is lost.
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
    printed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong with one value of one row."""

    row: int
    field: str
    """Our name for the column; the heading itself where it feeds no field."""
    value: str
    code: str
    """A key of the catalogue, under `ledger` and under `mend`."""
    severity: Severity
    details: Mapping[str, str | int]
    """`reason` is a key under `defect`; `other` and `sheet` name another row."""

    def text(self, lang: str = "zh") -> str:
        """What is wrong; a long value is shortened here only."""
        return say(f"ledger.{self.code}", lang, **self._values(lang))

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        return say(f"mend.{self.code}", lang, **self._values(lang))

    def _values(self, lang: str) -> dict[str, object]:
        values: dict[str, object] = {"value": shortened(self.value), **self.details}
        if "reason" in values:
            values["reason"] = label(f"defect.{values['reason']}", lang)
        if isinstance(row := values.get("other"), int):
            values["other"] = place(row, str(values.get("sheet", "")), lang)
        return values


def place(row: int, sheet: str, lang: str) -> str:
    """How another row is called: 第 3 行, with its sheet where that is another one."""
    if sheet:
        return say("place.sheet_row", lang, sheet=sheet, row=row)
    return say("place.row", lang, row=row)


def shortened(text: str) -> str:
    """A text as it is quoted in a sentence."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def problem(
    row: int, key: str, value: str, code: str, severity: Severity, **details: str | int
) -> RowProblem:
    """A problem with the values its sentence needs."""
    return RowProblem(
        row=row, field=key, value=value, code=code, severity=severity, details=details
    )
