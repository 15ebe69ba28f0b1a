"""The demo year's report, as a document and as a workbook, has the figures of the published one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bihuan.adapters.annual import Report, write_annual
from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import FIRST_DAY, LAST_DAY, ORG, TO, YEAR, book
from bihuan.adapters.demo.year import DemoYear
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.statistics import figures
from support.annual import charts, grids, paragraphs, sheets


@pytest.fixture(scope="module")
def told() -> Report:
    """The report about the year."""
    clock = FrozenClock(FIRST_DAY)
    engine = open_engine(
        MemoryStore(), policy="jilin_2025", book=book(), clock=clock, ids=CountedIds()
    )
    DemoYear(engine, clock).run(lambda _day: None)
    counted = figures(engine.store, engine.house, engine.library.machine, YEAR, LAST_DAY)
    return Report(figures=counted, house=engine.house, org=ORG, to=TO)


@pytest.fixture(scope="module")
def paper(told: Report, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The document."""
    file = tmp_path_factory.mktemp("annual") / "a.docx"
    write_annual(file, told, "docx")
    return file.read_bytes()


@pytest.fixture(scope="module")
def workbook(told: Report, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workbook."""
    file = tmp_path_factory.mktemp("annual") / "a.xlsx"
    write_annual(file, told, "xlsx")
    return file


def test_the_document_says_what_the_published_report_says(paper: bytes) -> None:
    said = paragraphs(paper)

    assert (
        "2024年，某省科技厅共接到代表建议和政协提案146件，其中，"
        "代表建议24件（主办3件、协办21件），政协提案122件（主办22件、协办99件、参阅1件），"
        "建议提案数量较去年增加48件，增幅49%。"
    ) in "".join(said)
    assert any(
        "已完成全部代表建议和政协提案的答复工作，代表委员满意率100%" in text for text in said
    )
    assert "省政府办公厅：" in said
    assert any("省十四届人大三次会议代表建议和省政协十三届二次会议提案" in text for text in said)


def test_the_annexes_have_the_published_counts(paper: bytes) -> None:
    found = {tuple(grid[0][:2]): grid for grid in grids(paper)}

    kinds, compared = found["类别和办理方式", "件数"], found["类别和办理方式", "今年"]
    assert [row[:2] for row in kinds[1:]] == [
        ["代表建议", "24"],
        ["　其中：主办", "3"],
        ["　其中：协办", "21"],
        ["政协提案", "122"],
        ["　其中：主办", "22"],
        ["　其中：协办", "99"],
        ["　其中：参阅", "1"],
        ["合计", "146"],
    ]
    assert compared[-1] == ["合计", "146", "98", "48", "49%"]


def test_the_workbook_has_the_published_figures_as_numbers(workbook: Path) -> None:
    found = sheets(workbook)
    overall = {row[0]: row[1:4] for row in found["总体情况"]}

    assert overall["收到"][0] == 146
    assert overall["增幅"] == [0.49, 48, 98]
    assert overall["最终满意率"] == [1, 145, 145]
    assert [row[1] for row in found["分类"][3:11]] == [24, 3, 21, 122, 22, 99, 1, 146]
    assert found["同比"][10][:5] == ["合计", 146, 98, 48, 0.49]


def test_both_draw_the_same_charts(paper: bytes, workbook: Path) -> None:
    in_book, in_paper = charts(workbook), charts(io.BytesIO(paper))

    assert [one for one in in_book if one in in_paper] == in_paper
    assert in_paper[0]["names"] == ["建议主办", "建议协办", "提案主办", "提案协办", "提案参阅"]
    assert in_paper[0]["series"] == [[3, 21, 22, 99, 1]]
