"""The page on reports: its commands run over the demo year, in both languages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.annual import paragraphs
from support.terminal import Office

PAGES = Path(__file__).parents[2] / "docs" / "how-to"


def typed(page: Path) -> list[str]:
    """The commands of the page, in its order."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
    return [line.removeprefix("bihuan ") for block in blocks for line in block.splitlines()]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "report"),
    [
        pytest.param("reports.md", "report.docx", marks=pytest.mark.soak),
        ("reports.zh-CN.md", "报告.docx"),
    ],
)
def test_every_command_of_the_page_runs(nowhere: Office, page: str, report: str) -> None:
    nowhere.must("demo")
    ours = ("-c", "bihuan-demo/bihuan.toml")

    for line in typed(PAGES / page):
        nowhere.must(*ours, *shlex.split(line))

    said = "\n".join(paragraphs((nowhere.folder / report).read_bytes()))
    assert "政协提案122件（主办22件、协办99件、参阅1件）" in said
    assert "省政府办公厅：" in said
