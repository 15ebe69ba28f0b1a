"""What can be wrong with how a platform is set up.

BihuanError
├── UnknownPlatform   the configuration names no such platform
├── BadMapping        the mapping file cannot be used; names file, key and reason
└── NoExchange        no exchange has this number
"""

from __future__ import annotations

from bihuan.engine.errors import BihuanError


class UnknownPlatform(BihuanError):
    """The configuration names no such platform."""

    code = "unknown_platform"

    def __init__(self, platform: str, known: tuple[str, ...]) -> None:
        super().__init__(platform, known)
        self.platform = platform
        self.known = known


class BadMapping(BihuanError):
    """A mapping file cannot be used."""

    code = "bad_mapping"

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(file, key, reason)
        self.file = file
        self.key = key
        self.reason = reason


class NoExchange(BihuanError):
    """No exchange with the platform has this number."""

    code = "no_exchange"

    def __init__(self, platform: str, no: int) -> None:
        super().__init__(platform, no)
        self.platform = platform
        self.no = no
