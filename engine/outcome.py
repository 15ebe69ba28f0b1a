"""What came of an event, and what would come of it."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.engine.errors import BadInput, Refused
from bihuan.engine.records import Case, Deadline, Entry
from bihuan.rules import explaining, spans
from bihuan.rules.words import label


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

    def label(self, lang: str = "zh") -> str:
        """What a button for it is called."""
        return label(f"event.{self.event}", lang)

    def reasons(self, lang: str = "zh") -> tuple[str, ...]:
        """Why it is refused: the conditions that are not met, or else the reason."""
        if self.refusal is None:
            return ()
        unmet = [one for one in self.refusal.findings if not (one.held or one.moot)]
        keys = [f"fact.{one.fact}" for one in unmet] or [f"refusal.{self.refusal.reason}"]
        return tuple(label(key, lang) for key in dict.fromkeys(keys))


@dataclass(frozen=True, slots=True)
class Explained:
    """A deadline of this round and how its date came about."""

    deadline: Deadline
    worked_out: spans.Deadline | None
    """The way from the first day to the last; None where a person set the date."""

    def lines(self, lang: str = "zh") -> tuple[str, ...]:
        """The way, day by day, for people; empty where a person set the date."""
        return tuple(explaining.explain(self.worked_out, lang)) if self.worked_out else ()


def logged(entry: Entry) -> dict[str, object]:
    """What a log says of an entry: where the case now stands, and how it got there."""
    return {
        "case": entry.case,
        "seq": entry.seq,
        "event_name": entry.event,
        "row": entry.row,
        "state": entry.target,
    }
