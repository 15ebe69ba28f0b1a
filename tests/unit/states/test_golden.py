"""The machines are what was reviewed: every pair of state and event, line by line."""

from __future__ import annotations

import os

import pytest

from bihuan.states import Machine, shipped
from support.golden import FOLDER, RENEW, golden


@pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)
def test_a_shipped_machine_is_the_reviewed_one(machine: Machine) -> None:
    file = FOLDER / f"{machine.name}.txt"
    if os.environ.get("BIHUAN_WRITE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(golden(machine), encoding="utf-8")

    reviewed = file.read_text(encoding="utf-8")

    assert golden(machine) == reviewed, (
        f"{machine.name} is not what was reviewed; if the change is intended, "
        f"run this test with {RENEW} and review the difference of {file.name}"
    )
