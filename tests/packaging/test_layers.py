"""The house stands as it was drawn: who may know whom, checked on the real files."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.checkout import ROOMS, ROOT, python, run, tool

CODE = (*ROOMS, "src/bihuan", "tests", "tools", "bench")
FOR_THE_COMMAND_LINE = ("click", "rich", "pydantic_settings")

WHAT_IS_LOADED = """
import sys, bihuan, bihuan.engine, bihuan.states, bihuan.rules
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def _modules() -> Iterator[tuple[Path, ast.Module]]:
    for folder in CODE:
        for file in sorted((ROOT / folder).rglob("*.py")):
            yield file.relative_to(ROOT), ast.parse(file.read_text(encoding="utf-8"))


def _imports(module: ast.Module) -> Iterator[str]:
    """The imported modules; a relative one starts with a dot."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." * node.level + (node.module or "")


def test_each_layer_knows_only_the_ones_below_it() -> None:
    printed = run(tool("lint-imports"), "--no-cache")

    assert re.search(r"[1-9]\d* kept, 0 broken", printed)


def test_a_room_is_never_imported_by_its_bare_name() -> None:
    bare = {
        f"{file}: {name}"
        for file, module in _modules()
        for name in _imports(module)
        if name.partition(".")[0] in ROOMS
    }

    assert not bare


@pytest.mark.parametrize("room", ROOMS)
def test_the_linter_refuses_a_bare_name(room: str, tmp_path: Path) -> None:
    file = tmp_path / "embedder.py"
    file.write_text(f"import {room}\n")

    with pytest.raises(AssertionError, match=rf"TID251.*{room}"):
        run(tool("ruff"), "check", "--config", ROOT / "pyproject.toml", file)


def test_imports_are_absolute() -> None:
    relative = {
        f"{file}: {name}"
        for file, module in _modules()
        for name in _imports(module)
        if name.startswith(".")
    }

    assert not relative


def test_the_library_does_not_load_what_only_the_command_line_needs() -> None:
    loaded = python("-c", WHAT_IS_LOADED).split()

    assert not set(loaded) & set(FOR_THE_COMMAND_LINE)


def test_every_file_says_what_it_is_for() -> None:
    silent = [str(file) for file, module in _modules() if not ast.get_docstring(module)]

    assert not silent


def test_continuous_integration_runs_what_a_developer_runs() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert re.search(r"^make test$", script, re.MULTILINE)
    assert re.search(r"^make check$", script, re.MULTILINE)
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o111
