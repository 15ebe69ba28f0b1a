"""Carry a command line out: call the command, turn what goes wrong into words and a code."""

from __future__ import annotations

import json
import os
import sys
import traceback
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli.root import root
from bihuan.adapters.cli.session import Session, World, plain
from bihuan.adapters.cli.usage import check_text

if TYPE_CHECKING:
    from bihuan.adapters.cli.failures import Failure

INTERRUPTED = 130


def carry_out(argv: list[str], world: World | None = None) -> int:
    """Call the command and return the exit code; nothing escapes."""
    session = Session(world=world or World(), json=_wants_json(argv))
    try:
        code = _call(argv, session)
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has seen enough
        _forget_output()
        return 0
    except Exception as error:
        from bihuan.adapters.cli.failures import failure_of  # loads what help never needs

        failure = failure_of(error, session)
        if session.verbose and failure.exit_code == 1:
            traceback.print_exception(error)
        _tell(failure, session)
        if isinstance(error, OSError):
            _forget_output()  # what is left in the buffer would fail once more at the very end
        return failure.exit_code
    finally:
        session.close()


def _forget_output() -> None:
    """Send what is not yet printed nowhere."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _call(argv: list[str], session: Session) -> int:
    check_text(argv)
    group = root()
    settings: dict[str, Any] = {"obj": session, "auto_envvar_prefix": "BIHUAN"}
    try:
        with group.make_context("bihuan", argv, **settings) as context:
            group.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        if session.json:
            raise
        click.echo(error.format_message(), err=True)
        return 2
    if session.json and session.answer is not None:
        _print({**session.answer, "warnings": session.warnings})
    return session.exit_code


def _tell(failure: Failure, session: Session) -> None:
    if session.json:
        _print({"ok": False, "error": failure.document(), "warnings": session.warnings})
        return
    from bihuan.adapters.cli.failures import lines_of

    for line in lines_of(failure):
        click.echo(line, err=True)


def _print(document: dict[str, Any]) -> None:
    click.echo(json.dumps(plain(document), ensure_ascii=False))


def _wants_json(argv: list[str]) -> bool:
    """Whether errors of the very parsing go into a document too."""
    ours = argv[: argv.index("--")] if "--" in argv else argv
    return "--json" in ours or os.environ.get("BIHUAN_JSON", "").lower() in ("1", "true", "yes")
