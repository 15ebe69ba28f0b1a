"""The page about embedding runs from top to bottom, in both languages."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from support.checkout import ROOT
from support.terminal import Office

PAGES = ("embed.md", "embed.zh-CN.md")


def program(page: str) -> str:
    """All that the page shows in Python, one after the other."""
    text = (ROOT / "docs" / "how-to" / page).read_text("utf-8")
    return "\n".join(re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S))


@pytest.mark.parametrize("page", PAGES)
def test_the_page_runs_and_closes_the_case(page: str, nowhere: Office) -> None:
    closed = 'assert office.store.case("office", case.id).state == "closed"\noffice.close()'

    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"{program(page)}\n{closed}"],
        cwd=nowhere.folder,
        env=nowhere.surroundings({"PYTHONIOENCODING": "utf-8"}),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "办结 ('尚未答复',)" in done.stdout


def test_both_pages_show_the_same_program() -> None:
    bare = [re.sub(r"  #.*|print\(refused.*", "", program(page)) for page in PAGES]

    assert bare[0] == bare[1]
