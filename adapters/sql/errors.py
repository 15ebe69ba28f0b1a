"""What can be wrong with a database, beside what can be wrong with a case.

BihuanError
├── DatabaseUnreachable  nobody answers at this address, or what is there cannot be used
│   └── DiskFull         there is no room on its disk
├── DatabaseBusy         others held it for too long; try again
│   └── OutdatedRead     a host's transaction read before another wrote, so it cannot write
├── DriverMissing        the library that speaks to it is not installed
├── WrongSchema          its tables are not the ones this version works with
│   ├── NoDatabase       there is no such SQLite file
│   ├── NoTables         none of its tables are ours, or one of ours is gone
│   └── NewerSchema      a later version has made them
└── LawBroken            the database refused what breaks one of its laws
"""

from __future__ import annotations

from pathlib import Path

from bihuan.engine.errors import BihuanError


class DatabaseUnreachable(BihuanError):
    """Nobody answers at this address, the line went dead, or what is there cannot be used."""

    code = "database_unreachable"

    def __init__(self, address: str, reason: str) -> None:
        super().__init__(address, reason)
        self.address = address
        self.reason = reason

    def __str__(self) -> str:
        return f"the database {self.address} cannot be used: {self.reason}"


class DiskFull(DatabaseUnreachable):
    """There is no room on the database's disk; once there is, trying again is safe."""

    code = "disk_full"


class DatabaseBusy(BihuanError):
    """Others held the database or the case for too long; trying again is safe."""

    code = "database_busy"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"the database is busy, try again: {self.reason}"


class OutdatedRead(DatabaseBusy):
    """A host's SQLite transaction read before another wrote; run it again, whole."""

    code = "outdated_read"

    def __init__(self) -> None:
        super().__init__("the transaction has read what another has changed since")

    def __reduce__(self) -> tuple[type[OutdatedRead], tuple[()]]:
        return OutdatedRead, ()

    def __str__(self) -> str:
        return (
            f"{self.reason}, so SQLite lets it write no more; roll it back and run it again, "
            "or let its engine begin as a writer: engine.execution_options(bihuan_writes=True)"
        )


class DriverMissing(BihuanError):
    """The library that speaks to this kind of database is not installed."""

    code = "driver_missing"

    def __init__(self, driver: str, install: str) -> None:
        super().__init__(driver, install)
        self.driver = driver
        self.install = install

    def __str__(self) -> str:
        return f"{self.driver} is not installed: {self.install}"


class WrongSchema(BihuanError):
    """The tables are not the ones this version works with."""

    code = "wrong_schema"

    def __init__(self, found: str | None, wanted: str) -> None:
        super().__init__(found, wanted)
        self.found = found
        self.wanted = wanted

    def __str__(self) -> str:
        return (
            f"the database is at schema {self.found} and this version needs {self.wanted}; "
            "type `bihuan db upgrade`"
        )


class NoDatabase(WrongSchema):
    """There is no such SQLite file: a slip in the address, a disk not mounted, or a new office."""

    code = "no_database"

    def __init__(self, file: Path, wanted: str) -> None:
        super().__init__(None, wanted)
        self.file = str(file.absolute())

    def __str__(self) -> str:
        return f"there is no file {self.file}; `bihuan init` makes a new office"


class NoTables(WrongSchema):
    """No table of ours is there, or one that a question is about has gone."""

    code = "no_tables"

    def __init__(self, wanted: str) -> None:
        super().__init__(None, wanted)

    def __str__(self) -> str:
        return "the database does not have our tables; `bihuan db init` makes them in an empty one"


class NewerSchema(WrongSchema):
    """The tables were made by a later version; nothing here can bring them back."""

    code = "newer_schema"

    def __str__(self) -> str:
        return (
            f"the database is at schema {self.found}, which this version, at {self.wanted}, "
            "does not know; use the version that made it"
        )


class LawBroken(BihuanError):
    """The database refused what breaks one of its laws."""

    code = "law_broken"

    def __init__(self, law: str) -> None:
        super().__init__(law)
        self.law = law

    def __str__(self) -> str:
        return f"the database refused this: {self.law}"
