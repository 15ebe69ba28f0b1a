"""Commands and groups: loaded when called, with every word from the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.kinds import OneOf
from bihuan.adapters.cli.layout import definitions, page_width, wrap
from bihuan.adapters.cli.usage import ExtraArguments, UnknownCommand


def path_of(context: click.Context) -> str:
    """A command's name in the catalogue: `case_why_not`."""
    return "_".join(context.command_path.split()[1:]).replace("-", "_")


def help_of(path: str) -> str:
    """What a command does, in one sentence; those of the root have theirs on the front page."""
    return tongue.words(f"help.{path}" if "_" in path else f"front.{path}")


def help_of_parameter(path: str, name: str) -> str:
    """What an option is for: said for this command, else for every command that has it."""
    own = f"option.{path}__{name}"
    return tongue.words(own if tongue.has_words(own) else f"option.{name}")


class Formatter(click.HelpFormatter):
    """Lays a page out by the width of what is on the screen."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        del prefix
        self.write(f"{tongue.words('usage.head')}{prog} {args}".rstrip() + "\n")

    def write_text(self, text: str) -> None:
        room = page_width() - self.current_indent
        for line in wrap(text, room):
            self.write(" " * self.current_indent + line + "\n")

    def write_list(self, heading: str, rows: Sequence[tuple[str, str]]) -> None:
        """A section: its heading, then terms with their explanations."""
        if rows:
            lines = definitions(rows, page_width())
            self.write("\n".join(("", tongue.words(heading), *lines)) + "\n")


class Context(click.Context):
    """A click context with our formatter."""

    formatter_class = Formatter


class _Helpful(click.Command):
    """What commands and groups share: help from the catalogue, one exact list of arguments."""

    context_class = Context

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        pieces = [
            f"[{tongue.words('usage.options')}]",
            *(one.make_metavar(ctx) for one in self.params if one.param_type_name == "argument"),
        ]
        if isinstance(self, click.Group):
            pieces.append(tongue.words("usage.command"))
        formatter.write_usage(ctx.command_path, " ".join(pieces))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write("\n")
        with formatter.indentation():
            formatter.write_text(help_of(path_of(ctx)))
            more = f"more.{path_of(ctx)}"
            if tongue.has_words(more):
                formatter.write("\n")
                for line in tongue.words(more).splitlines():
                    formatter.write_text(line)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        assert isinstance(formatter, Formatter)
        path = path_of(ctx)
        arguments = [
            (param.make_metavar(ctx), help_of_parameter(path, param.name or ""))
            for param in self.params
            if isinstance(param, click.Argument)
        ]
        formatter.write_list("usage.arguments_head", arguments)
        options = [
            (spelling(param, ctx), help_of_parameter(path, _plain_name(param)) + choices(param))
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and not param.hidden
        ]
        formatter.write_list("usage.options_head", options)


def choices(option: click.Option) -> str:
    """The words an option takes, where they are too many to stand beside it."""
    if not isinstance(option.type, OneOf) or not option.type.many:
        return ""
    return tongue.words("usage.choices", words=tongue.words("usage.comma").join(option.type.shown))


def _plain_name(option: click.Option) -> str:
    """An option's name in the catalogue; the library calls its own help option otherwise."""
    return "help" if "--help" in option.opts else option.name or ""


def spelling(option: click.Option, context: click.Context) -> str:
    names = ", ".join(sorted((*option.opts, *option.secondary_opts), key=len))
    return names if option.is_flag or option.count else f"{names} {option.make_metavar(context)}"


class Command(_Helpful):
    """A command; `--json` and `--lang` may stand behind it as well as before it."""

    allow_extra_args = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [_json_option(), _lang_option()]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        rest = super().parse_args(ctx, args)
        if ctx.args and not ctx.resilient_parsing:
            raise ExtraArguments(ctx.args, ctx)
        return rest


def _json_option() -> click.Option:
    def turn_on(context: click.Context, _option: click.Parameter, said: bool) -> None:
        if said and context.obj is not None:
            context.obj.json = True

    return click.Option(["--json"], is_flag=True, expose_value=False, callback=turn_on)


def _lang_option() -> click.Option:
    """The language was looked for before anything was parsed, so that errors speak it too."""
    kind = OneOf({"zh": "zh", "en": "en"})
    return click.Option(["--lang"], type=kind, expose_value=False, hidden=True)


class LazyGroup(_Helpful, click.Group):
    """A group whose commands are imported when they are called, not when they are listed."""

    def __init__(self, name: str, places: Mapping[str, str], **settings: Any) -> None:
        super().__init__(name, no_args_is_help=True, **settings)
        if not any(param.name == "json" for param in self.params):
            self.params.append(_json_option())
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        place = self._places.get(cmd_name)
        if place is None:
            return None
        module, _, name = place.partition(":")
        found: click.Command = getattr(import_module(module), name)
        found.name = cmd_name
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in self._places and not args[0].startswith("-"):
            raise UnknownCommand(args[0], tuple(self._places), ctx)
        return super().resolve_command(ctx, args)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        assert isinstance(formatter, Formatter)
        path = path_of(ctx)
        rows = [(name, help_of(f"{path}_{name.replace('-', '_')}")) for name in self._places]
        formatter.write_list("usage.commands_head", rows)
        super().format_options(ctx, formatter)


def command() -> Callable[[Callable[..., Any]], Command]:
    """Make a function a command; its words are in the catalogue under its path."""
    return click.command(cls=Command)
