"""Logging for the command: structlog, JSON under systemd, colour on a terminal.

Lines of other libraries come out alike. Only ids, states and rows are logged,
nothing that a person wrote; and whatever ails the log, no case fails for it.
"""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog
from structlog.contextvars import merge_contextvars

if TYPE_CHECKING:
    from bihuan.adapters.config import Log

GRAVE = (".failed", ".stalled")
"""What happened to an event of this name is an error, so that an alarm can hang on it."""
NOTABLE = (
    ".jumped",
    ".held",
    ".skewed",
    ".missing",
    ".silent",
    ".refused",
    ".outdated",
    ".waits",
    ".resting",
)
"""And of these a warning."""
FOREIGN = logging.WARNING
"""What other libraries say is worth a line from here on, unless everything is asked for."""


def logger(
    verbose: int, *, daemon: bool = False, settings: Log | None = None, base: Path | None = None
) -> Callable[..., object]:
    """A function that logs an event with its keys; quiet unless asked, or a daemon.

    A relative file of the settings lies in `base`.
    """
    asked = _asked(verbose, settings) if daemon or verbose else logging.WARNING
    file = settings.file if settings is not None and daemon else None
    sheet = _Sheet(_stream(file if file is None else (base or Path()) / file))
    form = settings.format if settings is not None else "auto"
    terminal = file is None and sys.stderr is not None and sys.stderr.isatty()
    log = structlog.wrap_logger(
        sheet,
        processors=[
            merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _on_one_line,
            _renderer(form, terminal=terminal),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(asked),
    )
    if daemon:
        _speak_for_others(log, asked)

    def write(event: str, **values: object) -> None:
        grave = log.error if event.endswith(GRAVE) else None
        notable = log.warning if event.endswith(NOTABLE) else log.info
        (grave or notable)(event, **values)

    return write


def _asked(verbose: int, settings: Log | None) -> int:
    if verbose:
        return logging.DEBUG if verbose > 1 else logging.INFO
    named = settings.level if settings is not None else "info"
    return logging.getLevelNamesMapping()[named.upper()]


def _renderer(form: str, *, terminal: bool) -> Any:
    if form == "json" or (form == "auto" and not terminal):
        return structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    return structlog.dev.ConsoleRenderer(colors=terminal)


def _on_one_line(_log: Any, _name: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Nothing that is logged can begin a line of its own, or speak to the terminal."""
    return {name: _printable(value) for name, value in line.items()}


def _printable(value: Any) -> Any:
    if isinstance(value, str):
        return "".join(_shown(one) for one in value) if not value.isprintable() else value
    if isinstance(value, Mapping):
        return {_printable(name): _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value


def _shown(letter: str) -> str:
    return letter if letter.isprintable() else ascii(letter)[1:-1]


class _Quiet:
    """A handler that swallows its own troubles: a full disk must never fail a case."""

    def handleError(self, record: logging.LogRecord) -> None:  # the library's name
        del record


class _ToStream(_Quiet, logging.StreamHandler):  # type: ignore[type-arg]
    """Standard error."""


class _ToFile(_Quiet, logging.handlers.WatchedFileHandler):
    """A file that logrotate may move away."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            super().emit(record)
        except OSError:  # it was moved away and cannot be made anew
            self.handleError(record)


def _stream(file: Path | None) -> logging.Handler:
    return _ToStream(sys.stderr) if file is None else _ToFile(file, encoding="utf-8", delay=False)


class _Sheet:
    """What structlog writes on, line by line."""

    def __init__(self, handler: logging.Handler) -> None:
        self._handler = handler

    def msg(self, message: str) -> None:
        self._handler.handle(logging.makeLogRecord({"msg": "%s", "args": (message,)}))

    log = debug = info = warn = warning = error = critical = exception = msg


def _speak_for_others(log: Any, asked: int) -> None:
    """Let what the standard library's loggers are told come out as our lines do."""
    root = logging.getLogger()
    for known in [one for one in root.handlers if isinstance(one, _Others)]:
        root.removeHandler(known)
    root.addHandler(_Others(log))
    root.setLevel(max(asked, FOREIGN) if asked > logging.DEBUG else logging.INFO)


class _Others(_Quiet, logging.Handler):
    """Hands another library's line on."""

    def __init__(self, log: Any) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        try:
            values = dict(_told(record))
            self._log.log(record.levelno, record.getMessage(), **values)
        except Exception:  # a line that cannot be put together is no reason to fail
            self.handleError(record)


def _told(record: logging.LogRecord) -> Iterator[tuple[str, object]]:
    yield "logger", record.name
    if record.exc_info and record.exc_info[1] is not None:
        error = record.exc_info[1]
        yield "error", f"{type(error).__name__}: {error}"
