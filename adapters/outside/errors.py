"""Why a file from outside is not taken.

FileError
├── HostileFile     it is built to exhaust or to mislead whoever opens it
├── UnreadableFile  it is damaged, locked or not what it should be
├── ReaderStopped   its reader crashed, took too long or wanted too much memory
├── MissingOffice   the library that reads it is not installed
└── LedgerError     it is no ledger; see `adapters/ledger/errors.py`
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError
from bihuan.rules.words import say


class FileError(BihuanError):
    """A file is not taken; `reason` is a key of the catalogue, under `outside`."""

    code = "foreign_file"

    def __init__(self, path: str, reason: str, detail: str = "") -> None:
        super().__init__(path, reason, detail)
        self.path = path
        self.reason = reason
        self.detail = detail

    def text(self, lang: str = "zh") -> str:
        """What happened."""
        return say(f"outside.{self.reason}", lang, path=self.path, detail=self.detail)

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        return say(f"outside_cure.{self.reason}", lang, path=self.path, detail=self.detail)

    def __str__(self) -> str:
        return f"{self.path}: {self.text('en')}; {self.cure('en')}"


class HostileFile(FileError):
    """The file is built to exhaust or to mislead whoever opens it."""

    code = "hostile_file"


class UnreadableFile(FileError):
    """The file is damaged, locked or not what it should be."""

    code = "unreadable_file"


class ReaderStopped(FileError):
    """Its reader crashed, took too long or wanted too much memory; nothing else was harmed."""

    code = "reader_stopped"


class MissingOffice(FileError):
    """The library that reads or writes such files is not installed."""

    code = "office_missing"
