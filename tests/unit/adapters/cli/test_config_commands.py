"""What is configured, where each value comes from, and all that is wrong with it."""

from __future__ import annotations

import json
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


EVERYTHING = """
[database]
url = "oracle://x"
[rules]
policy = "own.toml"
ladders = "ladders.toml"
machines = ["machine.json"]
[calendar]
files = ["calendar.toml"]
[notify]
book = "book.toml"
default = ["fax"]
[notify.hours]
opens = "25:00"
[notify.mail]
kind = "smtp"
host = "mail.example.gov.cn"
from = "bljy@example.gov.cn"
user = "bljy"
password = "secret:nothing"
[notify.wecom]
kind = "wecom"
token = "file:wecom.key"
[notify.oa]
kind = "http"
url = "https://oa.example.gov.cn/"
body = "oa.json.j2"
[notify.web]
kind = "http"
url = "https://web.example.gov.cn/"
ca = "ca.pem"
"""
LADDERS = """
[[ladder]]
name = "answer"
[[ladder.rungs]]
id = "answer-3"
when = "before"
n = 3
unit = "workday"
level = "reminder"
to = ["officer"]
channels = ["pigeon"]
"""


def test_everything_that_is_named_is_tried(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text(EVERYTHING, "utf-8")
    Path("ladders.toml").write_text(LADDERS, "utf-8")
    Path("book.toml").write_bytes("# 通讯录".encode("gb18030"))
    Path("oa.json.j2").write_text('{"text": {{ txt|tojson }}}', "utf-8")
    Path("ca.pem").write_text("no certificate", "utf-8")

    said = terminal("config", "check", "--json")

    found = {one["key"]: one["message"] + one["hint"] for one in said.data["faults"]}
    assert (said.code, said.document["error"]["code"]) == (78, "E-BAD-CONFIG")
    assert found.keys() == {
        *("database.url", "rules.policy", "rules.ladders", "rules.machines", "calendar.files"),
        *("notify.hours", "notify.default", "notify.book"),
        *("notify.mail.password", "notify.wecom.token", "notify.oa.body", "notify.web.ca"),
    }
    assert "pigeon" in found["rules.ladders"]
    assert "[notify.fax]" in found["notify.default"]
    assert "BIHUAN_SECRET_NOTHING" in found["notify.mail.password"]
    assert "通知里没有“txt”" in found["notify.oa.body"]
    assert "PEM" in found["notify.web.ca"]


def test_a_machine_that_breaks_a_law_is_told_before_it_is_opened(terminal: Terminal) -> None:
    text = terminal.must("definition", "show", "reading", "--export").out
    machine = json.loads(text)
    machine["rows"] = [one for one in machine["rows"] if one["event"] != "note"]
    Path("reading.json").write_text(json.dumps(machine), "utf-8")
    Path("bihuan.toml").write_text('[rules]\nmachines = ["reading.json"]\n', "utf-8")

    said = terminal("config", "check", "--json")

    assert said.code == 78
    assert [one["key"] for one in said.data["faults"]] == ["rules.machines"]


def test_all_that_keeps_it_from_being_read_is_listed_at_once(terminal: Terminal) -> None:
    Path("bihuan.toml").write_text('[nonsense]\nx = 1\n[run]\ninterval = "soon"\n', "utf-8")

    said = terminal("config", "check")

    assert said.code == 78
    assert "nonsense" in said.out
    assert "run.interval" in said.out
    assert said.lines[-1] == "配置有 2 处问题"


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
