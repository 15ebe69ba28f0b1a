"""All that is on file about one case, as it is put on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from bihuan.engine.ports import Store
from bihuan.engine.records import (
    Answer,
    Case,
    Deadline,
    Feedback,
    Member,
    Record,
    Request,
    Round,
    Urging,
)

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFile:
    """A case and its records.

    A case that was merged into another keeps its own number, title and members; it is handled
    with its host, so that rounds, requests and answers are the host's.
    """

    case: Case
    host: Case
    """The case that is handled: itself, or the one it was merged into."""
    members: Sequence[Member] = ()
    rounds: Sequence[Round] = ()
    deadlines: Sequence[Deadline] = ()
    requests: Sequence[Request] = ()
    answers: Sequence[Answer] = ()
    feedback: Sequence[Feedback] = ()
    urgings: Sequence[Urging] = ()

    @property
    def round(self) -> Round | None:
        """The present handling."""
        return next((one for one in self.rounds if one.round == self.host.round), None)


def case_file(store: Store, case: Case) -> CaseFile:
    """What the store has about a case."""
    host = store.case(case.office, case.host) if case.host else case

    def of(kind: type[R], whose: Case) -> list[R]:
        return store.records(kind, whose.office, whose.id)

    return CaseFile(
        case=case,
        host=host,
        members=sorted(of(Member, case), key=lambda one: (not one.lead, one.no)),
        rounds=of(Round, host),
        deadlines=of(Deadline, host),
        requests=of(Request, host),
        answers=of(Answer, host),
        feedback=of(Feedback, case),
        urgings=of(Urging, host),
    )
