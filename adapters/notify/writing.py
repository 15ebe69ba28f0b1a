"""Put a message into words for whoever the book says is to have it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bihuan.adapters.notify.channel import Channel, Notice
from bihuan.adapters.notify.errors import NoAddress
from bihuan.adapters.notify.texts import Sender, days_left, one_line, told
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind, Role
from bihuan.rules.instants import beijing_date
from bihuan.rules.words import label, say


def reached(book: Book | None, name: str) -> Entry | None:
    """Who is written to: whom the book has by that name, role or instead."""
    if book is None:
        return None
    known = book.entry(name)
    holders = book.of_role(name)
    if known is None and holders:
        return holders[0]
    return book.reach(name)


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way by one channel, to whoever of the book is reached."""

    message: Message
    entry: Entry | None
    name: str
    """What the channel is called."""
    channel: Channel

    def notice(self, now: datetime, sender: Sender, lang: str) -> Notice:
        """The words; raises NoAddress where the channel needs one and the book has none."""
        message, today = self.message, beijing_date(now)
        recipient = label(f"whom.{message.recipient}", lang).strip()
        words = told(message, recipient, today, sender, lang)
        address = (self.entry.address(self.name) if self.entry is not None else None) or ""
        if self.channel.addressed and not address:
            raise NoAddress(recipient, self.name)
        return Notice(
            office=message.office,
            key=message.key,
            topic=message.topic,
            case=message.case,
            subject=self._for_another(words.subject, recipient, lang),
            text=words.text,
            recipient=one_line(recipient),
            address=address,
            fields={
                **message.body,
                "recipient": message.recipient,
                "days_left": days_left(message.body, today),
            },
            at=now,
        )

    def _for_another(self, subject: str, spelled: str, lang: str) -> str:
        """The subject, which says whom it is for where somebody else gets it."""
        meant, entry = self.message.recipient, self.entry
        if entry is None or entry.name in (meant, spelled) or _answers_as(entry, meant):
            return subject
        return say("notice.for_another", lang, recipient=spelled, subject=subject)


def _answers_as(entry: Entry, meant: str) -> bool:
    """Whether he is meant by his role."""
    return meant in entry.roles or (meant == Role.OFFICE and entry.kind is Kind.OFFICE)
