"""What came of an event, and what would come of it."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Case, Entry


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an event did; `repeated` when the key shows it had been done before."""

    entry: Entry
    case: Case
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Option:
    """An event and what would come of it without arguments: nothing, a refusal, or a question."""

    event: str
    refusal: Refused | None
    needs: BadInput | None = None
    """The first argument the event asks for."""

    @property
    def allowed(self) -> bool:
        """Whether the event would be accepted as it is, without any argument."""
        return self.refusal is None and self.needs is None


def logged(entry: Entry) -> dict[str, object]:
    """What a log says of an entry: where the case now stands, and how it got there."""
    return {
        "case": entry.case,
        "seq": entry.seq,
        "event_name": entry.event,
        "row": entry.row,
        "state": entry.target,
    }
