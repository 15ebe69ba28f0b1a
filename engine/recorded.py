"""Every kind of record a case has, in one list: what stores keep and lists of all kinds go by."""

from __future__ import annotations

from bihuan.engine.letter_records import Draft, LetterStep
from bihuan.engine.promises import Commitment, Fulfilment
from bihuan.engine.records import (
    Answer,
    Contact,
    Deadline,
    Feedback,
    Member,
    Mute,
    Receipt,
    Record,
    Repair,
    Request,
    Round,
    Urging,
)

RECORDS: tuple[type[Record], ...] = (
    Member,
    Round,
    Deadline,
    Request,
    Contact,
    Answer,
    Feedback,
    Urging,
    Receipt,
    Mute,
    Commitment,
    Fulfilment,
    Draft,
    LetterStep,
    Repair,
)
