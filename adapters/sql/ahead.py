"""What is known of the cases a transaction holds, so that nothing is asked twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from bihuan.adapters.sql import reading, several
from bihuan.adapters.sql.line import Line
from bihuan.adapters.sql.mapping import SELDOM
from bihuan.engine.records import Case, Mute

Name = tuple[str, str]
"""An office and one of its cases."""
_seldom = attrgetter(*SELDOM)


class Ahead:
    """Reads what nearly every event asks as soon as cases are held, and the rest when it is asked.

    What is asked of one of the cases that were claimed together is read for all of them.
    """

    def __init__(self, line: Line) -> None:
        self._line = line
        self._known: dict[Name, dict[type[Any], list[Any]]] = {}
        self._claimed: dict[Name, tuple[str, ...]] = {}
        self._held: dict[Name, Case] = {}

    def lock(self, office: str, case: str) -> Case | None:
        """The case, held."""
        found, self._known[office, case] = reading.locked(self._line, office, case)
        if found is not None:
            self._held[office, case] = found
        return found

    def claim(self, office: str, now: datetime, limit: int) -> list[Case]:
        """The cases whose timers are due, held; nobody waits for what another holds."""
        cases = reading.claimed(self._line, office, now, limit)
        names = tuple(sorted(case.id for case in cases))
        self._claimed |= {(office, name): names for name in names}
        self._held |= {(office, case.id): case for case in cases}
        if names:
            self._read(office, names, (*reading.USUALLY, Mute))
        return cases

    def of(self, kind: type[Any], office: str, case: str) -> list[Any]:
        """The case's records of one kind, or its timers."""
        known = self._known.setdefault((office, case), {})
        if kind not in known:
            names = self._claimed.get((office, case))
            if names is None:
                known[kind] = reading.of_case(self._line, kind, office, case)
            else:
                self._read(office, names, (kind,))
        return known[kind]

    def only_steps(self, case: Case) -> bool:
        """Whether a held case is stored as it now is in all that events seldom change.

        Said once: the change that asks is what makes it untrue.
        """
        before = self._held.pop((case.office, case.id), None)
        return before is not None and _seldom(before) == _seldom(case)

    def forget(self) -> None:
        """Something is written: what was read may no longer be so."""
        self._known.clear()
        self._held.clear()

    def _read(self, office: str, names: Sequence[str], kinds: Sequence[type[Any]]) -> None:
        """Read what several cases have of these kinds, and keep it case by case."""
        answers = several.ask(self._line, kinds, office, names)
        for kind, found in zip(kinds, answers, strict=True):
            for name in names:
                self._known.setdefault((office, name), {})[kind] = []
            for one in found:
                self._known[office, one.case][kind].append(one)
