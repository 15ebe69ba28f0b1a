"""Why a whole file cannot be read; what is wrong with one row is a RowProblem instead.

LedgerError
├── HostileFile       the file is built to exhaust or to mislead whoever opens it
├── UnreadableLedger  the file is damaged, locked or not a table
├── MissingOffice     the library that reads workbooks is not installed
├── BadHeadings       no heading row, or two headings that are the same
└── BadColumnMap      the map file names what does not exist
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError
from bihuan.rules.words import say


class LedgerError(BihuanError):
    """A file is not a ledger; `reason` is a key of the catalogue, under `ledger`."""

    code = "ledger"

    def __init__(self, path: str, reason: str, detail: str = "") -> None:
        super().__init__(path, reason, detail)
        self.path = path
        self.reason = reason
        self.detail = detail

    def text(self, lang: str = "zh") -> str:
        """What happened."""
        return say(f"ledger.{self.reason}", lang, path=self.path, detail=self.detail)

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        return say(f"mend.{self.reason}", lang, path=self.path, detail=self.detail)

    def __str__(self) -> str:
        return f"{self.path}: {self.text('en')}; {self.cure('en')}"


class HostileFile(LedgerError):
    """The file is built to exhaust or to mislead whoever opens it."""

    code = "ledger_hostile"


class UnreadableLedger(LedgerError):
    """The file is damaged, locked or not a table."""

    code = "ledger_unreadable"


class MissingOffice(LedgerError):
    """The library that reads workbooks is not installed."""

    code = "ledger_office_missing"


class BadHeadings(LedgerError):
    """No row holds headings, or two headings are the same."""

    code = "ledger_headings"


class BadColumnMap(LedgerError):
    """The map file names what does not exist."""

    code = "ledger_map"
