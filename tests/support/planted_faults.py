"""One fault for each law of a machine, planted in a copy of a shipped one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bihuan.rules.facts import ALWAYS, Every, Guard
from bihuan.states.effects import Add, Effect, Set
from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine, Party, Refusal, Row
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from bihuan.states.vocabulary import (
    contacts,
    followers_unsatisfied,
    letter,
    open_requests,
    rework_ordered,
    round_number,
    signed,
    signs_letter,
    verdict,
)
from support.machine_walk import answer_instead, change, refuse_row

CLOCK = (Party.CLOCK,)
OFFICE = (Party.OFFICE,)
_REVIEW, _SIGN = (
    next(row.id for row in LEAD.rows if (row.event, row.source) == (event, "urged"))
    for event in ("review", "sign")
)
OWN_VERDICT = (Set(verdict, "satisfied"),)


def _timers(machine: Machine, key: str, *while_in: str) -> Machine:
    timers = (
        replace(timer, while_in=while_in) if timer.key == key else timer for timer in machine.timers
    )
    return replace(machine, timers=tuple(timer for timer in timers if timer.while_in))


def _stuck_while_returning() -> Machine:
    machine = _timers(READING, "silence")
    states = tuple(
        replace(state, no_timer="forgotten") if state.name == "returning" else state
        for state in machine.states
    )
    return refuse_row(replace(machine, states=states), "R116", "R132", "R133", "R134", "R141")


def _timer_in_a_resting_state() -> Machine:
    row = Row("X1", "silence", "returned", "returned", CLOCK)
    return _timers(answer_instead(READING, row), "silence", "returning", "returned")


def _nothing_leads_to_co_handled() -> Machine:
    return change(change(LEAD, "L41", target="dispatched"), "L43", target="urged")


def _the_office_judges_itself() -> Machine:
    return answer_instead(
        LEAD, Row("X1", "feedback", "feedback", "feedback", OFFICE, then=OWN_VERDICT)
    )


def _without(effects: tuple[Effect, ...], name: str) -> tuple[Effect, ...]:
    return tuple(effect for effect in effects if effect.fact.name != name)


def _part(row_id: str, at: int) -> Guard:
    guard = LEAD.row_with[row_id].when
    assert isinstance(guard, Every)
    return guard.parts[at]


def _answerable_with(path: Guard) -> Guard:
    """What an answer needs, with the letter elsewhere on its path than where it may leave."""
    when = LEAD.row_with["L61"].when
    assert isinstance(when, Every)
    names = ("letter",)
    return Every(
        tuple(path if names == tuple(f.name for f in part.facts()) else part for part in when.parts)
    )


def also(machine: Machine, *rows: Row) -> Machine:
    """A copy with a new event, which is refused wherever no row answers it."""
    answered = {row.source for row in rows}
    refusals = (
        Refusal(state=name, code="conditions", events=(rows[0].event,))
        for name in machine.state_named
        if name not in answered
    )
    return replace(machine, rows=(*machine.rows, *rows), refusals=(*machine.refusals, *refusals))


def concluded_by_another_event() -> Machine:
    """It is closed by `conclude`, whatever that may file."""
    when = LEAD.row_with["L90"].when
    return also(LEAD, Row("X1", "conclude", "feedback", "closed", OFFICE, when=when))


def phoned_feedback() -> Machine:
    """The verdict comes by `phone_feedback`, which puts no form on file."""
    row = LEAD.row_with["L71"]
    return also(LEAD, replace(row, id="X1", event="phone_feedback"))


def _moved_round() -> Machine:
    return change(LEAD, "L110", then=(Add(round_number, 1),))


FAULTS: dict[str, tuple[str, Callable[[], Machine]]] = {
    "closing without a satisfied verdict": ("P1", lambda: change(LEAD, "L90", when=ALWAYS)),
    "a case one supports is closed without a satisfied verdict": (
        "P1",
        lambda: change(SUPPORT, "S90", when=ALWAYS),
    ),
    "closing on the verdict of the round before": (
        "P1",
        lambda: change(LEAD, "L159", then=(Add(round_number, 1),)),
    ),
    "the office judges its own answer": ("P1", _the_office_judges_itself),
    "a way out of the end": (
        "P2",
        lambda: answer_instead(LEAD, Row("X1", "resume", "closed", "received", OFFICE)),
    ),
    "a state without a way out": ("P3", _stuck_while_returning),
    "a withdrawn case that nobody can take up again": ("P4", lambda: refuse_row(LEAD, "L145")),
    "a waiting state without a timer": ("P5", lambda: _timers(LEAD, "conclude")),
    "a timer whose event is refused": ("P5", lambda: change(LEAD, "L25", when=contacts >= 1)),
    "a timer in a resting state": ("P6", _timer_in_a_resting_state),
    "answering while opinions are missing": (
        "P7",
        lambda: change(LEAD, "L60", when=_part("L60", 1)),
    ),
    "a new round that keeps the verdict": (
        "P8",
        lambda: change(LEAD, "L91", then=_without(LEAD.row_with["L91"].then, "verdict")),
    ),
    "a new round that keeps the requests": (
        "P8",
        lambda: change(LEAD, "L91", then=LEAD.row_with["L91"].then[:-2]),
    ),
    "two rows for one event": ("P9", lambda: change(LEAD, "L70", when=ALWAYS)),
    "a row that contradicts itself": (
        "P10",
        lambda: change(LEAD, "L42", when=(open_requests >= 2) & (open_requests == 1)),
    ),
    "a state nothing leads to": ("P11", _nothing_leads_to_co_handled),
    "a late opinion although none is late": ("P12", lambda: change(LEAD, "L50", when=ALWAYS)),
    "handling again a satisfied case": (
        "E1",
        lambda: change(LEAD, "L91", when=rework_ordered.holds | followers_unsatisfied.holds),
    ),
    "the event of closing without a satisfied verdict": (
        "E2",
        lambda: change(LEAD, "L158", when=_part("L158", 0)),
    ),
    "asking for co-handling twice": ("E3", lambda: change(LEAD, "L30", when=ALWAYS)),
    "an urging that is not counted": ("E4", lambda: change(LEAD, "L22", then=())),
    "an urging of a case one reads that is not counted": (
        "E4",
        lambda: change(READING, "R20", then=()),
    ),
    "an extension that starts a round": ("E5", _moved_round),
    "handling again within the same round": (
        "E5",
        lambda: change(LEAD, "L91", then=LEAD.row_with["L91"].then[1:]),
    ),
    "an end that is reached by another event": ("E6", concluded_by_another_event),
    "a verdict that another event brings": ("E7", phoned_feedback),
    "a new round that keeps the signed letter": (
        "P8",
        lambda: change(LEAD, "L91", then=_without(LEAD.row_with["L91"].then, "letter")),
    ),
    "an answer that leaves before it is signed": (
        "E8",
        lambda: change(LEAD, "L61", when=_answerable_with(letter == "reviewed")),
    ),
    "an opinion that leaves unsigned": ("E8", lambda: change(SUPPORT, "S30", when=ALWAYS)),
    "a signature before the review": (
        "E9",
        lambda: change(LEAD, _SIGN, when=letter == "countersigned"),
    ),
    "a signature under a letter with faults": (
        "E9",
        lambda: change(LEAD, _SIGN, when=(letter == "reviewed") & signed.holds),
    ),
    "a review that signs": ("E10", lambda: change(LEAD, _REVIEW, then=signs_letter)),
    "a correction that brings no verdict": ("E7", lambda: change(LEAD, "L75", then=())),
}
