"""What is asked about several cases at once, in as many words as about one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, collate, func, select, true

from bihuan.adapters.sql.columns import Words
from bihuan.adapters.sql.line import Line, Question
from bihuan.adapters.sql.mapping import TABLES, columns_of
from bihuan.adapters.sql.reading import in_order
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Alarm

_CASES = bindparam("cases", type_=Words())
_KINDS: tuple[type[Any], ...] = (Alarm, *RECORDS)


def _by_name(kind: type[Any]) -> Select[Any]:
    """PostgreSQL looks each name up; left to choose, it might read the whole office instead."""
    c = TABLES[kind].c
    names = func.unnest(_CASES).table_valued("name", name="named").render_derived()
    here = (c.office == bindparam("office"), c.case == collate(names.c.name, "C"))
    one = select(*columns_of(kind)).where(*here).order_by(*in_order(kind)).lateral("one")
    return select(one).select_from(names).join(one, true())


def _in_list(kind: type[Any]) -> Select[Any]:
    """SQLite has no arrays; the names come as JSON."""
    c = TABLES[kind].c
    name = func.json_each(_CASES).table_valued("value").c.value
    here = (c.office == bindparam("office"), c.case.in_(select(name)))
    return select(*columns_of(kind)).where(*here).order_by(*in_order(kind))


ASKED = {
    "postgresql": {kind: _by_name(kind) for kind in _KINDS},
    "sqlite": {kind: _in_list(kind) for kind in _KINDS},
}
"""By database, the records of each kind; those of one case come in their order."""


def ask(
    line: Line, kinds: Sequence[type[Any]], office: str, cases: Sequence[str]
) -> list[list[Any]]:
    """The records of each kind that these cases have."""
    asked, given = ASKED[line.database], {"office": office, "cases": cases}
    return line.ask_all([Question(kind, asked[kind], given) for kind in kinds])
