"""Whatever a letter is made of is read in its file as it was given, or refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.adapters.outside import docx_reader
from bihuan.adapters.papers.catalog import PAPERS, find_template
from bihuan.adapters.papers.errors import BadField, PaperError
from bihuan.adapters.papers.filling import Form
from bihuan.adapters.papers.rendering import render
from bihuan.adapters.papers.samples import sample
from bihuan.adapters.papers.tags import Flaw
from bihuan.adapters.papers.values import checked
from bihuan.engine.paper_names import LATE
from bihuan.rules.letters.wording import level

ANSWER = PAPERS["answer_suggestion"]
TEMPLATE = find_template(ANSWER, None).content
FORM = Form(TEMPLATE)
_MISCHIEF = (
    "&<>{}｛｝%％#＃\"'“”‘’\\/$@!?;,.…—～①㈠ＡＢ１２😀🇨🇳👨‍👩‍👧"
    "\u200b\u200d\u00a0\u3000\t\n\r \u2028\u0085"
)
_BROKEN = "\ud800\udfff\0\x07\x0b\x0c\x1e\x1f\ufffe"
_RARE = "堃喆㛃赟龑䶮𬭎𠮷𰻝〇"
texts = st.text(
    st.one_of(
        st.sampled_from("国家级示范区项目资金道路照明"),
        st.sampled_from(_RARE),
        st.sampled_from(_MISCHIEF),
        st.characters(categories=("L", "M", "N", "P", "S", "Z", "Co")),
    ),
    max_size=120,
)
hostile = st.text(st.sampled_from(_BROKEN + _MISCHIEF + "字"), max_size=12)
long_text = st.builds(lambda text, times: text * times, texts, st.sampled_from([1, 1, 1, 50, 400]))
SHOWN = ("收件人", "标题", "编号", "承办单位", "联系人", "联系电话", "文号", "公开标注")


@st.composite
def letters(draw: st.DrawFn) -> dict[str, object]:
    """The fields of an answer with any text in them; in every sixth, one that no file can hold."""
    fields = sample(ANSWER)
    for name in SHOWN:
        fields[name] = draw(texts)
    body = draw(st.lists(long_text, max_size=6))
    fields["段落"] = [{"层次": level(text), "文字": text} for text in body]
    fields["抄送"] = draw(st.lists(texts, max_size=3))
    if draw(st.sampled_from([False] * 5 + [True])):
        fields[draw(st.sampled_from(SHOWN))] = draw(hostile)
    return fields


def plain(text: str) -> str:
    """A text with the line ends a file has."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(paper: bytes, file: Path) -> str:
    """What stands in the file, by the reader that `doc check` has."""
    file.write_bytes(paper)
    return "\n".join(item[1] for item in docx_reader.read(file) if isinstance(item, list))


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each letter is written; one after the other, so that one file is enough."""
    return tmp_path_factory.mktemp("papers") / "a.docx"


@pytest.mark.slow
@settings(max_examples=settings.default.max_examples)
@given(fields=letters())
def test_every_field_is_read_as_it_was_given_or_refused_by_name(
    fields: dict[str, object], file: Path
) -> None:
    try:
        paper = FORM.filled(checked(fields))
    except BadField as refused:
        assert refused.field.partition("[")[0] in fields
        return
    except Flaw as flaw:
        assert flaw.reason == "tag_left"  # braces that met at the edges of two fields
        return

    text = read(paper, file)

    for name in SHOWN:
        assert plain(str(fields[name])) in text, name
    body = fields["段落"]
    assert isinstance(body, list)
    for one in body:
        assert plain(one["文字"]) in text


@settings(max_examples=15)
@given(fields=letters())
def test_the_child_makes_the_same_paper_or_refuses_for_the_same_reason(
    fields: dict[str, object],
) -> None:
    try:
        made = render(TEMPLATE, fields)
    except PaperError as refused:
        with pytest.raises((BadField, Flaw)) as same:
            FORM.filled(checked(fields))
        assert same.value.reason == refused.reason
        return

    assert made == FORM.filled(checked(fields))


@pytest.mark.slow
@given(fields=letters())
def test_a_draft_that_is_completed_says_what_the_paper_says_that_is_made_at_once(
    fields: dict[str, object], file: Path
) -> None:
    try:
        given_fields = checked(fields)
        at_once = FORM.filled(given_fields)
    except (BadField, Flaw):
        return
    filed = {name: value for name, value in given_fields.items() if name not in LATE}

    draft = FORM.filled(filed, LATE)

    assert read(Form(draft).filled(given_fields), file) == read(at_once, file)
