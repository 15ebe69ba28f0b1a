"""Tell a counter-example as a story: each step of the road, and what is wrong at its end."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bihuan.rules.facts import Value
from bihuan.rules.words import label, say
from bihuan.states.duties import laws_of
from bihuan.states.laws import InState, Leaves, Needs, facts_of
from bihuan.states.machine import Machine, Row
from bihuan.states.prover import CounterExample, Move, Proof
from bihuan.states.wording import facts_text, guard_text, word

_NO_ROAD = ("never_fires", "never_reached")


def tell(machine: Machine, example: CounterExample, lang: str = "zh") -> str:
    """The story of one broken law, a line for each step."""
    return "\n".join(_lines(machine, example, lang))


def tell_all(machine: Machine, proof: Proof, lang: str = "zh") -> str:
    """The stories of every broken law of a proof, an empty line between them."""
    return "\n\n".join(tell(machine, example, lang) for example in proof.broken)


def law_title(machine: Machine, law: str, lang: str = "zh") -> str:
    """What a law asks for; a law an office added has only its number."""
    ends = any(state.final for state in machine.states)
    return label(f"law.{law}" if ends or law != "P4" else "law.P4_resting", lang)


def _lines(machine: Machine, example: CounterExample, lang: str) -> Iterator[str]:
    name = word(machine, f"machine.{machine.name}", lang)
    title = law_title(machine, example.law, lang)
    yield say(
        "story.title", lang, machine=name, version=machine.version, law=example.law, title=title
    )
    if example.reason in _NO_ROAD:
        yield say("story.nowhere", lang)
    elif not example.moves:
        yield say("story.at_once", lang)
    yield from told_steps(machine, example.start, machine.start(), example.moves, 1, lang)
    if example.given:
        yield say("story.here", lang, facts=facts_text(machine, example.given, lang))
    yield from _wanted(machine, example, lang)
    subject = subject_text(machine, example.reason, example.subject, lang)
    reason = say(f"breach.{example.reason}", lang, subject=subject)
    yield say("story.wrong", lang, reason=reason)


def _wanted(machine: Machine, example: CounterExample, lang: str) -> Iterator[str]:
    """What the law asks for at the end of the road, beside what is so there."""
    moves = example.moves
    before = dict(moves[-2].held) if len(moves) > 1 else machine.start()
    now: Mapping[str, Value] = dict(moves[-1].held) if moves else machine.start()
    for law in laws_of(machine):
        if law.id != example.law:
            continue
        match law:
            case InState() if example.reason == "lacks" and example.subject in law.states:
                wanted, known = guard_text(machine, law.holds, lang), now
            case Needs() if example.reason == "needs":
                wanted, known = (
                    guard_text(machine, law.holds, lang),
                    {**dict(moves[-1].given), **before},
                )
            case Leaves() if example.reason == "leaves":
                left = [(fact.name, want) for fact, want in law.values.items()]
                left = [(name, want) for name, want in left if now[name] != want]
                wanted, known = (
                    facts_text(machine, left, lang),
                    {name: now[name] for name, _ in left},
                )
            case _:
                continue
        here = {fact.name: known[fact.name] for fact in facts_of(law) if fact.name in known}
        yield say(
            "story.wanted", lang, wanted=wanted, facts=facts_text(machine, here.items(), lang)
        )


def told_steps(
    machine: Machine,
    source: str,
    held: Mapping[str, Value],
    moves: Iterable[Move],
    number: int,
    lang: str,
) -> Iterator[str]:
    """A line for each move from a state with these facts held, numbered from `number`."""
    for at, move in enumerate(moves, start=number):
        yield _step(machine, at, source, move, held, lang)
        source, held = move.target, dict(move.held)


def _step(
    machine: Machine,
    number: int,
    source: str,
    move: Move,
    before: Mapping[str, Value],
    lang: str,
) -> str:
    read = facts_text(machine, move.given, lang)
    changed = [(name, value) for name, value in move.held if before[name] != value]
    return say(
        "story.step",
        lang,
        number=number,
        source=word(machine, f"state.{source}", lang),
        event=word(machine, f"event.{move.event}", lang),
        row=move.row,
        target=word(machine, f"state.{move.target}", lang),
        given=say("story.given", lang, facts=read) if read else "",
        changes=say("story.changes", lang, facts=facts_text(machine, changed, lang))
        if changed
        else "",
    )


def subject_text(machine: Machine, reason: str, subject: str, lang: str) -> str:
    """What a breach is about, in words: a state, rows, or a timer."""
    if subject in machine.state_named:
        return word(machine, f"state.{subject}", lang)
    if all(row_id in machine.row_with for row_id in subject.split()):
        rows = [machine.row_with[row_id] for row_id in subject.split()]
        return say("story.and", lang).join(_row(machine, row, lang) for row in rows)
    timers = {timer.key for timer in machine.timers}
    if reason == "timer_refused" and subject in timers:
        return word(machine, f"timer.{subject}", lang)
    return subject


def _row(machine: Machine, row: Row, lang: str) -> str:
    source = word(machine, f"state.{row.source}", lang)
    event = word(machine, f"event.{row.event}", lang)
    return say("story.row", lang, row=row.id, source=source, event=event)
