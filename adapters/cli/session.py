"""What every command shares: language, output, the configuration and the engine."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bihuan.rules.words import say

if TYPE_CHECKING:
    from bihuan.adapters.config import Config
    from bihuan.engine.actor import Actor
    from bihuan.engine.engine import Engine
    from bihuan.engine.records import Case


@dataclass
class Session:
    """One run of the command."""

    lang: str = "zh"
    json: bool = False
    config_file: Path | None = None
    url: str | None = None
    office: str | None = None
    verbose: int = 0
    warnings: list[str] = field(default_factory=list)
    exit_code: int = 0

    @cached_property
    def config(self) -> Config:
        """The configuration, read when first needed."""
        from bihuan.adapters.config import load

        return load(self.config_file)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the configured database."""
        from bihuan.adapters.assembly import open_engine
        from bihuan.adapters.calendars import standard_calendar
        from bihuan.adapters.logs import logger
        from bihuan.adapters.policies import find_policy
        from bihuan.rules.ladders import parse_ladders

        config = self.config
        base = Path(config.place).parent if config.place != "-" else Path()
        ladders = config.rules.ladders
        engine = open_engine(
            self.url or config.database.url,
            office=self.office or config.org.id,
            policy=find_policy(config.rules.policy, base),
            calendar=standard_calendar([base / file for file in config.calendar.files]),
            ladders=parse_ladders((base / ladders).read_text("utf-8"), str(ladders)) if ladders else None,
            log=logger(self.verbose),
        )
        click.get_current_context().find_root().call_on_close(lambda: _close(engine))
        return engine

    def actor(self, name: str | None) -> Actor:
        """Who acts: the name given, else whoever is logged in, for the office."""
        import getpass

        from bihuan.engine.actor import Actor

        return Actor(name or f"cli:{getpass.getuser()}")

    def case(self, name: str) -> Case:
        """The case a person means."""
        from bihuan.engine.lookup import find_case

        return find_case(self.engine.store, self.engine.house.office, name)

    def say(self, key: str, **values: object) -> str:
        """A text in the language chosen."""
        return say(key, self.lang, **values)

    def note(self, text: str) -> None:
        """A message for a person; never part of the result."""
        click.echo(text, err=True)

    def emit(self, data: Any, lines: Iterable[str]) -> None:
        """The result: one JSON document, or lines of text."""
        if self.json:
            told = {"ok": self.exit_code in (0, 7), "data": plain(data), "warnings": self.warnings}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            for line in lines:
                click.echo(line)


def _close(engine: Engine) -> None:
    close = getattr(engine.store, "close", None)
    if close is not None:
        close()


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
        case list() | tuple():
            return [plain(value) for value in data]
        case _ if hasattr(data, "__dataclass_fields__"):
            from dataclasses import fields

            return {one.name: plain(getattr(data, one.name)) for one in fields(data)}
    return data if isinstance(data, str | int | float | bool | None) else str(data)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Columns aligned by what they take on screen, Chinese characters counting two."""
    widths = [max(map(width, column)) for column in zip(*rows, strict=True)] if rows else []
    return [
        "  ".join(cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def width(text: str) -> int:
    """How many columns a text takes on a terminal."""
    import unicodedata

    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1
        for char in text
    )


def readable_output() -> None:
    """Write UTF-8 even where the locale says ASCII; never fail over a character."""
    for stream in (sys.stdout, sys.stderr):
        encoding = (getattr(stream, "encoding", "") or "").lower().replace("-", "")
        if hasattr(stream, "reconfigure"):
            known = encoding in ("utf8", "gbk", "gb18030", "gb2312")
            stream.reconfigure(encoding=None if known else "utf-8", errors="backslashreplace")


pass_session = click.make_pass_decorator(Session)
