"""A preview of a migration says what `--apply` would say, and a limit that is met is no trouble."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.states.canonical import canonical
from bihuan.states.lead import LEAD
from support.later_machines import without_urged
from support.terminal import Terminal

OLD, NEW = f"lead@{LEAD.version}", "lead@2.0.0"
WHY = ("--apply", "--reason", "办法修订")


@pytest.fixture
def planned(terminal: Terminal) -> Terminal:
    """Three cases under the older machine, and a plan to the newer, which is active."""
    for number in "123":
        terminal.receives(number)
    Path("newer.json").write_text(canonical(without_urged()), "utf-8")
    terminal.must("definition", "add", "newer.json")
    terminal.must("definition", "activate", NEW, *WHY)
    terminal.must("migrate", "plan", OLD, NEW, "-o", "plan.toml")
    plan = Path("plan.toml")
    plan.write_text(plan.read_text("utf-8").replace('# urged = ""', 'urged = "dispatched"'))
    return terminal


def test_a_limit_that_was_met_is_no_trouble(planned: Terminal) -> None:
    said = planned("migrate", "apply", "plan.toml", "--limit", "2", *WHY)

    assert said.code == 0
    assert "本次迁移 2 件，还有 1 件未迁。" in said.lines
    assert said.lines[-1].startswith("再次执行即从此处继续")


def test_the_way_back_to_a_retired_definition_is_refused_in_its_preview(planned: Terminal) -> None:
    planned.must("migrate", "apply", "plan.toml", *WHY)
    open_still = planned("migrate", "revert", "plan.toml")
    retired = planned.must("definition", "retire", OLD, *WHY)

    preview = planned("migrate", "revert", "plan.toml")
    applied = planned("migrate", "revert", "plan.toml", *WHY)

    assert retired.lines[-1].startswith("已停用")
    assert (open_still.code, preview.code, applied.code) == (0, 3, 3)
    assert "停用，件不能迁过去" in preview.out
    assert "未迁移。确认无误后" not in preview.out


def test_a_draft_takes_no_cases_and_the_preview_says_so(planned: Terminal) -> None:
    newest = canonical(without_urged()).replace('"2.0.0"', '"3.0.0"')
    Path("newest.json").write_text(newest, "utf-8")
    planned.must("definition", "add", "newest.json")
    planned.must("migrate", "plan", NEW, "lead@3.0.0", "-o", "next.toml")

    said = planned("--json", "migrate", "apply", "next.toml")

    assert (said.code, said.document["error"]["code"]) == (3, "E-REFUSED")
    assert said.data["applied"] is False
