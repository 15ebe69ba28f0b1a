"""Where the file of a SQLite address lies, however the address is spelled."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bihuan.adapters.sql import opened
from bihuan.adapters.sqlite_files import beside, sqlite_file

SPELLINGS = (
    "sqlite:///my%20cases.db",
    "sqlite:///my cases.db",
    "sqlite+pysqlite:///my%20cases.db",
    "sqlite:///my cases.db?timeout=5",
    "sqlite:///./my cases.db",
    "sqlite:///file:my%2520cases.db?uri=true",
    "sqlite+pysqlite:///file:my cases.db?mode=rwc&uri=1",
)


@pytest.mark.parametrize("url", SPELLINGS)
def test_the_file_is_the_one_that_is_opened(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with opened(url, create=True) as engine, engine.connect() as connection:
        name = connection.exec_driver_sql("PRAGMA database_list").one()[2]

    file = sqlite_file(url)

    assert file is not None
    assert file.resolve() == Path(name) == tmp_path / "my cases.db"


@pytest.mark.parametrize("url", SPELLINGS)
@pytest.mark.parametrize("folder", ["office", "50%20 off? #1"])
def test_a_relative_file_lies_in_the_folder_and_the_rest_of_its_address_stays(
    url: str, folder: str, tmp_path: Path
) -> None:
    place = tmp_path / folder
    place.mkdir()

    placed = beside(url, place)

    assert sqlite_file(placed) == place / "my cases.db"
    assert make_url(placed).query == make_url(url).query
    with opened(placed, create=True) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA database_list").one()[2] == str(
            place / "my cases.db"
        )


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example.org/bihuan",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite:///file:x?mode=memory&uri=true",
    ],
)
def test_a_server_and_memory_have_no_file(url: str) -> None:
    assert sqlite_file(url) is None
    assert beside(url, Path("/srv")) == url


def test_an_absolute_file_stays_where_it_is() -> None:
    url = "sqlite+pysqlite:////srv/cases.db?timeout=5"

    assert sqlite_file(url) == Path("/srv/cases.db")
    assert beside(url, Path("/etc")) == url


def test_a_name_is_one_of_sqlites_own_only_where_the_address_says_so() -> None:
    assert sqlite_file("sqlite:///file:x.db") == Path("file:x.db")
