"""What can be wrong with a backup, or with putting one back.

BihuanError
├── BadBackup    the file is not a whole and sound backup
├── InUse        somebody is at work on the database that is to be replaced
├── ToolMissing  the program that PostgreSQL brings for this is not installed
└── ToolFailed   that program did not do it
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError


class BadBackup(BihuanError):
    """The file is not a whole and sound backup; nothing was done with it."""

    code = "bad_backup"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(file, reason)
        self.file = file
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file} is no usable backup: {self.reason}"


class InUse(BihuanError):
    """Somebody is at work on the database that is to be replaced."""

    code = "in_use"

    def __init__(self, database: str, reason: str) -> None:
        super().__init__(database, reason)
        self.database = database
        self.reason = reason

    def __str__(self) -> str:
        return f"the database {self.database} is in use: {self.reason}"


class ToolMissing(BihuanError):
    """The program that PostgreSQL brings for this is not installed here."""

    code = "tool_missing"

    def __init__(self, tool: str, typed: str) -> None:
        super().__init__(tool, typed)
        self.tool = tool
        self.typed = typed

    def __str__(self) -> str:
        return f"{self.tool} is not installed here; where it is, type: {self.typed}"


class ToolFailed(BihuanError):
    """The program that PostgreSQL brings for this did not do it."""

    code = "tool_failed"

    def __init__(self, tool: str, reason: str) -> None:
        super().__init__(tool, reason)
        self.tool = tool
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.tool} failed: {self.reason}"
