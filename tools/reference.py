"""Write the reference pages of commands, settings and errors from the code, or check them.

`python tools/reference.py` fails when a page is not what the code says; `--write` writes them.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from bihuan.adapters.cli import commands, tongue, tree
from bihuan.adapters.cli.carry import INTERRUPTED
from bihuan.adapters.cli.failures import CODES, coded
from bihuan.adapters.cli.root import root
from bihuan.adapters.config import Config
from bihuan.rules.words import catalogue
from project import ROOT

PAGES = ROOT / "docs" / "reference"
WORDS = tomllib.loads((Path(__file__).parent / "reference.toml").read_text("utf-8"))
EVERYWHERE = {"--json", "--lang"}
LANGUAGES = {"en": "", "zh": ".zh-CN"}


def main() -> int:
    """Check every page, or write it; 1 when one differs."""
    unnamed = {str(code) for code in (*CODES.values(), INTERRUPTED)} - set(WORDS["exit"])
    differ = [f"exit code {code} has no words, so the pages" for code in sorted(unnamed)]
    for lang, suffix in LANGUAGES.items():
        tongue.speak(lang)
        for name, made in (
            ("commands", _commands),
            ("configuration", _settings),
            ("errors", _errors),
        ):
            file = PAGES / f"{name}{suffix}.md"
            text = "\n".join((*_head(name, lang), *made())).rstrip() + "\n"
            if "--write" in sys.argv:
                file.write_text(text, "utf-8")
            elif not file.exists() or file.read_text("utf-8") != text:
                differ.append(str(file.relative_to(ROOT)))
    cure = "; run tools/reference.py --write"
    print(f"reference: {', '.join(differ)} differ{cure}" if differ else "reference: ok")
    return 1 if differ else 0


def _head(name: str, lang: str) -> Iterator[str]:
    other = next(suffix for known, suffix in LANGUAGES.items() if known != lang)
    yield f"# {_say(f'reference.{name}')}"
    yield ""
    yield f"[{_say('reference.other_language')}]({name}{other}.md)"
    yield ""
    yield _say(f"reference.{name}_about")
    yield ""


def _commands() -> Iterator[str]:
    """Every command with its arguments and options, then the exit codes."""
    yield f"## {_say('reference.everywhere')}"
    yield ""
    yield from _table(
        ("reference.option", "reference.what"),
        [(f"`{spelled}`", tongue.words(f"front.global_{name}")) for spelled, name in tree.GLOBALS],
    )
    group = root()
    context = commands.Context(group, info_name="bihuan")
    yield from _below(group, context)
    yield f"## {_say('reference.exits')}"
    yield ""
    exits = [(code, _say(f"exit.{code}")) for code in WORDS["exit"]]
    yield from _table(("reference.code", "reference.what"), exits)


def _below(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        found = group.get_command(context, name)
        assert found is not None
        inner = commands.Context(found, info_name=name, parent=context)
        if isinstance(found, click.Group):
            yield from _below(found, inner)
        else:
            yield from _command(found, inner)


def _command(command: click.Command, context: click.Context) -> Iterator[str]:
    path = commands.path_of(context)
    arguments = [one for one in command.params if isinstance(one, click.Argument)]
    options = [
        one
        for one in command.params
        if isinstance(one, click.Option) and not EVERYWHERE & set(one.opts)
    ]
    usage = " ".join((context.command_path, *(one.make_metavar(context) for one in arguments)))
    yield f"## {context.command_path}"
    yield ""
    yield f"`{usage}`"
    yield ""
    yield commands.help_of(path) + _say("reference.stop")
    yield ""
    rows = [(f"`{one.make_metavar(context)}`", _told(path, one)) for one in arguments]
    rows += [(f"`{commands.spelling(one, context)}`", _told(path, one)) for one in options]
    yield from _table(("reference.option", "reference.what"), rows)


def _told(path: str, param: click.Parameter) -> str:
    text = commands.help_of_parameter(path, param.name or "")
    if isinstance(param, click.Option):
        text += commands.choices(param)
        if param.required:
            text += _say("reference.required")
        elif isinstance(param.default, str | int) and param.default not in ("", False, True):
            text += _say("reference.default").format(value=param.default)
    return text


def _settings() -> Iterator[str]:
    """Every key of bihuan.toml with its variable, its default and what it is for."""
    rows = [
        (f"`{key}`", f"`BIHUAN_{key.replace('.', '__').upper()}`", f"`{default}`", told)
        for key, default, told in _keys()
    ]
    heads = ("reference.key", "reference.variable", "reference.default_head", "reference.what")
    yield from _table(heads, rows)
    yield from _say("reference.configuration_more").splitlines()


def _keys(model: type[BaseModel] = Config, *path: str) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        if name == "place":
            continue
        inner: Any = field.annotation
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _keys(inner, *path, name)
            continue
        assert field.default is not PydanticUndefined
        default = "-" if field.default in (None, ()) else str(field.default)
        yield ".".join((*path, name)), default, tongue.words(f"setting.{'_'.join((*path, name))}")


def _errors() -> Iterator[str]:
    """Every code with the exit code, the sentence and what to do; then those of files."""
    heads = ("reference.code", "reference.exit", "reference.sentence", "reference.cure")
    yield from _table(heads, [_error(name, code) for name, code in sorted(CODES.items())])
    files = (("outside", "outside_cure"), ("ledger", "mend"), ("paper", "paper_cure"))
    for kind, mend in files:
        yield f"## {_say(f'reference.{kind}')}"
        yield ""
        known = [key.partition(".")[2] for key in catalogue() if key.startswith(f"{kind}.")]
        known = [name for name in known if f"{mend}.{name}" in catalogue()]
        rows = [(_plain(f"{kind}.{name}"), _plain(f"{mend}.{name}")) for name in known]
        yield from _table(("reference.sentence", "reference.cure"), rows)


def _error(name: str, code: int) -> tuple[str, str, str, str]:
    known = f"error.{name}" in catalogue()
    own = "usage_sentence" if name == "usage" else "file_sentence"
    sentence = _plain(f"error.{name}") if known else _say(f"reference.{own}")
    cure = _plain(f"cure.{name}") if f"cure.{name}" in catalogue() else ""
    return f"`{coded(name)}`", str(code), sentence, cure


def _plain(key: str) -> str:
    """A text of the catalogue with its placeholders as they are."""
    return catalogue()[key][tongue.language()].replace("{{", "{").replace("}}", "}")


def _say(key: str) -> str:
    """A text of these pages, in the language of the page."""
    section, _, name = key.partition(".")
    text: str = WORDS[section][name][tongue.language()]
    return text


def _table(heads: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    if not rows:
        return
    yield "| " + " | ".join(map(_say, heads)) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"
    yield ""


CONTENTS = {"commands": _commands, "configuration": _settings, "errors": _errors}


if __name__ == "__main__":
    sys.exit(main())
