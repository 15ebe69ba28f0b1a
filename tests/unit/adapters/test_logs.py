"""What a log line says of how grave it is."""

from __future__ import annotations

import json

import pytest

from bihuan.adapters.logs import logger


@pytest.mark.parametrize(
    ("event", "level"),
    [("case.moved", "info"), ("sweep.failed", "error"), ("timer.failed", "error")],
)
def test_what_failed_is_an_error(
    event: str, level: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logger(0, daemon=True)(event, case="c-1")

    told = json.loads(capsys.readouterr().err)

    assert (told["event"], told["level"], told["case"]) == (event, level, "c-1")
