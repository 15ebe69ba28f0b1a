"""Tell how a plan of migration does harm: the road there, the landing, and the road after it."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.words import label, say
from bihuan.states.machine import Machine
from bihuan.states.migration import Crossing, Flaw
from bihuan.states.story import law_title, subject_text, told_steps
from bihuan.states.wording import facts_text, word


def tell_crossing(source: Machine, target: Machine, found: Crossing, lang: str = "zh") -> list[str]:
    """Each fault in a line, then the story of each flaw, an empty line between them."""
    stories = ["\n".join(_lines(source, target, flaw, lang)) for flaw in found.flaws]
    faults = [f"✗ {fault.told(lang)}" for fault in found.faults]
    return [*faults, *stories]


def _lines(source: Machine, target: Machine, flaw: Flaw, lang: str) -> Iterator[str]:
    law = flaw.law
    title = label(f"law.{law}", lang) if law[0] == "M" else law_title(target, law, lang)
    yield say("plan.title", lang, law=law, title=title)
    if not flaw.before and flaw.landing is None:
        yield say("story.at_once", lang)
    yield from told_steps(source, source.initial.name, source.start(), flaw.before, 1, lang)
    number = len(flaw.before) + 1
    if flaw.landing is not None:
        yield _landing(source, target, flaw, number, lang)
        held = dict(flaw.landing.held)
        yield from told_steps(target, flaw.landing.state, held, flaw.after, number + 1, lang)
    if flaw.given:
        yield say("story.here", lang, facts=facts_text(target, flaw.given, lang))
    reason = say(f"breach.{flaw.reason}", lang, subject=_subject(source, target, flaw, lang))
    yield say("story.wrong", lang, reason=reason)


def _landing(source: Machine, target: Machine, flaw: Flaw, number: int, lang: str) -> str:
    """The step that the plan takes, and what it changes of what the case holds."""
    assert flaw.landing is not None
    state = flaw.before[-1].target if flaw.before else source.initial.name
    held = dict(flaw.before[-1].held) if flaw.before else source.start()
    changed = [(name, value) for name, value in flaw.landing.held if held.get(name) != value]
    return say(
        "plan.step",
        lang,
        number=number,
        source=word(source, f"state.{state}", lang),
        target=word(target, f"state.{flaw.landing.state}", lang),
        changes=say("story.changes", lang, facts=facts_text(target, changed, lang))
        if changed
        else "",
    )


def _subject(source: Machine, target: Machine, flaw: Flaw, lang: str) -> str:
    match flaw.reason:
        case "unmapped":
            return word(source, f"state.{flaw.subject}", lang)
        case "no_value" | "gains":
            return word(target, f"fact.{flaw.subject}", lang)
        case "skips":
            events = (word(target, f"event.{event}", lang) for event in flaw.subject.split())
            return say("story.and", lang).join(events)
        case "host" | "laid_to_rest":
            return word(target, f"state.{flaw.subject}", lang)
        case "timer_dropped":
            return word(target, f"timer.{flaw.subject}", lang)
    return subject_text(target, flaw.reason, flaw.subject, lang)
