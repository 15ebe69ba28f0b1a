"""Turn the rows of a ledger into records: each ends as one, or is named with its reason."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from bihuan.adapters.ledger.brought import read_brought
from bihuan.adapters.ledger.columns import ColumnMap, Columns, load_map, match_columns
from bihuan.adapters.ledger.fields import LedgerRecord, RowProblem, problem
from bihuan.adapters.ledger.keys import business_key
from bihuan.adapters.ledger.readers import read_tables
from bihuan.adapters.ledger.rows import RowReader
from bihuan.adapters.ledger.tables import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a ledger holds: records with their row numbers, and everything that is wrong."""

    records: tuple[tuple[int, LedgerRecord], ...]
    problems: tuple[RowProblem, ...]
    unmapped: tuple[str, ...]
    repeats: Mapping[int, int]
    """Row to the earlier row it repeats word for word; both are among the records."""

    @property
    def errors(self) -> tuple[RowProblem, ...]:
        """The problems that left a row out."""
        return tuple(found for found in self.problems if found.severity == "error")

    @property
    def warnings(self) -> tuple[RowProblem, ...]:
        """The problems that did not."""
        return tuple(found for found in self.problems if found.severity == "warning")

    @property
    def asides(self) -> tuple[RowProblem, ...]:
        """The rows that are no proposals, such as sums."""
        return tuple(found for found in self.problems if found.severity == "aside")


def read_ledgers(
    path: str | os.PathLike[str],
    *,
    map_file: str | os.PathLike[str] | None = None,
    defaults: Mapping[str, str] | None = None,
    sheets: Collection[str] = (),
    reader: str | None = None,
) -> tuple[tuple[Table, Columns, Reading], ...]:
    """Read a file from its bytes to its records; FileError when there is no ledger in it.

    `reader` is one that an installed package brings, for a file that is no spreadsheet.
    """
    given = load_map(map_file) if map_file is not None else ColumnMap()
    said = {**given.defaults, **{key: text for key, text in (defaults or {}).items() if text}}
    found = []
    for table in _tables(Path(path), given, sheets, reader):
        columns = match_columns(table.headers, given)
        reading = read_records(table, columns, defaults=said, kinds=given.kinds)
        found.append((table, columns, reading))
    return tuple(found)


def _tables(
    path: Path, given: ColumnMap, sheets: Collection[str], reader: str | None
) -> tuple[Table, ...]:
    if reader is None:
        return read_tables(path, headings=given.headings, sheets=sheets)
    return (read_brought(path, reader, headings=given.headings),)


def read_ledger(
    path: str | os.PathLike[str],
    *,
    map_file: str | os.PathLike[str] | None = None,
    defaults: Mapping[str, str] | None = None,
    sheet: str | None = None,
) -> tuple[Table, Reading]:
    """The first ledger of a file, or the one on the sheet."""
    sheets = [sheet] if sheet else []
    (table, _, reading), *_ = read_ledgers(
        path, map_file=map_file, defaults=defaults, sheets=sheets
    )
    return table, reading


def read_records(
    table: Table,
    columns: Columns,
    *,
    defaults: Mapping[str, str] | None = None,
    kinds: Mapping[str, str] | None = None,
) -> Reading:
    """Read every row; `defaults` fill blank cells, `kinds` names printed kinds we do not know."""
    records: list[tuple[int, LedgerRecord]] = []
    problems: list[RowProblem] = []
    repeats: dict[int, int] = {}
    seen: dict[str, tuple[int, LedgerRecord]] = {}
    for row in table.rows:
        reader = RowReader(
            row,
            columns,
            defaults=defaults or {},
            kinds=kinds or {},
            since_1904=table.since_1904,
        )
        record = reader.record()
        problems += reader.problems
        if record is None:
            continue
        first, earlier = seen.setdefault(business_key(record), (row.number, record))
        if first != row.number:
            found = _repeated(row.number, first, record, earlier)
            problems.append(found)
            if found.severity == "error":
                continue
            repeats[row.number] = first
        records.append((row.number, record))
    return Reading(
        records=tuple(records),
        problems=tuple(problems),
        unmapped=columns.unmapped,
        repeats=repeats,
    )


def _repeated(row: int, first: int, record: LedgerRecord, earlier: LedgerRecord) -> RowProblem:
    same = content(record) == content(earlier)
    key = "number" if record.number else "title"
    value = record.number.raw if record.number else record.title
    if same:
        return problem(row, key, value, "row_repeated", "warning", other=first)
    return problem(row, key, value, f"{key}_repeated", "error", other=first)


def content(record: LedgerRecord) -> dict[str, object]:
    """What the row says, without its serial, which differs from line to line of any list."""
    return {
        name: getattr(record, name)
        for name in LedgerRecord.__dataclass_fields__
        if name not in ("serial", "printed")
    }
