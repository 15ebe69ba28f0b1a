"""The channels that are configured, and which of them takes a message."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, TypeVar, cast

from bihuan.adapters.notify.channel import Channel
from bihuan.adapters.notify.console import ConsoleChannel, spoken
from bihuan.adapters.notify.errors import UnknownChannel
from bihuan.adapters.notify.file import FileChannel, line_of
from bihuan.adapters.texts import read_text

if TYPE_CHECKING:
    from bihuan.adapters.notify.settings import Chat, File, Http, Notify, Package, Smtp, _Posting
    from bihuan.adapters.notify.web import Gate
    from bihuan.rules.book import Book, Entry

T = TypeVar("T")

NOTICE = "notice"
"""What a ladder calls the default route."""


@dataclass(frozen=True, slots=True)
class Routes:
    """Every channel by name; `notice` stands for those of the default route."""

    channels: Mapping[str, Channel]
    default: tuple[str, ...]

    def of(self, name: str, entry: Entry | None = None) -> tuple[str, Channel]:
        """The channel for this name, which reaches this recipient if any does."""
        if name != NOTICE or NOTICE in self.channels:
            if name not in self.channels:
                raise UnknownChannel(name, tuple(self.channels))
            return name, self.channels[name]
        first = self.default[0]
        best = next((one for one in self.default if self._reaches(one, entry)), first)
        return best, self.channels[best]

    def behind(self, name: str) -> tuple[str, ...]:
        """The channels that may take what is sent under this name; none when nobody knows it."""
        if name == NOTICE and NOTICE not in self.channels:
            return self.default
        return (name,) if name in self.channels else ()

    def seconds(self, name: str) -> float:
        """The longest that one of them may take."""
        return max((self.channels[one].seconds for one in self.behind(name)), default=0.0)

    def _reaches(self, name: str, entry: Entry | None) -> bool:
        has_address = entry is not None and entry.address(name) is not None
        return has_address or not self.channels[name].addressed


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where the configuration lies, and where we speak."""

    base: Path
    """The folder that its paths start from."""
    config: str = "-"
    """The file, for messages."""
    stream: TextIO
    lang: str = "zh"
    json: bool = False


def routes(notify: Notify, place: Place) -> Routes:
    """Build every configured channel; raises BadConfig naming the key that is wrong."""
    channels = {name: build(name, way, place) for name, way in notify.channels.items()}
    check_default(notify, place)
    default = notify.default
    if notify.file is not None:
        channels.setdefault("file", FileChannel(place.base / notify.file))
        default = default or ("file",)
    if not default:
        channels.setdefault("console", _console(place))
        default = ("console",)
    return Routes(channels, default)


def find_book(notify: Notify, base: Path) -> Book | None:
    """The office's address book; None when it has none."""
    from bihuan.rules.book import parse_book

    if notify.book is None:
        return None
    return parse_book(read_text(base / notify.book), notify.book.name, names(notify))


def check_default(notify: Notify, place: Place) -> None:
    """Raise BadConfig where the default route names a channel that is not configured."""
    from bihuan.adapters.config import BadConfig

    for name in notify.default:
        if name not in names(notify):
            reason = f"names {name}, which has no table [notify.{name}]"
            raise BadConfig(place.config, "notify.default", reason)


def build(name: str, way: object, place: Place) -> Channel:
    """One channel as it is configured; raises BadConfig naming the key that is wrong."""
    kind = cast("str", getattr(way, "kind", ""))
    make: Callable[..., Channel] = _MAKERS[kind]
    return make(name, way, place)


def _file(name: str, way: File, place: Place) -> Channel:
    return FileChannel(place.base / way.path, name)


def _console(place: Place) -> Channel:
    return ConsoleChannel(place.stream, line_of if place.json else spoken(place.lang))


def _smtp(name: str, way: Smtp, place: Place) -> Channel:
    from bihuan.adapters.notify.mail import MailChannel, MailServer, Security

    server = MailServer(
        host=way.host,
        port=way.port,
        security=Security(way.security),
        ca=_ca(way.ca, name, place),
        user=way.user,
        password=_secret(way.password, f"{name}.password", place),
        sender=way.sender,
        sender_name=way.name,
        seconds=way.seconds,
    )
    return MailChannel(server, name)


def _http(name: str, way: Http, place: Place) -> Channel:
    from bihuan.adapters.notify.bodies import TemplateBody, document
    from bihuan.adapters.notify.http import HttpChannel
    from bihuan.adapters.notify.signing import signer
    from bihuan.adapters.notify.web import target
    from bihuan.adapters.secrets import is_reference

    url = _secret(way.url, f"{name}.url", place) if is_reference(way.url) else way.url
    keys = [_secret(one, f"{name}.secrets", place) for one in way.secrets]
    gate = _gate(way, name, place)
    body = document
    if way.body is not None:
        source = read_text(place.base / way.body)
        body = _sound(f"{name}.body", place, partial(TemplateBody, source, name))
    return HttpChannel(
        _sound(f"{name}.url", place, partial(target, url, gate)),
        gate,
        name=name,
        body=body,
        sign=_sound(f"{name}.secrets", place, partial(signer, keys, name)) if keys else None,
        success=way.success,
        headers={
            header: _secret(one, f"{name}.headers.{header}", place)
            for header, one in way.headers.items()
        },
        addressed=way.addressed,
    )


def _chat(name: str, way: Chat, place: Place) -> Channel:
    from bihuan.adapters.notify.chat import ChatChannel, Robot, Service

    robot = Robot(
        service=Service(way.kind),
        token=_secret(way.token, f"{name}.token", place),
        secret=_secret(way.secret, f"{name}.secret", place),
        base=way.base,
    )
    make = partial(ChatChannel, robot, _gate(way, name, place), name, place.lang)
    return _sound(f"{name}.base", place, make)


def _gate(way: _Posting, name: str, place: Place) -> Gate:
    from bihuan.adapters.notify.web import Gate

    return Gate(
        hosts=frozenset(way.hosts),
        allow_http=way.allow_http,
        allow_addresses=way.allow_addresses,
        seconds=way.seconds,
        ca=_ca(way.ca, name, place),
    )


def _ca(path: Path | None, name: str, place: Place) -> Path | None:
    """The file of those whose certificates are believed, tried before the first notice leaves."""
    from bihuan.adapters.config import BadConfig
    from bihuan.adapters.notify.web import tls

    if path is None:
        return None
    try:
        tls(place.base / path)
    except OSError:
        reason = f"{path} cannot be read, or holds no certificate (PEM)"
        raise BadConfig(place.config, f"notify.{name}.ca", reason) from None
    return place.base / path


def _secret(reference: str | None, key: str, place: Place) -> str:
    from bihuan.adapters.secrets import find

    if reference is None:
        return ""
    return _sound(key, place, lambda: find(reference, place.base).get_secret_value())


def _sound(key: str, place: Place, make: Callable[[], T]) -> T:
    """What is made, or the error that names the key; a secret is never repeated."""
    from bihuan.adapters.config import BadConfig

    try:
        return make()
    except ValueError as error:
        raise BadConfig(place.config, f"notify.{key}", str(error)) from None


def _package(name: str, way: Package, place: Place) -> Channel:
    from bihuan.adapters.extensions import CHANNELS, find
    from bihuan.adapters.secrets import is_reference

    make = _sound(f"{name}.entry", place, partial(find, CHANNELS, way.entry))
    settings = {
        key: _secret(value, f"{name}.settings.{key}", place)
        if isinstance(value, str) and is_reference(value)
        else value
        for key, value in way.settings.items()
    }
    made: Channel = _sound(f"{name}.settings", place, partial(make, name, settings))
    return made


_MAKERS: Mapping[str, Callable[..., Channel]] = {
    "smtp": _smtp,
    "http": _http,
    "wecom": _chat,
    "dingtalk": _chat,
    "feishu": _chat,
    "file": _file,
    "package": _package,
    "console": lambda _name, _way, place: _console(place),
}


def names(notify: Notify) -> tuple[str, ...]:
    """The channels that are configured, by name."""
    return (*notify.channels, *(("file",) if notify.file else ()))


def configured(notify: Notify) -> tuple[str, ...]:
    """The names a ladder may use."""
    return (NOTICE, *names(notify))
