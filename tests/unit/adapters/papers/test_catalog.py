"""Each paper has a template that ships, and an office's own takes its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.adapters.papers.catalog import PAPERS, find_template, letter_of, paper_named
from bihuan.adapters.papers.checking import check_template
from bihuan.adapters.papers.errors import BrokenTemplate, UnknownTemplate
from bihuan.adapters.papers.rendering import fields_in
from bihuan.engine.paper_names import FIELDS
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.policy import load
from support import samples
from support.templates import small

ANSWER = PAPERS["answer_suggestion"]


@pytest.mark.parametrize("name", PAPERS)
def test_the_template_that_ships_is_sound_where_most_is_asked_of_letters(name: str) -> None:
    paper = PAPERS[name]
    template = find_template(paper, None)
    regions = ("zhejiang_2016", "chongqing_2017") if paper.letter else ("jilin_2025",)

    reports = {
        region: check_template(template.content, paper, load(region), template.file)
        for region in regions
    }

    assert {region: report for region, report in reports.items() if not report.sound} == {}


@pytest.mark.parametrize("name", PAPERS)
def test_the_template_that_ships_names_declared_fields_only(name: str) -> None:
    named = {one.field for one in fields_in(find_template(PAPERS[name], None).content)}

    assert named <= {one.name for one in FIELDS}
    assert {"承办单位", "联系人", "联系电话"} <= named


def test_a_paper_is_found_by_either_name_and_a_near_one_is_told() -> None:
    assert paper_named("答复函（建议）") is paper_named("answer_suggestion") is ANSWER

    with pytest.raises(UnknownTemplate) as refused:
        paper_named("答复函(建议)")

    assert refused.value.near == "答复函（建议）"


@pytest.mark.parametrize(
    ("letter", "kind", "name"),
    [
        (LetterKind.ANSWER, "deputy_suggestion", "answer_suggestion"),
        (LetterKind.ANSWER, "cppcc_proposal", "answer_proposal"),
        (LetterKind.AGAIN, "cppcc_proposal", "again_proposal"),
        (LetterKind.OPINION, "deputy_suggestion", "opinion"),
        (LetterKind.OPINION, "cppcc_proposal", "opinion"),
    ],
)
def test_each_letter_has_its_paper(letter: LetterKind, kind: str, name: str) -> None:
    assert letter_of(letter, samples.case(kind=kind)).name == name


@pytest.mark.parametrize("called", ["答复函（建议）.docx", "answer_suggestion.docx"])
def test_an_own_template_stands_in_place_of_ours(called: str, tmp_path: Path) -> None:
    own = small("{{ 标题 }}")
    (tmp_path / called).write_bytes(own)

    found = find_template(ANSWER, tmp_path)

    assert (found.content, found.own) == (own, True)
    assert not find_template(PAPERS["urging"], tmp_path).own


def test_two_own_templates_of_one_paper_are_one_too_many(tmp_path: Path) -> None:
    for called in ("答复函（建议）.docx", "answer_suggestion.docx"):
        (tmp_path / called).write_bytes(small("{{ 标题 }}"))

    with pytest.raises(BrokenTemplate) as refused:
        find_template(ANSWER, tmp_path)

    assert "answer_suggestion.docx" in refused.value.text()
