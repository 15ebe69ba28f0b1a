"""What the demo tells a newcomer to type is what works from where they stand."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bihuan.adapters.cli.demo import _typed


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command in a project's own environment, and somebody who stands in the project."""
    command = tmp_path / "project" / ".venv" / "bin" / "bihuan"
    command.parent.mkdir(parents=True)
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    monkeypatch.chdir(tmp_path / "project")
    monkeypatch.setattr("sys.argv", [str(command), "demo"])
    return command


def test_a_command_that_is_found_is_called_by_its_name(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(installed.parent))

    assert _typed() == "bihuan"


def test_one_that_is_not_found_is_called_by_its_place_from_here(
    installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    assert _typed() == ".venv/bin/bihuan"


def test_another_one_of_that_name_is_not_meant(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / "bihuan"
    other.parent.mkdir()
    other.write_text("#!/bin/sh\n")
    other.chmod(0o755)
    monkeypatch.setenv("PATH", os.fspath(other.parent))

    assert _typed() == ".venv/bin/bihuan"


def test_from_elsewhere_its_whole_place_is_named(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)

    assert _typed() == str(installed)


def test_the_module_is_called_as_a_module(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", [str(installed.with_name("__main__.py"))])
    monkeypatch.setattr("sys.executable", "/usr/bin/python3")

    assert _typed() == "python3 -m bihuan"
