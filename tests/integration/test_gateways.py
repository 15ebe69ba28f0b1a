"""Notices posted to real gateways on this machine, and to hostile ones."""

import base64
import gzip
import hmac
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme
from standardwebhooks import Webhook

from bihuan.adapters.notify.chat import ChatChannel, Robot, Service
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.http import HttpChannel
from bihuan.adapters.notify.signing import signer
from bihuan.adapters.notify.web import Gate, target
from support.notices import a_notice
from support.sinks import dripping, http_sink, mute, raw_sink, saying

HERE = (ip_network("127.0.0.0/8"),)
OPEN = Gate(allow_http=True, allow_addresses=HERE, seconds=20.0)
OK = b"HTTP/1.1 200 OK\r\n"
SECRET = "whsec_" + base64.b64encode(b"a" * 24).decode()


def a_channel(url: str, gate: Gate = OPEN, **more: Any) -> HttpChannel:
    return HttpChannel(target(url, gate), gate, name="oa", **more)


def at(port: int) -> str:
    return f"http://127.0.0.1:{port}/"


def test_a_notice_arrives_whole_and_signed() -> None:
    notice = a_notice(at=datetime.now(UTC))

    with http_sink() as sink:
        said = a_channel(sink.url, sign=signer([SECRET], "oa")).send(notice)

    (posted,) = sink.posted
    assert said == "200"
    assert posted.document["subject"] == notice.subject
    assert posted.document["recipient"] == "某经办"
    headers = {name.lower(): value for name, value in posted.headers.items()}
    assert headers["webhook-id"] == headers["idempotency-key"] == notice.id
    assert Webhook(SECRET).verify(posted.body, headers)
    assert headers["host"] == f"127.0.0.1:{sink.port}"


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (422, True), (401, False), (404, False), (429, False), (500, False)],
)
def test_a_refusal_is_told_by_its_status(status: int, permanent: bool) -> None:
    with http_sink() as sink, pytest.raises(Undelivered, match=str(status)) as told:
        sink.status = status
        sink.body = b"canary someone@example.org"
        a_channel(sink.url).send(a_notice())

    assert told.value.permanent is permanent
    assert isinstance(told.value, Unavailable) is (status == 429)
    assert "canary" not in repr(told.value)


def test_a_gateway_that_refuses_with_status_200_is_understood() -> None:
    with http_sink() as sink:
        channel = a_channel(sink.url, success={"code": 0})
        channel.send(a_notice())
        for body in (b'{"code": 40001}', b'{"code": false}', b"[]", b"{}", b"welcome"):
            sink.body = body
            with pytest.raises(Undelivered) as told:
                channel.send(a_notice())
            assert type(told.value) is Undelivered


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirection_is_not_followed(status: int) -> None:
    with http_sink() as sink, http_sink() as elsewhere:
        sink.status = status
        sink.headers = {"Location": elsewhere.url}
        with pytest.raises(Undelivered, match="points elsewhere"):
            a_channel(sink.url).send(a_notice())

    assert elsewhere.posted == []


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with http_sink() as sink, http_sink() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        a_channel(sink.url).send(a_notice())

    assert len(sink.posted) == 1
    assert proxy.posted == []


def test_a_compressed_answer_is_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    with http_sink() as sink, pytest.raises(Undelivered, match="no JSON"):
        sink.body = bomb
        sink.headers = {"Content-Encoding": "gzip"}
        a_channel(sink.url, success={"code": 0}).send(a_notice())

    assert sink.posted[0].headers["Accept-Encoding"] == "identity"


def test_an_endless_answer_is_left_at_its_limit() -> None:
    talk = dripping(OK + b"\r\n", b"x" * 70_000)
    with raw_sink(talk) as sink, pytest.raises(Undelivered, match="longer than 65536"):
        a_channel(at(sink.port)).send(a_notice())


@pytest.mark.parametrize(
    "talk",
    [
        mute,
        dripping(b"HTTP/1.1 ", b"2"),
        dripping(OK, b"X: y\r\n"),
        dripping(OK + b"\r\n", b"x"),
        dripping(OK + b"Content-Length: 9000\r\n\r\n", b"x"),
        dripping(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["mute", "status", "headers", "body", "length", "chunks"],
)
def test_a_slow_gateway_is_left_in_time(talk: Callable[..., None]) -> None:
    quick = Gate(allow_http=True, allow_addresses=HERE, seconds=0.4)

    with raw_sink(talk) as sink, pytest.raises(Unavailable) as told:
        a_channel(at(sink.port), quick).send(a_notice())

    assert not told.value.permanent


@pytest.mark.parametrize(
    "text",
    [b"", b"no http at all\r\n\r\n", OK + b"Content-Length: 10\r\n\r\nshort"],
    ids=["nothing", "other", "cut off"],
)
def test_an_answer_that_is_not_whole_is_no_receipt(text: bytes) -> None:
    with raw_sink(saying(text)) as sink, pytest.raises(Undelivered) as told:
        a_channel(at(sink.port)).send(a_notice())

    assert type(told.value) is Undelivered


INNER = (
    *("127.0.0.1", "10.0.0.1", "100.64.0.1", "100.100.100.200", "169.254.169.254", "172.16.0.1"),
    *("192.168.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.0.8", "198.18.0.1"),
    *("::1", "::", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "fc00::1"),
    *("fe80::1", "fd00:ec2::254", "ff02::1", "::127.0.0.1"),
)
SPELLINGS = (
    *("127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0", "127.0.1", "0x7f.1", "localhost"),
    *("017700000001", "127.000.000.001", "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]"),
    *("[::ffff:7f00:1]", "127.0.0.1.", "LOCALHOST", "127.0.0.1"),
)


class _Resolver:
    """Answers with these addresses, one lookup after the other."""

    def __init__(self, *answers: tuple[str, ...]) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def __call__(self, host: str, port: int, **_: object) -> list[Any]:
        self.asked.append(host)
        found = self.answers.pop(0)
        return [
            (
                socket.AF_INET6 if ":" in one else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (one, port, 0, 0) if ":" in one else (one, port),
            )
            for one in found
        ]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every address anybody tried to connect to; nobody gets through."""
    tried: list[Any] = []

    class Watched(socket.socket):
        def connect(self, place: Any) -> None:
            tried.append(place)
            raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(socket, "socket", Watched)
    return tried


@pytest.mark.parametrize("address", INNER)
def test_a_name_that_leads_inside_is_not_called(
    address: str, calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _Resolver((address,)))

    with pytest.raises(Unavailable, match="not allowed"):
        a_channel("https://oa.example.gov.cn/", Gate()).send(a_notice())

    assert calls == []


def test_one_address_inside_among_others_is_enough_to_call_none(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _Resolver(("8.8.8.8", "10.0.0.1")))

    with pytest.raises(Unavailable, match="not allowed"):
        a_channel("https://oa.example.gov.cn/", Gate()).send(a_notice())

    assert calls == []


@pytest.mark.parametrize("host", SPELLINGS)
def test_no_spelling_of_this_machine_is_called(host: str, calls: list[Any]) -> None:
    with pytest.raises(Undelivered):
        a_channel(f"https://{host}/", Gate()).send(a_notice())

    assert calls == []


def test_the_address_that_was_checked_is_the_one_that_is_called(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    resolver = _Resolver(("8.8.8.8",), ("127.0.0.1",))
    monkeypatch.setattr(socket, "getaddrinfo", resolver)

    with pytest.raises(Unavailable, match="ECONNREFUSED"):
        a_channel("https://oa.example.gov.cn/", Gate()).send(a_notice())

    assert calls == [("8.8.8.8", 443)]
    assert resolver.asked == ["oa.example.gov.cn"]


def test_the_certificate_must_be_for_the_name_though_the_address_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("oa.example.gov.cn").configure_cert(context)
    gate = Gate(allow_addresses=HERE, ca=tmp_path / "ca.pem")

    with http_sink(context) as sink:
        for host in ("oa.example.gov.cn", "other.example.gov.cn"):
            monkeypatch.setattr(socket, "getaddrinfo", _Resolver(("127.0.0.1",)))
            channel = a_channel(f"https://{host}:{sink.port}/", gate)
            if host.startswith("oa."):
                channel.send(a_notice())
            else:
                with pytest.raises(Unavailable, match="CERTIFICATE"):
                    channel.send(a_notice())

    assert [posted.headers["Host"] for posted in sink.posted] == [f"oa.example.gov.cn:{sink.port}"]


def test_a_knock_connects_securely_and_posts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("oa.example.gov.cn").configure_cert(context)
    gate = Gate(allow_addresses=HERE, ca=tmp_path / "ca.pem")

    with http_sink(context) as sink:
        monkeypatch.setattr(socket, "getaddrinfo", _Resolver(*[("127.0.0.1",)] * 3))
        a_channel(f"https://oa.example.gov.cn:{sink.port}/", gate).knock()
        robot = Robot(
            service=Service.WECOM, token="key", base=f"https://oa.example.gov.cn:{sink.port}"
        )
        ChatChannel(robot, gate).knock()
        with pytest.raises(Undelivered, match="CERTIFICATE"):
            a_channel(f"https://other.example.gov.cn:{sink.port}/", gate).knock()

    assert sink.posted == []


def test_a_knock_goes_nowhere_a_notice_would_not_go(
    calls: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", _Resolver(("10.0.0.1",)))

    with pytest.raises(Undelivered, match="not allowed"):
        a_channel("https://oa.example.gov.cn/", Gate()).knock()

    assert calls == []


def test_a_knock_at_a_mute_gateway_is_over_in_time() -> None:
    quick = Gate(allow_addresses=HERE, seconds=0.4)

    with raw_sink(mute) as sink, pytest.raises(Undelivered, match=r"longer than 0\.4 seconds"):
        a_channel(f"https://127.0.0.1:{sink.port}/", quick).knock()


CHATS = {
    Service.WECOM: ({"errcode": 0}, {"errcode": 45009}, "/cgi-bin/webhook/send?key=canary", True),
    Service.DINGTALK: (
        {"errcode": 0},
        {"errcode": 310000},
        "/robot/send?access_token=canary",
        False,
    ),
    Service.FEISHU: ({"code": 0}, {"code": 11232}, "/open-apis/bot/v2/hook/canary", True),
}
"""What each says when it takes a notice, when it does not, and whether that is for too many."""


@pytest.mark.parametrize("service", Service)
def test_a_group_hears_the_notice_and_a_refusal_with_status_200_is_one(service: Service) -> None:
    good, bad, path, too_often = CHATS[service]
    notice = a_notice(address="u-1")

    with http_sink() as sink:
        robot = Robot(service=service, token="canary", base=f"http://127.0.0.1:{sink.port}")
        channel = ChatChannel(robot, OPEN)
        sink.body = str(good).replace("'", '"').encode()
        channel.send(notice)
        sink.body = str(bad).replace("'", '"').encode()
        with pytest.raises(Undelivered, match="the gateway refused") as told:
            channel.send(notice)
        sink.body = b'{"errcode": [11232], "code": [11232]}'
        with pytest.raises(Undelivered, match="the gateway refused") as odd:
            channel.send(notice)

    first = sink.posted[0]
    said = first.document
    text = said["content"]["text"] if service is Service.FEISHU else said["text"]["content"]
    assert first.path == path
    assert notice.subject in text
    assert "u-1" in first.body.decode()
    assert "canary" not in repr(told.value) + repr(robot)
    assert not told.value.permanent
    assert isinstance(told.value, Unavailable) is too_often
    assert type(odd.value) is Undelivered


def test_a_notice_that_feishu_finds_malformed_stops_only_itself() -> None:
    with http_sink() as sink:
        robot = Robot(service=Service.FEISHU, token="t", base=f"http://127.0.0.1:{sink.port}")
        sink.body = b'{"code": 9499, "msg": "Bad Request", "data": {}}'
        with pytest.raises(Undelivered, match="the gateway refused") as told:
            ChatChannel(robot, OPEN).send(a_notice())

    assert type(told.value) is Undelivered


def test_a_text_too_long_for_wecom_is_cut_where_everybody_sees_it() -> None:
    with http_sink() as sink:
        sink.body = b'{"errcode": 0}'
        robot = Robot(service=Service.WECOM, token="key", base=f"http://127.0.0.1:{sink.port}")
        ChatChannel(robot, OPEN).send(a_notice(text="这是一句话。" * 500))

    content = sink.posted[0].document["text"]["content"]
    assert len(content.encode()) <= 2048
    assert content.endswith("这是一句话。……（内容过长，未全部显示）")


def test_robots_sign_as_their_services_ask() -> None:
    with http_sink() as sink:
        sink.body = b'{"errcode": 0, "code": 0}'
        for service in (Service.DINGTALK, Service.FEISHU):
            base = f"http://127.0.0.1:{sink.port}"
            ChatChannel(Robot(service=service, token="t", secret="SEC", base=base), OPEN).send(
                a_notice()
            )

    ding, feishu = sink.posted
    signed = hmac.digest(b"SEC", b"1717387200000\nSEC", "sha256")
    assert parse_qs(urlsplit(ding.path).query) == {
        "access_token": ["t"],
        "timestamp": ["1717387200000"],
        "sign": [base64.b64encode(signed).decode()],
    }
    assert feishu.document["timestamp"] == "1717387200"
    expected = hmac.digest(b"1717387200\nSEC", b"", "sha256")
    assert base64.b64decode(feishu.document["sign"]) == expected
