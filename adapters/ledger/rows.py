"""Read one row of a ledger, field by field, and note what each cell fails to say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TypeVar

from bihuan.adapters.ledger.asides import aside
from bihuan.adapters.ledger.columns import FIELDS, OWN, RECORD_HEADINGS, Columns
from bihuan.adapters.ledger.fields import LedgerRecord, RowProblem, Severity, problem
from bihuan.adapters.ledger.tables import TableRow
from bihuan.adapters.ledger.words import (
    BILLS,
    KINDS,
    LEVELS,
    PROPOSER_KINDS,
    ROLES,
    Kind,
    Public,
    Role,
    names,
    public_word,
    result_class,
    units,
    word,
)
from bihuan.rules.dates import FIRST_YEAR, LAST_YEAR, BadDate, read_date
from bihuan.rules.identifiers import (
    DocumentNumber,
    DocumentProblem,
    NumberText,
    document_number,
    number,
)
from bihuan.rules.sessions import Session, session

LONG_TITLE = 200
# A key of the store may not be longer, and no printed number or session is.
LONG_KEY = 80
_ASSEMBLY_OF = {"deputy_suggestion": "congress", "cppcc_proposal": "cppcc"}
_NONE_WORDS = frozenset({"无", "暂无", "未编号", "-", "--", "—", "——", "/", "空"})
# Where a spreadsheet's own marks are no part of what was typed.
_MARKED = ("number", "doc_number", "year", "received_date", "answer_date", "due", "phone")
_FLOAT = re.compile(r"([0-9]+)\.0+", re.ASCII)
_SERIAL_EPOCH = date(1899, 12, 30)
# From 2000 to 2099: smaller ones could be a year and a month run together.
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
_SPAN = re.compile(
    r"(?:[0-9]+|[一二两三四五六七八九十半]+)个?(?:工作日|日|天|周|月|年)(?:以|之)?内?"
)
# Half a character, or a control character: no database and no document keeps them all.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_Word = TypeVar("_Word", bound=str)


class RowReader:
    """One row on its way to a record; `problems` fills up as it is read."""

    def __init__(
        self,
        row: TableRow,
        columns: Columns,
        *,
        defaults: Mapping[str, str],
        kinds: Mapping[str, str],
        since_1904: bool = False,
    ) -> None:
        self.problems: list[RowProblem] = []
        self._row = row
        self._columns = columns
        self._field_of = {name: key for key, name in columns.heading_of.items()}
        self._since_1904 = since_1904
        self._kinds = {word(printed): kind for printed, kind in kinds.items()}
        self._extra = {
            name: row.cells[name] for name in columns.unmapped if row.cells.get(name, "")
        }
        self._texts = {key: self._cell(key) or defaults.get(key, "") for key in FIELDS}

    def record(self) -> LedgerRecord | None:
        """The record, or None when a problem is an error."""
        if code := aside(self._row, self._field_of):
            filled = next((text for text in self._row.cells.values() if text), "")
            self._note("", filled, code, "error" if code == "row_alone" else "aside")
            return None
        self._note_faults()
        self._drop_marks()
        self._check_lengths()
        kind, when = self._kind(), self._session()
        year = self._year(when)
        item, title = self._identity()
        received, answered = self._date("received_date", "error"), self._date("answer_date")
        due, role = self._due(), self._role()
        if kind is None or any(found.severity == "error" for found in self.problems):
            return None
        self._check_identity(kind, year, when)
        return LedgerRecord(
            kind=kind,
            year=year,
            session=when,
            number=item,
            title=title,
            received_date=received,
            answer_date=answered,
            level=self._code("level", LEVELS),
            proposer_kind=self._code("proposer_kind", PROPOSER_KINDS),
            cosigners=names(self._texts["cosigners"]),
            role=role,
            co_units=self._units(),
            doc_number=self._document(),
            result_class=result_class(self._texts["result_class"]),
            public=self._public(),
            place=self._texts["place"],
            serial=self._texts["serial"],
            proposer=self._texts["proposer"],
            handling_unit=self._texts["handling_unit"],
            category=self._texts["category"],
            due=due,
            satisfaction=self._texts["satisfaction"],
            signer=self._texts["signer"],
            contact=self._texts["contact"],
            phone=self._texts["phone"],
            note=self._texts["note"],
            source_url=self._texts["source_url"],
            extra=dict(self._extra),
            printed=self._printed(),
        )

    def _printed(self) -> dict[str, str]:
        ours = (*OWN, *RECORD_HEADINGS)
        return {name: text for name, text in self._row.cells.items() if text and name not in ours}

    def _cell(self, key: str) -> str:
        name = self._columns.heading_of.get(key)
        return self._row.cells.get(name, "") if name else ""

    def _note(
        self, key: str, value: str, code: str, severity: Severity, **details: str | int
    ) -> None:
        fault = self._row.faults.get(self._columns.heading_of.get(key, key), code)
        if fault in (
            code,
            "formula_blank",
        ):  # what is wrong with the cell itself is said once, and nothing more
            self.problems.append(problem(self._row.number, key, value, code, severity, **details))

    def _keep(self, key: str, value: str, code: str, **details: str | int) -> None:
        """Warn, and keep the printed text of a value that could not be read."""
        self._extra[self._columns.heading_of.get(key, key)] = value
        self._note(key, value, code, "warning", **details)

    def _note_faults(self) -> None:
        field_of = self._field_of
        for name, code in self._row.faults.items():
            severity: Severity = "error" if name in field_of or not name else "warning"
            if code == "formula_blank":  # an old workbook says no more, and often it is empty
                severity = "warning"
            self._note(field_of.get(name, name), self._row.cells[name], code, severity)
        for name, text in self._row.cells.items():
            if FORBIDDEN.search(text):
                self._note(field_of.get(name, name), text, "forbidden_characters", "error")

    def _drop_marks(self) -> None:
        """A leading apostrophe tells a spreadsheet that a text follows; nobody prints it."""
        for key in _MARKED:
            text = self._texts[key]
            if len(text) > 1 and text[0] in "'＇":
                self._texts[key] = text[1:].strip()
                self._note(key, text, "apostrophe", "warning")

    def _stored(self, key: str) -> str:
        return self._row.stored.get(self._columns.heading_of.get(key, ""), "text")

    def _kind(self) -> Kind | None:
        printed = self._texts["kind"]
        said = word(printed)
        found = KINDS.get(self._kinds.get(said, said))
        if found is None:
            code = "kind_unknown" if said else "kind_missing"
            self._note("kind", printed, "kind_bill" if said in BILLS else code, "error")
        return found

    def _year(self, when: Session | None) -> int | None:
        printed = self._texts["year"]
        if not printed:
            return when.year if when else None
        found = re.fullmatch(r"([0-9]{4})(?:\.0|年度?)?", word(printed), re.ASCII)
        if found and FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
            return int(found[1])
        self._note("year", printed, "year_unreadable", "error")
        return None

    def _session(self) -> Session | None:
        printed = self._texts["session"] or self._term_and_sitting()
        if not printed:
            return None
        found = session(printed)
        if not (found.term or found.number or found.year or found.off_session):
            self._note("session", printed, "session_unreadable", "warning")
        return found

    def _term_and_sitting(self) -> str:
        """Some ledgers hold 届 and 次 in two columns."""
        term, sitting = (word(self._texts[key]) for key in ("term", "sitting"))
        if not term or not sitting:
            return ""
        return f"{term.removesuffix('届')}届{sitting.removesuffix('次')}次"

    def _identity(self) -> tuple[NumberText | None, str]:
        printed, title = self._number(), self._texts["title"]
        item = number(printed)
        if not item.match_key or word(printed) in _NONE_WORDS:
            if not title:
                self._note("number", printed, "nothing_to_identify", "error")
            else:
                self._note("number", printed, "number_missing", "warning")
            return None, title
        if not title:
            self._note("title", "", "title_missing", "warning")
        elif len(title) > LONG_TITLE:
            self._note("title", title, "title_long", "warning")
        return item, title

    def _number(self) -> str:
        """The number as printed; what a spreadsheet has made of it is refused or named."""
        printed = self._texts["number"]
        stored = self._stored("number")
        if stored == "date":
            self._note("number", printed, "number_dated", "error")
        elif stored == "number" and "." in printed:
            self._note("number", printed, "number_decimal", "error")
        elif floated := _FLOAT.fullmatch(printed):
            self._note("number", printed, "number_floated", "warning", read=floated[1])
            return floated[1]
        return printed

    def _check_lengths(self) -> None:
        """What tells proposals apart must fit into a key of the store."""
        for key in ("number", "session", "place"):
            text = self._texts[key]
            if len(text) > LONG_KEY:
                self._note(key, text, "text_long", "error", most=LONG_KEY)

    def _check_identity(self, kind: Kind, year: int | None, when: Session | None) -> None:
        if year is None and when is None:
            self._note("year", "", "time_unknown", "warning")
        if when and when.assembly and when.assembly != _ASSEMBLY_OF[kind]:
            self._note("session", when.raw, "kind_disputed", "warning")

    def _date(self, key: str, severity: Severity = "warning") -> date | None:
        printed = self._texts[key]
        if not printed:
            return None
        if self._stored(key) == "number" and (serial := _serial(printed)) is not None:
            return self._serial_date(key, serial, severity)
        try:
            found = read_date(printed)
        except BadDate as bad:
            if severity == "error":
                self._note(key, printed, "date_unreadable", severity, reason=bad.reason)
            else:
                self._keep(key, printed, "date_unreadable", reason=bad.reason)
            return None
        if found.time_dropped:
            self._keep(key, printed, "time_dropped")
        return found.day

    def _serial_date(self, key: str, serial: int, severity: Severity) -> date | None:
        """The day a spreadsheet counts to; it was a date whose format got lost."""
        printed = self._texts[key]
        if self._since_1904:
            self._note(key, printed, "date_1904", severity)
            return None
        day = _SERIAL_EPOCH + timedelta(days=serial)
        self._note(key, printed, "date_serial", "warning", read=day.isoformat())
        return day

    def _due(self) -> str:
        """A date or a span as printed; a day that does not exist leaves the row out."""
        printed = self._texts["due"]
        if not printed or _SPAN.fullmatch(word(printed)):
            return printed
        if self._stored("due") == "number" and (serial := _serial(printed)) is not None:
            day = self._serial_date("due", serial, "error")
            return day.isoformat() if day else printed
        try:
            read_date(printed)
        except BadDate as bad:
            if bad.reason == "impossible":
                self._note("due", printed, "date_unreadable", "error", reason=bad.reason)
            else:
                self._note("due", printed, "due_unclear", "warning")
        return printed

    def _known(self, key: str, known: Mapping[str, _Word]) -> _Word | None:
        printed = self._texts[key]
        found = known.get(word(printed))
        if printed and found is None:
            self._keep(key, printed, "word_unknown")
        return found

    def _role(self) -> Role | None:
        """A word for a role that nobody knows is an error: the role decides how it is handled."""
        printed = self._texts["role"]
        found = ROLES.get(word(printed))
        if printed and found is None:
            self._note("role", printed, "role_unknown", "error")
        return found

    def _code(self, key: str, known: Mapping[str, str]) -> str:
        printed = word(self._texts[key])
        if printed in known.values() or printed == "unknown":
            return "" if printed == "unknown" else printed
        return self._known(key, known) or ""

    def _units(self) -> tuple[str, ...]:
        printed = self._texts["co_units"]
        found, goes_on = units(printed)
        if goes_on:
            self._keep("co_units", printed, "units_open")
        return found

    def _public(self) -> Public | None:
        printed = self._texts["public"]
        found = public_word(printed)
        if printed and found is None:
            self._keep("public", printed, "word_unknown")
        return found

    def _document(self) -> DocumentNumber | None:
        printed = self._texts["doc_number"]
        if not printed:
            return None
        found = document_number(printed)
        if found.problem == DocumentProblem.ABSENT:
            return None
        if found.problem is not None:
            reason = str(found.problem)
            self._note("doc_number", printed, "document_number_irregular", "warning", reason=reason)
        return found


def _serial(text: str) -> int | None:
    """The whole days of a date's serial number; None for any other number."""
    days = re.fullmatch(r"([0-9]{5})(?:\.[0-9]+)?", text, re.ASCII)
    serial = int(days[1]) if days else 0
    return serial if _FIRST_SERIAL <= serial <= _LAST_SERIAL else None
