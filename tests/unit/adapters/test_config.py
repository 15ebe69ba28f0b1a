"""Where a setting comes from, and what is said of one that cannot be used."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from bihuan.adapters.config import BadConfig, load


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration with a folder of parts beside it."""
    (tmp_path / "conf.d").mkdir()
    (tmp_path / "bihuan.toml").write_text(
        '[org]\nname = "某厅"\n[run]\ninterval = 30\nlisten = ""\n', "utf-8"
    )
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return tmp_path


def test_parts_are_laid_over_the_file_key_by_key_in_the_order_of_their_names(folder: Path) -> None:
    (folder / "conf.d" / "10.toml").write_text("[run]\ninterval = 10\naudit = 5\n", "utf-8")
    (folder / "conf.d" / "20.toml").write_text("[run]\ninterval = 20\n", "utf-8")
    (folder / "conf.d" / "30.toml.bak").write_text("rubbish", "utf-8")

    config = load(folder / "bihuan.toml")

    assert (config.run.interval, config.run.audit, config.run.listen) == (20, 5, "")
    assert config.org.name == "某厅"
    assert config.place == str(folder / "bihuan.toml")


def test_a_credential_wins_over_the_files_and_a_variable_over_both(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    secrets = tmp_path_factory.mktemp("credentials")
    (secrets / "database__url").write_text("postgresql://u:p@db.example.org/x\n", "utf-8")
    (secrets / "run__interval").write_text("7\n", "utf-8")
    (secrets / "other__thing").write_text("not ours", "utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(secrets))
    monkeypatch.setenv("BIHUAN_RUN__INTERVAL", "8")

    config = load(folder / "bihuan.toml")

    assert config.database.url == "postgresql://u:p@db.example.org/x"
    assert config.run.interval == 8


def test_what_is_wrong_is_said_of_the_part_it_is_in(folder: Path) -> None:
    part = folder / "conf.d" / "10.toml"
    part.write_text("[run]\ninterval = 0\n", "utf-8")

    with pytest.raises(BadConfig) as refused:
        load(folder / "bihuan.toml")

    assert (refused.value.place, refused.value.key) == (str(part), "run.interval")


@pytest.mark.parametrize(
    "listen", ["9464", "127.0.0.1:x", "127.0.0.1:70000", "0.0.0.0:9464", "[::]:1", "db.local:1"]
)
def test_an_address_that_is_none_or_that_others_reach_is_refused(folder: Path, listen: str) -> None:
    (folder / "conf.d" / "10.toml").write_text(f'[run]\nlisten = "{listen}"\n', "utf-8")

    with pytest.raises(BadConfig):
        load(folder / "bihuan.toml")


@pytest.mark.parametrize("listen", ["127.0.0.1:0", "[::1]:9464", "localhost:9464", ""])
def test_an_address_of_this_machine_is_taken(folder: Path, listen: str) -> None:
    (folder / "conf.d" / "10.toml").write_text(f'[run]\nlisten = "{listen}"\n', "utf-8")

    assert load(folder / "bihuan.toml").run.listen == listen


def test_others_may_ask_where_the_office_says_so(folder: Path) -> None:
    (folder / "conf.d" / "10.toml").write_text(
        '[run]\nlisten = "0.0.0.0:9464"\nallow_remote = true\n', "utf-8"
    )

    assert load(folder / "bihuan.toml").run.allow_remote


def test_an_hour_is_read_as_beijings(folder: Path) -> None:
    (folder / "conf.d" / "10.toml").write_text('[run]\nnightly = "03:15"\n', "utf-8")

    assert load(folder / "bihuan.toml").run.nightly == time(3, 15)


def test_a_series_is_told_by_its_prefix_and_where_it_begins(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "conf.d" / "10.toml").write_text(
        '[numbers]\nletter = { prefix = "某函", starts = { 2025 = 38 } }\n', "utf-8"
    )
    monkeypatch.setenv("BIHUAN_NUMBERS__OPINION__PREFIX", "某提函")
    monkeypatch.setenv("BIHUAN_NUMBERS__OPINION__RESTART", "never")

    numbers = load(folder / "bihuan.toml").numbers

    series = {name: one.series() for name, one in numbers.items()}
    assert series["letter"].after(0, 2025) == "某函〔2025〕38号"
    assert (series["letter"].yearly, series["opinion"].yearly) == (True, False)
    assert series["opinion"].after(3, 2025) == "某提函〔2025〕4号"


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('{ prefix = "" }', "numbers.letter.prefix"),
        ('{ prefix = "某函〔2025〕" }', "numbers.letter.prefix"),
        ('{ prefix = "ABC" }', "numbers.letter.prefix"),
        ('{ prefix = "某函", restart = "monthly" }', "numbers.letter.restart"),
        ('{ prefix = "某函", starts = { 2025 = 0 } }', "numbers.letter.starts.2025"),
    ],
)
def test_a_series_that_makes_no_number_is_refused_by_its_key(
    folder: Path, written: str, key: str
) -> None:
    part = folder / "conf.d" / "10.toml"
    part.write_text(f"[numbers]\nletter = {written}\n", "utf-8")

    with pytest.raises(BadConfig) as refused:
        load(folder / "bihuan.toml")

    assert (refused.value.place, refused.value.key) == (str(part), key)
