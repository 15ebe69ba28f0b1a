"""Notices as electronic mail: one mail for each recipient, over the office's own server."""

from __future__ import annotations

import re
import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from enum import StrEnum
from pathlib import Path

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.conversation import Conversation
from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.notify.texts import is_control
from bihuan.adapters.notify.web import tls
from bihuan.rules.instants import BEIJING

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


class Security(StrEnum):
    """How the conversation with the server is kept secret."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mails are handed in, and by whom."""

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    ca: Path | None = None
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    sender: str
    """The address mails come from."""
    sender_name: str = ""
    seconds: float = 30.0
    """For one mail, from finding the server to its last word."""


def is_address(text: str) -> bool:
    """Whether a mail can be sent to it: plain letters, one @, no name beside it."""
    return _ADDRESS.fullmatch(text) is not None


class MailChannel:
    """Hands each notice to the server as one mail."""

    addressed = True

    def __init__(self, server: MailServer, name: str = "mail") -> None:
        self.seconds = server.seconds
        self._server = server
        self._name = name

    def send(self, notice: Notice) -> str:
        """Hand the mail in; the receipt is the server's status."""
        letter = self._letter(notice).as_bytes(policy=SMTP)
        with self._let_in() as line:
            line.sendmail(self._server.sender, [notice.address], letter)
        return "250"

    def knock(self) -> None:
        """Connect and log in as for a mail, and hand in none."""
        with self._let_in():
            pass

    @contextmanager
    def _let_in(self) -> Iterator[smtplib.SMTP]:
        """A line to the server, secured and logged in; whatever fails on it is Undelivered."""
        server = self._server
        with Conversation(server.seconds) as talk:
            try:
                with _Line(server, talk) as line:
                    if server.security is Security.STARTTLS:
                        line.starttls(context=tls(server.ca))
                    if server.user:
                        line.login(server.user, server.password)
                    line.ehlo_or_helo_if_needed()
                    talk.let_in = True
                    yield line
            except smtplib.SMTPException as error:
                raise self._refusal(talk, error) from None
            except OSError as error:
                raise talk.lost(self._name, error) from None

    def _letter(self, notice: Notice) -> EmailMessage:
        server = self._server
        if not is_address(notice.address):
            raise Undelivered(self._name, "the address cannot be used", permanent=True)
        if any(map(is_control, notice.subject + notice.recipient)):
            raise Undelivered(self._name, "a header would hold a line break", permanent=True)
        domain = server.sender.rpartition("@")[2]
        letter = EmailMessage(policy=SMTP)
        letter["From"] = Address(server.sender_name, addr_spec=server.sender)
        letter["To"] = Address(notice.recipient, addr_spec=notice.address)
        letter["Subject"] = notice.subject
        letter["Date"] = format_datetime(notice.at.astimezone(BEIJING))
        letter["Message-ID"] = f"<{notice.id}@{domain}>"
        if notice.thread is not None:
            letter["References"] = f"<case.{notice.thread}@{domain}>"
        letter["Auto-Submitted"] = "auto-generated"
        # Not every server on the way takes eight bits.
        letter.set_content(notice.text, cte="base64")
        return letter

    def _refusal(self, talk: Conversation, error: smtplib.SMTPException) -> Undelivered:
        """What the server's answer means; a sender or login it refuses can be mended."""
        permanent = False
        match error:
            case smtplib.SMTPRecipientsRefused():
                code = next(iter(error.recipients.values()))[0]
                reason = f"the server refused the recipient ({code})"
                permanent = code >= 500
            case smtplib.SMTPDataError():
                reason = f"the server refused the mail ({error.smtp_code})"
                permanent = error.smtp_code >= 500
            case smtplib.SMTPSenderRefused():
                reason = f"the server refused the sender ({error.smtp_code})"
            case smtplib.SMTPAuthenticationError():
                reason = f"the server refused the login ({error.smtp_code})"
            case smtplib.SMTPResponseException():
                reason = f"the server refused to talk ({error.smtp_code})"
            case smtplib.SMTPNotSupportedError():
                reason = "the server does not offer what is configured"
            case _:
                reason = "the server hung up"
        return talk.fault(self._name, reason, permanent=permanent)


class _Line(smtplib.SMTP):
    """The library's conversation, over a connection whose time is bounded."""

    def __init__(self, server: MailServer, talk: Conversation) -> None:
        self._server = server
        self._talk = talk
        # Its own default would ask the network for the name of this machine.
        super().__init__(server.host, server.port, local_hostname=_own_name())

    def __exit__(self, *_: object) -> None:
        """Say goodbye; the library would take any odd answer to it for the fate of the mail."""
        with suppress(smtplib.SMTPException, OSError):
            self.quit()
        self.close()

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        del timeout
        line = self._talk.connect(self._talk.find(host, port))
        if self._server.security is Security.TLS:
            return self._talk.secure(line, host, tls(self._server.ca))
        return line


def _own_name() -> str:
    name = socket.gethostname()
    return name if name.isascii() and name else "localhost"
