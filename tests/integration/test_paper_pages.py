"""Every template becomes pages in LibreOffice, with what it says on the page where it belongs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bihuan.adapters.papers.catalog import PAPERS, find_template
from bihuan.adapters.papers.conversion import find_soffice, to_pdf
from bihuan.adapters.papers.rendering import render
from bihuan.adapters.papers.samples import sample
from bihuan.rules.letters.wording import level

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        find_soffice() is None or shutil.which("pdftotext") is None,
        reason="LibreOffice and pdftotext turn papers into pages, and one of them is not here",
    ),
]
END = ("感谢你们", "附件：", "2024年6月1日（", "（联系人", "（此件主动公开）", "抄送：")
LINE = "近年来，我单位统筹推进农村道路建设和养护，加大资金投入，完善管护机制，取得了阶段性成效。"


def pages(name: str, folder: Path, body: list[str]) -> list[str]:
    """The text of each page, without its blanks."""
    paper = PAPERS[name]
    fields = sample(paper) | {"段落": [{"层次": level(one), "文字": one} for one in body]}
    file = folder / f"{name}.docx"
    file.write_bytes(render(find_template(paper, None).content, fields))
    pdf = file.with_suffix(".pdf")
    pdf.write_bytes(to_pdf(file))
    read = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, check=True)
    text = read.stdout.decode("utf-8")
    return ["".join(page.split()) for page in text.split("\f")[:-1]]


@pytest.mark.parametrize("name", PAPERS)
def test_a_short_paper_has_one_page_and_a_form_enclosed_its_own(name: str, tmp_path: Path) -> None:
    made = pages(name, tmp_path, ["已列入年度计划。"])

    assert len(made) == (3 if PAPERS[name].form else 1)
    assert "某省某厅" in made[0]
    assert not any("{{" in page or "{%" in page for page in made)


@pytest.mark.parametrize("lines", [4, 9, 10, 24])
def test_a_letter_ends_on_one_page_and_the_form_has_its_own(lines: int, tmp_path: Path) -> None:
    made = pages("answer_suggestion", tmp_path, ["一、关于资金", *[LINE] * lines])

    last, form = made[-2:]
    assert made[0].startswith("类别：A某省某厅某函〔2024〕3号")
    assert [f"—{no}—" in page for no, page in enumerate(made, start=1)] == [
        False,
        *[True] * (len(made) - 1),
    ]
    assert [one for one in END if one not in last] == []
    assert [one for page in made[:-2] for one in END if one in page] == []
    assert form.startswith("附件人大代表建议办理情况征询意见表")
