"""What every fact on file has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A fact on file, beside the case itself."""

    KEY: ClassVar[tuple[str, ...]]

    office: str
    case: str
