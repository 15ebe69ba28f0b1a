"""What other packages bring is found by their entry points, and loaded when it is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bihuan.adapters.calendars import brought_layer, standard_calendar
from bihuan.adapters.cli.main import run
from bihuan.adapters.config import BadConfig
from bihuan.adapters.notify.channel import Channel
from bihuan.adapters.notify.routes import Place, build
from bihuan.adapters.notify.settings import Notify
from bihuan.adapters.platforms.errors import BadMapping
from bihuan.adapters.platforms.opening import open_platform
from bihuan.adapters.platforms.settings import PlatformSettings
from bihuan.adapters.policies import find_policy
from bihuan.rules.calendar import CalendarError
from bihuan.rules.policy import PolicyError
from bihuan.testing import memory_engine

PACKAGE = """
from dataclasses import dataclass, replace
from datetime import date
from bihuan.adapters.reports.own import OwnReport
from bihuan.adapters.reports.tables import Table
from bihuan.engine.query import Query
from bihuan.rules.calendar import Layer
from bihuan.rules.policy import load

POLICY = replace(load("national_law_2025"), name="our_city")
NO_POLICY = "text"

@dataclass
class channel:
    name: str
    settings: dict
    addressed: bool = False
    seconds: float = 10.0

    def send(self, notice):
        return "taken"

DAYS = Layer(name="our_days", source="our office", off={date(2024, 3, 5): "our day"})

def read(path):
    yield "案号", "案由", "提出人", "类型", "年度", "承办方式", "收文日期"
    for line in path.read_text("utf-8").splitlines():
        number, title, day = line.split("|")
        yield number, title, "某代表", "建议", "2024", "主办", day

def count(engine, year, day, lang):
    rows = [[len(engine.store.find(engine.house.office, Query(year=year)))]]
    table = Table(name="count", title="count", headings=("cases",), rows=rows)
    return OwnReport(title="our count", tables=[table], data={"cases": rows[0][0]})

@dataclass
class platform:
    name: str
    settings: object
"""
ENTRY_POINTS = """
[bihuan.policies]
our_city = our_office:POLICY
broken = our_office:MISSING
text = our_office:NO_POLICY
jilin_2025 = our_office:POLICY

[bihuan.channels]
our_oa = our_office:channel

[bihuan.calendars]
our_days = our_office:DAYS
text = our_office:NO_POLICY

[bihuan.importers]
lines = our_office:read

[bihuan.reports]
our_count = our_office:count
nothing = our_office:NO_POLICY

[bihuan.platforms]
our_city_platform = our_office:platform
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that brings one thing of each kind."""
    info = tmp_path / "our_office-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-office\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (tmp_path / "our_office.py").write_text(PACKAGE)
    (tmp_path / "token").write_text("hidden")
    (tmp_path / "token").chmod(0o600)
    monkeypatch.syspath_prepend(tmp_path)


Say = Callable[..., tuple[int, str]]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of the office's with its database."""
    desk = tmp_path / "desk"
    desk.mkdir()
    monkeypatch.chdir(desk)
    assert run(["db", "init"]) == 0
    return desk


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Type a command; its code and what it printed."""

    def typed(*words: str) -> tuple[int, str]:
        code = run(words)
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return typed


def channel(entry: str, base: Path) -> Channel:
    """The channel a table of the settings names."""
    settings = {"address": "https://oa.example.gov.cn", "token": "file:token"}
    table = {"kind": "package", "entry": entry, "settings": settings}
    way = Notify.model_validate({"oa": table}).channels["oa"]
    return build("oa", way, Place(base=base, config="bihuan.toml", stream=io.StringIO()))


def test_a_policy_that_a_package_brings_is_found_by_its_name() -> None:
    assert find_policy("our_city", Path()).name == "our_city"
    assert memory_engine(policy="our_city").house.policy.name == "our_city"


def test_no_package_takes_the_place_of_a_shipped_policy() -> None:
    assert find_policy("jilin_2025", Path()).name == "jilin_2025"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("broken", "cannot be loaded"),
        ("text", "is str; it must be Policy"),
        ("our_town", "no such policy is shipped"),
    ],
)
def test_a_policy_that_is_not_there_is_refused_by_name(name: str, reason: str) -> None:
    with pytest.raises(PolicyError, match=reason) as refused:
        find_policy(name, Path())

    assert refused.value.where == name


def test_a_channel_that_a_package_brings_is_told_its_settings(tmp_path: Path) -> None:
    made = channel("our_oa", tmp_path)

    assert vars(made)["name"] == "oa"
    assert vars(made)["settings"] == {"address": "https://oa.example.gov.cn", "token": "hidden"}


def test_a_channel_nobody_brings_is_refused_by_its_key(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"notify\.oa\.entry.*did you mean 'our_oa'"):
        channel("our_oo", tmp_path)


def test_a_calendar_that_a_package_brings_is_one_more_layer_of_days() -> None:
    calendar = standard_calendar([brought_layer("our_days")])

    assert not calendar.works(date(2024, 3, 5))


@pytest.mark.parametrize(("name", "reason"), [("text", "must be Layer"), ("our_day", "our_days")])
def test_a_calendar_that_is_none_is_refused_by_name(name: str, reason: str) -> None:
    with pytest.raises(CalendarError, match=reason):
        brought_layer(name)


def test_an_office_that_names_the_package_counts_by_its_days(desk: Path, say: Say) -> None:
    (desk / "bihuan.toml").write_text('[calendar]\npackages = ["our_days"]\n')

    code, out = say("--config", "bihuan.toml", "calendar", "show", "2024")

    assert (code, "our day" in out) == (0, True)
    assert say("--config", "bihuan.toml", "config", "check")[0] == 0


def test_a_file_is_read_by_the_reader_that_a_package_brings(desk: Path, say: Say) -> None:
    rows = "第1号|关于甲的建议|2024-03-01\n第2号|关于乙的建议|三月\n"
    (desk / "cases.lines").write_text(rows, "utf-8")
    asked = ["case", "import", "cases.lines", "--reader", "lines"]

    code, out = say(*asked)
    assert (code, "第 3 行" in out) == (7, True), out
    assert say(*asked, "--apply", "--skip-bad")[0] == 6
    assert "关于甲的建议" in say("case", "list")[1]


@pytest.mark.parametrize(("reader", "code"), [("line", 2), ("lines", 2)])
def test_a_file_no_reader_reads_is_refused_with_its_reason(
    desk: Path, say: Say, reader: str, code: int
) -> None:
    (desk / "cases.lines").write_text("第1号\n", "utf-8")

    assert say("case", "import", "cases.lines", "--reader", reader)[0] == code


def test_a_report_that_a_package_brings_is_shown_and_written_like_ours(
    desk: Path, say: Say
) -> None:
    assert "our count" in say("report", "own", "our_count", "--year", "2024")[1]
    assert say("report", "own", "our_count", "--out", "count.xlsx")[0] == 0
    assert (desk / "count.xlsx").stat().st_size > 0


@pytest.mark.parametrize("name", ["our_cont", "nothing"])
def test_a_report_that_is_none_is_refused_by_name(desk: Path, say: Say, name: str) -> None:
    assert say("report", "own", name)[0] == 2


def test_an_installed_package_brings_a_platform(tmp_path: Path) -> None:
    settings = PlatformSettings(package="our_city_platform")
    now = memory_engine().clock.now

    found = open_platform("city", {"city": settings}, tmp_path, now)

    assert (found.name, vars(found)["settings"]) == ("city", settings)
    absent = {"city": PlatformSettings(package="none")}
    with pytest.raises(BadMapping, match="none"):
        open_platform("city", absent, tmp_path, now)
