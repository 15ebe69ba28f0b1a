"""Ledgers (台账) that offices keep in spreadsheets, read row by row without losing one."""

from bihuan.adapters.ledger.columns import ColumnMap, Columns, load_map, match_columns
from bihuan.adapters.ledger.errors import (
    BadColumnMap,
    BadHeadings,
    HostileFile,
    LedgerError,
    MissingOffice,
    UnreadableLedger,
)
from bihuan.adapters.ledger.fields import LedgerRecord, RowProblem, problem
from bihuan.adapters.ledger.keys import business_key
from bihuan.adapters.ledger.readers import read_table, read_tables
from bihuan.adapters.ledger.records import Reading, content, read_ledger, read_ledgers, read_records
from bihuan.adapters.ledger.tables import Table, TableRow
from bihuan.adapters.ledger.words import role_of

__all__ = [
    "BadColumnMap",
    "BadHeadings",
    "ColumnMap",
    "Columns",
    "HostileFile",
    "LedgerError",
    "LedgerRecord",
    "MissingOffice",
    "Reading",
    "RowProblem",
    "Table",
    "TableRow",
    "UnreadableLedger",
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
