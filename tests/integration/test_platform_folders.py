"""An office exchanges with a platform through folders, as in a closed network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xlsxwriter import Workbook

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.platforms.folder import FolderPlatform
from bihuan.adapters.platforms.mapping import load
from bihuan.engine import platform_run
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadExchange, PlatformAway
from bihuan.engine.ports import Store
from support.platforms import ROOT, assignment, known, server

Reached = tuple[Engine, Path, FolderPlatform]


@pytest.fixture
def reached(store: Store, tmp_path: Path) -> Iterator[Reached]:
    """An office, the folder, and the way through it."""
    folder = tmp_path / "exchange"
    for name in ("in", "out"):
        (folder / name).mkdir(parents=True)
    engine = open_engine(store, clock=FrozenClock("2024-03-04"), ids=CountedIds())
    yield engine, folder, FolderPlatform("renda", folder, words=load("renda", ROOT))


def _document(*numbers: int, **changes: Any) -> bytes:
    platform = server.Platform("")
    for no in numbers:
        platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no, **changes))
    told = {"format": "bihuan-exchange", "version": 1, "records": platform.log}
    return json.dumps(told, ensure_ascii=False).encode()


def _lay(folder: Path, name: str, content: bytes) -> None:
    (folder / "in" / name).write_bytes(content)
    _vouch(folder, name)


def _vouch(folder: Path, name: str) -> None:
    content = (folder / "in" / name).read_bytes()
    said = f"{hashlib.sha256(content).hexdigest()}  {name}\n"
    (folder / "in" / f"{name}.sha256").write_text(said)


def _pull(reached: Reached) -> dict[str, str]:
    return dict(platform_run.pull(reached[0], reached[2], holder="here"))


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.is_file())


def test_files_are_taken_in_order_and_put_away(reached: Reached) -> None:
    _, folder, _ = reached
    _lay(folder, "2.json", _document(2, 3))
    _lay(folder, "1.json", _document(1))

    assert _pull(reached) == {"A-1": "received", "A-2": "received", "A-3": "received"}

    assert _names(folder / "in") == []
    assert [name.partition("-")[2] for name in _names(folder / "in" / "done")] != []
    assert len(_names(folder / "in" / "done")) == 4
    assert _pull(reached) == {}


def test_a_file_that_is_still_being_copied_is_waited_for(reached: Reached) -> None:
    _, folder, way = reached
    whole = _document(1)
    _lay(folder, "1.json", whole)
    (folder / "in" / "1.json").write_bytes(whole[: len(whole) // 2])
    (folder / "in" / "2.json").write_bytes(_document(2))

    assert _pull(reached) == {}
    assert way.waiting() == ["1.json", "2.json"]

    (folder / "in" / "1.json").write_bytes(whole)
    _vouch(folder, "2.json")
    assert _pull(reached) == {"A-1": "received", "A-2": "received"}


def test_the_same_file_again_changes_nothing(reached: Reached) -> None:
    engine, folder, _ = reached
    _lay(folder, "1.json", _document(1, 2))
    _pull(reached)
    before = known(engine)
    _lay(folder, "again.json", _document(1, 2))

    assert set(_pull(reached).values()) == {"known"}

    assert known(engine) == before


def test_a_crash_before_a_file_is_put_away_changes_nothing_when_it_comes_again(
    reached: Reached, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine, folder, way = reached
    _lay(folder, "1.json", _document(1))
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(way, "taken", _die)
        _pull(reached)
    before = known(engine)

    assert _pull(reached) == {"A-1": "known"}

    assert known(engine) == before
    assert _names(folder / "in") == []


def _die(_page: object) -> None:
    raise KeyboardInterrupt


def test_a_whole_file_that_is_no_document_is_put_aside_and_keeps_no_other_back(
    reached: Reached,
) -> None:
    engine, folder, _ = reached
    _lay(folder, "1.json", b"{")
    _lay(folder, "2.json", _document(2))

    with pytest.raises(BadExchange, match=r"1\.json"):
        _pull(reached)

    assert _pull(reached) == {"A-2": "received"}
    assert len(_names(folder / "in" / "refused")) == 2
    failed = engine.store.exchanges.exchanges("office", "renda")[-1]
    assert (failed.outcome, failed.error) == ("failed", "1.json: is no whole JSON document")


def test_a_character_that_no_database_keeps_is_refused_with_its_record_only(
    reached: Reached,
) -> None:
    engine, folder, _ = reached
    platform = server.Platform("")
    platform.put("A-1", "assignment", "P-1", assignment(1, 标题="a\0b", 别的="\0"))
    platform.put("A-2", "assignment", "P-2", assignment(2))
    told = {"format": "bihuan-exchange", "version": 1, "records": platform.log}
    _lay(folder, "1.json", json.dumps(told).encode())

    assert _pull(reached) == {"A-1": "refused", "A-2": "received"}

    (held,) = engine.store.exchanges.held("office", "renda", status="refused")
    assert held.reason == {"code": "unstorable"}


def _workbook(folder: Path, name: str, sheet: str, *rows: tuple[object, ...]) -> None:
    with Workbook(str(folder / "in" / name)) as book:
        page = book.add_worksheet(sheet)
        for no, row in enumerate(rows):
            page.write_row(no, 0, row)
    _vouch(folder, name)


def test_a_workbook_says_the_same_as_a_document(reached: Reached) -> None:
    engine, folder, _ = reached
    told = assignment(1)
    row = ["、".join(value) if isinstance(value, list) else value for value in told.values()]
    headings = ("记录号", "提案号", "版本", *told)
    _workbook(folder, "1.xlsx", "交办", headings, ("A-1", "P-1", 1, *row))

    assert _pull(reached) == {"A-1": "received"}

    (held,) = engine.store.exchanges.held("office", "renda")
    assert held.fields["members"] == ["王某1", "某代表"]
    assert held.fields["year"] == 2024
    _lay(folder, "2.json", _document(1, 标题="改过"))
    assert list(_pull(reached)) == ["A-1"]


@pytest.mark.parametrize(
    ("sheet", "rows", "place"),
    [
        ("别的", [("记录号",), ("A-1",)], "别的"),
        ("交办", [("记录号", "提案号"), ("A-1", "P-1")], "交办 1"),
        ("交办", [("记录号", "提案号", "版本"), ("A-1", "P-1", "#REF!")], "交办 2"),
    ],
)
def test_a_workbook_that_cannot_be_read_says_where(
    reached: Reached, sheet: str, rows: list[tuple[object, ...]], place: str
) -> None:
    _workbook(reached[1], "1.xlsx", sheet, *rows)

    with pytest.raises(BadExchange) as caught:
        _pull(reached)

    assert caught.value.place == f"1.xlsx {place}"


def test_what_is_due_is_laid_ready_once_with_its_digest(reached: Reached) -> None:
    engine, folder, way = reached
    _lay(folder, "1.json", _document(1))
    _pull(reached)

    sent = platform_run.push(engine, way, holder="here")
    again = platform_run.push(engine, way, holder="here")

    assert (list(sent.values()), again) == (["sent"], {})
    document, beside = _names(folder / "out")
    content = (folder / "out" / document).read_bytes()
    assert (folder / "out" / beside).read_text().split()[0] == hashlib.sha256(content).hexdigest()
    (record,) = json.loads(content)["records"]
    assert (record["kind"], record["proposal"]) == ("acceptance", "P-1")
    assert record["fields"]["建议编号"] == "第0001号"


def test_a_folder_that_is_not_there_is_a_platform_that_is_away(
    reached: Reached, tmp_path: Path
) -> None:
    way = FolderPlatform("renda", tmp_path / "elsewhere", words=load("renda", ROOT))

    with pytest.raises(PlatformAway, match="elsewhere"):
        platform_run.pull(reached[0], way, holder="here")
