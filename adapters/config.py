"""The configuration: one TOML file, then the environment, then the command line."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bihuan.adapters.texts import read_text
from bihuan.engine.errors import BihuanError
from bihuan.rules.reading import BadText

PLACES = (Path("bihuan.toml"), Path("/etc/bihuan/bihuan.toml"))


class BadConfig(BihuanError):
    """The configuration cannot be used; names the file and the key."""

    code = "bad_config"

    def __init__(self, place: str, key: str, reason: str) -> None:
        super().__init__(place, key, reason)
        self.place = place
        self.key = key
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.reason}"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Org(_Part):
    """Whose cases these are."""

    id: str = "office"
    name: str = "本单位"


class Database(_Part):
    """Where they are kept."""

    url: str = "sqlite:///bihuan.db"


class Rules(_Part):
    """Which region's policy applies, and the office's own ladders and machines."""

    policy: str = "national_law_2025"
    ladders: Path | None = None
    machines: tuple[Path, ...] = ()


class Calendar(_Part):
    """The office's own calendar files, the strongest first."""

    files: tuple[Path, ...] = ()


class OfficeHours(_Part):
    """When messages may leave on a working day; nothing leaves in a quiet span within it."""

    opens: str = "09:00"
    closes: str = "17:30"
    quiet: tuple[str, ...] = ()
    always: bool = False


class Notify(_Part):
    """Where messages go: a file of JSON lines, or the console."""

    file: Path | None = None
    hours: OfficeHours = OfficeHours()


class Config(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="BIHUAN_", env_nested_delimiter="__", extra="forbid", frozen=True
    )

    org: Org = Org()
    database: Database = Database()
    rules: Rules = Rules()
    calendar: Calendar = Calendar()
    notify: Notify = Notify()
    place: str = "-"
    """The file that was read."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over the file, which comes in as arguments."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def find(path: Path | None) -> Path | None:
    """The file to read: the one named, else the first that exists."""
    if path is not None:
        if not path.exists():
            raise BadConfig(str(path), "-", "the file does not exist")
        return path
    return next((place for place in PLACES if place.exists()), None)


def load(path: Path | None = None) -> Config:
    """Read the configuration; raises BadConfig naming file and key."""
    file = find(path)
    try:
        told = tomllib.loads(read_text(file)) if file else {}
        return Config(**told, place=str(file or "-"))
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(str(file), "-", f"is not TOML: {error}") from error
    except BadText as error:
        raise BadConfig(str(file), "-", error.reason) from error
    except SettingsError as error:
        raise BadConfig("environment", "BIHUAN_*", str(error)) from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadConfig(str(file or "environment"), key, str(first["msg"])) from error


def template(org: str, url: str, policy: str) -> str:
    """A commented file to start from."""
    return f'''# bihuan 配置。密码不要写在这里：用环境变量 BIHUAN_DATABASE__URL。
[org]
id   = "office"
name = "{org}"

[database]
url = "{url}"
# url = "postgresql://bihuan@db.local/bihuan"

[rules]
policy = "{policy}"        # bihuan config policies 列出可用的地区
# ladders = "ladders.toml" # 本单位的催办梯次
# machines = ["lead.json"] # 本单位改过的流程定义，启用前先证明

[calendar]
files = []                 # 本单位或本省的日历文件，前面的优先

[notify]
# file = "outbox.jsonl"    # 催办消息写入的文件；不写则只显示在屏幕上

# [notify.hours]           # 通知只在工作日的这段时间内发出
# opens  = "09:00"
# closes = "17:30"
# quiet  = ["12:00-14:00"] # 其间不发
# always = true            # 不分昼夜、不分节假日，随时发出
'''


def environment() -> dict[str, str]:
    """The variables that are set, without their values."""
    return {name: "…" for name in sorted(os.environ) if name.startswith("BIHUAN_")}
