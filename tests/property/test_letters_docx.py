"""Whatever a letter is made of, it comes back from its Word file as it was written."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import XMLSyntaxError

from bihuan.adapters.outside import docx_reader
from bihuan.adapters.outside.errors import UnreadableFile
from bihuan.adapters.outside.letters import read_letter
from bihuan.rules.letters.finding import find
from support.docx_files import package, paragraph
from support.letter_writer import Draft, differences, drafts

NO_FILE_HOLDS = "\ud800"
"""Half of a character: no file can hold it, so a letter with it cannot be read either."""


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each letter is written; one after the other, so that one file is enough."""
    return tmp_path_factory.mktemp("letters") / "a.docx"


def _mended(draft: Draft) -> Draft:
    return replace(draft, points=tuple(text.replace(NO_FILE_HOLDS, "") for text in draft.points))


letters = st.one_of(*[drafts.map(_mended)] * 5, drafts)
"""Most of them can be written into a file."""


def _typed(draft: Draft, file: Path) -> bool:
    """Write the letter, and say whether it can be read again."""
    paragraphs = draft.paragraphs()
    package(file, "".join(map(paragraph, paragraphs)))
    return not any(NO_FILE_HOLDS in text for text in paragraphs)


@pytest.mark.slow
@settings(max_examples=3 * settings.default.max_examples)
@given(draft=letters)
def test_every_field_of_any_letter_comes_back_or_the_file_is_refused(
    draft: Draft, file: Path
) -> None:
    readable = _typed(draft, file)

    try:
        read = [item[1] for item in docx_reader.read(file) if isinstance(item, list)]
    except XMLSyntaxError:
        assert not readable
        return

    assert readable
    assert read == draft.paragraphs()
    assert differences(draft, find(read)) == {}


@pytest.mark.slow
@settings(max_examples=20)
@given(draft=letters)
def test_the_child_hands_on_what_it_read(draft: Draft, file: Path) -> None:
    readable = _typed(draft, file)

    try:
        read = read_letter(file)
    except UnreadableFile as refused:
        assert not readable
        assert refused.reason == "damaged"
        return

    assert readable
    assert differences(draft, find(read.paragraphs)) == {}
