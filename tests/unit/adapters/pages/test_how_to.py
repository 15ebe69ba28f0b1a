"""The pages about the pages say who may see what, as it is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bihuan.adapters.pages.rights import PAGES

ROOT = Path(__file__).resolve().parents[4]
NAMES = {"/work": "page_work", "/cases": "page_cases", "/cases/{case}": "page_case"}
NAMES["/board"] = "page_board"


@pytest.mark.parametrize("name", ["pages.md", "pages.zh-CN.md"])
def test_its_table_is_the_table_of_rights(name: str) -> None:
    text = (ROOT / "docs" / "how-to" / name).read_text("utf-8")

    told = {
        NAMES[path]: set(re.findall("[a-z]+", roles))
        for path, roles in re.findall(r"^\| `([^`]+)` \|.*\| ([^|]+) \|$", text, re.M)
    }

    assert told == {page: {role.value for role in PAGES[page]} for page in NAMES.values()}
