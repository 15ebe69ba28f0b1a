"""Logging for the command: structlog, JSON under systemd, colour on a terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import structlog


def logger(verbose: int, *, daemon: bool = False) -> Callable[..., object]:
    """A function that logs an event with its keys; quiet unless asked, or a daemon.

    Only ids, states and rows are logged; nothing a person wrote. What failed
    is logged as an error, so that an alarm can hang on it.
    """
    level = logging.DEBUG if verbose > 1 else logging.INFO if verbose or daemon else logging.WARNING
    terminal = sys.stderr.isatty()
    render: Any = (
        structlog.dev.ConsoleRenderer()
        if terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    log = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
    )

    def write(event: str, **values: object) -> None:
        try:
            (log.error if event.endswith(".failed") else log.info)(event, **values)
        except OSError:  # a full disk must never fail a case
            return

    return write
