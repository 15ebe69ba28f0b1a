"""An office with three daemons on three hosts, and everything that can go wrong between them.

One process, one thread, one seed: people act, daemons sweep and deliver over
one store, each with its own clock, and at any call one of them may die, lose
the database, or stand still while the others go on. What happens follows from
the seed alone, and every failure tells the seed and how it came to it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import cast

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.errors import Undelivered
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError
from bihuan.engine.messages import Message
from bihuan.engine.ports import Store
from bihuan.engine.records import Alarm
from bihuan.rules.instants import BEIJING
from support.delivering import deliver
from support.faults import CRASHES, KINDS, Fate, FaultyStore
from support.invariants import Picture, check, check_rebuilt, check_step
from support.leases import Leases
from support.people import an_engine
from support.simulation import Death, Office

HOSTS = "ABC"
LEASE = timedelta(minutes=10)
"""Longer than any courier claims anything."""
STORY = 40
"""So many of the last things that happened are told with a failure."""
SKEW = 30
"""Seconds by which a host's clock may be wrong without anybody noticing."""
JUMPS = (timedelta(days=-1), timedelta(hours=-3), timedelta(hours=2), timedelta(hours=20))
"""How far a host's clock may jump; who is further ahead than `HELD` waits until it is right."""
HELD = timedelta(days=1)
FAULTY = {True: 0.75, False: 0.2}
"""How often something threatens a round in which there is something to do, and any other."""


class Sink:
    """The receiver of all messages: it keeps every arrival and takes a key only once."""

    def __init__(self) -> None:
        self.taken: dict[str, Message] = {}
        self.arrivals: Counter[str] = Counter()

    def take(self, message: Message) -> None:
        """A message arrives, perhaps not for the first time."""
        first = self.taken.setdefault(message.key, message)
        assert first.body == message.body, f"{message.key} says something else now"
        assert first.recipient == message.recipient
        self.arrivals[message.key] += 1


@dataclass(slots=True)
class HostClock:
    """The clock of one host: the true time, and how far it is wrong."""

    true: FrozenClock
    off: timedelta

    def now(self) -> datetime:
        """What the host believes."""
        return self.true.now() + self.off


@dataclass(slots=True)
class Daemon:
    """One daemon: its host's clock, its way to the store, and its engine as long as it lives."""

    fleet: Fleet
    name: str
    clock: HostClock
    fate: Fate
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        """A new process: whatever the last one knew is gone."""
        self.fate.relent()
        store = FaultyStore(self.fleet.leases.watched(self.fleet.base, self.clock), self.fate)
        self.engine = an_engine(cast(Store, store), self.fleet.policy, office="office")
        self.engine.clock = self.clock
        self.engine.log = self._log

    def round(self) -> None:
        """Sweep and deliver once; what goes wrong ends the round, and death the process."""
        if self.clock.off > HELD:
            self.fleet.befalls("held still", self.name)
            return
        try:
            self.engine.tick(self.fleet.pick.choice((1, 5, 100)))
            self.fleet.courier(self.engine, self)
        except Death:
            self.start()
        except BihuanError as error:
            self.fleet.befalls(type(error).__name__, f"{self.name}: {error}")
        finally:
            self.fate.relent()

    def send(self, message: Message) -> None:
        """Deliver a message over a line that may lose it, lose the answer, or stand still."""
        pick, where = self.fleet.pick, f"{self.name} sends {message.key}"
        fault = pick.choice(("lost", "unheard", "stalled", "died", "died unheard"))
        if not self.fleet.troubled or pick.random() > 0.15:
            fault = ""
        if fault:
            self.fleet.befalls(fault, where)
        if fault == "stalled":
            self.fleet.meanwhile(self, LEASE * 2)
        if fault == "died":
            raise Death
        if fault != "lost":
            self.fleet.sink.take(message)
        if fault == "died unheard":
            raise Death
        if fault in ("lost", "unheard"):
            raise OSError(fault)

    def _log(self, event: str, **values: object) -> None:
        self.fleet.tell(f"{self.name} {event} {values}")


Courier = Callable[[Engine, Daemon], int]


def courier(engine: Engine, daemon: Daemon) -> int:
    """Deliver as the product does."""
    return deliver(engine, _Line(daemon), daemon.fleet.chance.random)


@dataclass(frozen=True, slots=True)
class _Line:
    """A daemon's line to the sink, as a channel."""

    daemon: Daemon
    addressed: bool = False
    seconds: float = 30.0

    def send(self, notice: Notice) -> str:
        """Send the message that the notice puts in words."""
        message = self.daemon.fleet.base.outbox.get(notice.office, notice.key)
        assert message is not None
        try:
            self.daemon.send(message)
        except OSError as fault:
            raise Undelivered("line", str(fault)) from None
        return ""


class Fleet(Office):
    """An office whose timers and messages three daemons look after."""

    def __init__(self, store: Store, seed: int, *, courier: Courier = courier) -> None:
        self.story: list[str] = []
        self.troubled = True
        self.courier = courier
        self.chance = Random(seed)
        self.sink = Sink()
        self.base = store
        super().__init__(store, seed)
        self.leases = Leases(self.befalls)
        self.daemons = [self._daemon(name) for name in HOSTS]
        self._busy: list[str] = []

    def tell(self, what: str) -> None:
        """Remember what happened, for whoever must find out why."""
        day = self.clock.now().astimezone(BEIJING)
        self.story.append(f"{day:%m-%d %H:%M} {what}")

    def befalls(self, what: str, where: str) -> None:
        """Something goes wrong; it is counted."""
        self.seen[what] += 1
        self.tell(f"{where}: {what}")

    @contextmanager
    def told(self) -> Iterator[None]:
        """Tell with a failure how it came to it."""
        try:
            yield
        except BaseException as failure:
            failure.add_note("\n".join(["the last that happened:", *self.story[-STORY:]]))
            raise

    def live(self, days: int) -> None:
        with self.told():
            super().live(days)

    def heal(self) -> None:
        """Faults end and clocks are right: within an hour after the last put off, all is done."""
        with self.told():
            self.troubled = False
            for daemon in self.daemons:
                daemon.start()
                daemon.clock.off = timedelta()
            self.clock.set(max(self.clock.now(), self.leases.last_end))
            self._an_hour_passes()
            while (later := self._put_off()) > self.clock.now():
                self.clock.set(later)
                self._an_hour_passes()
            self._check_all_done()

    def _an_hour_passes(self) -> None:
        for _ in range(12):
            self.clock.advance(minutes=5)
            for daemon in self.daemons:
                daemon.round()
        self._safe()

    def _put_off(self) -> datetime:
        """Until when what is waiting now has been put off: a message, or a timer that failed."""
        now = self.clock.now()
        waiting = [one.next_at for one in self.picture.messages if one.status == "pending"]
        failed = [one.put_off for one in self._due() if one.put_off is not None]
        return max((now, *waiting, *failed))

    def _due(self) -> list[Alarm]:
        """Every timer whose instant has come and which has not rung, also one that failed."""
        pending = self.base.alarms("office", status="pending")
        return [one for one in pending if one.due_at <= self.clock.now()]

    def meanwhile(self, busy: Daemon, lasting: timedelta) -> None:
        """One stands still for so long, and the others have their rounds."""
        self.tell(f"{busy.name} stands still for {lasting}")
        self.clock.advance(seconds=lasting.total_seconds())
        if self.troubled and self.pick.random() < 0.7:
            self._somebody_acts()
        if self.pick.random() < 0.3:
            return  # the other daemons sleep as well
        free = [one for one in self.daemons if one.name not in (busy.name, *self._busy)]
        self._busy.append(busy.name)
        for other in self.pick.sample(free, len(free)):
            self._round(other)
        self._busy.remove(busy.name)

    def _somebody_acts(self) -> None:
        """Somebody works on a case, most likely one whose timer is just about to ring."""
        due = self.base.due("office", self.clock.now(), 5)
        cases = [one.case for one in due] or sorted(self.picture.cases)
        if cases:
            self._work_on(self.pick.choice(cases))

    def _daemon(self, name: str) -> Daemon:
        off = timedelta(seconds=self.pick.randint(-SKEW, SKEW))
        fate = Fate(lambda kind, where: self.befalls(kind, f"{name} {where}"))
        return Daemon(self, name, HostClock(self.clock, off), fate)

    def _let_time_pass(self) -> None:
        """A day with many rounds; sometimes all hosts were off for a week."""
        rounds, days = self.pick.randint(3, 8), self.pick.choice((1, 1, 1, 1, 2, 7))
        for _ in range(rounds):
            self.clock.advance(days=days / rounds)
            daemon = self.pick.choice(self.daemons)
            self._jump(daemon)
            self._round(daemon)

    def _jump(self, daemon: Daemon) -> None:
        """Now and then a host's clock jumps; some rounds later it is put right."""
        if self.pick.random() < 0.04:
            daemon.clock.off = self.pick.choice((*JUMPS, timedelta(days=365)))
            self.befalls("clock jumps", f"{daemon.name} by {daemon.clock.off}")
        elif abs(daemon.clock.off) > timedelta(seconds=SKEW) and self.pick.random() < 0.5:
            daemon.clock.off = timedelta(seconds=self.pick.randint(-SKEW, SKEW))
            self.tell(f"{daemon.name}'s clock is right again")

    def _round(self, daemon: Daemon) -> None:
        if self.troubled and self.pick.random() < FAULTY[self._something_to_do()]:
            lasting = self.pick.choice((timedelta(minutes=1), LEASE * 2))
            moments = self.pick.randint(1, self.pick.choice((6, 40)))
            kind = self.pick.choice(KINDS if len(self._busy) < 2 else CRASHES)
            daemon.fate.threaten(kind, moments, lambda: self.meanwhile(daemon, lasting))
        self.tell(f"{daemon.name} has its round")
        daemon.round()
        self.seen[f"round of {daemon.name}"] += 1
        self._safe()

    def _something_to_do(self) -> bool:
        """Whether a timer is due or a message may go."""
        now = self.clock.now()
        waiting = self.base.outbox.waiting("office").values()
        return bool(self.base.due("office", now, 1)) or any(at <= now for at in waiting)

    def _safe(self) -> None:
        """What must hold after every step."""
        before, self.picture = self.picture, Picture.of(self.engine)
        if before != self.picture:
            check(self.picture, self.engine.library)
            check_step(before, self.picture)
        for message in self.picture.messages:
            if message.status == "sent":
                assert message.key in self.sink.taken, f"{message.key} was marked and never sent"
        stored = {message.key for message in self.picture.messages}
        assert set(self.sink.taken) <= stored, "something left the house that never happened"

    def _evening(self, *, thoroughly: bool) -> None:
        self._safe()
        if thoroughly:
            check_rebuilt(self.engine)

    def _check_all_done(self) -> None:
        """Nothing waits, no lease is left, and each urging has come to its recipient once."""
        due = self._due()
        assert not due, f"these have not rung: {due}"
        waiting = [one for one in self.picture.messages if one.status == "pending"]
        assert not waiting, f"these have not left: {waiting}"
        assert not [one for one in self.picture.messages if one.holder], "a lease is left"
        assert set(self.sink.taken) == {one.key for one in self.picture.messages}
        told = Counter((one.case, one.seq, one.recipient, one.channel) for one in self._taken())
        assert all(times == 1 for times in told.values()), "told twice under two keys"

    def _taken(self) -> list[Message]:
        return list(self.sink.taken.values())


def lived(store: Store, seed: int, days: int, *, courier: Courier = courier) -> Fleet:
    """A fleet that has lived so many days and was then left in peace; a failure tells its seed."""
    try:
        fleet = Fleet(store, seed, courier=courier)
        fleet.live(days)
        fleet.heal()
    except BaseException as failure:
        failure.add_note(f"this was the fleet of seed {seed}, {days} days")
        raise
    return fleet
