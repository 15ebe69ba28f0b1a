"""An office in the working folder, for the doctor to look at."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.cli.main import run
from bihuan.adapters.cli.session import World
from bihuan.adapters.clocks import FrozenClock

YEAR = 2030
"""A year whose days off nobody has published, so that it is known only from the office's file."""
MORNING = datetime(YEAR, 3, 5, 1, tzinfo=UTC)
CONFIG = """
[org]
name = "某厅"
[database]
url = "{url}"
[calendar]
files = [{calendar}]
"""


@dataclass
class House:
    """An office in the working folder, with one case under way."""

    url: str
    clock: FrozenClock
    capsys: pytest.CaptureFixture[str]

    def writes(self, more: str = "", url: str = "", calendar: str = f'"{YEAR}.toml"') -> None:
        """Write the configuration anew, readable by nobody else."""
        config = Path("bihuan.toml")
        config.write_text(CONFIG.format(url=url or self.url, calendar=calendar) + more, "utf-8")
        config.chmod(0o600)

    def doctor(self, *words: str) -> tuple[int, list[dict[str, Any]]]:
        """What the doctor says: the code it ends with, and what it finds."""
        code = run(["doctor", *words, "--json"], World(clock=self.clock))
        told = json.loads(self.capsys.readouterr().out)
        assert "data" in told, told
        return code, told["data"]["findings"]


def wrong(found: list[dict[str, Any]]) -> dict[str, str]:
    """What has to be put right: by its check, the sentences and their cures."""
    bad: dict[str, str] = {}
    for one in found:
        if one["grade"] == "wrong":
            assert one["message"]
            assert one["cure"]
            bad[one["check"]] = f"{bad.get(one['check'], '')}{one['message']} → {one['cure']}\n"
    return bad
