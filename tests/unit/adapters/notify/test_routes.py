"""From the configuration to channels."""

import base64
import traceback
from io import StringIO
from pathlib import Path

import pytest

from bihuan.adapters.config import BadConfig, Config, load
from bihuan.adapters.notify.chat import ChatChannel
from bihuan.adapters.notify.console import ConsoleChannel
from bihuan.adapters.notify.errors import UnknownChannel
from bihuan.adapters.notify.file import FileChannel
from bihuan.adapters.notify.http import HttpChannel
from bihuan.adapters.notify.mail import MailChannel
from bihuan.adapters.notify.routes import Place, Routes, find_book, routes
from bihuan.rules.book import BookError
from support.notices import a_notice

CANARY = "canary-4711"
WHOLE = """
[org]
name = "某厅"
contact = "某办公室"
[notify]
default = ["mail", "lines"]
book = "book.toml"
[notify.mail]
kind = "smtp"
host = "mail.example.gov.cn"
from = "bljy@example.gov.cn"
user = "bljy"
password = "secret:mail"
[notify.wecom]
kind = "wecom"
token = "secret:wecom"
[notify.oa]
kind = "http"
url = "https://oa.example.gov.cn/api"
hosts = ["oa.example.gov.cn"]
allow_addresses = ["10.0.0.0/8"]
body = "oa.json.j2"
sign = "standard-webhooks"
secrets = ["secret:oa", "file:next.key"]
success = { code = 0 }
headers = { Authorization = "secret:oa_token" }
[notify.lines]
kind = "file"
path = "lines.jsonl"
[notify.screen]
kind = "console"
"""
BOOK = """
[[entry]]
name = "办公室"
kind = "office"
address = { mail = "office@example.gov.cn" }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office with everything that its configuration names."""
    key = "whsec_" + base64.b64encode(b"k" * 24).decode()
    for name, text in (("mail", CANARY), ("wecom", CANARY), ("oa", key), ("oa_token", CANARY)):
        monkeypatch.setenv(f"BIHUAN_SECRET_{name.upper()}", text)
    (tmp_path / "bihuan.toml").write_text(WHOLE, "utf-8")
    (tmp_path / "book.toml").write_text(BOOK, "utf-8")
    (tmp_path / "oa.json.j2").write_text('{"text": {{ text|tojson }}}', "utf-8")
    (tmp_path / "next.key").write_text(key, "utf-8")
    (tmp_path / "next.key").chmod(0o600)
    return tmp_path


def said(folder: Path, *changes: tuple[str, str]) -> Config:
    text = WHOLE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / "bihuan.toml").write_text(text, "utf-8")
    return load(folder / "bihuan.toml")


def built(folder: Path, *changes: tuple[str, str]) -> Routes:
    config = said(folder, *changes)
    return routes(config.notify, Place(base=folder, config=config.place, stream=StringIO()))


def test_every_kind_of_channel_is_built_by_its_name(folder: Path) -> None:
    found = built(folder)

    kinds = {name: type(channel) for name, channel in found.channels.items()}
    assert kinds == {
        "mail": MailChannel,
        "wecom": ChatChannel,
        "oa": HttpChannel,
        "lines": FileChannel,
        "screen": ConsoleChannel,
    }
    assert found.default == ("mail", "lines")
    assert find_book(said(folder).notify, folder) is not None


def test_the_default_route_is_what_is_configured_else_the_file_else_the_screen(
    folder: Path,
) -> None:
    stream = StringIO()
    for text, kind in (('[notify]\nfile = "a.jsonl"', FileChannel), ("", ConsoleChannel)):
        (folder / "bihuan.toml").write_text(text, "utf-8")
        notify = load(folder / "bihuan.toml").notify
        _, channel = routes(notify, Place(base=folder, stream=stream)).of("notice")
        assert isinstance(channel, kind)
        channel.send(a_notice())

    assert (folder / "a.jsonl").exists()
    assert stream.getvalue().startswith("→ 某经办：【催办】")


def test_a_channel_nobody_configured_is_named_with_those_there_are(folder: Path) -> None:
    with pytest.raises(UnknownChannel) as told:
        built(folder).of("fax")

    assert "wecom" in told.value.known


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        (('kind = "smtp"', 'kind = "smpt"'), "notify.mail"),
        (('host = "mail.example.gov.cn"', ""), "notify.mail.host"),
        (('from = "bljy@example.gov.cn"', 'from = "某人"'), "notify.mail.from"),
        (('user = "bljy"', 'user = "bljy"\nport = 0'), "notify.mail.port"),
        (('user = "bljy"', ""), "notify.mail"),
        (('user = "bljy"', 'user = "bljy"\nsecurity = "none"'), "notify.mail"),
        (('user = "bljy"', 'user = "bljy"\nsecs = 3'), "notify.mail.secs"),
        (('user = "bljy"', 'user = "bljy"\nseconds = 600'), "notify.mail.seconds"),
        (('password = "secret:mail"', f'password = "{CANARY}"'), "notify.mail.password"),
        (('token = "secret:wecom"', f'token = "{CANARY}"'), "notify.wecom.token"),
        (('secrets = ["secret:oa", "file:next.key"]', ""), "notify.oa"),
        (('"10.0.0.0/8"', '"10.0.0.0/99"'), "notify.oa.allow_addresses.0"),
        (('default = ["mail", "lines"]', 'default = ["fax"]'), "notify.default"),
        (('path = "lines.jsonl"', ""), "notify.lines.path"),
        (('"https://oa.example.gov.cn/api"', '"http://oa.example.gov.cn/"'), "notify.oa.url"),
        (('"https://oa.example.gov.cn/api"', '"https://example.org/"'), "notify.oa.url"),
        (('"secret:oa"', '"secret:wecom"'), "notify.oa.secrets"),
        (('"secret:oa_token"', '"secret:none"'), "notify.oa.headers.Authorization"),
        (('token = "secret:wecom"', 'token = "secret:none"'), "notify.wecom.token"),
        (('user = "bljy"', 'user = "bljy"\nca = "bihuan.toml"'), "notify.mail.ca"),
        (('"secret:wecom"', '"secret:wecom"\nca = "none.pem"'), "notify.wecom.ca"),
        (('"secret:wecom"', '"secret:wecom"\nbase = "http://x/"'), "notify.wecom.base"),
    ],
)
def test_a_fault_names_its_key_and_repeats_no_secret(
    folder: Path, changes: tuple[str, str], key: str
) -> None:
    with pytest.raises(BadConfig) as told:
        built(folder, changes)

    whole = "".join(traceback.format_exception(told.value))
    assert told.value.key.startswith(key)
    assert CANARY not in whole + repr(told.value)


def test_the_default_route_may_be_the_file_of_the_shorthand(folder: Path) -> None:
    found = built(folder, ('default = ["mail", "lines"]', 'default = ["file"]\nfile = "a.jsonl"'))

    assert isinstance(found.of("notice")[1], FileChannel)


def test_a_template_with_a_fault_names_its_key(folder: Path) -> None:
    (folder / "oa.json.j2").write_text("{{ text", "utf-8")

    with pytest.raises(BadConfig, match=r"notify\.oa\.body: line 1"):
        built(folder)


def test_an_address_for_a_channel_that_is_none_is_a_fault_of_the_book(folder: Path) -> None:
    (folder / "book.toml").write_text(BOOK.replace("mail =", "mial ="), "utf-8")

    with pytest.raises(BookError, match=r"address\.mial"):
        find_book(said(folder).notify, folder)


def test_no_secret_is_in_a_configuration_or_a_channel_that_is_shown(folder: Path) -> None:
    found = built(folder)

    shown = repr(said(folder)) + repr(found) + said(folder).model_dump_json(by_alias=True)
    assert CANARY not in shown
    assert "secret:mail" in shown
