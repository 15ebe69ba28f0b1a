"""Why a daemon may not start.

BihuanError
├── SecondDaemon   another one already works on this SQLite file
├── LockNotOurs    the file that holds the others off belongs to somebody else
├── NetworkShare   a SQLite file on a share cannot be locked safely
├── NoCalendar     no calendar says anything of this year
├── ClockBehind    it is earlier than what is already in the history
├── ClockSkewed    the database's clock and ours disagree
└── ClockDoubted   the clock was set far ahead, and nobody has said yet that it is right
"""

from __future__ import annotations

from datetime import datetime

from bihuan.engine.errors import BihuanError


class SecondDaemon(BihuanError):
    """Another daemon works on this SQLite file; one is enough, and only one may."""

    code = "second_daemon"

    def __init__(self, file: str, host: str, pid: str) -> None:
        super().__init__(file, host, pid)
        self.file = file
        self.host = host
        self.pid = pid

    def __str__(self) -> str:
        return f"a daemon already works on {self.file}: process {self.pid} on {self.host}"


class LockNotOurs(BihuanError):
    """The file that holds other daemons off belongs to somebody else, as after a run by root."""

    code = "lock_not_ours"

    def __init__(self, file: str, owner: str, wanted: str) -> None:
        super().__init__(file, owner, wanted)
        self.file = file
        self.owner = owner
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.file} belongs to {self.owner}; type `chown {self.wanted} {self.file}`"


class NetworkShare(BihuanError):
    """The SQLite file lies on a share of the network, where its locks do not hold."""

    code = "network_share"

    def __init__(self, file: str, kind: str) -> None:
        super().__init__(file, kind)
        self.file = file
        self.kind = kind

    def __str__(self) -> str:
        return f"{self.file} lies on a network share ({self.kind}), where SQLite is not safe"


class NoCalendar(BihuanError):
    """Not even a guess is known of this year's holidays."""

    code = "no_calendar"

    def __init__(self, year: int) -> None:
        super().__init__(year)
        self.year = year

    def __str__(self) -> str:
        return f"no calendar knows the year {self.year}"


class ClockBehind(BihuanError):
    """The clock shows a time before what history already holds."""

    code = "clock_behind"

    def __init__(self, now: datetime, newest: datetime) -> None:
        super().__init__(now, newest)
        self.now = now
        self.newest = newest

    def __str__(self) -> str:
        return f"the clock says {self.now}, and {self.newest} is already in the history"


class ClockSkewed(BihuanError):
    """The database's clock and this machine's are too far apart to tell what is due."""

    code = "clock_skewed"

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds

    def __str__(self) -> str:
        return f"the database's clock and ours are {self.seconds} seconds apart"


class ClockDoubted(BihuanError):
    """The clock was set far ahead, and nobody may be urged until a person says it is right."""

    code = "clock_doubted"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host

    def __str__(self) -> str:
        return f"the clock of {self.host} is doubted, and nobody has said yet that it is right"
