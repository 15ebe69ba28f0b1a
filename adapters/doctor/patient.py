"""What a doctor looks at: an office as it is configured here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
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
    def calendar_files(self) -> list[Path]:
        """The office's own calendar files, the strongest first."""
        ...

    @property
    def engine(self) -> Engine:
        """The engine over it, with policy, ladders, calendar and machines."""
        ...
