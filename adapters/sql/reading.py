"""Every question asked of the tables; each is written out once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Select,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
)

from bihuan.adapters.sql import daemon_tables, tables
from bihuan.adapters.sql.line import Line, Question
from bihuan.adapters.sql.mapping import TABLES, columns_of, field_names
from bihuan.engine.letter_records import Paper
from bihuan.engine.messages import Message
from bihuan.engine.operations import Appointment, Headcount, Plan
from bihuan.engine.query import Query
from bihuan.engine.recorded import RECORDS
from bihuan.engine.records import (
    Alarm,
    Case,
    Deadline,
    Definition,
    Entry,
    PastCase,
    Record,
    Request,
    Round,
)

T = TypeVar("T")
R = TypeVar("R", bound=Record)
ASKED_OFTEN: tuple[type[Record], ...] = (Deadline, Request, Round)
RINGING = ("due_at", "case", "key", "round", "generation")
"""The order in which timers ring, and lie in their index."""
USUALLY: tuple[type[Any], ...] = (Alarm, *ASKED_OFTEN)
"""What nearly every event asks about its case."""


def _all(kind: type[Any], *names: str) -> Select[Any]:
    """The records whose named columns are as given."""
    c = TABLES[kind].c
    return select(*columns_of(kind)).where(*[c[name] == bindparam(name) for name in names])


_c, _h, _a, _d = tables.cases.c, tables.history.c, tables.alarm.c, tables.definition.c
_r, _by = tables.round_.c, tables.member.c
_s = tables.appointment.c
_m, _p, _g = daemon_tables.message.c, tables.past_case.c, daemon_tables.migration.c

_CASE = _all(Case, "office", "id")
_CASE_LOCKED = _CASE.with_for_update()
_FOLLOWERS = _all(Case, "office", "host")
_TWIN = _all(Case, "office", "identity")
_WITH_KEY = _all(Entry, "office", "key")
_HISTORY = _all(Entry, "office", "case").order_by(_h.seq)


def in_order(kind: type[Any]) -> list[Column[Any]]:
    """The columns by which records are sorted: by case and key, timers by when they ring."""
    names = RINGING if kind is Alarm else ("case", *kind.KEY)
    return [TABLES[kind].c[name] for name in names]


def _by_key(kind: type[Record], *names: str) -> Select[Any]:
    return _all(kind, *names).order_by(*in_order(kind))


_OF_CASE = {kind: _by_key(kind, "office", "case") for kind in RECORDS}
_OF_OFFICE = {kind: _by_key(kind, "office") for kind in RECORDS}
_ALARMS = {
    by: _all(Alarm, "office", *by.split()).order_by(*in_order(Alarm))
    for by in ("", "case", "status")
}
_FIRST_ALARMS = {by: _ALARMS[by].limit(bindparam("most")) for by in ("", "status")}
_ANY_OF_CASE: dict[type[Any], Select[Any]] = {Alarm: _ALARMS["case"], **_OF_CASE}
_DUE = (
    _ALARMS["status"]
    .where(
        _a.due_at <= bindparam("now"),
        or_(_a.put_off.is_(None), _a.put_off <= bindparam("now")),
    )
    .limit(bindparam("most"))
)
_FAILING = _ALARMS["status"].where(
    _a.due_at <= bindparam("now"), _a.attempts > bindparam("failures")
)
_CLAIM = (
    select(*columns_of(Case))
    .join(tables.alarm, (_a.office == _c.office) & (_a.case == _c.id))
    .where(
        _a.office == bindparam("office"),
        _a.status == bindparam("status"),
        _a.due_at <= bindparam("now"),
        or_(_a.put_off.is_(None), _a.put_off <= bindparam("now")),
    )
    .order_by(*in_order(Alarm))
    .limit(bindparam("most"))
    .with_for_update(of=tables.cases, skip_locked=True)
)
_NEXT = _ALARMS["status"].where(_a.put_off.is_(None)).limit(bindparam("most"))
_DEFINITIONS = _all(Definition).order_by(_d.name, _d.version, _d.hash)
_STATUSES = select(_d.hash, _d.status).order_by(_d.hash)
_HELD = {True: _STATUSES.with_for_update(), False: _STATUSES.with_for_update(read=True)}
_APPOINTMENTS = _all(Appointment).order_by(_s.at, _s.before, _s.hash)
_KNOWN = select(_d.hash).where(_d.hash == bindparam("hash"))
_PAST = _all(PastCase, "office", "year").order_by(_p.key)
_MESSAGES = {
    by: _all(Message, "office", *by.split())
    .order_by(_m.created_at, _m.key)
    .limit(bindparam("most"))
    for by in (
        *("", "status", "case", "status case"),
        *("channel", "status channel", "case channel", "status case channel"),
    )
}
_open = _c.final == false()
"""Said in these words everywhere, so that the indexes of open cases answer."""
_EVERYBODY = (
    select(
        _c.definition,
        _c.state,
        _c.final,
        func.count(),
        func.min(_c.changed_at, type_=_c.changed_at.type),
        func.max(_c.changed_at, type_=_c.changed_at.type),
    )
    .where(_c.office == bindparam("office"))
    .group_by(_c.definition, _c.state, _c.final)
    .order_by(_c.definition, _c.state, _c.final)
)
_CENSUS = {"open": _EVERYBODY.where(_open), "all": _EVERYBODY}
_CLOCK = select(func.timezone("UTC", func.clock_timestamp()))
_PAPER = _all(Paper, "office", "digest")
_PLANS = _all(Plan, "office").order_by(_g.created_at.desc(), _g.hash)
_PLAN = _all(Plan, "office", "hash").with_for_update()
_PINNED = (
    select(_c.state, func.count())
    .where(_c.definition == bindparam("definition"), _open)
    .group_by(_c.state)
    .order_by(_c.state)
)
_PINNED_HERE = _PINNED.where(_c.office == bindparam("office"))


def case(line: Line, office: str, case: str) -> Case | None:
    """The case."""
    found = line.ask(Case, _CASE, office=office, id=case)
    return found[0] if found else None


def locked(line: Line, office: str, case: str) -> tuple[Case | None, dict[type[Any], list[Any]]]:
    """The case, locked, and what nearly every event asks about it, if that costs nothing."""
    if not line.together:
        found = line.ask(Case, _CASE_LOCKED, office=office, id=case)
        return (found[0] if found else None), {}
    ours = {"office": office, "case": case}
    found, *ahead = line.ask_all(
        [
            Question(Case, _CASE_LOCKED, {"office": office, "id": case}),
            *[Question(kind, _ANY_OF_CASE[kind], ours) for kind in USUALLY],
        ]
    )
    return (found[0] if found else None), dict(zip(USUALLY, ahead, strict=True))


def claimed(line: Line, office: str, now: datetime, limit: int) -> list[Case]:
    """The cases that have a timer due, the oldest first, locked; what others hold is left out."""
    found = line.ask(Case, _CLAIM, office=office, status="pending", now=now, most=limit)
    return list({case.id: case for case in found}.values())


def of_case(line: Line, kind: type[Any], office: str, case: str) -> list[Any]:
    """A case's records of one kind by key, or its timers by due date."""
    return line.ask(kind, _ANY_OF_CASE[kind], office=office, case=case)


def twin(line: Line, office: str, identity: str) -> Case | None:
    """The case of the same proposal."""
    found = line.ask(Case, _TWIN, office=office, identity=identity)
    return found[0] if found else None


def followers(line: Line, office: str, host: str) -> list[Case]:
    """The cases merged into this one; sorted here, or a database sorts all cases by its key."""
    found = line.ask(Case, _FOLLOWERS, office=office, host=host)
    return sorted(found, key=attrgetter("id"))


def entry_with_key(line: Line, office: str, key: str) -> Entry | None:
    """The entry under an idempotency key."""
    found = line.ask(Entry, _WITH_KEY, office=office, key=key)
    return found[0] if found else None


def history(line: Line, office: str, case: str) -> list[Entry]:
    """The entries of a case, oldest first."""
    return line.ask(Entry, _HISTORY, office=office, case=case)


def all_history(connection: Connection, office: str, year: int | None) -> Iterator[list[Entry]]:
    """Every case's entries, streamed, case by case."""
    statement = _all(Entry).where(_h.office == office).order_by(_h.case, _h.seq)
    if year is not None:
        own = (_c.office == _h.office) & (_c.id == _h.case)
        statement = statement.join(tables.cases, own).where(_c.year == year)
    rows = connection.execute(statement.execution_options(yield_per=1000))
    for _, group in groupby(rows, key=lambda row: row[1]):
        yield made(Entry, group)


def records(line: Line, kind: type[R], office: str, case: str | None) -> list[R]:
    """Records of one kind, by case and key."""
    if case is None:
        return line.ask(kind, _OF_OFFICE[kind], office=office)
    return line.ask(kind, _OF_CASE[kind], office=office, case=case)


def alarms(
    line: Line, office: str, case: str | None, status: str | None, limit: int
) -> list[Alarm]:
    """Timers by due date."""
    if case is not None:
        found = line.ask(Alarm, _ALARMS["case"], office=office, case=case)
        return [one for one in found if status in (None, one.status)][:limit]
    question = _FIRST_ALARMS["status" if status else ""]
    return line.ask(Alarm, question, office=office, status=status, most=limit)


def due(line: Line, office: str, now: datetime, limit: int) -> list[Alarm]:
    """Pending timers that are due, oldest first."""
    return line.ask(Alarm, _DUE, office=office, status="pending", now=now, most=limit)


def failing(line: Line, office: str, now: datetime) -> list[Alarm]:
    """Pending timers that were due and failed when they last rang."""
    return line.ask(Alarm, _FAILING, office=office, status="pending", now=now, failures=0)


def next_due(line: Line, office: str) -> datetime | None:
    """When the next pending timer is due, but for those that failed and were put off."""
    found = line.ask(Alarm, _NEXT, office=office, status="pending", most=1)
    return found[0].due_at if found else None


def definitions(line: Line) -> list[Definition]:
    """Every stored definition."""
    return line.ask(Definition, _DEFINITIONS)


def statuses(line: Line, change: bool) -> dict[str, str]:
    """Each definition's status; held for who relies on it, or for who will change it."""
    return dict(map(tuple, line.rows(_HELD[change])))


def appointments(line: Line) -> list[Appointment]:
    """Every change of a status; what was set aside for another comes before it."""
    return line.ask(Appointment, _APPOINTMENTS)


def pinned(line: Line, definition: str, office: str | None) -> dict[str, int]:
    """Open cases of a definition by state."""
    if office is None:
        rows = line.rows(_PINNED, definition=definition)
    else:
        rows = line.rows(_PINNED_HERE, definition=definition, office=office)
    return {state: int(count) for state, count in rows}


def knows_definition(line: Line, hash_: str) -> bool:
    """Whether the definition is stored."""
    return bool(line.rows(_KNOWN, hash=hash_))


def past(line: Line, office: str, year: int) -> list[PastCase]:
    """The ledger lines of an earlier year."""
    return line.ask(PastCase, _PAST, office=office, year=year)


def messages(line: Line, office: str, limit: int, **given: str | None) -> list[Message]:
    """Outgoing messages, oldest first."""
    told = {name: value for name, value in given.items() if value is not None}
    return line.ask(Message, _MESSAGES[" ".join(told)], office=office, most=limit, **told)


def census(line: Line, office: str, closed: bool) -> list[Headcount]:
    """How many cases stand where."""
    asked = _CENSUS["all" if closed else "open"]
    read = line.phrases.reader(_c.changed_at.type)
    return [
        Headcount(
            definition=definition,
            state=state,
            final=bool(final),
            cases=int(cases),
            first_at=read(first),
            last_at=read(last),
        )
        for definition, state, final, cases, first, last in line.rows(asked, office=office)
    ]


def clock(line: Line) -> datetime:
    """The server's time: now, and not when a transaction began."""
    ((now,),) = line.rows(_CLOCK)
    found: datetime = line.phrases.reader(_c.changed_at.type)(now)
    return found


def paper(line: Line, office: str, digest: str) -> Paper | None:
    """The file kept under this digest."""
    return next(iter(line.ask(Paper, _PAPER, office=office, digest=digest)), None)


def plans(line: Line, office: str) -> list[Plan]:
    """The plans of migration, the latest first."""
    return line.ask(Plan, _PLANS, office=office)


def plan(line: Line, office: str, hash_: str) -> Plan | None:
    """One of them, locked."""
    found = line.ask(Plan, _PLAN, office=office, hash=hash_)
    return found[0] if found else None


def made(kind: type[T], rows: Any) -> list[T]:
    names = field_names(kind)
    return [kind(**dict(zip(names, row, strict=True))) for row in rows]


def find(connection: Connection, office: str, query: Query) -> list[Case]:
    """The cases that match, by id."""
    asked = finding(office, query, connection.dialect.name)
    return made(Case, connection.execute(asked))


def finding(office: str, query: Query, database: str) -> Select[Any]:
    """The question for the cases that match."""
    statement = _all(Case).where(_c.office == office).order_by(_c.id).limit(query.limit)
    place_of = func.strpos if database == "postgresql" else func.instr
    return statement.where(*_conditions(query, place_of))


def _of(record: Any) -> tuple[Any, Any]:
    """That a record is of the case that is looked at."""
    return record.office == _c.office, record.case == _c.id


def _conditions(query: Query, place_of: Any) -> Iterator[Any]:
    """`place_of` finds a text in a text, letter by letter; LIKE would not tell a from A."""
    for column, value in (
        (_c.year, query.year),
        (_c.kind, query.kind),
        (_c.number_key, query.number_key),
        (_c.definition, query.definition),
    ):
        if value is not None:
            yield column == value
    if query.roles:
        yield _c.role.in_(query.roles)
    if query.states:
        yield _c.state.in_(query.states)
    if query.due_before is not None:
        yield _c.due <= query.due_before
    if query.due_after is not None:
        yield _c.due >= query.due_after
    if query.text is not None:
        yield or_(
            place_of(_c.title, query.text, type_=Integer) > 0,
            place_of(_c.number, query.text, type_=Integer) > 0,
        )
    if query.division is not None:
        yield exists().where(*_of(_r), _r.round == _c.round, _r.division == query.division)
    if query.member is not None:
        yield exists().where(*_of(_by), _by.name == query.member)
    if query.open_only:
        yield _open
    if query.after is not None:
        yield _c.id > query.after
