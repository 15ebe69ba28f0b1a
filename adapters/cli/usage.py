"""What was typed cannot be understood: the library's complaints, in our words."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

import click

from bihuan.adapters.cli.tongue import words


class ExtraArguments(click.UsageError):
    """More was typed than the command takes."""

    def __init__(self, extra: Sequence[str], context: click.Context) -> None:
        super().__init__(" ".join(extra), context)


class UnknownCommand(click.UsageError):
    """No command has this name."""

    def __init__(self, name: str, known: tuple[str, ...], context: click.Context) -> None:
        super().__init__(name, context)
        self.name = name
        self.known = known


class NotText(click.UsageError):
    """What was typed is not text in the terminal's encoding."""


def check_text(argv: Sequence[str]) -> None:
    """Refuse bytes that are no text: no database could keep them, nor could we show them."""
    for word in argv:
        if not word.isascii() and any("\ud800" <= char <= "\udfff" for char in word):
            raise NotText(ascii(word))


def complaint(error: click.UsageError) -> str:
    """What is wrong, in one sentence."""
    match error:
        case UnknownCommand():
            return words("usage.no_command", name=error.name) + _nearest(error.name, error.known)
        case NotText():
            return words("usage.not_text", text=error.message)
        case ExtraArguments():
            return words("usage.extra", extra=error.message)
        case click.NoSuchOption():
            return words("usage.no_option", name=error.option_name) + _meant(error.possibilities)
        case click.MissingParameter():
            kind = "argument" if isinstance(error.param, click.Argument) else "option"
            return words(f"usage.missing_{kind}", name=_name(error))
        case click.BadParameter():
            return words("usage.bad_value", name=_name(error), reason=error.message)
        case click.BadOptionUsage():
            return words("usage.needs_value", name=error.option_name)
        case click.exceptions.NoArgsIsHelpError():
            return words("usage.no_command_given")
    if error.message == "Missing command.":
        return words("usage.no_command_given")
    return words("usage.other", reason=error.message)


def _name(error: click.BadParameter) -> str:
    if error.param is None:
        return str(error.param_hint or "")
    if isinstance(error.param, click.Option):
        return max(error.param.opts, key=len)
    return (error.param.metavar or error.param.name or "").upper()


def _nearest(name: str, known: Sequence[str]) -> str:
    return _meant(get_close_matches(name, known, n=3, cutoff=0.5))


def _meant(near: Sequence[str] | None) -> str:
    return words("usage.meant", names=words("usage.or").join(near)) if near else ""
