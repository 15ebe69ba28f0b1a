"""Every verb is typed once at the installed command, and ends with the code it promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from bihuan.adapters.cli import tree
from support.terminal import Office
from support.verbs import JOURNEYS, supply, words

REFUSALS = (2, 3, 4, 5)
"""Codes of what did nothing."""


@pytest.mark.soak
@pytest.mark.parametrize("journey", JOURNEYS)
def test_every_verb_ends_with_its_code(journey: str, office: Office) -> None:
    supply(office.folder)
    typed = list(_once(JOURNEYS[journey]))

    ended = [(line, office(*words(line)).code) for line, _ in typed]

    assert ended == typed


def _once(lines: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Each verb, and what goes well; how else it ends is told in one process much quicker.

    (`tests/unit/adapters/cli/test_documents.py` types every line.)
    """
    seen: set[tuple[str, ...]] = set()
    for line, code in lines:
        verb = tuple(word for word in line.split()[:3] if word.isalpha())
        if code not in REFUSALS or verb not in seen:
            yield line, code
        seen.add(verb)


def test_no_verb_is_left_out() -> None:
    groups = [name for name, place in tree.ROOT.items() if ".groups:" in place]
    known = {name for name in tree.ROOT if name not in (*groups, "report", "demo")}
    known |= {f"{group} {name}" for group in groups for name in getattr(tree, group.upper())}

    typed = [line for journey in JOURNEYS.values() for line, _ in journey]

    assert {verb for verb in known if not any(_begins(line, verb) for line in typed)} == set()


def _begins(line: str, verb: str) -> bool:
    return line.split()[: len(verb.split())] == verb.split()
