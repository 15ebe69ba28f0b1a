"""Ledgers (台账) that offices keep in spreadsheets, read row by row without losing one."""

from bihuan.adapters.ledger.columns import ColumnMap, Columns, load_map, match_columns
from bihuan.adapters.ledger.errors import BadColumnMap, BadHeadings, LedgerError
from bihuan.adapters.ledger.fields import LedgerRecord, RowProblem, problem
from bihuan.adapters.ledger.keys import business_key
from bihuan.adapters.ledger.readers import read_table, read_tables
from bihuan.adapters.ledger.records import Reading, content, read_ledger, read_ledgers, read_records
from bihuan.adapters.ledger.tables import Table, TableRow
from bihuan.adapters.ledger.words import role_of
from bihuan.adapters.outside.errors import (
    FileError,
    HostileFile,
    MissingOffice,
    ReaderStopped,
    UnreadableFile,
)

__all__ = [
    "BadColumnMap",
    "BadHeadings",
    "ColumnMap",
    "Columns",
    "FileError",
    "HostileFile",
    "LedgerError",
    "LedgerRecord",
    "MissingOffice",
    "ReaderStopped",
    "Reading",
    "RowProblem",
    "Table",
    "TableRow",
    "UnreadableFile",
    "business_key",
    "content",
    "load_map",
    "match_columns",
    "problem",
    "read_ledger",
    "read_ledgers",
    "read_records",
    "read_table",
    "read_tables",
    "role_of",
]
