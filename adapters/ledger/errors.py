"""Why a file is no ledger; what is wrong with one row is a RowProblem instead.

LedgerError (a FileError)
├── BadHeadings    no heading row, or two headings that are the same
└── BadColumnMap   the map file names what does not exist

What is wrong with a file whatever it holds, `adapters/outside/errors.py` says.
"""

from __future__ import annotations

from bihuan.adapters.outside.errors import FileError
from bihuan.rules.words import say


class LedgerError(FileError):
    """A file is not a ledger; `reason` is a key of the catalogue, under `ledger`."""

    code = "ledger"

    def text(self, lang: str = "zh") -> str:
        """What happened."""
        return say(f"ledger.{self.reason}", lang, path=self.path, detail=self.detail)

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        return say(f"mend.{self.reason}", lang, path=self.path, detail=self.detail)


class BadHeadings(LedgerError):
    """No row holds headings, or two headings are the same."""

    code = "ledger_headings"


class BadColumnMap(LedgerError):
    """The map file names what does not exist."""

    code = "ledger_map"
