"""What holds of a whole office, however its people got there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import time
from typing import TypeVar

from bihuan.engine.audit import cases_of, preview
from bihuan.engine.engine import Engine
from bihuan.engine.library import Library
from bihuan.engine.messages import Message
from bihuan.engine.query import Query
from bihuan.engine.rebuilding import case_told, wrong_fields
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import (
    Alarm,
    Case,
    Deadline,
    Entry,
    Feedback,
    Record,
    Request,
    Urging,
)
from bihuan.rules.instants import BEIJING
from bihuan.states.machine import Per

R = TypeVar("R", bound=Record)
POSITIVE = ("satisfied", "mostly_satisfied")
TURNING = ("status", "attempts", "next_at", "holder", "fence", "sent_at", "error")
"""What becomes different about a message while it is delivered."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything stored for an office at one moment."""

    cases: Mapping[str, Case]
    histories: Mapping[str, Sequence[Entry]]
    records: Mapping[type[Record], Sequence[Record]]
    alarms: Sequence[Alarm]
    messages: Sequence[Message]

    @staticmethod
    def of(engine: Engine) -> Picture:
        """Read it from the engine's store."""
        office, store = engine.house.office, engine.store
        cases = {case.id: case for case in store.find(office, Query())}
        told = {entries[0].case: entries for entries in store.all_history(office)}
        return Picture(
            cases=cases,
            histories={case: told.get(case, []) for case in cases},
            records={kind: store.records(kind, office) for kind in RECORDS},
            alarms=sorted(store.alarms(office), key=lambda one: (one.case, one.id)),
            messages=sorted(store.messages(office), key=lambda one: one.key),
        )

    def of_case(self, kind: type[R], case: str) -> list[R]:
        """A case's records of one kind."""
        return [one for one in self.records[kind] if one.case == case and isinstance(one, kind)]

    def followers(self, host: str) -> list[Case]:
        """The cases merged into this one."""
        return [case for case in self.cases.values() if case.host == host]


def check(now: Picture, library: Library) -> None:
    """Every promise about what is stored, case by case."""
    for case in now.cases.values():
        history = now.histories[case.id]
        told = case_told(history, library.machine)
        assert not wrong_fields(case, told), f"history does not explain {case}"
        assert case.seq == len(history)
        _check_args(history)
        _check_closing(now, case, library)
        _check_verdict(now, case)
        _check_requests(now, case)
        _check_timers(now, case, library)
        _check_merging(now, case)
    _check_messages(now)


def _check_args(history: Sequence[Entry]) -> None:
    """What was said is written down: nothing leaves the house or the chain without words."""
    assert all(entry.args for entry in history if entry.event in ("dispatch", "feedback", "merge"))


def _check_closing(now: Picture, case: Case, library: Library) -> None:
    """No case is final without a satisfied form in its current round."""
    assert case.final == library.machine(case.definition).state_named[case.state].final
    if not case.final:
        assert case.closing is None
        return
    forms = [one for one in now.of_case(Feedback, case.id) if one.round == case.round]
    assert forms
    assert forms[-1].seq == case.closing
    assert forms[-1].standing in POSITIVE
    assert forms[-1].standing == case.held["verdict"]


def _check_verdict(now: Picture, case: Case) -> None:
    """The case holds what the last form of the round left, and under `lead` what the lead said."""
    verdict = case.held.get("verdict", "none")
    forms = [one for one in now.of_case(Feedback, case.id) if one.round == case.round]
    if verdict != "none":
        assert forms
        assert forms[-1].standing == verdict


def _check_requests(now: Picture, case: Case) -> None:
    """What is counted on the case is on file."""
    found = Counter(one.status for one in now.of_case(Request, case.id) if one.round == case.round)
    assert case.held.get("open_requests", 0) == found["open"]
    assert case.held.get("overdue_requests", 0) == found["overdue"]


def _check_timers(now: Picture, case: Case, library: Library) -> None:
    """A waiting case will be heard of; a timer fires once, never early, and history knows it."""
    machine = library.machine(case.definition)
    state = machine.state_named[case.state]
    own = [alarm for alarm in now.alarms if alarm.case == case.id]
    pending = [alarm for alarm in own if alarm.status == "pending"]
    if state.waiting and state.no_timer is None:
        assert pending, f"nothing will ring for {case}"
    else:
        assert not pending, f"{case} does not wait, and {pending} are set"
    rung = Counter(entry.timer for entry in now.histories[case.id] if entry.timer)
    assert all(times == 1 for times in rung.values()), f"rung twice: {rung}"
    assert set(rung) == {alarm.id for alarm in own if alarm.status == "fired"}
    assert all(alarm.fired_at is None or alarm.fired_at >= alarm.due_at for alarm in own)
    _check_due(
        now,
        case,
        [timer.term for timer in machine.timers_in(case.state) if timer.per is not Per.REQUEST],
    )


def _check_due(now: Picture, case: Case, terms: Sequence[str]) -> None:
    """The date in the list is the one on file for the state's term."""
    kept = [
        one.due
        for one in now.of_case(Deadline, case.id)
        if one.round == case.round and one.term in terms[:1]
    ]
    assert [case.due] == kept if terms else case.due is None


def _check_merging(now: Picture, case: Case) -> None:
    """A merged case goes where its host goes, and nowhere else."""
    if case.state == "merged":
        assert case.host is not None
    if case.host is None:
        return
    host = now.cases[case.host]
    assert host.host is None
    assert case.state == ("closed" if host.final else "merged")
    assert case.held["answer"] == host.held["answer"]
    assert host.state not in ("withdrawn", "returned", "returning")


def _check_messages(now: Picture) -> None:
    """Each message has a key of its own, and each urging its message, or why it has none."""
    assert len({one.key for one in now.messages}) == len(now.messages)
    sent = {(one.case, one.seq, one.recipient, one.channel) for one in now.messages}
    urged = {
        (one.case, one.seq, one.recipient, one.channel)
        for one in now.records[Urging]
        if isinstance(one, Urging) and not one.muted
    }
    assert sent == urged
    muted = [one for one in now.records[Urging] if isinstance(one, Urging) and one.muted]
    assert all(one.level != "supervision" and one.rung != "by_hand" for one in muted)
    for one in now.messages:
        if one.fence == 0:  # nobody has tried yet
            leaves = one.next_at.astimezone(BEIJING)
            assert one.next_at >= one.created_at
            assert time(9) <= leaves.time() < time(17, 30), f"{one.key} leaves at night"


def check_rebuilt(engine: Engine) -> None:
    """Rebuilt from its history, every case and its timers come out as they are stored."""
    for case in cases_of(engine):
        found = preview(engine, case.id)
        assert not found.needed, f"{case.id} would be changed: {found}"


def check_step(before: Picture, now: Picture) -> None:
    """Every promise about the step from one picture to the next."""
    for name, case in before.cases.items():
        after = now.cases[name]
        assert after.round >= case.round
        assert after.seq >= case.seq
        assert list(now.histories[name])[: case.seq] == list(before.histories[name])
        assert not case.final or after == case
    _check_earlier_rounds(before, now)
    settled = {(one.case, one.id): one for one in now.alarms}
    for alarm in before.alarms:
        if alarm.status in ("fired", "skipped"):
            assert settled[(alarm.case, alarm.id)] == alarm
    messages = {one.key: one for one in now.messages}
    for message in before.messages:
        _check_message(message, messages[message.key])


def _check_message(before: Message, now: Message) -> None:
    """What a message says never changes, nor that it was sent; whose turn it is only moves on."""
    turning = {name: getattr(before, name) for name in TURNING}
    assert replace(now, **turning) == before
    assert now.fence >= before.fence
    assert before.status in ("pending", "held") or now == before


def _check_earlier_rounds(before: Picture, now: Picture) -> None:
    """What an earlier round left on file stays as it is."""
    for kind, records in before.records.items():
        after = {_key(one): one for one in now.records[kind]}
        for one in records:
            assert _key(one) in after, f"{one} is gone"
            if getattr(one, "round", 0) < now.cases[one.case].round:
                closed = getattr(one, "round", 0) < before.cases[one.case].round
                same = after[_key(one)] == one
                assert same or not closed, f"{one} became {after[_key(one)]}"


def _key(record: Record) -> tuple[object, ...]:
    return (record.case, *(getattr(record, name) for name in record.KEY))
