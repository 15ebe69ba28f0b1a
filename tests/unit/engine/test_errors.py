"""One tree of errors: each has a code, a sentence and fields that survive a journey."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

import pytest

from bihuan.engine import errors
from bihuan.engine.errors import BihuanError
from bihuan.rules.facts import Finding

FINDING = Finding("signed", "eq", True, False, False)
EACH: tuple[BihuanError, ...] = (
    errors.Refused("c-1", "answer", "dispatched", "conditions", (FINDING,)),
    errors.BadInput("due", "write a date as YYYY-MM-DD", "3月4日"),
    errors.BadInput("due", "is needed for this event"),
    errors.CaseNotFound("c-1"),
    errors.Ambiguous("123", ("2023年建议123", "2024年建议123")),
    errors.StaleCase("c-1", 3, 5),
    errors.StaleCase("c-1", 3),
    errors.CaseExists("第1号", "c-1"),
    errors.CaseExists("第1号"),
    errors.KeyTaken("k"),
    errors.NumberTaken("某函〔2024〕1号", "used", "c-1"),
    errors.IncidentNotFound("ffff"),
    errors.UnknownDefinition("f" * 64),
    errors.DefinitionNotFound("lead@9.9.9"),
    errors.ManyDefinitions("lead@1.0.0", ("lead@1.0.0 (aaaa)", "lead@1.0.0 (bbbb)")),
    errors.DefinitionInUse("lead@1.0.0 (aaaa)", 3),
    errors.Misplaced("lead@1.0.0 (aaaa)", "active", "retired"),
    errors.NotOpen("lead@2.0.0 (bbbb)", "draft"),
    errors.NoLadder("answer"),
    errors.UnsafePlan("c" * 64, 2),
    errors.PlanNotFound("ffff"),
    errors.PlatformAway("renda", "the server answered 500"),
    errors.BadExchange("renda", "pull", "is no whole JSON document"),
    errors.ExchangeUnderWay("renda"),
    errors.Broken("c-1", 3, "its content does not match its hash"),
)


def tree(root: type[BihuanError]) -> Iterator[type[BihuanError]]:
    """The classes of this file below a class."""
    for kind in root.__subclasses__():
        if kind.__module__ == errors.__name__:
            yield kind
            yield from tree(kind)


@pytest.mark.parametrize("error", EACH, ids=lambda error: str(error)[:30])
def test_an_error_survives_a_journey_between_processes(error: BihuanError) -> None:
    again = pickle.loads(pickle.dumps(error))

    assert type(again) is type(error)
    assert vars(again) == vars(error)
    assert str(again) == str(error)


def test_every_error_is_said_in_one_plain_line() -> None:
    said = [str(error) for error in EACH]

    assert all(text and "\n" not in text and "None" not in text for text in said)
    assert said[0] == "case 'c-1' in 'dispatched' refused 'answer': conditions signed"
    assert said[5] == "case 'c-1' is no longer at revision 3, it is at 5"


def test_every_kind_of_error_has_a_code_of_its_own_and_an_example() -> None:
    kinds = set(tree(BihuanError))

    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {type(error) for error in EACH} == kinds - {errors.Conflict}


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = errors.__doc__ or ""

    assert all(kind.__name__ in drawn for kind in tree(BihuanError))
    assert {kind.__name__ for kind in tree(errors.Conflict)} == {
        "StaleCase",
        "CaseExists",
        "KeyTaken",
        "NumberTaken",
    }
