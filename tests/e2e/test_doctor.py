"""`bihuan doctor` as an operator types it, on both databases and by their own clocks."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bihuan.rules.instants import beijing_date
from support.sinks import free_port
from support.terminal import Office

pytestmark = pytest.mark.slow

CALENDAR = """
[source]
name = "某通知"
years = [{year}]
[off]
"{year}-01-01" = "元旦"
"""
MAIL = """
[notify.mail]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
from = "office@example.gov.cn"
"""


@pytest.fixture(params=["office", "pg_office"])
def sound(request: pytest.FixtureRequest) -> Office:
    """An office with one case, which knows the days off of the year in which the test is run."""
    office: Office = request.getfixturevalue(request.param)
    year = beijing_date(datetime.now(UTC)).year
    (office.folder / "calendar").mkdir()
    (office.folder / f"calendar/{year}.toml").write_text(CALENDAR.format(year=year), "utf-8")
    (office.folder / "bihuan.toml").chmod(0o600)
    title = ("--title", "关于一件事的提案", "--member", "某委员")
    office.must("case", "add", "--kind", "提案", "--role", "主办", "--number", "1", *title)
    return office


def test_a_sound_office_is_told_so(sound: Office) -> None:
    said = sound("doctor")

    assert said.code == 0, said.out
    assert said.lines[-1].startswith("0 个问题")
    assert all(line[0] in "✓!" for line in said.lines[:-1])


def test_what_is_wrong_is_said_in_a_line_each_with_what_to_do(sound: Office) -> None:
    config = sound.folder / "bihuan.toml"
    text = config.read_text("utf-8").replace("[run]", "[run]\ndisk_free = 1000000000")
    config.write_text(text + MAIL.format(port=free_port()), "utf-8")

    quiet = sound("doctor")
    asked = sound("doctor", "--network")

    wrong = [line for line in asked.lines if line.startswith("✗")]
    assert (quiet.code, asked.code) == (7, 7)
    assert [line.split()[1] for line in wrong] == ["外部服务", "磁盘"]
    assert all("→" in line for line in wrong)
    assert asked.lines[-1].startswith("2 个问题")
    assert "bihuan doctor --network" in quiet.out


def test_an_office_is_as_sound_from_another_folder(sound: Office) -> None:
    elsewhere = Office(sound.folder.parent)
    config = f"{sound.folder.name}/bihuan.toml"

    said = elsewhere("-c", config, "doctor", "--only", "disk,files")

    assert said.code == 0, said.out


def test_only_what_is_asked_for_is_looked_at(office: Office) -> None:
    said = office("doctor", "--only", "config,disk")
    slip = office("doctor", "--only", "discs")

    assert said.code == 0
    assert {line.split()[1] for line in said.lines[:-1]} == {"配置", "磁盘"}
    assert slip.code == 2


def test_an_officer_can_read_it_in_english(office: Office) -> None:
    said = office("doctor", "--lang", "en", "--only", "config,settings,servers,database")

    assert said.lines[-1].startswith("0 problems")
