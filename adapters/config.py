"""The configuration: one TOML file, then the environment, then the command line."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator, Mapping
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PositiveInt,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from bihuan.adapters.notify.settings import Notify, written
from bihuan.adapters.platforms.settings import PlatformSettings
from bihuan.adapters.texts import read_text
from bihuan.engine.document_numbers import Series
from bihuan.engine.errors import BihuanError
from bihuan.rules.letters.document_number import BadDocumentNumber, read, spelled
from bihuan.rules.reading import BadText

PLACES = (Path("bihuan.toml"), Path("/etc/bihuan/bihuan.toml"))


class BadConfig(BihuanError):
    """The configuration cannot be used; names the file and the key."""

    code = "bad_config"

    def __init__(self, place: str, key: str, reason: str, also: tuple[BadConfig, ...] = ()) -> None:
        super().__init__(place, key, reason, also)
        self.place = place
        self.key = key
        self.reason = reason
        self.also = also
        """What else was found wrong at the same time."""

    def __str__(self) -> str:
        return f"{self.place}: {self.key}: {self.reason}"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Org(_Part):
    """Whose cases these are."""

    id: str = "office"
    name: str = "本单位"
    contact: str = ""
    """Whom a notice tells to ask."""
    telephone: str = ""


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


class Numbering(_Part):
    """A series of document numbers (文号)."""

    prefix: str
    """What stands before the year: `吉科函`."""
    restart: Literal["yearly", "never"] = "yearly"
    starts: dict[int, PositiveInt] = {}
    """By year, the serial to begin with where that is not 1."""

    @field_validator("prefix")
    @classmethod
    def _makes_numbers(cls, prefix: str) -> str:
        try:
            return read(spelled(prefix, 2024, 1)).agency or prefix
        except BadDocumentNumber:
            raise ValueError(
                "numbers begin with what stands before the year, such as 吉科函"
            ) from None

    def series(self) -> Series:
        """The series as the engine knows it."""
        return Series(prefix=self.prefix, yearly=self.restart == "yearly", starts=self.starts)


class Ofd(_Part):
    """The program that makes OFD files."""

    command: tuple[str, ...] = ()
    """Its words; {in} and {out} stand for the docx and the OFD file."""


class Documents(_Part):
    """Where papers come from, and what turns them into pages."""

    templates: Path | None = None
    """A folder with the office's own templates."""
    fonts: Path | None = None
    """A folder with fonts that are used for PDF beside the machine's."""
    soffice: str = ""
    """LibreOffice, where the path does not lead to it."""
    ofd: Ofd = Ofd()


class Run(_Part):
    """How the daemon works."""

    interval: int = Field(default=60, ge=1, le=86400)
    """Seconds between two sweeps."""
    nightly: time = time(2, 30)
    """When in Beijing the nightly checks begin."""
    audit: int = Field(default=10_000, ge=0)
    """How many histories are checked a night; 0 for all of them."""
    watchdog: int = Field(default=300, ge=10)
    """Seconds without a sign of life of a duty after which the process ends."""
    listen: str = "127.0.0.1:9464"
    """Where health and metrics are told; empty for nowhere."""
    allow_remote: bool = False
    """Whether others than this machine may ask."""
    disk_free: int = Field(default=100, ge=0)
    """Megabytes that must be free for the daemon to be ready."""

    @field_validator("nightly")
    @classmethod
    def _plain_hour(cls, hour: time) -> time:
        if hour.tzinfo is not None:
            raise ValueError("write an hour of Beijing, such as 02:30")
        return hour

    @field_validator("listen")
    @classmethod
    def _an_address(cls, listen: str) -> str:
        _, colon, port = listen.rpartition(":")
        if listen and not (colon and port.isascii() and port.isdigit() and int(port) < 65536):
            raise ValueError("write an address and a port, such as 127.0.0.1:9464")
        return listen

    @model_validator(mode="after")
    def _only_here(self) -> Run:
        if self.listen and not self.allow_remote and not _loopback(self.listen):
            raise ValueError("others than this machine could ask; set run.allow_remote if they may")
        return self


def _loopback(listen: str) -> bool:
    """Whether only this machine can ask at this address."""
    host = listen.rpartition(":")[0].strip("[]")
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class Log(_Part):
    """What is logged, how and where."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["auto", "json", "text"] = "auto"
    """`auto` is colour on a terminal and JSON elsewhere."""
    file: Path | None = None
    """A file in place of standard error; it may be rotated."""


class Config(BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        env_prefix="BIHUAN_",
        env_nested_delimiter="__",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    org: Org = Org()
    database: Database = Database()
    rules: Rules = Rules()
    calendar: Calendar = Calendar()
    numbers: dict[str, Numbering] = {}
    """The series by name: `letter` for answers, `opinion` for co-handlers' opinions, and others."""
    notify: Notify = Notify()
    platforms: dict[str, PlatformSettings] = {}
    """The provincial platforms, by a name of the office's choice."""
    documents: Documents = Documents()
    run: Run = Run()
    log: Log = Log()
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
    told: dict[str, Any] = {}
    places = dict(layers(file))
    for text in places.values():
        told = merged(told, text)
    try:
        return Config(**told, place=str(file or "-"))
    except SettingsError as error:
        raise BadConfig("environment", "BIHUAN_*", str(error)) from error
    except ValidationError as error:
        faults = [_fault(one, places, str(file or "environment")) for one in error.errors()]
        raise BadConfig(*faults[0], tuple(BadConfig(*one) for one in faults[1:])) from error


def _fault(
    error: ErrorDetails, places: Mapping[str, Mapping[str, Any]], otherwise: str
) -> tuple[str, str, str]:
    """Where the library found something wrong, at which key, and what."""
    at = written(error["loc"])
    key = ".".join(map(str, at))
    return _place_of(at, places) or otherwise, key, error["msg"].removeprefix("Value error, ")


def layers(file: Path | None) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What is written where, the weakest first: the file, `conf.d` beside it, credentials."""
    if file is not None:
        for part in (file, *sorted((file.parent / "conf.d").glob("*.toml"))):
            yield str(part), _read(part)
    yield from _credentials()


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """One table laid over another, key by key; anything else replaces what was there."""
    told = dict(base)
    for key, value in over.items():
        below = told.get(key)
        both = isinstance(below, Mapping) and isinstance(value, Mapping)
        told[key] = merged(below, value) if both else value  # type: ignore[arg-type]
    return told


def _read(file: Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(read_text(file))
    except tomllib.TOMLDecodeError as error:
        raise BadConfig(str(file), "-", f"is not TOML: {error}") from error
    except BadText as error:
        raise BadConfig(str(file), "-", error.reason) from error


def _credentials() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What systemd hands over as `database__url` and the like; other credentials are not ours."""
    folder = Path(os.environ.get("CREDENTIALS_DIRECTORY") or os.devnull)
    if not folder.is_dir():
        return
    for file in sorted(folder.glob("*__*")):
        section, _, key = file.name.partition("__")
        if section in Config.model_fields and section != "place":
            yield str(file), {section: {key: read_text(file).strip()}}


def _place_of(at: tuple[int | str, ...], places: Mapping[str, Mapping[str, Any]]) -> str:
    """The last file that says something of a key."""
    return next((place for place, told in reversed([*places.items()]) if _says(told, at)), "")


def _says(told: Any, at: tuple[int | str, ...]) -> bool:
    for part in at:
        if not isinstance(told, Mapping) or part not in told:
            return False
        told = told[part]
        if not isinstance(told, Mapping):
            return True
    return True


def template(org: str, url: str, policy: str) -> str:
    """A commented file to start from."""
    return f'''# bihuan 配置。密码不要写在这里：用环境变量 BIHUAN_DATABASE__URL。
[org]
id   = "office"
name = "{org}"
# contact = "某办公室"     # 通知中写明有疑问找谁
# telephone = ""

[database]
url = "{url}"
# url = "postgresql://bihuan@db.local/bihuan"

[rules]
policy = "{policy}"        # bihuan config policies 列出可用的地区
# ladders = "ladders.toml" # 本单位的催办梯次
# machines = ["lead.json"] # 本单位改过的流程定义，启用前先证明

[calendar]
files = []                 # 本单位或本省的日历文件，前面的优先

[numbers]                  # 文号：本单位各类函件的编号
# letter  = {{ prefix = "某函" }}
# opinion = {{ prefix = "某提函" }}    # 会办意见另编一列的
# 年中启用的，写明当年从几号起：letter = {{ prefix = "某函", starts = {{ 2025 = 38 }} }}

[notify]
# file = "outbox.jsonl"    # 催办消息写入的文件；不写则只显示在屏幕上
# default = ["mail"]       # 梯次中的 notice 走哪条通道
# book = "book.toml"       # 通讯录
# lang = "en"              # 通知用英文；--lang 只管屏幕
# [notify.mail]            # 密码只写引用：secret:名称 或 file:路径
# kind = "smtp"
# host = "mail.example.gov.cn"
# from = "bljy@example.gov.cn"

# [notify.hours]           # 通知只在工作日的这段时间内发出
# opens  = "09:00"
# closes = "17:30"
# quiet  = ["12:00-14:00"] # 其间不发
# always = true            # 不分昼夜、不分节假日，随时发出

# [platforms.renda]        # 省级平台；bihuan platform --help
# url = "https://platform.example.gov.cn/bihuan"
# secret = "secret:RENDA"
# every = 600              # 守护进程每隔几秒交换一次；0 为不自动

[documents]
# templates = "templates"  # 本单位自己的模板；bihuan doc templates export 导出一份来改
# fonts = "fonts"          # 转 PDF 时另用的字体
# soffice = "/usr/bin/soffice"
# ofd = {{ command = ["程序", "{{in}}", "{{out}}"] }}

[run]
interval = 60              # 守护进程每隔几秒查看一次到期
# listen = "127.0.0.1:9464" # /healthz /readyz /metrics；"" 为不开
# nightly = "02:30"        # 每夜检查的时刻(北京时间)

[log]
# level = "info"           # debug | info | warning | error
# file = "bihuan.log"      # 不写则写到标准错误
'''


def environment() -> dict[str, str]:
    """The variables that are set, without their values."""
    return {name: "…" for name in sorted(os.environ) if name.startswith("BIHUAN_")}
