"""One case's life as the statements it is made of, to be said again by the bare driver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from bihuan.adapters.sql.line import Line
from bihuan.adapters.sql.wire import Wire

NUMBER = "4096"
"""The number of the recorded case, which nothing else in its life contains."""
Said = tuple[str, list[list[Any]]]
"""A statement and its rows of values."""


@dataclass
class Life:
    """The statements of each transaction of one life, oldest first."""

    case: str = ""
    steps: list[list[Said]] = field(default_factory=list)

    def again(self, no: int) -> Iterator[list[Said]]:
        """The same statements for another case."""
        names = {self.case: f"{no:0{len(self.case)}d}", NUMBER: f"again-{no}"}

        def other(value: Any) -> Any:
            if isinstance(value, str):
                for old, new in names.items():
                    value = value.replace(old, new)
            return value

        for step in self.steps:
            yield [(text, [[other(one) for one in row] for row in rows]) for text, rows in step]


@contextmanager
def recorded(life: Life) -> Iterator[Callable[[], None]]:
    """Write down what the store says meanwhile; call what this yields where a step begins."""

    def note(text: str, rows: list[list[Any]]) -> None:
        life.steps[-1].append((text, rows))

    asked, taken, talked = Line.rows, Line._take, Wire._talk

    def rows(self: Line, statement: Any, **given: Any) -> Any:
        if not isinstance(self, Wire):
            prepared = self.phrases.question(statement)
            note(prepared.text, [prepared.of({**prepared.fixed, **given})])
        return asked(self, statement, **given)

    def take(self: Line, text: str, rows: Any) -> int:
        note(text, [list(row) for row in rows])
        return taken(self, text, rows)

    def talk(self: Wire, words: Any) -> Any:
        for text, row in words:
            if text != "COMMIT":
                note(text, [list(row)] if row else [])
        return talked(self, words)

    with (
        mock.patch.object(Line, "rows", rows),
        mock.patch.object(Line, "_take", take),
        mock.patch.object(Wire, "_talk", talk),
    ):
        yield lambda: life.steps.append([])
