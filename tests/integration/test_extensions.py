"""What other packages bring is found by their entry points, and loaded when it is named."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from bihuan.adapters.config import BadConfig
from bihuan.adapters.notify.channel import Channel
from bihuan.adapters.notify.routes import Place, build
from bihuan.adapters.notify.settings import Notify
from bihuan.adapters.platforms.errors import BadMapping
from bihuan.adapters.platforms.opening import open_platform
from bihuan.adapters.platforms.settings import PlatformSettings
from bihuan.adapters.policies import find_policy
from bihuan.rules.policy import PolicyError
from bihuan.testing import memory_engine

PACKAGE = """
from dataclasses import dataclass, replace
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

[bihuan.platforms]
our_city_platform = our_office:platform
"""


@pytest.fixture(autouse=True)
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed package that brings a policy and a channel."""
    info = tmp_path / "our_office-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: our-office\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(ENTRY_POINTS)
    (tmp_path / "our_office.py").write_text(PACKAGE)
    (tmp_path / "token").write_text("hidden")
    (tmp_path / "token").chmod(0o600)
    monkeypatch.syspath_prepend(tmp_path)


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
        ("text", "is str, not a Policy"),
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


def test_an_installed_package_brings_a_platform(tmp_path: Path) -> None:
    settings = PlatformSettings(package="our_city_platform")
    now = memory_engine().clock.now

    found = open_platform("city", {"city": settings}, tmp_path, now)

    assert (found.name, vars(found)["settings"]) == ("city", settings)
    absent = {"city": PlatformSettings(package="none")}
    with pytest.raises(BadMapping, match="none"):
        open_platform("city", absent, tmp_path, now)
