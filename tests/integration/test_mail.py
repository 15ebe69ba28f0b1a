"""Mails over a real server, and over servers that behave badly."""

import logging
import socket
import ssl
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import trustme

from bihuan.adapters.notify import mail
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.mail import MailChannel, MailServer, Security
from support.notices import CASE, a_message, a_notice
from support.sinks import dripping, free_port, mail_sink, mute, only, raw_sink, scripted

CANARY = "canary-4711"


def a_channel(port: int, **changes: Any) -> MailChannel:
    known: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": port,
        "security": Security.NONE,
        "sender": "bljy@example.gov.cn",
        "sender_name": "某厅办公室",
        "seconds": 20.0,
    }
    return MailChannel(MailServer(**(known | changes)))


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def tls(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1", "mail.example.gov.cn").configure_cert(context)
    return context


@pytest.fixture
def ca(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return path


TOPICS: dict[str, dict[str, object]] = {
    "reminder": CASE,
    "urging": CASE,
    "supervision": CASE,
    "cohandling": CASE,
    "feedback_request": CASE,
    "digest": {"items": [CASE]},
    "calendar": {"year": 2025},
    "incident": {"what": "timer", "about": "t-1"},
}


@pytest.mark.parametrize("topic", TOPICS)
def test_each_kind_of_notice_arrives_with_subject_and_names_intact(topic: str) -> None:
    notice = a_notice(a_message(topic, body=TOPICS[topic]), recipient="欧阳𬱖（甲处）")

    with mail_sink() as sink:
        assert a_channel(sink.port).send(notice) == "250"

    (arrived,) = sink.mails
    assert arrived["Subject"] == notice.subject
    assert arrived.get_content().replace("\r\n", "\n").rstrip("\n") == notice.text
    (to,) = arrived["To"].addresses
    assert (to.display_name, to.addr_spec) == ("欧阳𬱖（甲处）", "someone@example.org")
    (sender,) = arrived["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("某厅办公室", "bljy@example.gov.cn")
    assert arrived["Date"].datetime == notice.at
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert sink.envelopes[0].rcpt_tos == ["someone@example.org"]


def test_every_header_on_the_wire_is_plain_letters() -> None:
    with mail_sink() as sink:
        a_channel(sink.port).send(a_notice())

    content = sink.envelopes[0].content
    assert isinstance(content, bytes)
    assert content.isascii()


def test_mails_of_one_case_are_a_thread_and_a_second_copy_is_known_as_one() -> None:
    with mail_sink() as sink:
        channel = a_channel(sink.port)
        channel.send(a_notice())
        channel.send(a_notice())
        channel.send(a_notice(key="c-1/3/某经办/mail"))
        channel.send(a_notice(key="c-2/3/某经办/mail", case="c-2"))

    first, again, later, other = sink.mails
    assert first["Message-ID"] == again["Message-ID"] != later["Message-ID"]
    assert first["References"] == later["References"] != other["References"]
    assert first["References"] != first["Message-ID"]


@pytest.mark.parametrize(
    ("answer", "permanent"), [("451 later", False), ("550 no such user", True), ("421 busy", False)]
)
def test_a_refused_recipient_delays_only_itself(answer: str, permanent: bool) -> None:
    with mail_sink() as sink:
        sink.refuses["gone@example.org"] = answer
        channel = a_channel(sink.port)
        with pytest.raises(Undelivered) as told:
            channel.send(a_notice(address="gone@example.org"))
        channel.send(a_notice())

    assert type(told.value) is Undelivered
    assert told.value.permanent is permanent
    assert told.value.reason == f"the server refused the recipient ({answer[:3]})"
    assert "gone" not in str(told.value)
    assert len(sink.mails) == 1


@pytest.mark.parametrize(("answer", "permanent"), [("452 full", False), ("554 no", True)])
def test_a_refused_mail_is_told_by_its_code(answer: str, permanent: bool) -> None:
    with mail_sink() as sink, pytest.raises(Undelivered, match=answer[:3]) as told:
        sink.answer = answer
        a_channel(sink.port).send(a_notice())

    assert type(told.value) is Undelivered
    assert told.value.permanent is permanent


def test_a_server_that_hangs_up_over_one_mail_may_take_the_next() -> None:
    def hangs_up(line: socket.socket, over: threading.Event) -> None:
        line.sendall(b"220 hello\r\n")
        for answer in (b"250 hello\r\n", b"250 sender\r\n", b"250 recipient\r\n"):
            line.recv(65536)
            line.sendall(answer)
        line.recv(65536)

    with raw_sink(hangs_up) as sink, pytest.raises(Undelivered, match="hung up") as told:
        a_channel(sink.port).send(a_notice())

    assert type(told.value) is Undelivered


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_login_goes_only_over_a_secure_line(
    security: Security, tls: ssl.SSLContext, ca: Path
) -> None:
    how: dict[str, Any] = {"tls_context": tls, "auth_required": True}
    if security is Security.TLS:  # this server does not know that such a line is secure
        how = {"ssl_context": tls, "auth_require_tls": False}
    with mail_sink(**how, authenticator=only("bljy", CANARY)) as sink:
        channel = a_channel(sink.port, security=security, ca=ca, user="bljy", password=CANARY)
        channel.send(a_notice())

    assert len(sink.mails) == 1


def test_a_wrong_password_is_a_passing_trouble_that_repeats_nothing(
    tls: ssl.SSLContext, ca: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, logger="bihuan")
    with mail_sink(tls_context=tls, authenticator=only("bljy", "x"), auth_required=True) as sink:
        channel = a_channel(
            sink.port, security=Security.STARTTLS, ca=ca, user="bljy", password=CANARY
        )
        with pytest.raises(Unavailable) as told:
            channel.send(a_notice())

    assert told.value.reason == "the server refused the login (535)"
    assert not told.value.permanent
    assert CANARY not in repr(told.value) + caplog.text
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__


def test_a_knock_logs_in_and_hands_in_nothing(tls: ssl.SSLContext, ca: Path) -> None:
    how: dict[str, Any] = {"tls_context": tls, "auth_required": True}
    with mail_sink(**how, authenticator=only("bljy", CANARY)) as sink:
        known: dict[str, Any] = {"security": Security.STARTTLS, "ca": ca, "user": "bljy"}
        a_channel(sink.port, **known, password=CANARY).knock()
        with pytest.raises(Undelivered, match="refused the login"):
            a_channel(sink.port, **known, password="x").knock()

    assert sink.envelopes == []


def test_a_knock_at_a_mute_server_is_over_in_time() -> None:
    with raw_sink(mute) as sink, pytest.raises(Undelivered, match=r"longer than 0\.3 seconds"):
        a_channel(sink.port, seconds=0.3).knock()


def test_a_certificate_nobody_vouches_for_is_not_believed(tls: ssl.SSLContext) -> None:
    with mail_sink(tls_context=tls) as sink, pytest.raises(Unavailable, match="CERTIFICATE"):
        a_channel(sink.port, security=Security.STARTTLS).send(a_notice())

    assert sink.mails == []


def test_a_server_without_starttls_gets_no_mail() -> None:
    with mail_sink() as sink, pytest.raises(Unavailable, match="does not offer"):
        a_channel(sink.port, security=Security.STARTTLS).send(a_notice())

    assert sink.mails == []


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "催办\r\nBcc: other@example.org"},
        {"subject": "催办\n"},
        {"recipient": "某\u2028经办"},
        {"address": "someone@example.org\r\nRCPT TO:<other@example.org>"},
        {"address": "someone@example.org, other@example.org"},
        {"address": "<someone@example.org>"},
        {"address": "某人@example.org"},
        {"address": ""},
    ],
)
def test_nothing_slips_into_a_header_or_the_envelope(changes: dict[str, str]) -> None:
    with mail_sink() as sink, pytest.raises(Undelivered) as told:
        a_channel(sink.port).send(a_notice(**changes))

    assert told.value.permanent
    assert sink.envelopes == []


def test_a_mute_server_is_left_in_time() -> None:
    with raw_sink(mute) as sink, pytest.raises(Unavailable, match=r"longer than 0\.3 seconds"):
        a_channel(sink.port, seconds=0.3).send(a_notice())


@pytest.mark.parametrize("security", [Security.NONE, Security.TLS])
@pytest.mark.parametrize("start", [b"220-", b"220 hello\r\n250-"])
def test_a_dripping_server_is_left_in_time(security: Security, start: bytes) -> None:
    with raw_sink(dripping(start, b"x")) as sink, pytest.raises(Unavailable):
        a_channel(sink.port, security=security, seconds=0.4).send(a_notice())


def test_a_server_that_hangs_up_is_tried_again_later() -> None:
    with raw_sink(lambda line, over: None) as sink, pytest.raises(Unavailable) as told:
        a_channel(sink.port).send(a_notice())

    assert not told.value.permanent


def test_a_port_nobody_listens_at_is_told_by_name() -> None:
    with pytest.raises(Unavailable, match="ECONNREFUSED"):
        a_channel(free_port()).send(a_notice())


def test_a_server_that_greets_with_a_refusal_is_told_by_its_code() -> None:
    with (
        raw_sink(lambda line, over: line.sendall(b"554 go away\r\n")) as sink,
        pytest.raises(Unavailable, match=r"refused to talk \(554\)"),
    ):
        a_channel(sink.port).send(a_notice())


def test_nobody_is_asked_for_the_name_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    def asked(*_: object) -> str:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(mail.socket, "getfqdn", asked)
    with mail_sink() as sink:
        a_channel(sink.port).send(a_notice())

    assert isinstance(sink.mails[0], EmailMessage)


@pytest.mark.parametrize("goodbye", [b"421 closing", b"500 what", b"not a code", b""])
def test_a_mail_the_server_took_is_sent_however_the_server_says_goodbye(goodbye: bytes) -> None:
    with raw_sink(scripted(quit=goodbye)) as sink:
        assert a_channel(sink.port).send(a_notice()) == "250"


def test_a_refusal_stays_what_it_was_however_the_server_says_goodbye() -> None:
    server = scripted(rcpt=b"550 no such user", quit=b"421 closing")
    with raw_sink(server) as sink, pytest.raises(Undelivered) as told:
        a_channel(sink.port).send(a_notice())

    assert told.value.reason == "the server refused the recipient (550)"
    assert told.value.permanent


def test_a_mail_is_not_sent_when_the_line_breaks_before_the_server_took_it() -> None:
    with raw_sink(scripted(**{".": b""})) as sink, pytest.raises(Undelivered) as told:
        a_channel(sink.port).send(a_notice())

    assert not told.value.permanent
