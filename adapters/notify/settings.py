"""How the ways out of the house are configured: `[notify]` and a table for each channel."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from bihuan.adapters.secrets import is_reference

if TYPE_CHECKING:
    from bihuan.rules.hours import Hours

KINDS = ("smtp", "http", "wecom", "dingtalk", "feishu", "file", "console", "package")


def _reference(text: str) -> str:
    if not is_reference(text):  # the text is not repeated: it may be the secret itself
        raise ValueError("write secret:NAME or file:PATH, not the secret itself")
    return text


Reference = Annotated[str, AfterValidator(_reference)]
Seconds = Annotated[float, Field(ge=1, le=60)]
"""The longest that one notice may take; what a courier had who died waits a little longer."""


class _Way(BaseModel):
    model_config = ConfigDict(
        extra="forbid", frozen=True, hide_input_in_errors=True, serialize_by_alias=True
    )


class Smtp(_Way):
    """A mail server."""

    kind: Literal["smtp"]
    host: str = Field(min_length=1)
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca: Path | None = None
    user: str = ""
    password: Reference | None = None
    sender: str = Field(alias="from", pattern=r"^[^@\s<>]+@[A-Za-z0-9.-]+$")
    name: str = ""
    seconds: Seconds = 30

    @model_validator(mode="after")
    def _login_is_whole_and_kept_secret(self) -> Smtp:
        if bool(self.user) != bool(self.password):
            raise ValueError("user and password belong together")
        if self.user and self.security == "none":
            raise ValueError('a password is not sent in the clear; use security = "starttls"')
        return self


class _Posting(_Way):
    """What all that is posted has in common."""

    hosts: tuple[str, ...] = ()
    allow_http: bool = False
    allow_addresses: tuple[IPv4Network | IPv6Network, ...] = ()
    ca: Path | None = None
    seconds: Seconds = 20


class Http(_Posting):
    """A gateway of the office's own."""

    kind: Literal["http"]
    url: str = Field(min_length=1)
    """May be a reference to a secret: some gateways have their key in it."""
    body: Path | None = None
    sign: Literal["standard-webhooks"] | None = None
    secrets: tuple[Reference, ...] = ()
    success: dict[str, str | int | bool] = {}
    headers: dict[str, Reference] = {}
    addressed: bool = False

    @model_validator(mode="after")
    def _signs_with_something(self) -> Http:
        if bool(self.sign) != bool(self.secrets):
            raise ValueError("sign and secrets belong together")
        return self


class Webhooks(_Posting):
    """How other systems are told of what happens."""

    key: Reference | None = None
    """What every secret is worked out from: at least 32 letters that nobody can guess."""


class Chat(_Posting):
    """A robot in a group."""

    kind: Literal["wecom", "dingtalk", "feishu"]
    token: Reference
    secret: Reference | None = None
    base: str = ""


class File(_Way):
    """Lines of JSON in a file."""

    kind: Literal["file"]
    path: Path


class Console(_Way):
    """Lines on the screen."""

    kind: Literal["console"]


class Package(_Way):
    """A way that an installed package brings."""

    kind: Literal["package"]
    entry: str
    """How the package calls it."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """What the package is told; a secret is written as secret:NAME or file:PATH."""


Way = Annotated[Smtp | Http | Chat | File | Console | Package, Field(discriminator="kind")]


class OfficeHours(_Way):
    """When messages may leave on a working day; nothing leaves in a quiet span within it."""

    opens: str = "09:00"
    closes: str = "17:30"
    quiet: tuple[str, ...] = ()
    always: bool = False

    def read(self) -> Hours:
        """What is written here as hours; raises HoursError."""
        from bihuan.rules.hours import read_hours

        return read_hours(self.opens, self.closes, self.quiet, always=self.always)


class Notify(BaseModel):
    """Where messages go; every other key is the name of a channel, with its table."""

    model_config = ConfigDict(
        extra="allow", frozen=True, hide_input_in_errors=True, serialize_by_alias=True
    )
    __pydantic_extra__: dict[str, Way] = Field(init=False)

    file: Path | None = None
    """Shorthand for a channel of kind `file`."""
    book: Path | None = None
    """The address book."""
    default: tuple[str, ...] = ()
    """The channels of a rung that says `notice`: the first that reaches the recipient."""

    lang: Literal["zh", "en"] = "zh"
    """The language of what is sent, whatever the screen of whoever sends it speaks."""
    hours: OfficeHours = OfficeHours()

    @property
    def channels(self) -> dict[str, Any]:
        """The channels that have a table, by name."""
        return dict(self.__pydantic_extra__)

    @property
    def files(self) -> tuple[Path, ...]:
        """Where channels of kind `file` write."""
        written = [way.path for way in self.channels.values() if isinstance(way, File)]
        return tuple(written) if self.file is None else (self.file, *written)


def written(at: Sequence[int | str]) -> tuple[int | str, ...]:
    """A place in the configuration as it is written there; the library adds a channel's kind."""
    parts = list(at)
    if parts[:1] == ["notify"] and len(parts) > 2 and parts[2] in KINDS:
        del parts[2]
    return tuple(parts)
