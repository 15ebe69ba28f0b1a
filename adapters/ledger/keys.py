"""Which proposal a record is about, as a key that two ledgers of one session share."""

from __future__ import annotations

import hashlib

from bihuan.adapters.ledger.fields import LedgerRecord
from bihuan.adapters.ledger.words import word
from bihuan.rules.identifiers import title_key
from bihuan.rules.sessions import session_key

_WHOLE_TITLE = 80


def business_key(record: LedgerRecord) -> str:
    """kind | place | session or year | number, or the title where there is no number.

    The handling unit is no part of it: the same number under two units is one
    proposal. The printed place is compared as it stands, so one file should
    name it in one way.
    """
    numbered = record.number is not None and bool(record.number.match_key)
    number = record.number.match_key if record.number and numbered else ""
    what = f"n:{number}" if numbered else f"t:{_title(record.title)}"
    when = _when(record, by_session=numbered)
    return "|".join((record.kind, word(record.place or record.level), when, what))


def _when(record: LedgerRecord, *, by_session: bool) -> str:
    """A numbered item belongs to its session first; one without a number to its year first."""
    year = str(record.year) if record.year is not None else ""
    sitting = session_key(record.session) if record.session else ""
    return (sitting or year) if by_session else (year or sitting)


def _title(title: str) -> str:
    key = title_key(title)
    if len(key) <= _WHOLE_TITLE:
        return key
    return f"{key[:40]}#{hashlib.sha256(key.encode()).hexdigest()[:16]}"
