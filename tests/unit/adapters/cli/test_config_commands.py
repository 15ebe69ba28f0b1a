"""What is configured, where each value comes from, and all that is wrong with it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bihuan.adapters.cli.settings import EXAMPLES
from support.terminal import Terminal


def test_each_value_names_the_strongest_place_it_comes_from(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("conf.d").mkdir()
    Path("conf.d/10-name.toml").write_text('[org]\nname = "另一厅"\n', "utf-8")
    secrets = tmp_path / "credentials"
    secrets.mkdir()
    (secrets / "database__url").write_text(
        "postgresql://bihuan:hidden@db.example.gov.cn/b", "utf-8"
    )
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(secrets))
    monkeypatch.setenv("BIHUAN_RUN__INTERVAL", "30")

    shown = terminal.must("--office", "o-1", "config", "show", "--origin", "--json").data

    found = {key: (one["origin"], Path(one["place"]).name) for key, one in shown.items()}
    assert found["org.name"] == ("file", "10-name.toml")
    assert found["rules.policy"] == ("file", "bihuan.toml")
    assert found["database.url"] == ("credential", "database__url")
    assert found["run.interval"] == ("environment", "BIHUAN_RUN__INTERVAL")
    assert found["org.id"] == ("option", "--office")
    assert found["log.level"] == ("default", "")
    assert shown["org.id"]["value"] == "o-1"
    assert shown["database.url"]["value"] == "postgresql://bihuan:***@db.example.gov.cn/b"


def test_all_that_is_wrong_is_listed_at_once(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text(
        '[database]\nurl = "oracle://x"\n[rules]\npolicy = "nowhere"\nladders = "none.toml"\n',
        "utf-8",
    )

    said = terminal("config", "check", "--json")

    keys = {one["key"] for one in said.document["data"]["faults"]}
    assert said.code == 78
    assert keys == {"database.url", "rules.policy", "rules.ladders"}


def test_a_database_in_a_folder_that_is_not_there_is_said(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text('[database]\nurl = "sqlite:///gone/b.db"\n', "utf-8")

    said = terminal("config", "check")

    assert said.code == 78
    assert "它所在的文件夹不存在" in said.out


def test_a_sound_configuration_says_what_it_comes_to(terminal: Terminal) -> None:
    assert terminal.must("config", "check").out.startswith("✓ 配置可用：bihuan.toml")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_key_is_explained_in_both_languages(lang: str, terminal: Terminal) -> None:
    told = terminal.must("--lang", lang, "config", "explain", "run.interval", "--json").data

    assert told["variable"] == "BIHUAN_RUN__INTERVAL"
    assert (told["default"], told["value"], told["origin"]) == (60, 60, "default")
    assert told["what"]


@pytest.mark.parametrize("key", sorted(EXAMPLES))
def test_every_example_can_be_written_so(key: str, terminal: Terminal) -> None:
    told = terminal.must("config", "explain", key, "--json").data

    assert tomllib.loads(told["example"])


def test_a_key_that_is_not_there_is_answered_with_those_that_are(terminal: Terminal) -> None:
    said = terminal("config", "explain", "database.uri")

    assert said.code == 2
    assert "database.url" in said.err
