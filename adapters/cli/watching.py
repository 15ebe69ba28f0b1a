"""Draw something again and again, until the person who looks at it presses Ctrl-C."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

import click

from bihuan.adapters.cli.failures import TRY_AGAIN, UNREACHABLE, failure_of, lines_of
from bihuan.adapters.cli.session import Session
from bihuan.engine.errors import BadInput, BihuanError

PASSING = (TRY_AGAIN, UNREACHABLE)
"""What goes wrong and may be right at the next drawing."""


def again_and_again(session: Session, seconds: int, draw: Callable[[], None]) -> None:
    """Draw every so many seconds; a database that is away for a while is told and waited for."""
    if session.json:
        raise BadInput("watch", "with --json there is one document; ask again instead")
    terminal = sys.stdout.isatty()
    try:
        while True:
            if terminal:
                click.clear()
            _draw(session, draw)
            click.echo()
            _wait(seconds)
    except KeyboardInterrupt:
        return


def _draw(session: Session, draw: Callable[[], None]) -> None:
    try:
        draw()
    except BihuanError as error:
        failure = failure_of(error, session)
        if failure.exit_code not in PASSING:
            raise
        for line in lines_of(failure):
            click.echo(line, err=True)


def _wait(seconds: int) -> None:
    threading.Event().wait(seconds)
