"""The guide to reports names every field and every table a template may name, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bihuan.adapters.annual.fields import FIELDS

GUIDES = Path(__file__).parents[2] / "docs" / "how-to"


@pytest.mark.parametrize("name", ["reports.md", "reports.zh-CN.md"])
def test_the_guide_lists_the_fields(name: str) -> None:
    text = (GUIDES / name).read_text("utf-8")

    listed = {
        field
        for row in re.findall(r"^\| [^|]+ \| ([^|]+) \|$", text, re.MULTILINE)
        if "、" in row and "（" not in row
        for field in row.split("、")
    }

    assert set(FIELDS) <= listed
