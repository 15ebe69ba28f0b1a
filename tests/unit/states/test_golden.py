"""The machines are what was reviewed: every pair of state and event, line by line."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable

import pytest

from bihuan.rules.words import LANGUAGES
from bihuan.states import Machine, shipped
from bihuan.states.wording import word
from support.golden import FOLDER, RENEW, golden, readable

shipped_machines = pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)


@shipped_machines
@pytest.mark.parametrize(("suffix", "table"), [("txt", golden), ("zh.txt", readable)])
def test_a_shipped_machine_is_the_reviewed_one(
    machine: Machine, suffix: str, table: Callable[[Machine], str]
) -> None:
    file = FOLDER / f"{machine.name}.{suffix}"
    if os.environ.get("BIHUAN_WRITE_GOLDEN") == "1":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(table(machine), encoding="utf-8")

    reviewed = file.read_text(encoding="utf-8")

    assert table(machine) == reviewed, (
        f"{machine.name} is not what was reviewed; if the change is intended, "
        f"run this test with {RENEW} and review the difference of {file.name}"
    )


@shipped_machines
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_things_of_a_kind_go_by_the_same_words(machine: Machine, lang: str) -> None:
    kinds = {
        "state": [state.name for state in machine.states],
        "event": machine.events,
        "fact": [fact.name for fact in machine.facts],
        "timer": [timer.key for timer in machine.timers],
        "refusal": sorted({no.code for no in machine.refusals}),
    }

    for kind, names in kinds.items():
        words = Counter(word(machine, f"{kind}.{name}", lang) for name in names)
        assert [told for told, times in words.items() if times > 1] == []
        assert not {name for name in names if "_" in name} & set(words)
