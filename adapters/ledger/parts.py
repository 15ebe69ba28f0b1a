"""Stream one XML part of a spreadsheet: where its cells lie, and which hold no usable value."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from xml.parsers import expat

from bihuan.adapters.ledger.table import Flaw, column_number

MAX_ROWS = 100_000
MAX_COLUMNS = 512
MAX_CELLS = 5_000_000
MAX_FLAWS = 10_000


class Refusal(Exception):
    """Why the file is a trap, and where in it."""

    def __init__(self, reason: str, place: str = "") -> None:
        super().__init__(reason, place)
        self.reason = reason
        self.place = place


class PartScan:
    """Read a part once, refusing a DTD anywhere and cells too far out.

    `cells` is how many cells a reader must hold: the last row times the last
    column. `names` leads from a part to the name its sheet has for people.
    """

    def __init__(self, part: str) -> None:
        self.part = part
        self.cells = 0
        self.names: dict[str, str] = {}
        self._found: dict[str, list[Flaw]] = {}
        self._sheet = part
        self._row = self._column = self._last_row = self._last_column = 0
        self._row_span = self._cell_span = 1
        self._formula = self._has_value = False
        self._parser = expat.ParserCreate(namespace_separator="}")
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype
        self._parser.StartElementHandler = self._start_root
        self._parser.buffer_text = True

    def feed(self, chunk: bytes) -> None:
        """Take in the next piece."""
        self._parser.Parse(chunk, False)

    def finish(self) -> None:
        """Say that the part has ended."""
        self._parser.Parse(b"", True)
        self._leave_cell()
        self._leave_sheet()

    def flaws(self) -> Mapping[str, tuple[Flaw, ...]]:
        """The cells without a usable value, by sheet or part."""
        return {sheet: tuple(found) for sheet, found in self._found.items()}

    def check_area(self, cells: int) -> None:
        """Refuse a file whose sheets span too many cells together."""
        if cells > MAX_CELLS:
            raise Refusal("too_many_cells_in_all", self.part)

    def _refuse_doctype(self, *_declared: object) -> None:
        raise Refusal("doctype", self.part)

    def _start_root(self, name: str, _attributes: dict[str, str]) -> None:
        """Choose by the root what to look at; the other parts only have to be free of a DTD."""
        handlers = {
            "worksheet": self._start_in_sheet,
            "workbook": self._start_in_workbook,
            "Relationships": self._start_in_relations,
            "document-content": self._start_in_content,
            "document": self._start_in_content,
        }
        self._parser.StartElementHandler = handlers.get(_local(name))

    def _start_in_sheet(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        if tag == "c":
            self._leave_cell()
            self._enter_cell(attributes)
        elif tag in ("v", "is"):
            self._reach(self._row, self._column)
            if self._formula:
                self._parser.CharacterDataHandler = self._notice_value
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._leave_cell()
            self._row = int(attributes.get("r", self._row + 1))
            self._column = 0

    def _enter_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if reference:
            self._row = int(reference[len(letters) :])
            self._column = column_number(letters)
        else:
            self._column += 1
        if attributes.get("t") == "e":
            self._note("error_value")

    def _notice_value(self, text: str) -> None:
        self._has_value = self._has_value or bool(text.strip())

    def _leave_cell(self) -> None:
        if self._formula and not self._has_value:
            self._note("formula_without_value")
        self._formula = self._has_value = False
        self._parser.CharacterDataHandler = None

    def _start_in_workbook(self, name: str, attributes: dict[str, str]) -> None:
        if _local(name) == "sheet":
            relation = next((v for k, v in attributes.items() if _local(k) == "id"), "")
            self.names[f"#{relation}"] = attributes.get("name", "")

    def _start_in_relations(self, name: str, attributes: dict[str, str]) -> None:
        if self.part.endswith("workbook.xml.rels") and _local(name) == "Relationship":
            folder = posixpath.dirname(posixpath.dirname(self.part))
            target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
            self.names[target.lstrip("/")] = f"#{attributes.get('Id', '')}"

    def _start_in_content(self, name: str, attributes: dict[str, str]) -> None:
        tag = _local(name)
        values = {_local(key): value for key, value in attributes.items()}
        if tag == "table":
            self._leave_sheet()
            self._sheet = values.get("name", "")
        elif tag == "table-row":
            self._row += self._row_span
            self._row_span = int(values.get("number-rows-repeated", 1))
            self._column, self._cell_span = 1, 0
        elif tag in ("table-cell", "covered-table-cell"):
            self._column += self._cell_span
            self._cell_span = int(values.get("number-columns-repeated", 1))
            if "value-type" in values:
                self._reach_block()
            elif "formula" in values:
                self._note("formula_without_value")
        elif tag == "p" and self._cell_span:
            self._reach_block()

    def _reach_block(self) -> None:
        self._reach(self._row + self._row_span - 1, self._column + self._cell_span - 1)

    def _reach(self, row: int, column: int) -> None:
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise Refusal("far_cell", f"R{row}C{column}")
        self._last_row = max(self._last_row, row)
        self._last_column = max(self._last_column, column)

    def _leave_sheet(self) -> None:
        self.cells += self._last_row * self._last_column
        self._row = self._column = self._last_row = self._last_column = 0
        self._row_span, self._cell_span = 1, 0

    def _note(self, code: str) -> None:
        found = self._found.setdefault(self._sheet, [])
        if len(found) < MAX_FLAWS:
            found.append(Flaw(row=self._row, column=self._column, code=code))


def _local(name: str) -> str:
    return name.rpartition("}")[2]
