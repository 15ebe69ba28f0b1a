"""What each case's history told up to a date: the one reading that every figure is counted from.

Nothing recorded after the date is looked at, not even a deadline moved since,
so the figures of a past date come out the same whenever they are asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.engine.deadlines import OWED, told_deadlines
from bihuan.engine.handled import Handled, handled
from bihuan.engine.history import Machines
from bihuan.engine.ports import Store
from bihuan.engine.records import Answer, Entry, Feedback
from bihuan.engine.scene import House
from bihuan.rules.formulas import GRADES
from bihuan.rules.instants import beijing_date
from bihuan.rules.ladders import Level

ANSWERS = frozenset({"answer", "opine", "note"})
"""The event by which each duty is answered: our answer, our opinion, or taking note."""
DONE = frozenset({"closed", "noted"})
FEEDBACK = frozenset({"feedback", "correct_feedback"})
LED = frozenset({"sole", "lead", "separate"})
"""The roles in which this office answers the member itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case as its history told it up to the date."""

    case: Handled
    dispatched: bool
    answered_on: date | None
    """When our duty was first fulfilled."""
    due: date | None
    """When it had to be, as it stood then; None where the host's day counts."""
    host: str | None
    """The case it was answered along with."""
    verdicts: Mapping[int, str]
    """The verdict of each round that has one."""
    reasons: Mapping[int, str]
    urges: int
    """Those that were sent, and not only recorded."""
    supervised: int
    extensions: int
    late_opinions: int

    @property
    def letter(self) -> Answer | None:
        """The last answer of ours; an opinion for a lead unit is none."""
        return next((one for one in reversed(self.case.answers) if one.what == "answer"), None)

    def forms(self, *, last: bool) -> list[Feedback]:
        """The forms of the first round, or of the last one that has any; of each member one."""
        rounds = [one.round for one in self.case.forms]
        wanted = (max(rounds) if last else 1) if rounds else 0
        kept = {one.member: one for one in self.case.forms if one.round == wanted}
        return list(kept.values())


def stories(
    store: Store, house: House, machines: Machines, year: int | None, as_of: date
) -> Iterator[Story]:
    """The cases of a year, or of all years, as they stood at the end of that day."""
    for entries in store.all_history(house.office, year):
        if (story := tell(entries, machines, as_of)) is not None:
            yield story


def tell(entries: Sequence[Entry], machines: Machines, as_of: date) -> Story | None:
    """What the history of one case tells up to the date; None when it had not begun."""
    case = handled(entries, machines, as_of=as_of)
    if case is None:
        return None
    seen = entries[: case.seq]
    events = Counter(entry.event for entry in seen)
    answered = next((at for at, entry in enumerate(seen) if entry.event in ANSWERS), None)
    answer = None if answered is None else seen[answered]
    forms = [entry for entry in seen if entry.event in FEEDBACK]
    urges = sent_urges(seen)
    return Story(
        case=case,
        dispatched=events["dispatch"] > 0,
        answered_on=None if answer is None else answer.effective_on,
        due=_due(seen[:answered], case.role),
        host=str(answer.args["host"]) if answer is not None and "host" in answer.args else None,
        verdicts={
            one.round: str(one.given["verdict"])
            for one in forms
            if one.given.get("verdict") in GRADES
        },
        reasons={one.round: str(one.args.get("comment", "")) for one in forms},
        urges=len(urges),
        supervised=sum(one.args.get("level") == Level.SUPERVISION for one in urges),
        extensions=events["extend"],
        late_opinions=events["opinion_overdue"],
    )


def sent_urges(entries: Iterable[Entry]) -> list[Entry]:
    """The urgings that were sent; while its case is muted, one is recorded and stays here."""
    sent, muted = [], None
    for entry in entries:
        if entry.event == "mute":
            muted = entry
        elif entry.event == "reassign" and muted and muted.effective_on < entry.effective_on:
            muted = None
        elif entry.event == "urge" and not (muted is not None and _silenced(entry, muted)):
            sent.append(entry)
    return sent


def _silenced(urge: Entry, muted: Entry) -> bool:
    """One by hand is sent all the same, and so is supervision."""
    until = date.fromisoformat(str(muted.args["until"]))
    strong = urge.args.get("level") == Level.SUPERVISION
    return bool(urge.timer) and beijing_date(urge.recorded_at) <= until and not strong


def _due(before: Sequence[Entry], role: str) -> date | None:
    """The day our duty had to be fulfilled by, as it stood when it was."""
    kept = told_deadlines(before).get((before[-1].round, OWED.get(role, "answer")))
    return kept.due if kept is not None else None
