"""What is open in the text of a letter until it is signed, and how it is filled in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_OPEN = re.compile(r"[{｛]{2}\s*(\w+)\s*[}｝]{2}")
"""A field that is filled in when the letter is signed, as a template writes it."""


def is_open(paragraphs: Sequence[str]) -> bool:
    """Whether a field is left to be filled in."""
    return any(_OPEN.search(one) for one in paragraphs)


def filled(paragraphs: Sequence[str], fields: Mapping[str, object]) -> list[str]:
    """The text with these fields in it; one that is not among them stays open."""
    return [_OPEN.sub(lambda tag: str(fields.get(tag[1], tag[0])), one) for one in paragraphs]


def completes(signed: Sequence[str], draft: Sequence[str], fields: Mapping[str, object]) -> bool:
    """Whether a signed text is its draft with nothing but these fields filled in.

    Empty lines do not count: a mark that is not set leaves none behind.
    """
    return _said(signed) == _said(filled(draft, fields))


def _said(paragraphs: Sequence[str]) -> list[str]:
    return [one.strip() for one in paragraphs if one.strip()]
