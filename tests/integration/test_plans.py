"""What concerns one case is found without looking at any other."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, Select

from bihuan.adapters.sql import numbers, reading, several
from bihuan.adapters.sql.prepared import Prepared, phrases_for
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import Alarm

ONE_CASE = {"case": "case_", "id": "id", "host": "host", "identity": "identity", "key": "key_"}
"""Values that name one case or a few, and their columns."""


def questions() -> Iterator[tuple[str, Select[object]]]:
    for name, kept in (*vars(reading).items(), *vars(numbers).items()):
        if isinstance(kept, Select):
            yield name, kept
        elif isinstance(kept, dict):
            yield from (
                (f"{name} {key}", one) for key, one in kept.items() if isinstance(one, Select)
            )


OF_ONE_CASE = {
    name: question
    for name, question in questions()
    if set(ONE_CASE) & set(question.compile().params)
}


NARROW = {"_MESSAGES status case channel"}
"""Those that wait in one channel are few: their index may be asked in place of the case's."""


def plan(engine: Engine, prepared: Prepared) -> str:
    sample: dict[str, object] = {"cases": ["x", "y"], "most": 1}
    values = tuple(prepared.of({name: sample.get(name, "x") for name in prepared.names}))
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {prepared.text}", values)
            return "\n".join(row[3] for row in told)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        told = connection.exec_driver_sql(f"EXPLAIN {prepared.text}", values)
        return "\n".join(row[0] for row in told)


def test_there_are_such_questions() -> None:
    assert len(OF_ONE_CASE) >= 12


@pytest.mark.parametrize("name", OF_ONE_CASE)
def test_the_index_is_asked_for_the_case_itself(engine: Engine, name: str) -> None:
    prepared = phrases_for(engine.dialect).question(OF_ONE_CASE[name])
    column = next(ONE_CASE[one] for one in prepared.names if one in ONE_CASE)

    told = plan(engine, prepared)

    column = "channel" if name in NARROW and "ix_bihuan_message_next" in told else column
    sought = r"(?:SEARCH|Index Cond:).*\b" + re.escape(column)
    assert re.search(sought, told), told


@pytest.mark.parametrize("kind", (Alarm, *RECORDS))
def test_of_several_cases_each_is_looked_up_by_its_name(engine: Engine, kind: type[Any]) -> None:
    question = several.ASKED[engine.dialect.name][kind]

    told = plan(engine, phrases_for(engine.dialect).question(question))

    assert re.search(r"(?:SEARCH|Index Cond:).*\boffice.*\bcase_", told), told
