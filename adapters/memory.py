"""A real store that lives in memory: for simulation, for demos and for embedders' tests."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from bihuan.adapters.memory_alone import Alone
from bihuan.adapters.memory_daemon import Counted, MemoryOutbox, MemoryWatch
from bihuan.adapters.memory_finding import told_by_records
from bihuan.adapters.memory_keys import Key, alarm_key, identity, record_key
from bihuan.adapters.memory_numbers import Clerk, Register, Turns
from bihuan.adapters.memory_papers import Cabinet
from bihuan.adapters.memory_platforms import MemoryExchanges, Shelf
from bihuan.adapters.memory_timers import Ringing
from bihuan.adapters.memory_tokens import MemoryLinks, MemoryTokens
from bihuan.adapters.memory_webhooks import MemoryWebhooks
from bihuan.engine.errors import (
    BadInput,
    CaseExists,
    CaseNotFound,
    Conflict,
    KeyTaken,
    StaleCase,
)
from bihuan.engine.messages import Message
from bihuan.engine.operations import Appointment, Plan
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import (
    MOVING,
    UNEXPLAINED,
    Alarm,
    Case,
    Change,
    Definition,
    Entry,
    Feedback,
    PastCase,
    Record,
    Repair,
)
from bihuan.engine.text import unstorable

R = TypeVar("R", bound=Record)


class MemoryStore(Counted, Register, Cabinet, Ringing, Alone):
    """Keeps the promises of `Store`; one transaction at a time."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._cases: dict[Key, Case] = {}
        self._entries: dict[Key, list[Entry]] = {}
        self._keys: dict[Key, Entry] = {}
        self._records: dict[type[Record], dict[Key, Record]] = {}
        self._alarms: dict[Key, Alarm] = {}
        self._messages: dict[Key, Message] = {}
        self._definitions: dict[str, Definition] = {}
        self._appointments: dict[Key, Appointment] = {}
        self._past: dict[Key, PastCase] = {}
        self._plans: dict[Key, Plan] = {}
        self._turns: Turns = {}
        self._papers = {}
        self._told = []
        self.outbox = MemoryOutbox(self._lock, self._messages)
        self.watch = MemoryWatch(self._lock)
        self.tokens = MemoryTokens(self._lock)
        self.links = MemoryLinks(self._lock)
        self.webhooks = MemoryWebhooks(self._lock)
        self._exchanged: Shelf = {}
        self.exchanges = MemoryExchanges(self._lock, self._exchanged)

    @contextmanager
    def begin(self) -> Iterator[_Work]:
        with self._lock:
            work = _Work(self)
            try:
                yield work
            except BaseException:
                work.undo()
                raise

    def look(self) -> AbstractContextManager[_Work]:
        """As `begin`: there is one thread at a time here anyway."""
        return self.begin()

    def adopt(self, case: Case, records: Iterable[Record], alarms: Iterable[Alarm]) -> None:
        """Take a case over as it stands elsewhere, without its history: a copy to play with."""
        with self._lock:
            self._cases[case.office, case.id] = case
            for record in records:
                self._records.setdefault(type(record), {})[record_key(record)] = record
            self._alarms |= {alarm_key(alarm): alarm for alarm in alarms}

    def case(self, office: str, case: str) -> Case:
        with self._lock:
            found = self._cases.get((office, case))
        if found is None:
            raise CaseNotFound(case)
        return found

    def find(self, office: str, query: Query) -> list[Case]:
        with self._lock:
            found = (case for key, case in sorted(self._cases.items()) if key[0] == office)
            told = (case for case in found if query.matches(case))
            kept = [case for case in told if told_by_records(self._records, case, query)]
            return kept[: query.limit]

    def records(self, kind: type[R], office: str, case: str | None = None) -> list[R]:
        with self._lock:
            of_kind = self._records.get(kind, {})
            return [
                record  # type: ignore[misc]  # filed under its own class
                for key, record in sorted(of_kind.items(), key=lambda item: item[0])
                if key[0] == office and case in (None, key[1])
            ]

    def history(self, office: str, case: str) -> list[Entry]:
        with self._lock:
            return list(self._entries.get((office, case), ()))

    def all_history(self, office: str, year: int | None = None) -> Iterator[list[Entry]]:
        for case in self.find(office, Query(year=year, limit=ALL)):
            yield self.history(office, case.id)

    def definitions(self) -> list[Definition]:
        with self._lock:
            known = list(self._definitions.values())
        return sorted(known, key=lambda one: (one.name, one.version, one.hash))

    def appointments(self) -> list[Appointment]:
        with self._lock:
            known = list(self._appointments.values())
        return sorted(known, key=lambda one: (one.at, one.before, one.hash))

    def past(self, office: str, year: int) -> list[PastCase]:
        with self._lock:
            return [case for key, case in sorted(self._past.items()) if key[:2] == (office, year)]

    def messages(
        self,
        office: str,
        *,
        status: str | None = None,
        case: str | None = None,
        channel: str | None = None,
        limit: int = 1000,
    ) -> list[Message]:
        return self.outbox.listed(office, status, case, channel)[:limit]

    def plans(self, office: str) -> list[Plan]:
        with self._lock:
            ours = [plan for key, plan in self._plans.items() if key[0] == office]
        by_hash = sorted(ours, key=lambda plan: plan.hash)
        return sorted(by_hash, key=lambda plan: plan.created_at, reverse=True)


class _Work(Clerk):
    """One transaction over the memory store: changes at once, and knows how to take them back."""

    def __init__(self, store: MemoryStore) -> None:
        self._store = store
        self._undo: list[Callable[[], object]] = []
        super().__init__(store, store._turns, store._cases, self._undo)

    def undo(self) -> None:
        """Take back everything, last first."""
        for step in reversed(self._undo):
            step()

    def outcome(self, office: str, key: str) -> Entry | None:
        return self._store._keys.get((office, key))

    def lock(self, office: str, case: str) -> Case:
        return self._store.case(office, case)

    case = lock

    def claim_due(self, office: str, now: datetime, limit: int) -> list[Case]:
        due = dict.fromkeys(alarm.case for alarm in self._store.due(office, now, ALL))
        return [self._store.case(office, name) for name in list(due)[:limit]]

    def followers(self, office: str, host: str) -> list[Case]:
        return [
            case
            for key, case in sorted(self._store._cases.items())
            if key[0] == office and case.host == host
        ]

    def records(self, kind: type[R], office: str, case: str) -> list[R]:
        return self._store.records(kind, office, case)

    def alarms(self, office: str, case: str) -> list[Alarm]:
        return self._store.alarms(office, case)

    def history(self, office: str, case: str) -> list[Entry]:
        return self._store.history(office, case)

    def save(self, change: Change) -> None:
        case, entry = change.case, change.entry
        key = (case.office, case.id)
        self._check(change)
        self.keep_numbers(change.numbers)
        before = case if change.born else self._store._cases[key]
        moved = {name: getattr(case, name) for name in MOVING}
        self._put(self._store._cases, key, replace(before, **moved))
        entries = self._store._entries.setdefault(key, [])
        for kept in (entries, self._store._told):
            kept.append(entry)
            self._undo.append(kept.pop)
        if entry.key is not None:
            self._put(self._store._keys, (entry.office, entry.key), entry)
        for record in change.records:
            self._put(self._store._records.setdefault(type(record), {}), record_key(record), record)
        for paper in change.papers:
            if (name := (paper.office, paper.digest)) not in self._store._papers:
                self._put(self._store._papers, name, paper)
        self.settle(change.alarms)
        for message in change.messages:
            self._put(self._store._messages, (message.office, message.key), message)

    def finish(self, changes: Iterable[Change]) -> None:
        try:
            for change in changes:
                self.save(change)
        except BaseException:
            self.undo()
            raise
        finally:
            self._undo.clear()

    def repair(
        self, repair: Repair, case: Case, records: Iterable[Record], alarms: Iterable[Alarm]
    ) -> None:
        last = self.history(case.office, case.id)[-1]
        stands = (case.seq, case.state, case.round, case.definition, case.head)
        if stands != (last.seq, last.target, last.round, last.definition, last.hash):
            raise BadInput("case", UNEXPLAINED)
        self._check_state(case)
        if case.final:
            self._check_closing(case, ())
        self._put(self._store._cases, (case.office, case.id), case)
        for record in (repair, *records):
            self._put(self._store._records.setdefault(type(record), {}), record_key(record), record)
        self.settle(alarms)

    def _check(self, change: Change) -> None:
        case, entry = change.case, change.entry
        for thing in (case, entry, *change.records, *change.messages):
            if problem := unstorable(thing):
                raise BadInput(problem, "the text holds a character no database can keep")
        stored = self._store._cases.get((case.office, case.id))
        if entry.key is not None and (entry.office, entry.key) in self._store._keys:
            raise KeyTaken(entry.key)
        if change.born:
            if stored is not None:
                raise CaseExists(case.number or case.title, case.id)
            ours, others = identity(case), self._store._cases.values()
            twin = next((known for known in others if identity(known) == ours), None)
            if twin is not None:
                raise CaseExists(case.number or case.title, twin.id)
        elif stored is None:
            raise CaseNotFound(case.id)
        elif stored.seq != case.seq - 1:
            raise StaleCase(case.id, case.seq - 1, stored.seq)
        self._check_state(case)
        if case.final:
            self._check_closing(case, change.records)

    def _check_state(self, case: Case) -> None:
        """Whether a state is final is for the definition to say, as in the databases."""
        definition = self._store._definitions.get(case.definition)
        if definition is None or definition.states.get(case.state) is not case.final:
            raise BadInput("state", "the case's definition does not know it so", case.state)

    def _check_closing(self, case: Case, records: Iterable[Record]) -> None:
        """The closing law, held by this store as the databases hold it."""
        brought = [one for one in records if isinstance(one, Feedback)]
        forms = [*self.records(Feedback, case.office, case.id), *brought]
        of_round = [form for form in forms if form.round == case.round]
        last = of_round[-1] if of_round else None
        if (
            last is None
            or case.closing != last.seq
            or last.standing not in ("satisfied", "mostly_satisfied")
        ):
            raise BadInput("closing", "a closed case must name the satisfied feedback of its round")

    def define(self, definition: Definition) -> bool:
        if definition.hash in self._store._definitions or self._taken(definition):
            return False
        self._put(self._store._definitions, definition.hash, definition)
        return True

    def _taken(self, definition: Definition) -> bool:
        """Whether it would be active beside another of its duty."""
        return definition.status == "active" and any(
            known.status == "active" and known.duty == definition.duty
            for known in self._store._definitions.values()
            if known.hash != definition.hash
        )

    def statuses(self, *, change: bool = False) -> Mapping[str, str]:
        del change  # there is one transaction at a time
        return {name: one.status for name, one in sorted(self._store._definitions.items())}

    def appoint(self, appointments: Iterable[Appointment]) -> None:
        for one in appointments:
            known = self._store._definitions.get(one.hash)
            if known is None or known.status != one.before:
                raise Conflict(one.hash)
            after = replace(known, status=one.after)
            if self._taken(after):
                raise Conflict(one.hash)
            self._put(self._store._definitions, one.hash, after)
            self._put(self._store._appointments, (one.hash, one.at), one)

    def pinned(self, definition: str, office: str | None = None) -> Mapping[str, int]:
        return Counter(
            case.state
            for key, case in sorted(self._store._cases.items())
            if case.definition == definition and not case.final and office in (None, key[0])
        )

    def plan(self, office: str, hash: str) -> Plan | None:
        return self._store._plans.get((office, hash))

    def settle(self, alarms: Iterable[Alarm]) -> None:
        for alarm in alarms:
            self._put(self._store._alarms, alarm_key(alarm), alarm)

    def keep_past(self, cases: Iterable[PastCase]) -> int:
        new = 0
        for case in cases:
            key = (case.office, case.year, case.key)
            if key not in self._store._past:
                self._put(self._store._past, key, case)
                new += 1
        return new

    def keep_records(self, records: Iterable[Record]) -> None:
        given = list(records)
        for one in given:
            self._check_new(one)
        for one in given:
            self._put(self._store._records.setdefault(type(one), {}), record_key(one), one)

    def _check_new(self, one: Record) -> None:
        if problem := unstorable(one):
            raise BadInput(problem, "the text holds a character no database can keep")
        self._store.case(one.office, one.case)
        if record_key(one) in self._store._records.get(type(one), {}):
            raise Conflict(record_key(one))

    def keep_plan(self, plan: Plan) -> None:
        self._put(self._store._plans, (plan.office, plan.hash), plan)

    def _put(self, shelf: dict[Any, Any], key: Any, value: Any) -> None:
        if key in shelf:
            before = shelf[key]
            self._undo.append(lambda: shelf.__setitem__(key, before))
        else:
            self._undo.append(lambda: shelf.pop(key))
        shelf[key] = value
