"""Carry what waits in the outbox out of the house: claim, word, send, and say what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import random
from time import monotonic

from bihuan.adapters.notify.channel import Channel, Notice
from bihuan.adapters.notify.errors import NoAddress, Undelivered, UnknownChannel
from bihuan.adapters.notify.routes import Routes
from bihuan.adapters.notify.texts import Sender, days_left, one_line, told
from bihuan.engine import delivery
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.rules.book import Book, Entry, Kind, Role
from bihuan.rules.hours import next_open
from bihuan.rules.instants import beijing_date
from bihuan.rules.words import label, say

LEASE = timedelta(minutes=10)
"""So long a claim is ours: more than a whole batch can take."""
BATCH = 10
ROUND = 60.0
"""Seconds after which a channel that is slow lets the others have their next turn."""
PATIENCE = 3
"""So many failures one after the other, and a channel is left alone until the next round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """Sends what may go, by every channel at once: a slow one holds up only its own messages.

    Send first, then mark, under a key that never changes: after a crash a
    notice may come twice, and never not at all.
    """

    engine: Engine
    routes: Routes
    book: Book | None = None
    sender: Sender
    lang: str = "zh"
    holder: str = "courier"
    random: Callable[[], float] = random

    def deliver(self, stop: threading.Event | None = None) -> int:
        """Send what may go now; returns how many went. Between two it looks whether to stop."""
        over = stop or threading.Event()
        now = self.engine.clock.now()
        waiting = self.engine.store.outbox.waiting(self.engine.house.office)
        names = [name for name, at in waiting.items() if at <= now]
        if len(names) < 2:
            return sum(self._round(name, over) for name in names)
        with ThreadPoolExecutor(len(names), "courier") as pool:
            rounds = [pool.submit(self._round, name, over) for name in names]
        return sum(one.result() for one in rounds)

    def _round(self, name: str, stop: threading.Event) -> int:
        """One channel's turn."""
        outbox, office = self.engine.store.outbox, self.engine.house.office
        turn = _Turn(monotonic() + ROUND)
        while not turn.over and not stop.is_set():
            now = self.engine.clock.now()
            claimed = outbox.claim(office, name, now, now + LEASE, self.holder, BATCH)
            for message in claimed:
                if turn.over or stop.is_set():
                    outbox.settle([delivery.given_back(message, self.engine.clock.now())])
                else:
                    turn.count(self._carry(message))
            if len(claimed) < BATCH:
                break
        return turn.sent

    def _carry(self, message: Message) -> bool:
        """Send one message and say what became of it; whether it went."""
        fault: Undelivered | None = None
        try:
            self.send(message)
        except Undelivered as undelivered:
            fault = undelivered
        except (UnknownChannel, NoAddress) as unknown:
            fault = Undelivered(message.channel, _reason(unknown), permanent=True)
        except Exception as error:  # a poisoned message or a bug in a channel stops only itself
            name = type(error).__name__
            fault = Undelivered(message.channel, f"the notice cannot be made ({name})")
        return self._settle(message, fault)

    def send(self, message: Message) -> str:
        """Put a message in words and send it, whatever its status; raises Undelivered and others.

        The receipt is what the receiver said.
        """
        entry = self._entry(message)
        name, channel = self.routes.of(message.channel, entry)
        return channel.send(self._notice(message, name, channel, entry))

    def _settle(self, message: Message, fault: Undelivered | None) -> bool:
        engine, now = self.engine, self.engine.clock.now()
        keys = {"case": message.case, "seq": message.seq, "channel": message.channel}
        after = delivery.sent(message, now) if fault is None else self._failed(message, fault, now)
        (counted,) = engine.store.outbox.settle([after])
        if not counted:
            engine.log("message.overtaken", **keys)
        elif fault is not None:
            engine.log("message.failed", **keys, reason=fault.reason, attempts=after.attempts)
        if counted:
            self._watch(message, after, now)
        return fault is None

    def _failed(self, message: Message, fault: Undelivered, now: datetime) -> Message:
        """Parked, or put off to a moment at which the office is open: no notice leaves at night."""
        after = delivery.failed(
            message, fault.reason, now, self.random(), permanent=fault.permanent
        )
        if after.status == "parked":
            return after
        house = self.engine.house
        return replace(after, next_at=next_open(after.next_at, house.calendar, house.hours))

    def _watch(self, before: Message, after: Message, now: datetime) -> None:
        """A parked message is a person's business; one that went at last no longer is."""
        watch = self.engine.store.watch
        if after.status == "parked":
            watch.report(delivery.trouble(after, now))
        elif after.status == "sent" and before.error:
            watch.resolve(
                before.office,
                delivery.TROUBLE,
                before.key,
                at=now,
                by=self.holder,
                resolution="sent",
            )

    def _entry(self, message: Message) -> Entry | None:
        """Who is written to: whom the book has by that name, role or instead."""
        if self.book is None:
            return None
        name = message.recipient
        known = self.book.entry(name)
        holders = self.book.of_role(name)
        if known is None and holders:
            return holders[0]
        return self.book.reach(name)

    def _notice(self, message: Message, name: str, channel: Channel, entry: Entry | None) -> Notice:
        now = self.engine.clock.now()
        today = beijing_date(now)
        recipient = label(f"whom.{message.recipient}", self.lang).strip()
        words = told(message, recipient, today, self.sender, self.lang)
        address = (entry.address(name) if entry is not None else None) or ""
        if channel.addressed and not address:
            raise NoAddress(recipient, name)
        return Notice(
            office=message.office,
            key=message.key,
            topic=message.topic,
            case=message.case,
            subject=self._for_another(words.subject, message.recipient, recipient, entry),
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

    def _for_another(self, subject: str, meant: str, spelled: str, entry: Entry | None) -> str:
        """The subject, which says whom it is for where somebody else gets it."""
        if entry is None or entry.name in (meant, spelled) or _answers_as(entry, meant):
            return subject
        return say("notice.for_another", self.lang, recipient=spelled, subject=subject)


def _answers_as(entry: Entry, meant: str) -> bool:
    """Whether he is meant by his role."""
    return meant in entry.roles or (meant == Role.OFFICE and entry.kind is Kind.OFFICE)


@dataclass(slots=True)
class _Turn:
    """How one channel's turn is going."""

    end: float
    sent: int = 0
    in_a_row: int = 0

    @property
    def over(self) -> bool:
        """Whether the others should have theirs."""
        return self.in_a_row >= PATIENCE or monotonic() >= self.end

    def count(self, gone: bool) -> None:
        """Count one that was tried."""
        self.sent += gone
        self.in_a_row = 0 if gone else self.in_a_row + 1


def _reason(error: UnknownChannel | NoAddress) -> str:
    """Without the recipient's name: reasons are logged."""
    if isinstance(error, NoAddress):
        return "the book has no address for it"
    return "no such channel is configured"
