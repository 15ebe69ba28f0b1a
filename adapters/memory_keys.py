"""By what the memory store tells apart what it keeps."""

from __future__ import annotations

from typing import Any

from bihuan.engine.records import Alarm, Case, Record
from bihuan.rules.proposals import proposal_identity

Key = tuple[Any, ...]


def record_key(record: Record) -> Key:
    """Office, case, and what tells records of this kind apart."""
    return (record.office, record.case, *(getattr(record, name) for name in record.KEY))


def alarm_key(alarm: Alarm) -> Key:
    """What tells timers apart."""
    return (alarm.office, alarm.case, alarm.key, alarm.round, alarm.generation)


def identity(case: Case) -> Key:
    """What makes two cases of an office the same proposal."""
    proposal = proposal_identity(
        kind=case.kind,
        assembly=case.assembly,
        session_printed=case.session,
        year=case.year,
        number_key=case.number_key,
    )
    return (case.office, *proposal)
