"""What a doctor looks at: an office as it is configured here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from sqlalchemy import Engine as Database

    from bihuan.adapters.config import Config
    from bihuan.engine.engine import Engine


class Patient(Protocol):
    """Each part is opened when it is first looked at, and raises when it cannot be."""

    @property
    def config(self) -> Config:
        """The configuration as it was read."""
        ...

    @property
    def base(self) -> Path:
        """The folder that its paths start from."""
        ...

    @property
    def database(self) -> str:
        """The address of the database."""
        ...

    @property
    def engine(self) -> Engine:
        """The engine over it, with policy, ladders, calendar and machines."""
        ...


@contextmanager
def opened(patient: Patient) -> Iterator[Database]:
    """The database itself, whatever stands in it."""
    from bihuan.adapters.sql import open_database

    database = open_database(patient.database)
    try:
        yield database
    finally:
        database.dispose()


def sqlite_file(patient: Patient) -> Path | None:
    """The file of a SQLite database; None for any other."""
    address = patient.database
    return Path(address.removeprefix("sqlite:///")) if address.startswith("sqlite:///") else None
