"""A machine is changed while cases are under way, by the installed command, in both languages."""

from __future__ import annotations

import csv
import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bihuan.states.canonical import canonical
from bihuan.states.lead import LEAD
from support.later_machines import without_urged
from support.terminal import Office

FIVE = (
    *("--leader", "某领导", "--division", "甲处", "--officer", "某经办"),
    *("--task", "提出办理意见", "--time", "2025-05-30", "--at", "2025-03-05"),
)
OLD = f"lead@{LEAD.version}"
WHY = ("--apply", "--reason", "办法修订")


def receives(office: Office, *numbers: int) -> None:
    """Cases under way; every other one is dispatched and urged."""
    for number in numbers:
        title = ("--title", f"关于第{number}件事的提案", "--member", "某委员")
        given = ("--number", str(number), *title, "--received", "2025-03-03")
        office.must("case", "add", "--kind", "提案", "--role", "主办", *given)
        if number % 2:
            office.must("case", "assign", str(number), *FIVE)
            office.must("urge", "send", str(number))


def drafted(office: Office) -> Path:
    """The newer machine is active; the plan is drafted and not complete."""
    (office.folder / "lead2.json").write_text(canonical(without_urged()), "utf-8")
    office.must("definition", "add", "lead2.json")
    office.must("definition", "activate", "lead@2.0.0", *WHY)
    office.must("migrate", "plan", OLD, "lead@2.0.0", "-o", "plan.toml")
    return office.folder / "plan.toml"


def complete(plan: Path) -> None:
    """Decide what the draft left open."""
    text = plan.read_text("utf-8").replace('# urged = ""', 'urged = "dispatched"')
    plan.write_text(text, "utf-8")


TOLD = {
    "zh": ("方案违反 M1", "“催办中”没有去处", "方案有 1 处不能这样办。", "催办中  ⇒ ?"),
    "en": ("the plan breaks M1", "urged has no place to go", "The plan has flaws: 1.", "urged"),
}


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.soak)])
def test_a_plan_is_drafted_told_what_it_lacks_completed_and_carried_out(
    lang: str, office: Office
) -> None:
    receives(office, 1, 2, 3)
    plan = drafted(office)

    lacking = office("--lang", lang, "migrate", "check", "plan.toml")
    complete(plan)
    checked = office("--lang", lang, "migrate", "check", "plan.toml")
    preview = office("--lang", lang, "migrate", "apply", "plan.toml")
    applied = office("--lang", lang, "migrate", "apply", "plan.toml", *WHY)
    history = office("--lang", lang, "case", "history", "1")

    assert lacking.code == 7
    assert all(text in lacking.out for text in TOLD[lang])
    assert (checked.code, preview.code, applied.code, history.code) == (0, 0, 0, 0)
    assert {"zh": "✓ 已证明：1228", "en": "✓ proven: 1228"}[lang] in checked.out
    assert {"zh": "未迁移。", "en": "Nothing was moved."}[lang] in preview.lines[-1]
    assert {
        "zh": "本次迁移 3 件，还有 0 件未迁。",
        "en": "3 cases went over now, 0 are left.",
    }[lang] == applied.lines[-1]
    assert {"zh": "迁移", "en": "migrate"}[lang] in history.lines[-1]
    assert office("audit", "verify").code == 0
    listed = {one["version"]: one for one in office.must("definition", "list", "--json").data}
    assert (listed["2.0.0"]["status"], listed["2.0.0"]["cases"]) == ("active", 3)
    assert (listed[LEAD.version]["cases"], listed["2.0.0"]["appointed"]["reason"]) == (
        0,
        "办法修订",
    )


@pytest.mark.slow
def test_what_went_over_comes_back_and_the_machine_is_put_away(office: Office) -> None:
    receives(office, 1, 2)
    complete(drafted(office))
    office.must("migrate", "apply", "plan.toml", *WHY)

    back = office.must("migrate", "revert", "plan.toml", *WHY)
    status = office.must("migrate", "status", "--json").data
    office.must("definition", "activate", OLD, *WHY)
    retired = office("definition", "retire", "lead@2.0.0", *WHY)

    assert back.lines[-1] == "本次迁移 2 件，还有 0 件未迁。"
    assert sorted(one["status"] for one in status) == ["done", "reverted"]
    assert retired.code == 0
    assert office("audit", "verify").code == 0


def imports(office: Office, number: int) -> None:
    """So many cases that were just received, from a ledger."""
    with (office.folder / "ledger.csv").open("w", encoding="utf-8-sig", newline="") as opened:
        ledger = csv.writer(opened)
        ledger.writerow(["案号", "案由", "第一提案人", "类型", "办理方式", "收到日期"])
        for no in range(1, number + 1):
            told = (
                f"第{no:04d}号",
                f"关于第{no}件事的提案",
                "某委员",
                "提案",
                "主办",
                "2025-03-03",
            )
            ledger.writerow(told)
    office.must("case", "import", "ledger.csv", "--apply", "--reason", "交办会")


@pytest.mark.slow
def test_a_run_told_to_stop_finishes_its_batch_and_goes_on_later(office: Office) -> None:
    imports(office, 200)
    complete(drafted(office))
    with closing(sqlite3.connect(office.folder / "bihuan.db", isolation_level=None)) as watch:
        running = office.starts("migrate", "apply", "plan.toml", "--batch", "1", *WHY)
        deadline = time.monotonic() + 120
        while _moved(watch) == 0 and time.monotonic() < deadline:
            assert running.poll() is None
        watch.execute("BEGIN IMMEDIATE")  # between two batches
        running.send_signal(signal.SIGTERM)
        watch.execute("ROLLBACK")
        out, err = running.communicate(timeout=60)
        moved = _moved(watch)
    rest = office.must("migrate", "apply", "plan.toml", *WHY)

    assert (running.returncode, err) == (6, "")
    assert 0 < moved < 200
    assert f"本次迁移 {moved} 件，还有 {200 - moved} 件未迁。" in out
    assert rest.lines[-1] == f"本次迁移 {200 - moved} 件，还有 0 件未迁。"
    assert office("audit", "verify").code == 0


def _moved(watch: sqlite3.Connection) -> int:
    """How many have gone over by now."""
    found = watch.execute("SELECT moved FROM bihuan_migration").fetchone()
    return int(found[0]) if found else 0
