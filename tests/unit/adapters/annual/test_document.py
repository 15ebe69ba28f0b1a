"""The report as a Word document says what the figures say, in the office's own template."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest

from bihuan.adapters.annual.document import as_docx, template
from bihuan.adapters.annual.fields import FIELDS, fields
from bihuan.adapters.papers.errors import BrokenTemplate
from bihuan.adapters.papers.rendering import fields_in
from support import templates
from support.annual import charts, grids, paragraphs, report
from support.people import Desk


def test_it_has_the_structure_of_such_reports_in_print(lived: Desk) -> None:
    said = paragraphs(as_docx(report(lived)))

    assert said[:3] == ["关于2024年代表建议和政协提案", "办理工作情况的报告", "某机关："]
    order = [
        "一、总体办理情况",
        "二、主要经验做法",
        "三、下一步打算",
        "某厅",
        "2024年6月17日",
        "附件",
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert any(text.startswith("比如，") for text in said[places[1] : places[2]])


def test_its_sentences_are_those_of_the_page_of_text(lived: Desk) -> None:
    told = report(lived)

    said = "\n".join(paragraphs(as_docx(told)))

    assert told.received() in said
    assert told.answered() in said
    assert all(line in said for line in (*told.again(), *told.examples(), *told.basis()))


def test_its_tables_and_charts_are_annexes(lived: Desk) -> None:
    paper = as_docx(report(lived))

    overall, kinds, divisions, *_ = grids(paper)
    drawn = charts(io.BytesIO(paper))

    assert ["办复率", "75.0%", "3", "4", "接收件数", "1位小数，四舍五入"] in overall
    assert kinds[-1][:3] == ["合计", "4", "100%"]
    assert [row[0] for row in divisions[1:]] == ["乙处", "甲处"]
    assert drawn[0]["names"] == ["建议主办", "提案协办"]
    assert drawn[0]["series"] == [[3.0, 1.0]]


def test_a_chart_brings_its_cells_along(lived: Desk) -> None:
    with zipfile.ZipFile(io.BytesIO(as_docx(report(lived)))) as parts:
        packed = [name for name in parts.namelist() if name.startswith("word/embeddings/")]
        drawn = [name for name in parts.namelist() if name.startswith("word/charts/chart")]
        links = parts.read("word/charts/_rels/chart1.xml.rels").decode()
        text = parts.read("word/charts/chart1.xml").decode()

    assert len(packed) == len(drawn) == 3
    assert "../embeddings/chart1.xlsx" in links
    assert '<c:externalData r:id="rId1">' in text
    assert '<c:showSerName val="0"/>' in text


def test_a_table_about_nothing_is_left_out_with_its_chart(empty: Desk) -> None:
    empty.receive(1)
    paper = as_docx(report(empty))

    said = paragraphs(paper)

    assert not any("〔表" in text or "〔图" in text for text in said)
    assert not any(text.endswith("同比") for text in said)
    assert len(charts(io.BytesIO(paper))) == 1


def test_a_year_without_cases_makes_a_report_too(empty: Desk) -> None:
    assert "〔主送机关〕：" in paragraphs(as_docx(report(empty, to="")))


def test_the_same_cases_give_the_same_bytes(lived: Desk) -> None:
    assert as_docx(report(lived)) == as_docx(report(lived))


def test_it_is_chinese_whatever_language_the_report_is_told_in(lived: Desk) -> None:
    assert as_docx(report(lived, lang="en")) == as_docx(report(lived))


def test_later_events_do_not_change_the_report_of_a_past_day(lived: Desk) -> None:
    day = date(2024, 3, 4)
    then = as_docx(report(lived, day))
    lived.clock.set("2024-03-20")
    lived.walk(lived.cases()[-1].id, "dispatch", "opine")

    assert as_docx(report(lived, day)) == then
    assert as_docx(report(lived)) != then


def test_an_office_writes_it_in_its_own_words(lived: Desk) -> None:
    own = templates.template(
        "｛｛ 单位 ｝｝办理{{ 总件数 }}件，满意率{{ 满意率 }}。", "〔表：满意度〕"
    )

    paper = as_docx(report(lived), own, "本单位.docx")

    assert paragraphs(paper)[0] == "某厅办理4件，满意率100%。"
    assert grids(paper)[0][0][0] == "评价内容"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ 总件 }}", "总件数"),
        ("〔表：处事〕", "处室"),
    ],
)
def test_a_name_that_is_none_is_refused_with_the_paragraph_and_the_nearest(
    lived: Desk, text: str, said: str
) -> None:
    own = templates.template("好", text)

    with pytest.raises(BrokenTemplate) as refused:
        as_docx(report(lived), own, "本单位.docx")

    assert (refused.value.path, refused.value.paragraph) == ("本单位.docx", 2)
    assert said in refused.value.cure()
    assert "第2段" in refused.value.text()


def test_every_field_is_a_text_or_a_list_of_texts(lived: Desk) -> None:
    found = fields(report(lived))

    for value in found.values():
        assert isinstance(value, str | list)
        assert all(isinstance(one, str) for one in value)


def test_the_shipped_template_names_only_fields_there_are() -> None:
    local = {"例", "件", "条"}

    assert {one.field for one in fields_in(template())} - local <= set(FIELDS)


def test_the_page_is_that_of_an_official_paper() -> None:
    section = docx.Document(io.BytesIO(template())).sections[0]

    sizes = (section.page_width, section.page_height, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in sizes if size is not None] == [210, 297, 37, 28]
