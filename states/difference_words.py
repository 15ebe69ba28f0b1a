"""Tell in which two machines differ: a line for each thing, in the machines' own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.rules.words import say
from bihuan.states.difference import Comparison, Difference, Part
from bihuan.states.machine import Machine, Row
from bihuan.states.wording import effects_text, guard_text, parties_text, value_text, word

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}


def tell_comparison(
    before: Machine, after: Machine, found: Comparison, lang: str = "zh"
) -> Iterator[str]:
    """The differences, line by line; nothing where there are none."""
    for one in found.differences:
        machine = before if one.after is None else after
        told = say(f"differs.{one.part}", lang, name=_name(one, machine, lang))
        line = say("differs.line", lang, sign=_SIGNS[one.change], told=told)
        yield line + say("differs.colon", lang) + _detail(one, before, after, lang)


def _name(one: Difference, machine: Machine, lang: str) -> str:
    match one.part:
        case Part.MACHINE:
            return word(machine, f"machine.{machine.name}", lang)
        case Part.STATE | Part.FACT | Part.TIMER:
            return word(machine, f"{one.part}.{one.name}", lang)
        case Part.REFUSAL:
            state, event = one.name.split()
            return say(
                "differs.pair",
                lang,
                state=word(machine, f"state.{state}", lang),
                event=word(machine, f"event.{event}", lang),
            )
    return one.name


def _detail(one: Difference, before: Machine, after: Machine, lang: str) -> str:
    """What it says now, or what it said; of something changed, both for each entry."""
    sides = ((before, one.before), (after, one.after))
    if one.change != "changed":
        machine, entry = next(side for side in sides if side[1] is not None)
        said = ((name, _value(machine, one, name, entry, lang)) for name in _shown(one, entry))
        parts = [text for _, text in said if text]
        way = [_way(machine, machine.row_with[one.name], lang)] if one.part is Part.ROW else []
        return say("story.comma", lang).join([*way, *parts])
    changes = []
    for name in one.fields:
        texts = [
            _value(machine, one, name, entry, lang) or "-"
            for machine, entry in sides
            if entry is not None
        ]
        label = say(f"differs_field.{name}", lang)
        changes.append(say("differs.from_to", lang, field=label, before=texts[0], after=texts[1]))
    return say("differs.semicolon", lang).join(changes)


def _shown(one: Difference, entry: Any) -> list[str]:
    """The entries that tell what something is; its name stands before them."""
    match one.part:
        case Part.ROW:
            return ["when", "by", "then"]
        case Part.STATE:
            return ["waits_on", "final", "resting", "no_timer"]
        case Part.FACT:
            return ["source", "values", "initial"]
        case Part.TIMER:
            return ["while_in", "fires", "when"]
        case Part.REFUSAL:
            return ["code"]
    return list(entry)


def _value(machine: Machine, one: Difference, name: str, entry: Any, lang: str) -> str:
    """One entry in words."""
    value = entry[name]
    if one.part is Part.ROW and name in ("when", "then", "by"):
        return _of_row(machine, machine.row_with[one.name], name, lang)
    if one.part is Part.TIMER and name == "when":
        timer = next(timer for timer in machine.timers if timer.key == one.name)
        return guard_text(machine, timer.when, lang)
    match name, value:
        case "source", str() if one.part is Part.FACT:
            return say(f"differs_source.{value}", lang)
        case (("source" | "target"), str()):
            return word(machine, f"state.{value}", lang)
        case (("event" | "fires"), str()):
            return word(machine, f"event.{value}", lang)
        case "while_in", list():
            return "/".join(word(machine, f"state.{each}", lang) for each in value)
        case "waits_on", str():
            return say("differs.waits", lang, party=word(machine, f"party.{value}", lang))
        case (("code" | "no_timer"), str()):
            return word(machine, f"refusal.{value}", lang)
        case "values", list():
            return "/".join(value_text(machine, each, lang) for each in value)
        case (("final" | "resting" | "initial"), bool()) if one.part is Part.STATE:
            return say(f"table.{name}", lang) if value else ""
        case _, bool() | int():
            return value_text(machine, value, lang)
        case "initial", str():
            return value_text(machine, value, lang)
        case _, None:
            return ""
    return value if isinstance(value, str) else str(value)


def _way(machine: Machine, row: Row, lang: str) -> str:
    source, target = (word(machine, f"state.{state}", lang) for state in (row.source, row.target))
    event = word(machine, f"event.{row.event}", lang)
    return say("differs.way", lang, source=source, event=event, target=target)


def _of_row(machine: Machine, row: Row, name: str, lang: str) -> str:
    match name:
        case "when":
            return guard_text(machine, row.when, lang)
        case "then":
            return effects_text(machine, row.then, lang)
    return parties_text(machine, row.by, lang)
