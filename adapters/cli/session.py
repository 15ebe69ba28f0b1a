"""What every command shares: output, the configuration and the engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.sqlite_files import beside, sqlite_file

if TYPE_CHECKING:
    from bihuan.adapters.cli.evidence import Tried
    from bihuan.adapters.config import Config
    from bihuan.engine.engine import Engine
    from bihuan.engine.ports import Clock, Store
    from bihuan.engine.records import Case
    from bihuan.rules.calendar import Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a test puts in place of the real thing."""

    clock: Clock | None = None
    open_store: Callable[[str], Store] | None = None


@dataclass
class Session:
    """One run of the command."""

    world: World = field(default_factory=World)
    json: bool = False
    config_file: Path | None = None
    url: str | None = None
    office: str | None = None
    verbose: int = 0
    quiet: bool = False
    warnings: list[str] = field(default_factory=list)
    exit_code: int = 0
    answer: dict[str, Any] | None = None
    options: Mapping[str, str] = field(default_factory=dict)
    """The parameters of the command that runs, as they are typed."""
    starting: bool = False
    """Whether a daemon begins: what is wrong with what it was given, the configuration is."""
    tried: Tried | None = None
    """The event this run tried last."""

    @property
    def lang(self) -> str:
        """The language people are answered in."""
        return tongue.language()

    @cached_property
    def config(self) -> Config:
        """The configuration, read when first needed."""
        from bihuan.adapters.config import load

        return load(self.config_file)

    @property
    def base(self) -> Path:
        """The folder that paths in the configuration start from."""
        return Path(self.config.place).parent if self.config.place != "-" else Path()

    @cached_property
    def database(self) -> str:
        """The database's address; a SQLite file of the configuration lies beside it."""
        return self.url or beside(self.config.database.url, self.base)

    @property
    def calendar_folder(self) -> Path:
        """Where imported calendar files are kept: beside the configuration or the database."""
        file = sqlite_file(self.database)
        folder = self.base if self.config.place != "-" or file is None else file.parent
        return folder / "calendar"

    @property
    def calendar_files(self) -> list[Path]:
        """The office's calendar files: those configured first, then those imported."""
        own = [found for name in self.config.calendar.files for found in self._matching(name)]
        return [*own, *sorted(self.calendar_folder.glob("*.toml"), reverse=True)]

    @property
    def calendar_days(self) -> list[Path | Layer]:
        """The office's own days, the strongest first: its files, then what packages bring."""
        from bihuan.adapters.calendars import brought_layer

        return [*self.calendar_files, *map(brought_layer, self.config.calendar.packages)]

    def _matching(self, name: Path) -> list[Path]:
        if "*" not in name.name:
            return [self.base / name]
        return sorted((self.base / name).parent.glob(name.name))

    @cached_property
    def engine(self) -> Engine:
        """The engine over the configured database."""
        from bihuan.adapters.calendars import standard_calendar
        from bihuan.adapters.cli.opening import open_session

        return open_session(self, standard_calendar(self.calendar_days))

    def today(self) -> date:
        """The day in Beijing, by the clock of this run; opens nothing."""
        from bihuan.adapters.clocks import SystemClock
        from bihuan.rules.instants import beijing_date

        return beijing_date((self.world.clock or SystemClock()).now())

    def close(self) -> None:
        """Let go of the database."""
        if "engine" in self.__dict__:
            close = getattr(self.engine.store, "close", None)
            if close is not None:
                close()

    def case(self, name: str) -> Case:
        """The case a person means."""
        from bihuan.engine.lookup import find_case

        return find_case(self.engine.store, self.engine.house.office, name)

    def say(self, key: str, **values: object) -> str:
        """A text in the language chosen."""
        return tongue.words(key, **values)

    def note(self, text: str) -> None:
        """A message for a person; never part of the result."""
        if not self.quiet:
            click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """A message that programs are told as well."""
        self.warnings.append(text)
        if not self.json:
            self.note(text)

    def emit(
        self, data: Any, lines: Iterable[str], *, exit_code: int = 0, problem: str = ""
    ) -> None:
        """The result: lines of text, or the one JSON document printed at the end.

        A check that found problems still has a result; `problem` says so in a sentence.
        """
        self.exit_code = exit_code
        if not self.json:
            for line in lines:
                click.echo(line)
            return
        self.answer = {"ok": exit_code == 0, "data": plain(data)}
        if exit_code:
            code = {6: "E-PARTLY", 7: "E-PROBLEMS", 78: "E-BAD-CONFIG"}.get(exit_code, "E-REFUSED")
            self.answer["error"] = {"code": code, "message": problem}


def plain(data: Any) -> Any:
    """Data as JSON has it; dates in ISO form, instants in Beijing time."""
    from bihuan.rules.instants import BEIJING

    match data:
        case datetime():
            return data.astimezone(BEIJING).isoformat()
        case date():
            return data.isoformat()
        case Mapping():
            return {str(key): plain(value) for key, value in data.items()}
        case list() | tuple() | set() | frozenset():
            return [plain(value) for value in data]
        case _ if is_dataclass(data):
            return {one.name: plain(getattr(data, one.name)) for one in fields(data)}
    return data if isinstance(data, str | int | float | bool | None) else str(data)


def _typed(param: click.Parameter) -> str:
    if isinstance(param, click.Option):
        return max(param.opts, key=len)
    return (param.metavar or param.name or "").upper()


def pass_session(function: Callable[..., None]) -> Callable[..., None]:
    """Hand a command the session of this run."""

    @wraps(function)
    def command(**said: Any) -> None:
        context = click.get_current_context()
        session = context.find_object(Session)
        assert session is not None
        session.options = {one.name or "": _typed(one) for one in context.command.params}
        function(session, **said)

    return command
