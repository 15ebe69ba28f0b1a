"""One transaction on a database, as the engine sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from bihuan.adapters.sql import numbers, reading
from bihuan.adapters.sql.ahead import Ahead
from bihuan.adapters.sql.errors import LawBroken
from bihuan.adapters.sql.failures import CLOSING, NUMBERS, TAKEN, constraint, law_error
from bihuan.adapters.sql.line import Line, Step
from bihuan.adapters.sql.mapping import as_row, identity, states_of
from bihuan.adapters.sql.prepared import NEW
from bihuan.engine.document_numbers import Registered
from bihuan.engine.errors import (
    BadInput,
    BihuanError,
    CaseExists,
    CaseNotFound,
    Conflict,
    KeyTaken,
    NumberTaken,
    StaleCase,
)
from bihuan.engine.operations import Appointment, Plan
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

R = TypeVar("R", bound=Record)
Row = list[Any]
_NEW_NAMES, _moving = tuple(f"{NEW}{name}" for name in MOVING), attrgetter(*MOVING)


class SqlWork:
    """Keeps the promises of `Work` on a line whose transaction is already open."""

    def __init__(self, line: Line, *, joined: bool = False) -> None:
        self._line = line
        self._joined = joined
        self._phrases = line.phrases
        self._ahead = Ahead(line)

    def outcome(self, office: str, key: str) -> Entry | None:
        return reading.entry_with_key(self._line, office, key)

    def lock(self, office: str, case: str) -> Case:
        return _present(self._ahead.lock(office, case), case)

    def claim_due(self, office: str, now: datetime, limit: int) -> list[Case]:
        return self._ahead.claim(office, now, limit)

    def case(self, office: str, case: str) -> Case:
        return _present(reading.case(self._line, office, case), case)

    def followers(self, office: str, host: str) -> list[Case]:
        return reading.followers(self._line, office, host)

    def records(self, kind: type[R], office: str, case: str) -> list[R]:
        return self._ahead.of(kind, office, case)

    def alarms(self, office: str, case: str) -> list[Alarm]:
        return self._ahead.of(Alarm, office, case)

    def history(self, office: str, case: str) -> list[Entry]:
        return reading.history(self._line, office, case)

    def save(self, change: Change) -> None:
        self._take([change], self._line.send_whole)

    def finish(self, changes: Iterable[Change]) -> None:
        if self._joined:
            self._take(list(changes), self._line.send_whole)
            return
        taken: list[Change] = []
        steps: list[Step] = []
        with self._explained(taken):
            for wave in _waves(changes, self._line.at_once):
                if steps:
                    self._line.send_ahead(steps)
                self._keep_papers(wave)
                taken += wave
                steps = [*self._steps(wave)]
            self._check(self._line.send_last(steps))

    def _take(self, changes: Sequence[Change], send: Callable[[Sequence[Step]], list[int]]) -> None:
        steps = [step for wave in _waves(changes, self._line.at_once) for step in self._steps(wave)]
        with self._explained(changes):
            self._keep_papers(changes)
            self._check(send(steps))

    def _keep_papers(self, changes: Iterable[Change]) -> None:
        """Before anything names them; a file that is kept already is stored no second time."""
        self._send(self._put(paper for change in changes for paper in change.papers))

    def _check(self, touched: list[int]) -> None:
        """An entry that does not follow its case's last is refused by the law of the chain.

        So a case that has moved on is never merely missed.
        """
        assert min(touched, default=1) > 0, "a statement stored nothing and did not complain"

    @contextmanager
    def _explained(self, changes: Sequence[Change]) -> Iterator[None]:
        """Tell why the database refuses the changes, in the words of the port."""
        try:
            yield
        except self._line.refusal as error:
            law = constraint(error)
            self._ahead.forget()
            reasons = [self._reason(change, law) for change in changes]
            known = (one for one in reasons if not isinstance(one, LawBroken))
            raise next(known, reasons[0]) from error
        finally:
            self._ahead.forget()

    def _steps(self, changes: Sequence[Change]) -> Iterator[Step]:
        """History first: the database's laws ask it to explain everything else."""
        records = [one for change in changes for one in change.records]
        yield from self._put(change.entry for change in changes)
        yield from self._put(one for one in records if isinstance(one, Feedback))
        yield from self._case_steps(changes)
        yield from self._put(one for one in records if not isinstance(one, Feedback))
        yield from self._put(one for change in changes for one in change.alarms)
        yield from self._put(one for change in changes for one in change.messages)
        yield from self._put(one for change in changes for one in change.numbers)

    def _case_steps(self, changes: Sequence[Change]) -> Iterator[Step]:
        """What hangs on an index is written where it changes; SQLite spares nothing by itself."""
        born, stepped, moved = self._phrases.born, self._phrases.stepped, self._phrases.moved
        new, on, elsewhere = list[Row](), list[Row](), list[Row]()
        for change in changes:
            if change.born:
                new.append(born.of(self._new_row(change)))
            elif self._ahead.only_steps(change.case):
                on.append(stepped.of(self._moved_row(change)))
            else:
                elsewhere.append(moved.of(self._moved_row(change)))
        each = ((born, new), (stepped, on), (moved, elsewhere))
        yield from ((statement, rows) for statement, rows in each if rows)

    def _new_row(self, change: Change) -> dict[str, Any]:
        case = change.case
        standing = self._standing(case, change.records)
        return as_row(case) | {"identity": identity(case), "closing_standing": standing}

    def _moved_row(self, change: Change) -> dict[str, Any]:
        case = change.case
        return {
            **dict(zip(_NEW_NAMES, _moving(case), strict=True)),
            f"{NEW}closing_standing": self._standing(case, change.records),
            "at_office": case.office,
            "at_id": case.id,
            "at_seq": case.seq - 1,
        }

    def _standing(self, case: Case, brought: Iterable[Record]) -> str | None:
        """What the closing feedback says; the database holds it against the feedback itself."""
        if case.closing is None:
            return None
        forms = (one for one in brought if isinstance(one, Feedback))
        known = (*forms, *self.records(Feedback, case.office, case.id))
        return next((form.standing for form in known if form.seq == case.closing), None)

    def _reason(self, change: Change, law: str) -> BihuanError:
        """Why the database refused the change, in the words of the port."""
        case, entry = change.case, change.entry
        if entry.key is not None and self.outcome(case.office, entry.key) is not None:
            return KeyTaken(entry.key)
        if law in CLOSING:
            return BadInput(
                "closing", "a closed case must name the satisfied feedback of its round"
            )
        if change.numbers and law in NUMBERS:
            return self._number_error(law, change.numbers)
        stored = reading.case(self._line, case.office, case.id)
        if change.born:
            twin = reading.twin(self._line, case.office, identity(case)) or stored
            if twin is not None or law in TAKEN:
                return CaseExists(case.number or case.title, twin.id if twin else None)
        elif stored is None:
            return CaseNotFound(case.id)
        elif stored.seq != case.seq - 1:
            return StaleCase(case.id, case.seq - 1, stored.seq)
        return law_error(law, change)

    def _number_error(self, law: str, given: Sequence[Registered]) -> BihuanError:
        """Why turns of numbers are refused: which stands so that it cannot take its own."""
        if law == "fk_bihuan_number_case":
            named = [one.case for one in given if one.case]
            missing = (one for one in named if not reading.case(self._line, given[0].office, one))
            return CaseNotFound(next(missing, named[0]))
        if law not in NUMBERS or not given:
            return LawBroken(law or "an unnamed law")
        reasons = (numbers.taken(self._line, one) for one in given)
        first = NumberTaken(given[0].text, given[0].status)  # only at that moment in the way
        return next((one for one in reasons if one is not None), first)

    def repair(
        self, repair: Repair, case: Case, records: Iterable[Record], alarms: Iterable[Alarm]
    ) -> None:
        row = as_row(case) | {
            "identity": identity(case),
            "closing_standing": self._standing(case, ()),
        }
        given = {f"{NEW}{name}": value for name, value in row.items()}
        given |= {"at_office": case.office, "at_id": case.id}
        mended = self._phrases.mended
        steps = [
            *self._put((repair,)),
            (mended, [mended.of(given)]),
            *self._put((*records, *alarms)),
        ]
        self._ahead.forget()
        try:
            self._line.send_whole(steps)
        except self._line.refusal as error:
            field = "closing" if constraint(error) in CLOSING else "case"
            raise BadInput(field, UNEXPLAINED) from error

    def define(self, definition: Definition) -> bool:
        if reading.knows_definition(self._line, definition.hash):
            return False
        if not self._send(self._put((definition,))):
            return False
        states = [self._phrases.state.of(one) for one in states_of(definition)]
        self._line.send([(self._phrases.state, states)])
        return True

    def statuses(self, *, change: bool = False) -> Mapping[str, str]:
        return reading.statuses(self._line, change)

    def appoint(self, appointments: Iterable[Appointment]) -> None:
        for one in appointments:
            given = {f"{NEW}status": one.after, "at_hash": one.hash, "at_status": one.before}
            appointed = self._phrases.appointed
            try:
                (touched,) = self._line.send_whole([(appointed, [appointed.of(given)])])
            except self._line.refusal as error:
                raise Conflict(one.hash) from error
            if not touched:
                raise Conflict(one.hash)
            self._send(self._put((one,)))

    def pinned(self, definition: str, office: str | None = None) -> Mapping[str, int]:
        return reading.pinned(self._line, definition, office)

    def plan(self, office: str, hash: str) -> Plan | None:
        return reading.plan(self._line, office, hash)

    def settle(self, alarms: Iterable[Alarm]) -> None:
        self._ahead.forget()
        self._send(self._put(alarms))

    def keep_past(self, cases: Iterable[PastCase]) -> int:
        return self._send(self._put(cases))

    def keep_plan(self, plan: Plan) -> None:
        self._send(self._put((plan,)))

    def keep_records(self, records: Iterable[Record]) -> None:
        given = list(records)
        try:
            self._line.send_whole([*self._put(given)])
        except self._line.refusal as error:
            raise Conflict(constraint(error)) from error
        finally:
            self._ahead.forget()

    def number(self, office: str, text: str) -> Registered | None:
        return numbers.number(self._line, office, text)

    def numbers_of(self, office: str, case: str) -> list[Registered]:
        return numbers.of_case(self._line, office, case)

    def last_serial(self, office: str, agency: str, year: int | None) -> int:
        return numbers.last_serial(self._line, office, agency, year)

    def keep_numbers(self, turns: Iterable[Registered]) -> None:
        given = list(turns)
        try:
            self._line.send_whole([*self._put(given)])
        except self._line.refusal as error:
            raise self._number_error(constraint(error), given) from error

    def _send(self, steps: Iterator[Step]) -> int:
        taken = list(steps)
        return sum(self._line.send(taken)) if taken else 0

    def _put(self, things: Iterable[Any]) -> Iterator[Step]:
        """Add records, or put them in place of older ones where their kind allows it."""
        rows: dict[type[Any], list[list[Any]]] = {}
        for one in things:
            rows.setdefault(type(one), []).append(self._phrases.put[type(one)].values(one))
        for kind in sorted(rows, key=_name):
            yield self._phrases.put[kind].statement, rows[kind]


def _waves(changes: Iterable[Change], most: int) -> Iterator[list[Change]]:
    """The changes in order, some at a time; a case's next one only after its last."""
    wave: dict[tuple[str, str], Change] = {}
    for change in changes:
        name = (change.case.office, change.case.id)
        if name in wave or len(wave) == most:
            yield list(wave.values())
            wave = {}
        wave[name] = change
    if wave:
        yield list(wave.values())


def _present(found: Case | None, case: str) -> Case:
    if found is None:
        raise CaseNotFound(case)
    return found


def _name(kind: type[Any]) -> str:
    return kind.__name__
