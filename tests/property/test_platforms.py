"""Whatever goes wrong on the way to a platform, in the end everything is there, once."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.platforms.folder import FolderPlatform
from bihuan.adapters.platforms.mapping import load
from bihuan.commands import Contact, Dispatch
from bihuan.engine import platform_run
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadExchange, PlatformAway
from bihuan.engine.platforms import Platform
from bihuan.engine.query import ALL, Query
from support.platforms import ROOT, assignment, known, reference, server
from support.stores import database_of

CLERK = Actor("某办公室")
TRIES = 4
CHANCES = st.sampled_from([0.0, 0.3, 0.7])
FAULTS = st.fixed_dictionaries(
    dict.fromkeys(("duplicates", "reordered", "half", "errors", "lost", "skewed"), CHANCES)
)


def fill(platform: Any, cases: int, order: Random) -> None:
    """A year's assignments and some feedback, in the order in which the platform met them."""
    records = [(f"A-{no}", "assignment", no, assignment(no)) for no in range(1, cases + 1)]
    records += [(f"F-{no}", "feedback", no, {"总体评价": "满意"}) for no in range(1, cases + 1, 5)]
    records.append(("A-odd", "assignment", cases + 1, assignment(cases + 1, 承办方式="牵头")))
    order.shuffle(records)
    for key, kind, no, fields in records:
        platform.put(key, kind, f"P-{no}", fields)


def change(platform: Any, order: Random, cases: int) -> None:
    """The platform says some things otherwise."""
    for no in order.sample(range(1, cases + 1), min(3, cases)):
        platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no, 标题=f"改过的标题{no}"))


def work(engine: Engine) -> None:
    """The office goes on with some of its cases."""
    for case in engine.store.find("office", Query(limit=ALL)):
        if case.state == "received" and case.role in ("lead", "sole"):
            command = Dispatch(
                leader="某领导",
                division="甲处室",
                officer="某经办人",
                task="调研并答复",
                time=case.received_on.replace(month=5),
            )
            engine.fire(case.id, command, actor=CLERK)
            engine.fire(case.id, Contact(how="phone"), actor=CLERK)


def exchange(engine: Engine, way: Platform, tries: int = 1) -> None:
    """Pull and push, again and again where something goes wrong."""
    for _ in range(tries):
        for act in (platform_run.pull, platform_run.push):
            try:
                act(engine, way, holder="here")
            except (PlatformAway, BadExchange):
                assert tries > 1, "nothing is to go wrong any more"


def year(engine: Engine, cases: int, seed: int, faults: dict[str, float]) -> tuple[list[Any], Any]:
    """What the office and the platform know when the faults have stopped."""
    order = Random(seed)
    with reference(engine) as (platform, way):
        fill(platform, cases, order)
        for turn in range(2):
            platform.faults = server.Faults(**faults, chance=Random(seed))
            exchange(engine, way, TRIES)
            platform.faults = server.Faults()
            exchange(engine, way)
            work(engine)
            exchange(engine, way)
            if not turn:
                change(platform, order, cases)
        told = {
            (one["proposal"], one["kind"], str(one["fields"])) for one in platform.told.values()
        }
        assert len(told) == len(platform.told), "the platform was told something twice"
        return known(engine), told


def office_in_memory() -> Engine:
    return open_engine(MemoryStore(), clock=FrozenClock("2024-03-04"), ids=CountedIds())


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(faults=FAULTS, cases=st.integers(1, 25), seed=st.integers(0, 999))
def test_nothing_is_lost_and_nothing_doubled_under_any_mix_of_faults(
    faults: dict[str, float], cases: int, seed: int
) -> None:
    nothing = dict.fromkeys(faults, 0.0)

    ours, theirs = year(office_in_memory(), cases, seed, faults)

    assert (ours, theirs) == year(office_in_memory(), cases, seed, nothing)
    found, links, held, differences = ours
    assert len(found) == len(links) == cases
    assert len(held) == cases + 1 + len(range(1, cases + 1, 5))
    assert {one[1] for one in differences} == {"title"}
    assert [one[2] for one in held if one[0] == "A-odd"] == ["refused"]


@contextmanager
def office_on(kind: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    with database_of(kind, request) as url:
        engine = open_engine(url, clock=FrozenClock("2024-03-04"), ids=CountedIds())
        with closing(engine):
            yield engine


EVERYTHING = {
    "duplicates": 0.5,
    "reordered": 0.5,
    "half": 0.2,
    "errors": 0.2,
    "lost": 0.2,
    "skewed": 0.1,
}


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_database_knows_the_same_after_faults_as_without_them(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    del tmp_path
    with office_on(kind, request) as engine:
        after = year(engine, 60, 7, EVERYTHING)

    assert after == year(office_in_memory(), 60, 7, dict.fromkeys(EVERYTHING, 0.0))


def pulled_twice(engine: Engine, cases: int) -> None:
    """A year that is pulled twice gives the same database."""
    with reference(engine) as (platform, way):
        for no in range(1, cases + 1):
            platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no))
        first = platform_run.pull(engine, way, holder="here")
        before = known(engine)
        platform.faults = server.Faults(duplicates=1, reordered=1)
        again = platform_run.pull(engine, way, holder="here")
        for one in engine.store.exchanges.exchanges("office", "renda", cases):
            platform_run.replay(engine, way, one)

    assert len(first) == len(engine.store.find("office", Query(limit=ALL))) == cases
    assert set(again.values()) <= {"known"}
    assert known(engine) == before


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_year_pulled_twice_gives_the_same_database(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    del tmp_path
    with office_on(kind, request) as engine:
        pulled_twice(engine, 150)


@pytest.mark.soak
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_large_year_pulled_twice_gives_the_same_database(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    del tmp_path
    with office_on(kind, request) as engine:
        pulled_twice(engine, 1500)


def lay(folder: Path, name: str, records: list[dict[str, Any]], *, whole: bool) -> None:
    """A file beside its digest; one that is not whole was copied by half."""
    told = {"format": "bihuan-exchange", "version": 1, "records": records}
    content = json.dumps(told).encode()
    said = hashlib.sha256(content).hexdigest()
    (folder / "in" / name).write_bytes(content if whole else content[: len(content) // 2])
    (folder / "in" / f"{name}.sha256").write_text(said)


@settings(max_examples=6)
@given(cases=st.integers(1, 20), seed=st.integers(0, 999), size=st.integers(1, 9))
def test_a_folder_loses_and_doubles_nothing_however_files_are_copied(
    cases: int, seed: int, size: int
) -> None:
    source, order = server.Platform(""), Random(seed)
    fill(source, cases, order)
    engine, faultless = office_in_memory(), office_in_memory()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for part in ("in", "out"):
            (folder / part).mkdir()
        way = FolderPlatform("renda", folder, words=load("renda", ROOT))
        steps = range(0, len(source.log), size)
        pages = [(f"{at:03}.json", source.log[at : at + size]) for at in steps]
        copied = [*pages, *order.sample(pages, len(pages) // 2)]
        order.shuffle(copied)
        for file, records in copied:
            lay(folder, file, records, whole=order.random() < 0.6)
            exchange(engine, way)
        for file, records in pages:
            lay(folder, file, records, whole=True)
        exchange(engine, way)
        work(engine)
        exchange(engine, way)
        laid = [json.loads(one.read_bytes()) for one in (folder / "out").glob("*.json")]

    with reference(faultless) as (platform, over_http):
        platform.log = source.log
        exchange(faultless, over_http)
        work(faultless)
        exchange(faultless, over_http)
        wanted = sorted((one["proposal"], one["kind"]) for one in platform.told.values())
    told = [record for document in laid for record in document["records"]]
    assert known(engine) == known(faultless)
    assert sorted((one["proposal"], one["kind"]) for one in told) == wanted
    assert len({one["key"] for one in told}) == len(told)


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=12)
@given(changes=st.dictionaries(st.sampled_from([*assignment(1), "别的"]), HOSTILE, max_size=4))
def test_one_hostile_record_keeps_no_other_back(changes: dict[str, Any]) -> None:
    source = server.Platform("")
    source.put("A-1", "assignment", "P-1", assignment(1) | changes)
    source.put("F-1", "feedback", "P-1", {"总体评价": "满意", "意见": "好"} | changes)
    source.put("A-2", "assignment", "P-2", assignment(2))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        lay(folder, "1.json", source.log, whole=True)
        way = FolderPlatform("renda", folder, words=load("renda", ROOT))
        outcomes = platform_run.pull(office_in_memory(), way, holder="here")

    assert set(outcomes) == {"A-1", "F-1", "A-2"}
    assert outcomes["A-2"] == "received"
    assert set(outcomes.values()) <= {"received", "waiting", "refused", "conflict"}
