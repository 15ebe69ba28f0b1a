"""Try everything the configuration names, so that all faults are told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from bihuan.adapters.cli.session import Session


def faults(session: Session) -> Iterator[tuple[str, Exception]]:
    """The settings that cannot be used, each with what is wrong."""
    for key, attempt in _attempts(session).items():
        try:
            attempt()
        except Exception as error:  # a fault of one setting hides no other
            yield key, error


def _attempts(session: Session) -> dict[str, Callable[[], object]]:
    from bihuan.adapters.cli.opening import ladders, machines
    from bihuan.adapters.policies import find_policy

    rules = session.config.rules
    return {
        "database.url": lambda: _address(session.database),
        "rules.policy": lambda: find_policy(rules.policy, session.base),
        "rules.ladders": lambda: ladders(session),
        "rules.machines": lambda: machines(session),
        "calendar.files": lambda: _calendar(session),
    }


def files(session: Session) -> list[Path]:
    """Every file of words the configuration names."""
    rules, base = session.config.rules, session.base
    named = [rules.ladders, *rules.machines]
    return [*(base / name for name in named if name is not None), *session.calendar_files]


def _address(url: str) -> None:
    """Whether a database could be opened there; its folder must be there."""
    from bihuan.adapters.cli.session import sqlite_file
    from bihuan.adapters.sql import open_database
    from bihuan.engine.errors import BadInput

    open_database(url).dispose()
    file = sqlite_file(url)
    if file is not None and not file.absolute().parent.is_dir():
        raise BadInput("database", "its folder does not exist", str(file.parent))


def _calendar(session: Session) -> None:
    from bihuan.adapters.calendars import standard_calendar

    standard_calendar(session.calendar_files)
