"""The figures of a year as of a date, counted from history alone.

Nothing recorded after the date is looked at, not even a deadline moved since,
so the figures of a past date come out the same whenever they are asked for.
Every rate keeps its counts, its base, its digits and its rounding.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.engine.deadlines import OWED, told_deadlines
from bihuan.engine.history import BIRTH
from bihuan.engine.ports import Store
from bihuan.engine.records import Entry
from bihuan.engine.saying import requests
from bihuan.engine.scene import House
from bihuan.rules.formulas import Base, Rate, growth, on_time_rate, satisfaction_rate
from bihuan.rules.instants import beijing_date
from bihuan.rules.ladders import Level

ANSWERS = frozenset({"answer", "opine", "note"})
"""The event by which each duty is answered: our answer, our opinion, or taking note."""
DONE = frozenset({"closed", "noted"})
FEEDBACK = frozenset({"feedback", "correct_feedback"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One case as its history told it up to the date."""

    id: str
    kind: str
    role: str
    number: str
    title: str
    session: str
    category: str
    state: str
    round: int
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
    supervised: int
    contacts: int
    asked: int
    """How many units were asked for their opinion."""
    extensions: int
    late_opinions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A year's figures; counts by kind and role, and the rates they give."""

    year: int
    as_of: date
    total: int
    by_kind: Mapping[str, int]
    by_role: Mapping[tuple[str, str], int]
    last_year: int
    growth: Rate
    dispatched: int
    answered: int
    done: int
    by_state: Mapping[str, int]
    first_verdicts: Mapping[str, int]
    last_verdicts: Mapping[str, int]
    first_satisfaction: Rate
    satisfaction: Rate
    on_time: Rate
    by_round: Mapping[int, int]
    urges: int
    supervised: int
    contacts: int
    asked: int
    extensions: int
    late_opinions: int
    sessions: Mapping[str, tuple[str, ...]]
    """The sessions of each kind, the one with most cases first."""
    handled_again: tuple[Story, ...]
    categories: Mapping[str, int] = field(default_factory=dict)

    @property
    def answer_rate(self) -> Rate:
        """Answered, out of all received."""
        return Rate(
            numerator=self.answered, denominator=self.total, base=Base.RECEIVED, label="办复率"
        )


def figures(store: Store, house: House, year: int, as_of: date) -> Figures:
    """Count the year's cases as they stood at the end of that day."""
    stories = [
        story
        for entries in store.all_history(house.office, year)
        if (story := tell(entries, as_of))
    ]
    last_year = _last_year(store, house, year, as_of)
    return _count(stories, last_year, house, year, as_of)


def tell(entries: Sequence[Entry], as_of: date) -> Story | None:
    """What the history of one case tells up to the date; None when it had not begun."""
    seen = [entry for entry in entries if beijing_date(entry.recorded_at) <= as_of]
    if not seen or seen[0].event != BIRTH:
        return None
    events = Counter(entry.event for entry in seen)
    told = seen[0].args
    answered = next((at for at, entry in enumerate(seen) if entry.event in ANSWERS), None)
    answer = None if answered is None else seen[answered]
    return Story(
        id=seen[0].case,
        kind=str(told["kind"]),
        role=str(told["role"]),
        number=str(told["number"]),
        title=str(told["title"]),
        session=str(told["session"]),
        category=str(told["category"]),
        state=seen[-1].target,
        round=seen[-1].round,
        dispatched=events["dispatch"] > 0,
        answered_on=None if answer is None else answer.effective_on,
        due=_due(seen[:answered], str(told["role"])),
        host=str(answer.args["host"]) if answer is not None and "host" in answer.args else None,
        verdicts={
            one.round: str(one.given["verdict"])
            for one in seen
            if one.event in FEEDBACK and "verdict" in one.given
        },
        reasons={
            one.round: str(one.args.get("comment", "")) for one in seen if one.event in FEEDBACK
        },
        urges=events["urge"] - _unsent(seen),
        supervised=sum(
            one.event == "urge" and one.args.get("level") == "supervision" for one in seen
        ),
        contacts=events["contact"],
        asked=sum(len(requests(one.args)) for one in seen if one.event == "co_handle"),
        extensions=events["extend"],
        late_opinions=events["opinion_overdue"],
    )


def _unsent(entries: Iterable[Entry]) -> int:
    """How many urgings were recorded and not sent, because their case was muted."""
    unsent, muted = 0, None
    for entry in entries:
        if entry.event == "mute":
            muted = entry
        elif entry.event == "reassign" and muted and muted.effective_on < entry.effective_on:
            muted = None
        elif entry.event == "urge" and entry.timer and muted is not None:
            until = date.fromisoformat(str(muted.args["until"]))
            strong = entry.args.get("level") == Level.SUPERVISION
            unsent += beijing_date(entry.recorded_at) <= until and not strong
    return unsent


def _count(
    stories: list[Story],
    last_year: int,
    house: House,
    year: int,
    as_of: date,
) -> Figures:
    first = Counter(story.verdicts[1] for story in stories if 1 in story.verdicts)
    last = Counter(story.verdicts[max(story.verdicts)] for story in stories if story.verdicts)
    rule = house.policy.satisfaction
    answered = [story for story in stories if story.answered_on is not None]
    bases = {"all": len(stories), "received": len(stories), "answered": len(answered)}
    bases["closed"] = sum(story.state == "closed" for story in stories)
    named = {story.id: story for story in stories}
    on_time = sum(_in_time(story, named) for story in answered)
    return Figures(
        year=year,
        as_of=as_of,
        total=len(stories),
        by_kind=Counter(story.kind for story in stories),
        by_role=Counter((story.kind, story.role) for story in stories),
        last_year=last_year,
        growth=growth(len(stories), last_year, digits=0),
        dispatched=_sum(stories, "dispatched"),
        answered=len(answered),
        done=sum(story.state in DONE for story in stories),
        by_state=Counter(story.state for story in stories),
        first_verdicts=first,
        last_verdicts=last,
        first_satisfaction=satisfaction_rate({**bases, **first}, rule),
        satisfaction=satisfaction_rate({**bases, **last}, rule),
        on_time=on_time_rate(on_time, len(answered), Base.ANSWERED),
        by_round=Counter(story.round for story in stories),
        urges=_sum(stories, "urges"),
        supervised=_sum(stories, "supervised"),
        contacts=_sum(stories, "contacts"),
        asked=_sum(stories, "asked"),
        extensions=_sum(stories, "extensions"),
        late_opinions=_sum(stories, "late_opinions"),
        sessions=_sessions(stories),
        handled_again=tuple(story for story in stories if "unsatisfied" in story.verdicts.values()),
        categories=Counter(story.category for story in stories if story.category),
    )


def _sum(stories: Iterable[Story], name: str) -> int:
    return sum(getattr(story, name) for story in stories)


def _sessions(stories: Iterable[Story]) -> dict[str, tuple[str, ...]]:
    counts = Counter((story.kind, story.session) for story in stories if story.session)
    ranked = [pair for pair, _ in counts.most_common()]
    return {kind: tuple(name for other, name in ranked if other == kind) for kind, _ in ranked}


def _due(before: Sequence[Entry], role: str) -> date | None:
    """The day our duty had to be fulfilled by, as it stood when it was."""
    kept = told_deadlines(before).get((before[-1].round, OWED.get(role, "answer")))
    return kept.due if kept is not None else None


def _in_time(story: Story, named: Mapping[str, Story]) -> bool:
    """A merged case that never had a day of its own is answered by its host's."""
    host = named.get(story.host or "")
    due = story.due or (host.due if host is not None else None)
    return due is None or (story.answered_on is not None and story.answered_on <= due)


def _last_year(store: Store, house: House, year: int, as_of: date) -> int:
    """Cases of the year before, and its ledger lines kept for comparison."""
    handled = sum(
        tell(entries, as_of) is not None for entries in store.all_history(house.office, year - 1)
    )
    return handled + len(store.past(house.office, year - 1))
