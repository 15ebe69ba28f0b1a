"""How one case was handled, told from its history alone: what a list shows, as of any day.

What was recorded after that day is not looked at, so a list of a past date is
the same whenever it is made, and a list handed out earlier can be made again
to see what somebody has changed in it since.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from bihuan.engine import saying
from bihuan.engine.deadlines import OWED, told_deadlines
from bihuan.engine.history import BIRTH, Machines
from bihuan.engine.promises import Promise
from bihuan.engine.records import Answer, Contact, Entry, Feedback, Request, Round
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.instants import beijing_date
from bihuan.rules.satisfaction import parse_grade, verdict_of

SOON = 10
"""Working days within which a case counts as due soon."""
LET_OFF = frozenset({"return_to_assigner", "withdraw", "merge", "unmerge"})
"""Events after which nobody waits any more for the opinions that were asked for."""
AFRESH = LET_OFF | {"send_back", "reassign", "redo_opinion"}
"""Events after which a letter has to be written anew."""
_TEXTS = ("kind", "role", "session", "number", "title", "category", "counterpart", "note")


@dataclass(slots=True, kw_only=True)
class Handled:
    """One case as its history told it; grows entry by entry while it is read."""

    office: str
    id: str
    kind: str
    role: str
    year: int
    session: str
    number: str
    title: str
    category: str
    counterpart: str
    note: str
    members: tuple[str, ...]
    collective: bool
    """Whether a party, a body or a delegation wrote it, and not members in their own names."""
    received_on: date
    now: Round
    """The round under way."""
    state: str = ""
    seq: int = 0
    working: bool = True
    """Whether somebody has still to act: it is neither closed nor set aside."""
    due: date | None = None
    """When our duty of this round has to be fulfilled."""
    urges: int = 0
    requests: list[Request] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    forms: list[Feedback] = field(default_factory=list)
    promises: list[Promise] = field(default_factory=list)
    """What its answers promised: not told by history, but put here by a list that asks for it."""
    signature: dict[str, str] = field(default_factory=dict)
    """What is known of the letter that was signed and has not left."""
    told_by: dict[int, str] = field(default_factory=dict)
    """Who recorded the entry with this number."""

    @property
    def asked(self) -> list[Request]:
        """The units asked for their opinion in this round and not let off."""
        return [
            one for one in self.requests if one.round == self.now.round and one.status != "dropped"
        ]

    def answer(self, round: int | None = None) -> Answer | None:
        """Our last letter in a round, by default in the one under way."""
        wanted = round or self.now.round
        ours = [one for one in self.answers if one.round == wanted and one.what != "lead_answer"]
        return ours[-1] if ours else None

    @property
    def form(self) -> Feedback | None:
        """The last form of this round."""
        forms = [one for one in self.forms if one.round == self.now.round]
        return forms[-1] if forms else None

    def owed(self) -> date | None:
        """The day by which our duty has still to be done; None when it is done, or nobody waits."""
        return self.due if self.working and self.now.answered_on is None else None

    def late(self, as_of: date) -> bool:
        """Whether the day has passed and our duty is not done."""
        owed = self.owed()
        return owed is not None and owed < as_of

    def urgency(self, as_of: date, calendar: WorkCalendar) -> str:
        """`late` or `soon` while our duty is not done, and otherwise nothing."""
        owed = self.owed()
        if owed is None:
            return ""
        if self.late(as_of):
            return "late"
        return "soon" if calendar.workdays_between(as_of, owed) <= SOON else ""


def handled(
    history: Sequence[Entry],
    machines: Machines,
    *,
    as_of: date = date.max,
    seq: int | None = None,
) -> Handled | None:
    """The case at the end of that day, or after that entry; None when it had not begun."""
    seen = [entry for entry in history if beijing_date(entry.recorded_at) <= as_of][:seq]
    if not seen or seen[0].event != BIRTH:
        return None
    told = _born(seen[0])
    for entry in seen[1:]:
        reader = _READERS.get(entry.event)
        if reader is not None:
            reader(told, entry)
        if entry.event in LET_OFF:
            _let_off(told)
        if entry.event in AFRESH:
            told.signature = {}
    last = seen[-1]
    place = machines(last.definition).state_named[last.target]
    told.state, told.seq = last.target, last.seq
    told.working = not (place.final or place.resting)
    told.told_by = {entry.seq: entry.actor for entry in seen}
    owed = told_deadlines(seen).get((last.round, OWED.get(told.role, "answer")))
    told.due = owed.due if owed is not None else None
    return told


def _born(birth: Entry) -> Handled:
    said = birth.args
    received = date.fromisoformat(str(said["received_on"]))
    texts: dict[str, Any] = {name: str(said.get(name, "")) for name in _TEXTS}
    return Handled(
        office=birth.office,
        id=birth.case,
        year=int(str(said["year"])),
        members=tuple(map(str, _listed(said["members"]))),
        collective=bool(said.get("collective")),
        received_on=received,
        now=Round(office=birth.office, case=birth.case, round=1, began_on=received),
        **texts,
    )


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _dispatch(told: Handled, entry: Entry) -> None:
    told.now = _assigned(told.now, entry, told.now.time)


def _reassign(told: Handled, entry: Entry) -> None:
    again = replace(
        told.now, round=told.now.round + 1, began_on=entry.effective_on, answered_on=None
    )
    told.now = _assigned(again, entry, None)


def _assigned(before: Round, entry: Entry, time: date | None) -> Round:
    """What is said of the five assignments, over what stood before."""
    said: dict[str, Any] = {
        name: saying.text(entry.args, name) or getattr(before, name)
        for name in ("leader", "officer", "task", "division")
    }
    kept = saying.text(entry.args, "responsibility") or before.responsibility
    return replace(
        before,
        dispatched_on=entry.effective_on,
        responsibility=kept or said["division"],
        time=saying.day("time", entry.args.get("time")) or time,
        **said,
    )


def _co_handle(told: Handled, entry: Entry) -> None:
    for no, (unit, due) in enumerate(saying.requests(entry.args), start=len(told.requests) + 1):
        counted = str(entry.deadlines.get(f"co:{no}", {}).get("due", entry.effective_on))
        told.requests.append(
            Request(
                office=told.office,
                case=told.id,
                no=no,
                round=entry.round,
                unit=unit,
                asked_on=entry.effective_on,
                due=due or date.fromisoformat(counted),
                status="open",
            )
        )


def _opinion(was: str, becomes: str) -> Callable[[Handled, Entry], None]:
    def read(told: Handled, entry: Entry) -> None:
        wanted = saying.text(entry.args, "request") or saying.text(entry.args, "unit")
        given_on = None if becomes == "overdue" else entry.effective_on
        for at, one in enumerate(told.requests):
            meant = wanted in ("", one.unit, str(one.no))
            if meant and (one.round, one.status) == (entry.round, was):
                opinion = saying.text(entry.args, "text")
                told.requests[at] = replace(one, status=becomes, opinion=opinion, given_on=given_on)
                return

    return read


def _let_off(told: Handled) -> None:
    told.requests = [
        replace(one, status="dropped")
        if one.round == told.now.round and one.status in ("open", "overdue")
        else one
        for one in told.requests
    ]


def _contact(told: Handled, entry: Entry) -> None:
    told.contacts.append(
        Contact(
            office=told.office,
            case=told.id,
            seq=entry.seq,
            round=entry.round,
            stage=saying.text(entry.args, "stage") or "during",
            how=saying.text(entry.args, "how"),
            on=entry.effective_on,
            note=saying.text(entry.args, "note"),
        )
    )


_OF_LETTERS = ("document", "scheme", "code", "signer", "public")


def _draft(told: Handled, entry: Entry) -> None:
    """What was signed before is no longer what leaves."""
    told.signature = {"paper": saying.text(entry.args, "file")}


def _sign(told: Handled, entry: Entry) -> None:
    said = {name: saying.text(entry.args, name) for name in _OF_LETTERS}
    paper = saying.text(entry.args, "file") or told.signature.get("paper", "")
    told.signature = {**said, "paper": paper}


def _letter(what: str) -> Callable[[Handled, Entry], None]:
    def read(told: Handled, entry: Entry) -> None:
        signed = told.signature if what != "lead_answer" else {}
        said = {name: saying.text(entry.args, name) for name in (*_OF_LETTERS, "paper")}
        said["paper"] = said["paper"] or saying.text(entry.args, "file")
        said = {name: text or signed.get(name, "") for name, text in said.items()}
        told.signature = {}
        told.answers.append(
            Answer(
                office=told.office,
                case=told.id,
                seq=entry.seq,
                round=entry.round,
                what=what,
                on=entry.effective_on,
                **said,
            )
        )
        told.now = replace(told.now, answered_on=entry.effective_on)

    return read


def _feedback(told: Handled, entry: Entry) -> None:
    said = {name: saying.text(entry.args, name) for name in ("attitude", "result", "verdict")}
    attitude, result = _grade(said["attitude"]), _grade(said["result"] or said["verdict"])
    told.forms.append(
        Feedback(
            office=told.office,
            case=told.id,
            seq=entry.seq,
            round=entry.round,
            member=saying.whole(entry.args, "member") or 1,
            attitude=attitude,
            result=result,
            verdict=str(verdict_of(attitude, result) or ""),
            standing=str(entry.given.get("verdict", "none")),
            comment=saying.text(entry.args, "comment"),
            on=entry.effective_on,
        )
    )


def _grade(printed: str) -> str | None:
    return str(parse_grade(printed)) if printed else None


def _urge(told: Handled, entry: Entry) -> None:
    del entry
    told.urges += 1


_READERS: Mapping[str, Callable[[Handled, Entry], None]] = {
    "dispatch": _dispatch,
    "redispatch": _dispatch,
    "reassign": _reassign,
    "co_handle": _co_handle,
    "opinion": _opinion("open", "given"),
    "opinion_overdue": _opinion("open", "overdue"),
    "late_opinion": _opinion("overdue", "late"),
    "contact": _contact,
    "draft": _draft,
    "sign": _sign,
    "answer": _letter("answer"),
    "opine": _letter("opinion"),
    "lead_answered": _letter("lead_answer"),
    "feedback": _feedback,
    "correct_feedback": _feedback,
    "urge": _urge,
}
