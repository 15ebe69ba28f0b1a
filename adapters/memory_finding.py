"""Which cases in memory are asked for, where their records tell and not the case itself."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.adapters.memory_keys import Key
from bihuan.engine.query import Query
from bihuan.engine.records import Case, Member, Record, Round

Filed = Mapping[type[Record], Mapping[Key, Record]]


def told_by_records(filed: Filed, case: Case, query: Query) -> bool:
    """Whether the case is with the division, and written by the member, that is asked for."""
    return _with_division(filed, case, query.division) and _by_member(filed, case, query.member)


def _with_division(filed: Filed, case: Case, division: str | None) -> bool:
    present = filed.get(Round, {}).get((case.office, case.id, case.round))
    return division is None or getattr(present, "division", None) == division


def _by_member(filed: Filed, case: Case, name: str | None) -> bool:
    return name is None or any(
        isinstance(one, Member) and one.name == name
        for key, one in filed.get(Member, {}).items()
        if key[:2] == (case.office, case.id)
    )
