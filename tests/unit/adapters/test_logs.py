"""What a log line says, how it looks, and that its troubles stay its own."""

from __future__ import annotations

import io
import json
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import bound_contextvars

from bihuan.adapters.config import Log
from bihuan.adapters.logs import logger


@pytest.fixture(autouse=True)
def _others_as_they_were() -> Iterator[None]:
    """What a daemon does to the standard library's loggers is undone."""
    root = logging.getLogger()
    handlers, level = [*root.handlers], root.level
    yield
    for handler in filter(None, [reference() for reference in logging._handlerList]):
        if isinstance(handler, logging.FileHandler):
            with suppress(OSError):
                handler.close()
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.mark.parametrize(
    ("event", "level"),
    [
        ("case.moved", "info"),
        ("sweep.failed", "error"),
        ("timer.failed", "error"),
        ("daemon.stalled", "error"),
        ("clock.jumped", "warning"),
    ],
)
def test_how_grave_a_line_is(event: str, level: str, capsys: pytest.CaptureFixture[str]) -> None:
    logger(0, daemon=True)(event, case="c-1")

    told = json.loads(capsys.readouterr().err)

    assert (told["event"], told["level"], told["case"]) == (event, level, "c-1")


def test_who_does_it_stands_on_every_line(capsys: pytest.CaptureFixture[str]) -> None:
    with bound_contextvars(daemon="host:1", duty="sweep"):
        logger(0, daemon=True)("case.moved", case="c-1")

    told = json.loads(capsys.readouterr().err)

    assert (told["daemon"], told["duty"]) == ("host:1", "sweep")


def test_lines_of_other_libraries_look_alike(capsys: pytest.CaptureFixture[str]) -> None:
    logger(0, daemon=True)

    logging.getLogger("apscheduler").info("not worth a line")
    try:
        raise ValueError("x")
    except ValueError:
        logging.getLogger("sqlalchemy.pool").exception("the %s broke", "line")

    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)
    assert (told["event"], told["level"]) == ("the line broke", "error")
    assert (told["logger"], told["error"]) == ("sqlalchemy.pool", "ValueError: x")


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_that_is_logged_begins_a_line_or_speaks_to_the_terminal(
    form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    write = logger(0, daemon=True, settings=Log.model_validate({"format": form}))

    write("timer.failed", error="a\nb\x1b[31m\u2028c", more=["d\re"], 处="甲\x85")

    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert said.rstrip("\n").isprintable()
    assert "甲" in said


@given(st.text(), st.dictionaries(st.text(), st.text() | st.lists(st.text())))
def test_whatever_is_logged_is_one_line_that_programs_read(text: str, more: dict[str, Any]) -> None:
    stream = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", stream)
        logger(0, daemon=True)("timer.failed", error=text, more=more)

    said = stream.getvalue()

    assert said.endswith("\n")
    assert said[:-1].isprintable()
    assert json.loads(said)["event"] == "timer.failed"


def test_the_level_is_the_configurations_and_quiet_means_quiet(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logger(0, daemon=True, settings=Log(level="error"))("case.moved")
    logger(0)("case.moved")

    assert capsys.readouterr().err == ""


def test_a_file_that_was_moved_away_is_begun_anew(tmp_path: Path) -> None:
    write = logger(0, daemon=True, settings=Log(file=Path("bihuan.log")), base=tmp_path)
    write("one.happened")
    (tmp_path / "bihuan.log").rename(tmp_path / "bihuan.log.1")

    write("two.happened")

    assert "one.happened" in (tmp_path / "bihuan.log.1").read_text("utf-8")
    assert "two.happened" in (tmp_path / "bihuan.log").read_text("utf-8")


def test_a_full_disk_fails_no_case() -> None:
    write = logger(0, daemon=True, settings=Log(file=Path("/dev/full")))

    write("case.moved", case="c-1")


def test_a_reader_who_left_fails_no_case(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w", buffering=1) as stream:
        monkeypatch.setattr("sys.stderr", stream)
        logger(0, daemon=True)("case.moved")
        monkeypatch.undo()
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
