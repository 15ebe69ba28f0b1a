"""Couriers of all kinds at one outbox, and what must hold of it: lease, fence, one effect a key."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bihuan.adapters.clocks import FrozenClock
from bihuan.engine.delivery import kept
from bihuan.engine.messages import Message
from bihuan.engine.ports import Store
from support.samples import NOON, message

HOLDERS = ("甲", "乙", "丙")
CHANNELS = ("mail", "sms")
LEASE = timedelta(minutes=10)
LAST = ("sent", "parked", "dropped")
SKEW = st.integers(-90, 90)
"""Seconds by which a courier's clock is wrong."""

_offices = count(1)


class Couriers(RuleBasedStateMachine):
    """Couriers that claim, send, stall, die and come too late, beside a model of what must be."""

    store: Store
    """Set by the test that runs it."""

    @initialize()
    def open(self) -> None:
        """An outbox of an office of its own."""
        self.office = f"office-of-couriers-{next(_offices)}"
        self.clock = FrozenClock(NOON)
        self.model: dict[str, Message] = {}
        self.hands: dict[str, list[Message]] = {name: [] for name in HOLDERS}
        self.sink: dict[str, object] = {}

    @rule(no=st.integers(1, 12), channel=st.sampled_from(CHANNELS), wait=st.integers(0, 30))
    def put(self, no: int, channel: str, wait: int) -> None:
        """Something must leave; said twice it is kept once, as it was said first."""
        now = self.clock.now()
        one = message(
            no,
            office=self.office,
            key=f"key-{no}",
            case=None,
            seq=0,
            channel=channel,
            created_at=now,
            next_at=now + timedelta(minutes=wait),
        )
        added = self.store.outbox.put([one])
        assert added == (one.key not in self.model)
        self.model.setdefault(one.key, one)

    @rule(
        who=st.sampled_from(HOLDERS),
        channel=st.sampled_from(CHANNELS),
        skew=SKEW,
        most=st.integers(1, 4),
    )
    def claim(self, who: str, channel: str, skew: int, most: int) -> None:
        """A courier takes what may go by his clock: the oldest, theirs alone, with a new fence."""
        now = self.clock.now() + timedelta(seconds=skew)
        may_go = [
            one
            for one in self.model.values()
            if (one.status, one.channel) == ("pending", channel) and one.next_at <= now
        ]
        first = sorted(may_go, key=lambda one: (one.next_at, one.key))[:most]

        claimed = self.store.outbox.claim(self.office, channel, now, now + LEASE, who, most)

        expected = [
            replace(one, next_at=now + LEASE, holder=who, fence=one.fence + 1) for one in first
        ]
        assert sorted(claimed, key=lambda one: one.key) == sorted(expected, key=lambda o: o.key)
        self.model |= {one.key: one for one in claimed}
        self.hands[who] += claimed

    @rule(who=st.sampled_from(HOLDERS), goes=st.booleans(), end=st.sampled_from(LAST[1:]))
    def deliver(self, who: str, goes: bool, end: str) -> None:
        """He sends what he took first, or fails for good; only the latest fence is heard."""
        if not self.hands[who]:
            return
        one = self.hands[who].pop(0)
        if goes:
            self.sink.setdefault(one.key, one.body)
        now = self.clock.now()
        said = replace(one, status="sent" if goes else end, sent_at=now if goes else None)
        self._settle(replace(said, holder="", attempts=one.attempts + 1))

    @rule(who=st.sampled_from(HOLDERS), wait=st.integers(1, 60))
    def put_off(self, who: str, wait: int) -> None:
        """It does not go now; it is to be tried again later."""
        if not self.hands[who]:
            return
        one = self.hands[who].pop(0)
        later = self.clock.now() + timedelta(minutes=wait)
        self._settle(replace(one, next_at=later, holder="", error="451", attempts=one.attempts + 1))

    @rule(who=st.sampled_from(HOLDERS), minutes=st.integers(1, 15))
    def keep(self, who: str, minutes: int) -> None:
        """He keeps all he has for longer, but for what is no longer his."""
        until = self.clock.now() + timedelta(minutes=minutes)
        longer = [kept(one, until) for one in self.hands[who]]
        ours = [self._settle(one) for one in longer]
        self.hands[who] = [one for one, heard in zip(longer, ours, strict=True) if heard]

    @rule(who=st.sampled_from(HOLDERS), sent=st.booleans())
    def die(self, who: str, sent: bool) -> None:
        """He forgets what he had, some of which may be out."""
        if sent:
            self.sink |= {one.key: one.body for one in self.hands[who]}
        self.hands[who] = []

    @rule(minutes=st.integers(1, 25))
    def wait(self, minutes: int) -> None:
        """Time passes; leases end."""
        self.clock.advance(minutes=minutes)

    @invariant()
    def everything_holds(self) -> None:
        """What is stored is what the model says: nothing lost, nothing revived, one lease each."""
        if not hasattr(self, "office"):
            return
        stored = {one.key: one for one in self.store.messages(self.office)}
        assert stored == self.model
        for one in stored.values():
            assert (one.status == "sent") == (one.sent_at is not None)
            assert one.status != "sent" or one.key in self.sink
            holding = [
                copy
                for hand in self.hands.values()
                for copy in hand
                if (copy.key, copy.fence) == (one.key, one.fence)
            ]
            assert len(holding) <= 1

    def teardown(self) -> None:
        """When nobody fails any more, all of it leaves: the outbox is empty, or says why not."""
        if not hasattr(self, "office"):
            return
        for _ in range(4):
            self.clock.advance(hours=1)
            for channel in self.store.outbox.waiting(self.office):
                self.claim("甲", channel, 0, 100)
            while self.hands["甲"]:
                self.deliver("甲", True, "parked")
        assert self.store.outbox.waiting(self.office) == {}
        counts = self.store.outbox.counts(self.office)
        assert set(counts) <= {"parked"}
        sent = {one.key for one in self.store.messages(self.office, status="sent")}
        assert sent <= set(self.sink) <= set(self.model)

    def _settle(self, said: Message) -> bool:
        stands = self.model[said.key]
        heard = (stands.status, stands.fence) == ("pending", said.fence)
        assert self.store.outbox.settle([said]) == [heard]
        if heard:
            self.model[said.key] = said
        return heard
