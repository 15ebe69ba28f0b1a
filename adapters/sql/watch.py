"""Signs of life, leases and incidents, on a database."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, null, select, update

from bihuan.adapters.sql.daemon_tables import incident, lease, pulse
from bihuan.adapters.sql.line import Line
from bihuan.adapters.sql.mapping import columns_of
from bihuan.adapters.sql.outbox import Lines
from bihuan.engine.operations import Incident, Pulse

_i, _l, _p = incident.c, lease.c, pulse.c

_PULSES = (
    select(*columns_of(Pulse))
    .where(_p.office == bindparam("office"))
    .order_by(_p.beat_at.desc(), _p.daemon)
)
_FORGET = delete(pulse).where(_p.office == bindparam("at_office"), _p.beat_at < bindparam("before"))
_INCIDENTS = select(*columns_of(Incident)).where(_i.office == bindparam("office"))
_LATEST = (_i.last_at.desc(), _i.kind, _i.subject, _i.no)
_ALL = _INCIDENTS.order_by(*_LATEST)
_WITH_STATUS = _INCIDENTS.where(_i.status == bindparam("status")).order_by(*_LATEST)
_LAST = (
    _INCIDENTS.where(_i.kind == bindparam("of_kind"), _i.subject == bindparam("subject"))
    .order_by(_i.no.desc())
    .limit(bindparam("most"))
    .with_for_update()
)
_LEASE = (
    select(_l.holder, _l.fence, _l.until)
    .where(_l.office == bindparam("office"), _l.name == bindparam("name"))
    .with_for_update()
)
_GIVE = (
    update(lease)
    .where(_l.office == bindparam("at_office"), _l.name == bindparam("at_name"))
    .values(
        holder=bindparam("new_holder"), fence=bindparam("new_fence"), until=bindparam("new_until")
    )
)
_RELEASE = (
    update(lease)
    .where(
        _l.office == bindparam("at_office"),
        _l.name == bindparam("at_name"),
        _l.holder == bindparam("at_holder"),
    )
    .values(holder=null())
)


class SqlWatch:
    """Keeps the promises of `Watch`."""

    def __init__(self, lines: Lines) -> None:
        self._lines = lines

    def beat(self, pulse: Pulse) -> None:
        with self._lines.writing() as line:
            _put(line, pulse)

    def pulses(self, office: str) -> list[Pulse]:
        with self._lines.reading() as line:
            return line.ask(Pulse, _PULSES, office=office)

    def forget(self, office: str, before: datetime) -> int:
        with self._lines.writing() as line:
            return _send(line, line.phrases.question(_FORGET), at_office=office, before=before)

    def lease(
        self, office: str, name: str, holder: str, now: datetime, until: datetime
    ) -> int | None:
        with self._lines.writing() as line:
            _send(line, line.phrases.lease, office=office, name=name, until=now)
            ((had, fence, ended),) = line.rows(_LEASE, office=office, name=name)
            ours = had == holder
            if had and not ours and line.phrases.reader(_l.until.type)(ended) > now:
                return None
            given = int(fence) + (not ours)
            _send(
                line,
                line.phrases.question(_GIVE),
                at_office=office,
                at_name=name,
                new_holder=holder,
                new_fence=given,
                new_until=until,
            )
        return given

    def release(self, office: str, name: str, holder: str) -> None:
        with self._lines.writing() as line:
            released = line.phrases.question(_RELEASE)
            _send(line, released, at_office=office, at_name=name, at_holder=holder)

    def report(self, incident: Incident) -> Incident:
        with self._lines.writing() as line:
            last = _last(line, incident.office, incident.kind, incident.subject)
            known = incident.after(last)
            _put(line, known)
        return known

    def resolve(
        self, office: str, kind: str, subject: str, *, at: datetime, by: str, resolution: str
    ) -> bool:
        with self._lines.writing() as line:
            last = _last(line, office, kind, subject)
            if last is None or last.status != "open":
                return False
            _put(line, last.closed(at, by, resolution))
        return True

    def incidents(self, office: str, *, status: str | None = None) -> list[Incident]:
        question = _ALL if status is None else _WITH_STATUS
        with self._lines.reading() as line:
            return line.ask(Incident, question, office=office, status=status)


def _last(line: Line, office: str, kind: str, subject: str) -> Incident | None:
    found = line.ask(Incident, _LAST, office=office, of_kind=kind, subject=subject, most=1)
    return found[0] if found else None


def _put(line: Line, thing: Pulse | Incident) -> None:
    put = line.phrases.put[type(thing)]
    line.send([(put.statement, [put.values(thing)])])


def _send(line: Line, prepared: Any, **given: Any) -> int:
    return sum(line.send([(prepared, [prepared.of({**prepared.fixed, **given})])]))
