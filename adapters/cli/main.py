"""The command line's root: global options, lazily loaded verbs, errors and exit codes."""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from bihuan.adapters.cli.session import Session, readable_output, width
from bihuan.engine.errors import BihuanError
from bihuan.rules.words import label, say

VERBS = {
    "demo": "demo:demo",
    "init": "office:init",
    "run": "daemon:run",
    "status": "office:status",
    "case": "cases:case",
    "deadline": "deadlines:deadline",
    "urge": "urges:urge",
    "calendar": "calendars:calendar",
    "definition": "definitions:definition",
    "report": "report:report",
    "audit": "office:audit",
    "db": "database:db",
    "config": "office:config",
    "version": "office:version",
}
EXITS = {
    "refused": 3,
    "case_not_found": 4,
    "ambiguous": 2,
    "bad_input": 2,
    "conflict": 5,
    "stale_case": 5,
    "case_exists": 5,
    "key_taken": 5,
    "database_unreachable": 69,
    "database_busy": 75,
    "wrong_schema": 78,
    "driver_missing": 78,
    "bad_config": 78,
}


class _Formatter(click.HelpFormatter):
    """Help whose columns line up though a Chinese character takes two."""

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write names and what they mean."""
        first = min(max((width(name) for name, _ in rows), default=0), col_max) + col_spacing
        for name, meaning in rows:
            gap = " " * max(first - width(name), col_spacing)
            self.write(f"{'':>{self.current_indent}}{name}{gap}{meaning}\n")


class _Context(click.Context):
    formatter_class = _Formatter


class _Verbs(click.Group):
    """Loads a verb only when it is run or asked about; knows their one-line help by heart."""

    context_class = _Context

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order of use."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the verb."""
        if cmd_name not in VERBS:
            return None
        module, _, name = VERBS[cmd_name].partition(":")
        command: click.Command = getattr(importlib.import_module(f"bihuan.adapters.cli.{module}"), name)
        _translate(command, cmd_name, str(ctx.params.get("lang") or "zh"))
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the verbs without importing any."""
        lang = str(ctx.params.get("lang") or "zh")
        with formatter.section(say("cli.commands", lang)):
            formatter.write_dl([(name, say(f"verb.{name}", lang)) for name in VERBS])


def _translate(command: click.Command, name: str, lang: str) -> None:
    """Give a verb and its sub-verbs their help in the language chosen."""
    command.context_class = _Context
    command.help = label(f"verb.{name.replace(' ', '_').replace('-', '_')}", lang)
    command.short_help = command.help
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.name:
            parameter.help = label(f"option.{parameter.name}", lang)
    if isinstance(command, click.Group):
        for sub, child in command.commands.items():
            _translate(child, f"{name} {sub}", lang)


@click.group(cls=_Verbs, no_args_is_help=True)
@click.option("-c", "--config", "config_file", type=click.Path(path_type=Path), envvar="BIHUAN_CONFIG")
@click.option("--db", "url", envvar="BIHUAN_DB")
@click.option("--office", envvar="BIHUAN_OFFICE")
@click.option("--json", "as_json", is_flag=True, envvar="BIHUAN_JSON")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="BIHUAN_LANG", is_eager=True)
@click.option("-v", "--verbose", count=True)
@click.pass_context
def bihuan(
    context: click.Context,
    config_file: Path | None,
    url: str | None,
    office: str | None,
    as_json: bool,
    lang: str,
    verbose: int,
) -> None:
    """Carry suggestions and proposals from receipt to a satisfied member."""
    context.obj = Session(
        lang=lang, json=as_json, config_file=config_file, url=url, office=office, verbose=verbose
    )


def run(argv: Sequence[str]) -> int:
    """Run one command; returns its exit code."""
    readable_output()
    lang = _language(argv)
    bihuan.help = say("cli.help", lang)
    for parameter in bihuan.params:
        if isinstance(parameter, click.Option):
            parameter.help = label(f"option.{parameter.name}", lang)
    as_json = "--json" in argv
    try:
        result = bihuan.main(list(argv), prog_name="bihuan", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as error:
        return _usage(error, lang, as_json)
    except BihuanError as error:
        return _refuse(error, lang, as_json)
    except (ValueError, FileNotFoundError) as error:
        return _bad_value(error, lang, as_json)


def _language(argv: Sequence[str]) -> str:
    args = list(argv)
    said = args[args.index("--lang") + 1 : args.index("--lang") + 2] if "--lang" in args else []
    chosen = (said or [os.environ.get("BIHUAN_LANG", "zh")])[0]
    return chosen if chosen in ("zh", "en") else "zh"


def _usage(error: click.ClickException, lang: str, as_json: bool) -> int:
    cure = say("cli.see_help", lang)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        cure = say("cli.see_help_of", lang, command=error.ctx.command_path)
    _complain("usage", error.format_message(), cure, lang, as_json, {})
    return 2


def _refuse(error: BihuanError, lang: str, as_json: bool) -> int:
    from bihuan.adapters.cli.errors import cure_of, details, sentence

    _complain(error.code, sentence(error, lang), cure_of(error, lang), lang, as_json, details(error))
    return EXITS.get(error.code, 1)


def _bad_value(error: Exception, lang: str, as_json: bool) -> int:
    """Errors of the rules and of files: they say themselves what to do."""
    if not hasattr(error, "cure") and not isinstance(error, FileNotFoundError):
        raise error
    _complain("bad_value", str(error), str(getattr(error, "cure", "")), lang, as_json, {})
    return 2


def _complain(
    code: str, what: str, cure: str, lang: str, as_json: bool, more: dict[str, Any]
) -> None:
    """What happened, why, and what to do next."""
    if as_json:
        error = {"code": code, "message": what, "hint": cure, **more}
        click.echo(json.dumps({"ok": False, "error": error}, ensure_ascii=False))
        return
    name = code.upper().replace("_", "-")
    click.echo(say("cli.error", lang, code=name, what=what), err=True)
    if cure:
        click.echo(say("cli.cure", lang, cure=cure), err=True)
