"""An office writes its ledger with the installed command, edits it, and takes it back."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.paper import edited, rows, sheets, xml
from support.terminal import Office

FIVE = (
    *("--leader", "某领导", "--officer", "某经办", "--task", "提出办理意见"),
    *("--time", "2025-05-30", "--at", "2025-03-05"),
)


@pytest.mark.slow
def test_a_ledger_goes_out_is_edited_and_comes_back(office: Office) -> None:
    for no, division in enumerate(("甲处", "乙处"), start=1):
        title = ("--title", f"=关于第{no}件事的提案", "--received", "2025-03-03")
        kind = ("--kind", "提案", "--role", "主办", "--member", "某委员")
        office.must("case", "add", *kind, "--number", f"{no:04d}", *title)
        office.must("case", "assign", str(no), "--division", division, *FIVE)
    file = office.folder / "台账.xlsx"

    office.must("report", "list", "台账", "--year", "2025", "--out", "台账.xlsx")

    assert sheets(file) == ["台账", "乙处", "甲处"]
    assert [row["编号"] for row in rows(file)] == ["0001", "0002"]
    assert "<f>" not in xml(file)
    assert office("report", "list", "台账", "--year", "2025", "--out", "台账.xlsx").code == 2
    assert "未改 2" in office.must("case", "import", "台账.xlsx").out

    edited(file, lambda row: row.update(经办人="某经办二"), at=1)
    shown = office.must("case", "import", "台账.xlsx")
    assert "2025年提案0002 内部改派：经办人 某经办 → 某经办二" in shown.out

    done = office.must("case", "import", "台账.xlsx", "--apply", "--reason", "调整分工")
    assert done.lines[-1] == "已按台账改动 1 件。"
    assert "某经办二" in office.must("case", "history", "2").out
    assert "某经办二" not in office.must("case", "history", "1").out
    office.must("audit", "verify")


def test_a_list_that_cannot_be_written_leaves_no_file(office: Office) -> None:
    said = office("report", "list", "ledger", "--out", str(Path("nowhere") / "a.xlsx"))

    assert said.code != 0
    assert "a.xlsx" in said.err
    assert not (office.folder / "nowhere").exists()
