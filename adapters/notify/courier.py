"""Carry what waits in the outbox out of the house: claim, word, send, and say what became of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextvars import copy_context
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import random
from time import monotonic

from bihuan.adapters.clocks import steady
from bihuan.adapters.notify.claims import Claim
from bihuan.adapters.notify.errors import NoAddress, Undelivered, UnknownChannel
from bihuan.adapters.notify.outages import Outages
from bihuan.adapters.notify.rests import Rests
from bihuan.adapters.notify.routes import Routes
from bihuan.adapters.notify.texts import Sender
from bihuan.adapters.notify.writing import Letter, reached
from bihuan.engine import delivery
from bihuan.engine.engine import Engine
from bihuan.engine.messages import Message
from bihuan.engine.webhooks import TOPIC
from bihuan.rules.book import Book
from bihuan.rules.hours import next_open

ROUND = 60.0
"""Seconds after which the daemon looks whether its clocks are right before more is sent."""
LOOK = 1.0
"""While one channel is at work, so many seconds until another gets what is new for it."""
CHANNELS = 32
"""So many are at work at once; more wait for one that has ended."""


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
    steadily: Callable[[], float] = steady
    rests: Rests = field(default_factory=Rests)

    def deliver(self, stop: threading.Event | None = None) -> int:
        """Send what may go now; returns how many went. Between two it looks whether to stop."""
        over, end = stop or threading.Event(), monotonic() + ROUND
        ready = self._ready()
        if len(self.routes.channels) < 2:  # nobody is there to be held up
            return sum(self._round(name, over, end) for name in ready)
        with ThreadPoolExecutor(CHANNELS, "courier") as pool:
            return self._side_by_side(pool, ready, over, end)

    def _side_by_side(
        self, pool: ThreadPoolExecutor, ready: set[str], stop: threading.Event, end: float
    ) -> int:
        """Each channel in a thread of its own; what comes up meanwhile waits for none of them."""
        rounds: dict[str, Future[int]] = {}
        sent = 0
        while True:
            for name in ready:  # each in a copy of our context, so that its log says whose it is
                rounds[name] = pool.submit(copy_context().run, self._round, name, stop, end)
            done, busy = wait(rounds.values(), LOOK)
            sent += sum(one.result() for one in done)
            if not busy:
                return sent
            rounds = {name: one for name, one in rounds.items() if one in busy}
            ready = self._ready() - rounds.keys() if monotonic() < end else set()

    def _ready(self) -> set[str]:
        """The channels for which something may go, and by which something can."""
        now = self.engine.clock.now()
        waiting = self.engine.store.outbox.waiting(self.engine.house.office)
        return {name for name, at in waiting.items() if at <= now and not self._rests(name)}

    def _rests(self, name: str) -> bool:
        """Whether every channel rests that takes what is sent under this name."""
        behind, now = self.routes.behind(name), self.steadily()
        return bool(behind) and all(self.rests.left(one, now) for one in behind)

    def _round(self, name: str, stop: threading.Event, end: float) -> int:
        """One channel's turn, until nothing is left for it, or its server takes nothing."""
        sent, more = 0, True
        while more and monotonic() < end and not stop.is_set() and not self._rests(name):
            claim = self._claim(name)
            while (message := claim.take()) is not None:
                sent += self._carry(message)
                if monotonic() >= end or stop.is_set() or self._rests(name):
                    claim.give_back()
            more = claim.more
        return sent

    def _claim(self, name: str) -> Claim:
        engine = self.engine
        return Claim.made(
            engine.store.outbox,
            engine.clock,
            self.steadily,
            self.routes.seconds(name),
            office=engine.house.office,
            channel=name,
            holder=self.holder,
        )

    def _carry(self, message: Message) -> bool:
        """Send one message and say what became of it; whether it went."""
        try:
            letter = self._letter(message)
        except UnknownChannel as unknown:
            return self._settle(message, _never(message, unknown), message.channel)
        if left := self.rests.left(letter.name, self.steadily()):
            self._put_off(message, left)
            return False
        fault: Undelivered | None = None
        try:
            self._send(letter)
        except Undelivered as undelivered:
            fault = undelivered
        except NoAddress as unknown:
            fault = _never(message, unknown)
        except Exception as error:  # a poisoned message or a bug in a channel stops only itself
            name = type(error).__name__
            fault = Undelivered(letter.name, f"the notice cannot be made ({name})")
        went = self._settle(message, fault, letter.name)
        outages = Outages(self.engine, self.rests, self.holder)
        if fault is None:
            outages.went(letter.name)
        else:
            outages.failed(message, letter.name, fault, self.steadily())
        return went

    def send(self, message: Message) -> str:
        """Put a message in words and send it, whatever its status; raises Undelivered and others.

        The receipt is what the receiver said.
        """
        return self._send(self._letter(message))

    def _letter(self, message: Message) -> Letter:
        """By which channel it goes, and to whom; raises UnknownChannel."""
        entry = reached(self.book, message.recipient)
        return Letter(message, entry, *self.routes.of(message.channel, entry))

    def _send(self, letter: Letter) -> str:
        notice = letter.notice(self.engine.clock.now(), self.sender, self.lang)
        return letter.channel.send(notice)

    def _put_off(self, message: Message, seconds: float) -> None:
        """Its channel rests, and others take what is sent under the same name."""
        rested = self.engine.clock.now() + timedelta(seconds=seconds)
        at = rested if message.topic == TOPIC else self._open(rested)
        self.engine.store.outbox.settle([delivery.given_back(message, at)])

    def _settle(self, message: Message, fault: Undelivered | None, by: str) -> bool:
        """Say what became of it `by` this channel; whether it went."""
        engine, now = self.engine, self.engine.clock.now()
        keys = {"case": message.case, "seq": message.seq, "channel": by}
        if fault is None:
            after = delivery.sent(message, now)
        else:
            after = self._failed(message, fault, now, by)
        if after.status == "parked":  # told before, so that none is parked without anybody knowing
            engine.store.watch.report(delivery.trouble(after, now))
        (counted,) = engine.store.outbox.settle([after])
        if not counted:
            engine.log("message.overtaken", **keys)
        elif fault is not None:
            engine.log("message.failed", **keys, reason=fault.reason, attempts=after.attempts)
        self._watch(message, after, counted)
        return fault is None

    def _failed(self, message: Message, fault: Undelivered, now: datetime, by: str) -> Message:
        """Parked, or put off to a moment at which the office is open: no notice leaves at night."""
        reason = fault.reason if by == message.channel else f"{by}: {fault.reason}"
        after = delivery.failed(message, reason, now, self.random(), permanent=fault.permanent)
        if after.status == "parked" or message.topic == TOPIC:  # programs wait at any hour
            return after
        return replace(after, next_at=self._open(after.next_at))

    def _open(self, at: datetime) -> datetime:
        """That instant, or the next at which the office is open."""
        house = self.engine.house
        return next_open(at, house.calendar, house.hours)

    def _watch(self, before: Message, after: Message, counted: bool) -> None:
        """A parked message is a person's business; one that went at last no longer is."""
        if after.status == "parked" and not counted:
            outcome = self._stands(after)  # who has it now sees to the incident; if nobody, we do
        elif after.status == "sent" and counted and (before.error or before.fence > 1):
            outcome = "sent"  # whoever had it before may have told of it
        else:
            return
        if outcome not in ("pending", "parked"):
            self.engine.store.watch.resolve(
                before.office,
                delivery.TROUBLE,
                before.key,
                at=self.engine.clock.now(),
                by=self.holder,
                resolution=outcome,
            )

    def _stands(self, message: Message) -> str:
        """What has become of it meanwhile."""
        found = self.engine.store.outbox.get(message.office, message.key)
        return "pending" if found is None else found.status


def _never(message: Message, error: UnknownChannel | NoAddress) -> Undelivered:
    """It will not go as it stands; without the recipient's name, since reasons are logged."""
    if isinstance(error, NoAddress):
        reason = "the book has no address for it"
    else:
        reason = "no such channel is configured"
    return Undelivered(message.channel, reason, permanent=True)
