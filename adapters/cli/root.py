"""The command `bihuan` itself: the options before the command."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from bihuan.adapters.cli import front, tongue
from bihuan.adapters.cli.commands import LazyGroup
from bihuan.adapters.cli.kinds import OneOf
from bihuan.adapters.cli.session import Session
from bihuan.adapters.cli.tree import ROOT


class Root(LazyGroup):
    """The group of everything; its page is the front page."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        formatter.write(front.page(tongue.language()))


def _version(context: click.Context, _option: click.Parameter, said: bool) -> None:
    """`bihuan --version`, for those who type it so."""
    if said:
        from bihuan.adapters.cli.setup import version

        context.invoke(version)
        context.exit()


@click.pass_context
def _begin(
    context: click.Context,
    /,
    config: Path | None,
    db: str | None,
    office: str | None,
    json: bool,
    verbose: int,
    quiet: bool,
    **_lang: Any,
) -> None:
    session = context.find_object(Session)
    assert session is not None
    session.config_file, session.url, session.office = config, db, office
    session.json = session.json or json
    session.verbose, session.quiet = verbose, quiet


def root() -> Root:
    """The whole command line."""
    return Root(
        "bihuan",
        ROOT,
        callback=_begin,
        context_settings={"help_option_names": ["-h", "--help"]},
        params=[
            click.Option(["-c", "--config"], type=click.Path(path_type=Path)),
            click.Option(["--db"], metavar="URL"),
            click.Option(["--office"], metavar="ID"),
            click.Option(["--json"], is_flag=True),
            click.Option(["--lang"], type=OneOf({"zh": "zh", "en": "en"})),
            click.Option(["-v", "--verbose"], count=True),
            click.Option(["-q", "--quiet"], is_flag=True),
            click.Option(
                ["-V", "--version"],
                is_flag=True,
                is_eager=True,
                expose_value=False,
                callback=_version,
            ),
        ],
    )
