"""Whatever a letter is made of, each of its elements is found again as it was written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bihuan.rules.letters.finding import find
from support.letter_writer import Draft, differences, drafts


@pytest.mark.slow
@settings(max_examples=max(400, settings().max_examples))
@given(draft=drafts)
def test_every_field_of_any_letter_is_found_as_it_was_written(draft: Draft) -> None:
    letter = find(draft.paragraphs())

    assert differences(draft, letter) == {}


@settings(max_examples=300)
@given(paragraphs=st.lists(st.text(), max_size=30))
def test_any_text_at_all_is_read_and_every_element_stands_in_its_paragraph(
    paragraphs: list[str],
) -> None:
    letter = find(paragraphs)

    for places in letter.found.values():
        for place in places:
            assert 1 <= place.paragraph <= len(paragraphs)


@settings(max_examples=300)
@given(draft=drafts)
def test_what_is_printed_is_a_part_of_the_paragraph_it_is_said_to_stand_in(draft: Draft) -> None:
    letter = find(draft.paragraphs())

    for places in letter.found.values():
        for place in places:
            assert place.printed in letter.paragraphs[place.paragraph - 1]
