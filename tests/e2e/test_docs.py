"""What the pages tell people to type can be typed as it stands."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from bihuan.adapters.cli.root import root
from support.checkout import ROOT, tool
from support.terminal import Office

PAGES = sorted((*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")))
RUN = [
    f"docs/{name}{lang}.md"
    for name in ("tutorial", "how-to/own-machine")
    for lang in ("", ".zh-CN")
]


def blocks(page: Path, language: str) -> Iterator[str]:
    """The page's blocks in one language."""
    yield from re.findall(rf"^```{language}\n(.*?)^```$", page.read_text("utf-8"), re.M | re.S)


def typed(page: Path) -> list[str]:
    """The lines behind a prompt."""
    lines = "".join(blocks(page, "console")).splitlines()
    return [line.removeprefix("$ ") for line in lines if line.startswith("$ ")]


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [one if "zh-CN" in one else pytest.param(one, marks=pytest.mark.soak) for one in RUN]
)
def test_a_page_can_be_followed_from_top_to_bottom(name: str, nowhere: Office) -> None:
    page = ROOT / name
    before = []
    if "tutorial" not in name:  # a how-to begins in an office that is there
        (nowhere.folder / "bihuan.toml").write_text("".join(blocks(page, "toml")), "utf-8")
        before = ["bihuan db init"]
    script = "\n".join(["set -eu", *before, *typed(page)])

    done = subprocess.run(
        ["sh", "-c", script],
        cwd=nowhere.folder,
        env=nowhere.surroundings({"PATH": f"{tool('bihuan').parent}:/usr/bin:/bin"}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_lines_of_python_in_the_readme_run(name: str, nowhere: Office) -> None:
    program = "".join(blocks(ROOT / name, "python"))

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=nowhere.folder,
        env=nowhere.surroundings({}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "not_dispatched" in done.stdout


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_in_a_page_exists(page: Path) -> None:
    lines = [line for line in typed(page) if line.startswith("bihuan ")]

    wrong = [line for line in lines if not _exists(shlex.split(re.sub(r"\|\||>", " ; ", line)))]

    assert wrong == []


def _exists(words: list[str]) -> bool:
    """Whether the words name a command and options it has."""
    words = words[1 : words.index(";")] if ";" in words else words[1:]
    command: click.Command = root()
    context = click.Context(command, info_name="bihuan")
    known = set(_options(command))
    while words and isinstance(command, click.Group):
        word = words.pop(0)
        if word in known:
            words.pop(0)
            continue
        found = command.get_command(context, word)
        if found is None:
            return False
        command, context = found, click.Context(found, info_name=word, parent=context)
    options = set(_options(command))
    return not isinstance(command, click.Group) and all(
        word in options for word in words if word.startswith("--")
    )


def _options(command: click.Command) -> Iterator[str]:
    for param in command.params:
        yield from param.opts
