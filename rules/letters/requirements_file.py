"""Read the [letter] table of a policy, refusing what is misspelled or unsourced."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bihuan.rules.letters.elements import Element
from bihuan.rules.letters.requirements import (
    NO_RULES,
    TITLE_FIELDS,
    Copies,
    Demand,
    LetterKind,
    LetterRules,
    Sourced,
    TitleForm,
)
from bihuan.rules.reading import Table, did_you_mean

Written = TypeVar("Written")
Cite = Callable[[Table, str], str]
"""Takes the source of a table and remembers it under a key."""


def read_letter(table: Table | None, kinds: tuple[str, ...], cite: Cite) -> LetterRules:
    """The demands a [letter] table makes; none without the table.

    `kinds` are the kinds of proposal the policy speaks about: no other may have a title.
    """
    if table is None:
        return NO_RULES
    rules = LetterRules(
        required=_demands(table, "required", cite),
        forbidden=_demands(table, "forbidden", cite),
        titles=tuple(_title(one, kinds, cite) for one in table.tables("titles")),
        copies=_copies(table.table("copies"), cite),
        public_marks=_sourced(table.table("public_marks"), "public_marks", cite, _words),
        longest=_sourced(table.table("longest"), "longest", cite, _characters),
        point_by_point=_sourced(table.table("point_by_point"), "point_by_point", cite, _flag),
    )
    table.done()
    return rules


def _demands(table: Table, key: str, cite: Cite) -> tuple[Demand, ...]:
    demands: list[Demand] = []
    for one in table.tables(key):
        element = one.choice("element", Element)
        letters = _letters(one)
        assembly = one.maybe_text("assembly") or ""
        if any(each.element is element for each in demands):
            raise one.fail("element", f"{str(element)!r} is there twice", "keep one of the two")
        source = cite(one, f"letter.{key}.{element}")
        demands.append(Demand(element=element, letters=letters, assembly=assembly, source=source))
        one.done()
    return tuple(demands)


def _letters(table: Table) -> tuple[LetterKind, ...]:
    known = tuple(str(kind) for kind in LetterKind)
    for value in table.texts("letters") or ():
        if value not in known:
            raise table.fail("letters", f"{value!r} is not known", did_you_mean(value, known))
    return tuple(LetterKind(value) for value in table.texts("letters") or ())


def _title(table: Table, kinds: tuple[str, ...], cite: Cite) -> TitleForm:
    kind, letter = table.text("kind"), table.choice("letter", LetterKind)
    if kind not in kinds:
        raise table.fail("kind", f"{kind!r} is not known", did_you_mean(kind, kinds))
    form = TitleForm(
        kind=kind,
        letter=letter,
        words=table.text("words"),
        source=cite(table, f"letter.titles.{kind}.{letter}"),
    )
    for name in form.fields:
        if name not in TITLE_FIELDS:
            raise table.fail("words", f"{name!r} is not known", did_you_mean(name, TITLE_FIELDS))
    table.done()
    return form


def _copies(table: Table | None, cite: Cite) -> Copies | None:
    if table is None:
        return None
    copies = Copies(
        to=_value(table, table.texts("value")),
        of_government=table.texts("of_government") or (),
        assembly=table.maybe_text("assembly") or "",
        source=cite(table, "letter.copies"),
    )
    table.done()
    return copies


def _sourced(
    table: Table | None, key: str, cite: Cite, value: Callable[[Table], Written | None]
) -> Sourced[Written] | None:
    """A table with a value and its source."""
    if table is None:
        return None
    sourced = Sourced(value=_value(table, value(table)), source=cite(table, f"letter.{key}"))
    table.done()
    return sourced


def _words(table: Table) -> tuple[str, ...] | None:
    return table.texts("value")


def _flag(table: Table) -> bool | None:
    return table.maybe_bool("value")


def _characters(table: Table) -> int | None:
    number = table.maybe_int("value")
    if number is not None and number < 1:
        raise table.fail("value", f"{number} is no length of a term", "write 1 or more")
    return number


def _value(table: Table, value: Written | None) -> Written:
    if value is None:
        raise table.fail("value", "is missing", "write value = ... or leave the setting out")
    return value
