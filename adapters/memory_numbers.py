"""The memory store's register of document numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any

from bihuan.engine.document_numbers import Registered, in_order, may_follow, one_handling
from bihuan.engine.errors import BadInput, CaseNotFound, NumberTaken
from bihuan.engine.records import Case
from bihuan.engine.text import unstorable

Key = tuple[Any, ...]
Turns = dict[Key, list[Registered]]
"""By office and number, its turns, oldest first."""


class Register:
    """What a store in memory tells of document numbers."""

    _lock: AbstractContextManager[Any]
    _turns: Turns

    def numbers(
        self,
        office: str,
        *,
        agency: str | None = None,
        year: int | None = None,
        status: str | None = None,
    ) -> list[Registered]:
        asked = {"agency": agency, "year": year, "status": status}
        wanted = {name: value for name, value in asked.items() if value is not None}
        with self._lock:
            standing = [turns[-1] for key, turns in self._turns.items() if key[0] == office]
        kept = [one for one in standing if all(getattr(one, it) == wanted[it] for it in wanted)]
        return sorted(kept, key=in_order)

    def turns(self, office: str, text: str) -> list[Registered]:
        with self._lock:
            return list(self._turns.get((office, text), ()))


class Clerk:
    """Reads and writes the register within one transaction."""

    def __init__(
        self,
        register: Register,
        turns: Turns,
        cases: dict[Key, Case],
        undo: list[Callable[[], object]],
    ) -> None:
        self._register = register
        self._turns = turns
        self._cases = cases
        self._undo = undo

    def number(self, office: str, text: str) -> Registered | None:
        turns = self._turns.get((office, text))
        return turns[-1] if turns else None

    def numbers_of(self, office: str, case: str) -> list[Registered]:
        return [one for one in self._register.numbers(office) if one.case == case]

    def last_serial(self, office: str, agency: str, year: int | None) -> int:
        series = self._register.numbers(office, agency=agency, year=year)
        return max((one.serial or 0 for one in series), default=0)

    def keep_numbers(self, turns: Iterable[Registered]) -> None:
        """All or none: what was written before the one refused is taken back."""
        before = len(self._undo)
        try:
            for one in turns:
                self._write(one)
        except BaseException:
            for step in reversed(self._undo[before:]):
                step()
            del self._undo[before:]
            raise

    def _write(self, one: Registered) -> None:
        if problem := unstorable(one):
            raise BadInput(problem, "the text holds a character no database can keep")
        last = self.number(one.office, one.text)
        if last is not None and not may_follow(last, one, together=self._together(last, one)):
            raise NumberTaken(last.text, last.status, last.case)
        if one.case is not None and (one.office, one.case) not in self._cases:
            raise CaseNotFound(one.case)
        turns = self._turns.setdefault((one.office, one.text), [])
        turns.append(replace(one, no=len(turns) + 1))
        self._undo.append(lambda: self._take_back(one))

    def _take_back(self, one: Registered) -> None:
        turns = self._turns[one.office, one.text]
        turns.pop()
        if not turns:
            del self._turns[one.office, one.text]

    def _together(self, last: Registered, next_: Registered) -> bool:
        if last.case is None or next_.case is None:
            return False
        ours, theirs = (self._cases.get((one.office, one.case)) for one in (last, next_))
        return ours is not None and theirs is not None and one_handling(ours, theirs)
