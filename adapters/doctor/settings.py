"""Everything the configuration names, tried one by one, so that all faults are told at once.

`bihuan doctor` and `bihuan config check` both ask here.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bihuan.adapters.doctor.finding import Finding, Grade, sound
from bihuan.adapters.doctor.patient import Patient
from bihuan.adapters.notify.channel import Rehearsing
from bihuan.adapters.notify.routes import Place, build, check_default, configured, find_book
from bihuan.adapters.policies import find_ladders, find_machines, find_policy, is_file
from bihuan.adapters.texts import read_text

DATABASE = "database.url"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A setting that names something: the files it is read from, and how it is put to use."""

    key: str
    use: Callable[[], object]
    texts: tuple[Path, ...] = ()
    certificates: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file it names."""
        return (*self.texts, *self.certificates)

    def unreadable(self) -> Iterator[Exception]:
        """What keeps its files from being read."""
        for read, files in ((read_text, self.texts), (Path.read_bytes, self.certificates)):
            for file in files:
                try:
                    read(file)
                except Exception as error:  # whatever it is, the next file is looked at
                    yield error

    def unusable(self) -> Iterator[Exception]:
        """Why it cannot be used; nothing where its files cannot be read, which says it already."""
        if any(self.unreadable()):
            return
        try:
            self.use()
        except Exception as error:  # a fault of one setting hides no other
            yield error


def named(patient: Patient) -> list[Named]:
    """Every setting that names something, in the order of the configuration."""
    rules, notify, base = patient.config.rules, patient.config.notify, patient.base
    dates = patient.calendar_files
    return [
        Named(key=DATABASE, use=lambda: _address(patient)),
        Named(
            key="rules.policy",
            use=lambda: find_policy(rules.policy, base),
            texts=(base / rules.policy,) if is_file(rules.policy) else (),
        ),
        Named(
            key="rules.ladders",
            use=lambda: find_ladders(rules.ladders, base, configured(notify)),
            texts=_beside(base, rules.ladders),
        ),
        *(
            Named(key="rules.machines", use=partial(_prove, one, base), texts=(base / one,))
            for one in rules.machines
        ),
        Named(key="calendar.files", use=lambda: _calendar(dates), texts=tuple(dates)),
        *(
            Named(key="calendar.packages", use=partial(_layer, one))
            for one in patient.config.calendar.packages
        ),
        Named(key="notify.hours", use=notify.hours.read),
        Named(key="notify.default", use=lambda: check_default(notify, place_of(patient))),
        Named(
            key="notify.book",
            use=lambda: find_book(notify, base),
            texts=_beside(base, notify.book),
        ),
        *(
            Named(
                key=f"notify.{name}",
                use=partial(_channel, name, way, patient),
                texts=_beside(base, getattr(way, "body", None)),
                certificates=_beside(base, getattr(way, "ca", None)),
            )
            for name, way in notify.channels.items()
        ),
    ]


def files(patient: Patient) -> Iterator[Finding]:
    """Whatever file the configuration names can be read."""
    known = named(patient)
    bad = [(one.key, error) for one in known for error in one.unreadable()]
    yield from (_wrong("files", *one) for one in bad)
    if not bad:
        yield sound("files", "files", count=sum(len(one.files) for one in known))


def settings(patient: Patient) -> Iterator[Finding]:
    """Whatever can be read can be used; the database's address has a check of its own."""
    known = [one for one in named(patient) if one.key != DATABASE]
    bad = [(one.key, error) for one in known for error in one.unusable()]
    yield from (_wrong("settings", *one) for one in bad)
    if not bad:
        yield sound("settings", "settings")


def faults(patient: Patient) -> Iterator[tuple[str, Exception]]:
    """The settings that cannot be used, each with what is wrong."""
    for one in named(patient):
        for error in (*one.unreadable(), *one.unusable()):
            yield one.key, error


def place_of(patient: Patient) -> Place:
    """Where channels are built that nothing is sent by."""
    return Place(base=patient.base, config=patient.config.place, stream=sys.stderr)


def _wrong(check: str, key: str, error: Exception) -> Finding:
    return Finding(check=check, grade=Grade.WRONG, setting=key, error=error)


def _beside(base: Path, name: Path | None) -> tuple[Path, ...]:
    return () if name is None else (base / name,)


def _address(patient: Patient) -> None:
    """Whether a database could be opened there; the folder of a file must be there."""
    from bihuan.adapters.sql import open_database
    from bihuan.adapters.sqlite_files import sqlite_file
    from bihuan.engine.errors import BadInput

    open_database(patient.database).dispose()
    file = sqlite_file(patient.database)
    if file is not None and not file.absolute().parent.is_dir():
        raise BadInput("database", "its folder does not exist", str(file.parent))


def _prove(name: Path, base: Path) -> None:
    """Whether a machine of the office's own keeps every law."""
    from bihuan.states.prover import proven

    for machine in find_machines((name,), base):
        proven(machine)


def _layer(name: str) -> None:
    from bihuan.adapters.calendars import brought_layer

    brought_layer(name)


def _calendar(dates: list[Path]) -> None:
    from bihuan.adapters.calendars import standard_calendar

    standard_calendar(dates)


def _channel(name: str, way: Any, patient: Patient) -> None:
    """Whether a channel can be built with its secrets, and its template fits every notice."""
    from bihuan.adapters.config import BadConfig
    from bihuan.adapters.notify.bodies import BadTemplate

    channel = build(name, way, place_of(patient))
    if not isinstance(channel, Rehearsing):
        return
    try:
        channel.rehearse()
    except BadTemplate as error:
        raise BadConfig(patient.config.place, f"notify.{name}.body", str(error)) from None
