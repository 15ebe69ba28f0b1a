"""The judge of every fault test sees what it is there to see."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock, SystemClock
from bihuan.adapters.notify.file import FileChannel
from support.breaking.clerk import AT_ANY_TIME, BATCH, LIFE, POLICY, Acknowledged, Step, do
from support.breaking.draining import OFFICE, drain
from support.breaking.oracle import judge, opened
from support.notices import a_notice

Told = list[Acknowledged]


@pytest.fixture
def told(sqlite_url: str, tmp_path: Path) -> Told:
    """A batch of cases carried to their close, each urged on the way, and every notice sent."""
    clock = FrozenClock(SystemClock().now())
    engine = open_engine(sqlite_url, policy=POLICY, clock=clock, hours=AT_ANY_TIME)
    cases, said = dict[str, str](), Told()
    for n in range(BATCH * len(LIFE)):
        said.append(do(engine, Step("clerk", n), cases))
        cases[said[-1].number] = said[-1].case
        engine.tick()
    drain(engine, FileChannel(tmp_path / "sink"))
    engine.store.close()  # type: ignore[attr-defined]  # a store on a database has it
    return said


def _forget_a_step(url: str, sink: Path, told: Told) -> None:
    told.append(Acknowledged(99, "clerk/99", told[0].case, "clerk-1", 99))


def _say_another_hash(url: str, sink: Path, told: Told) -> None:
    told[3] = Acknowledged(3, "clerk/3", told[3].case, "clerk-4", told[3].seq, "0" * 64)


def _lose_a_notice(url: str, sink: Path, told: Told) -> None:
    sink.write_text("".join(sink.read_text("utf-8").splitlines(keepends=True)[1:]), "utf-8")


def _invent_a_notice(url: str, sink: Path, told: Told) -> None:
    with sink.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"key": "c/9/somebody/notice"}) + "\n")


def _tear_a_line(url: str, sink: Path, told: Told) -> None:
    with sink.open("a", encoding="utf-8") as file:
        file.write('{"key": "c/9')


def _tell_somebody_twice(url: str, sink: Path, told: Told) -> None:
    with opened(url) as engine:
        first = engine.store.messages(OFFICE, limit=1)[0]
        engine.store.outbox.put([replace(first, key="other")])
        FileChannel(sink).send(a_notice(replace(first, key="other")))


def _let_a_case_be_elsewhere(url: str, sink: Path, told: Told) -> None:
    _sql(url, "update bihuan_deadline set due = '2031-01-01'")


def _sql(url: str, statement: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


SPOILS = (
    (_forget_a_step, "acknowledged and lost"),
    (_say_another_hash, "rewritten since it was acknowledged"),
    (_lose_a_notice, "sent and never arrived"),
    (_invent_a_notice, "arrived and never stored"),
    (_tear_a_line, "Unterminated string"),
    (_tell_somebody_twice, "told twice"),
    (_let_a_case_be_elsewhere, "Fault"),
)


def test_what_is_whole_is_found_whole(told: Told, sqlite_url: str, tmp_path: Path) -> None:
    verdict = judge(sqlite_url, tmp_path / "sink", told)

    assert (verdict.acknowledged, verdict.urgings, verdict.copies) == (42, 12, 0)


@pytest.mark.parametrize(("spoil", "said"), SPOILS, ids=[one.__name__ for one, _ in SPOILS])
def test_what_is_spoiled_is_found_out(
    spoil: Callable[[str, Path, Told], None],
    said: str,
    told: Told,
    sqlite_url: str,
    tmp_path: Path,
) -> None:
    spoil(sqlite_url, tmp_path / "sink", told)

    with pytest.raises((AssertionError, json.JSONDecodeError), match=said):
        judge(sqlite_url, tmp_path / "sink", told)
