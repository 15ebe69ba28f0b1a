"""Say the parts of a machine in words: its own labels first, then the catalogue."""

from __future__ import annotations

from collections.abc import Iterable

from bihuan.rules.facts import Every, Fact, Guard, Never, Some, Test, Value
from bihuan.rules.words import label, say
from bihuan.states.effects import Add, Effect, Set, Take
from bihuan.states.machine import Machine, Party

_SIGNS = {"eq": "=", "ne": "≠", "ge": "≥", "lt": "<", "in": "∈"}


def word(machine: Machine, key: str, lang: str = "zh") -> str:
    """The machine's own label for a key such as `state.received`, or the catalogue's."""
    own = machine.labels.get(key)
    return own[lang] if own is not None else label(key, lang)


def value_text(machine: Machine, value: Value, lang: str = "zh") -> str:
    """A fact's value in words; numbers stay numbers."""
    if isinstance(value, bool):
        return word(machine, "value.yes" if value else "value.no", lang)
    return str(value) if isinstance(value, int) else word(machine, f"value.{value}", lang)


def facts_text(machine: Machine, facts: Iterable[tuple[str, Value]], lang: str = "zh") -> str:
    """Facts and their values, one after the other."""
    return say("story.comma", lang).join(
        f"{word(machine, f'fact.{name}', lang)}={value_text(machine, value, lang)}"
        for name, value in facts
    )


def guard_text(machine: Machine, guard: Guard, lang: str = "zh") -> str:
    """A guard as a short text; empty when it always holds."""
    match guard:
        case Test():
            return _test_text(machine, guard, lang)
        case Every(parts=()):
            return ""
        case Some(parts=()):
            return say("guard.never", lang)
        case Never(part=part):
            inner = guard_text(machine, part, lang) or say("guard.always", lang)
            return say("guard.not", lang, guard=inner)
        case Every(parts=parts):
            return say("guard.and", lang).join(_part(machine, part, lang) for part in parts)
        case Some(parts=parts):
            return say("guard.or", lang).join(_part(machine, part, lang) for part in parts)
    raise TypeError(guard)


def effect_text(machine: Machine, effect: Effect, lang: str = "zh") -> str:
    """What a row does to one fact, as a short text."""
    fact = word(machine, f"fact.{effect.fact.name}", lang)
    match effect:
        case Set():
            return f"{fact}:={value_text(machine, effect.value, lang)}"
        case Add():
            return f"{fact}{effect.step:+d}"
        case Take():
            return say("effect.take", lang, fact=fact)


def effects_text(machine: Machine, effects: Iterable[Effect], lang: str = "zh") -> str:
    """Everything a row does to the facts."""
    return say("story.comma", lang).join(effect_text(machine, each, lang) for each in effects)


def parties_text(machine: Machine, parties: Iterable[Party], lang: str = "zh") -> str:
    """Who may act."""
    return "/".join(word(machine, f"party.{party}", lang) for party in parties)


def _part(machine: Machine, guard: Guard, lang: str) -> str:
    text = guard_text(machine, guard, lang) or say("guard.always", lang)
    joined = isinstance(guard, Every | Some) and len(guard.parts) > 1
    return say("guard.group", lang, guard=text) if joined else text


def _test_text(machine: Machine, test: Test, lang: str) -> str:
    fact: Fact = test.fact
    expected = test.expected
    if test.op == "in":
        values = ", ".join(value_text(machine, value, lang) for value in expected)
        text = f"{{{values}}}"
    else:
        text = value_text(machine, expected, lang)
    return f"{word(machine, f'fact.{fact.name}', lang)}{_SIGNS[test.op]}{text}"
