"""What one machine has that another has not, and what that means for cases under way."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bihuan.rules.facts import Source
from bihuan.states.canonical import digest, document
from bihuan.states.machine import Machine

Entry = Mapping[str, Any]


class Sort(StrEnum):
    """How far the newer machine is from the older one, as a case under way would see it."""

    IDENTICAL = "identical"
    """They are one and the same."""
    LABELS = "labels"
    """Only words, the name or the version differ."""
    WIDENING = "widening"
    """Every case keeps its place and everything it could do; something is added."""
    NARROWING = "narrowing"
    """Every case keeps its place, but what could happen there no longer can, or otherwise."""
    REMAPPING = "remapping"
    """Places or facts are gone, new or of another kind: cases must be told where they now stand."""


class Part(StrEnum):
    """The kinds of things that can differ."""

    MACHINE = "machine"
    STATE = "state"
    FACT = "fact"
    ROW = "row"
    REFUSAL = "refusal"
    TIMER = "timer"
    LAW = "law"
    LABEL = "label"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was added, removed or changed; `before` and `after` are canonical entries."""

    part: Part
    name: str
    before: Entry | None
    after: Entry | None

    @property
    def change(self) -> str:
        """`added`, `removed` or `changed`."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"

    @property
    def fields(self) -> tuple[str, ...]:
        """Of something changed, the entries that differ."""
        if self.before is None or self.after is None:
            return ()
        return tuple(name for name in self.before if self.before[name] != self.after[name])


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything in which two machines differ."""

    sort: Sort
    differences: tuple[Difference, ...]


def compare(before: Machine, after: Machine) -> Comparison:
    """Hold the newer machine against the older one."""
    if digest(before) == digest(after):
        return Comparison(Sort.IDENTICAL, ())
    found = tuple(_differences(document(before), document(after)))
    return Comparison(_sort(found, before), found)


def _differences(before: Entry, after: Entry) -> Iterator[Difference]:
    common = {one["name"] for one in before["states"]} & {one["name"] for one in after["states"]}
    for part in Part:
        ours, theirs = dict(_entries(part, before, common)), dict(_entries(part, after, common))
        for name in dict.fromkeys((*ours, *theirs)):
            one, other = ours.get(name), theirs.get(name)
            if one != other:
                yield Difference(part, name, one, other)


def _entries(part: Part, doc: Entry, common: Collection[str]) -> Iterator[tuple[str, Entry]]:
    """The entries of one kind, each under the name it is compared by."""
    match part:
        case Part.MACHINE:
            yield "machine", {name: doc[name] for name in ("name", "version", "duty")}
        case Part.STATE | Part.FACT:
            yield from ((one["name"], one) for one in doc[f"{part}s"])
        case Part.ROW:
            yield from ((one["id"], one) for one in doc["rows"])
        case Part.TIMER:
            yield from ((one["key"], one) for one in doc["timers"])
        case Part.REFUSAL:
            # The refusals of a state that only one of them has come and go with it.
            for no in (each for each in doc["refusals"] if each["state"] in common):
                for event in no["events"]:
                    yield (
                        f"{no['state']} {event}",
                        {"state": no["state"], "event": event} | {"code": no["code"]},
                    )
        case Part.LAW:
            yield from ((f"{law[1]} {law[0]}", {"law": law}) for law in doc["laws"])
        case Part.LABEL:
            yield from doc["labels"].items()


def _sort(found: tuple[Difference, ...], before: Machine) -> Sort:
    sorts = {_weight(one, before) for one in found}
    return max(sorts, key=list(Sort).index)


def _weight(one: Difference, before: Machine) -> Sort:
    match one.part:
        case Part.LABEL | Part.REFUSAL:
            return Sort.LABELS
        case Part.LAW:
            return Sort.WIDENING
        case Part.MACHINE:
            return Sort.REMAPPING if "duty" in one.fields else Sort.LABELS
        case Part.STATE:
            return _state(one)
        case Part.FACT:
            return _fact(one)
        case Part.ROW:
            return Sort.WIDENING if one.before is None else Sort.NARROWING
        case Part.TIMER:
            return _timer(one, before)
    raise TypeError(one)


def _state(one: Difference) -> Sort:
    if one.before is None:
        return Sort.WIDENING
    gone = one.after is None or {"final", "resting"} & set(one.fields)
    return Sort.REMAPPING if gone else Sort.NARROWING


def _fact(one: Difference) -> Sort:
    """A fact that comes with an event is nobody's; what a case holds must be told anew."""
    held = Source.HELD.value
    if held not in [side["source"] for side in (one.before, one.after) if side is not None]:
        return Sort.WIDENING
    if one.before is None or one.after is None or one.fields != ("values",):
        return Sort.REMAPPING
    was, now = one.before["values"], one.after["values"]
    if type(was[0]) is int and type(now[0]) is int:
        return Sort.WIDENING if now[0] <= was[0] else Sort.REMAPPING
    return Sort.WIDENING if set(was) <= set(now) else Sort.REMAPPING


def _timer(one: Difference, before: Machine) -> Sort:
    """A timer that runs only where no case stands yet takes nothing from those under way."""
    was = set(one.before["while_in"]) if one.before is not None else set()
    now = set(one.after["while_in"]) if one.after is not None else set()
    elsewhere = (was ^ now).isdisjoint(before.state_named)
    same = one.before is None or one.fields == ("while_in",)
    return Sort.WIDENING if same and elsewhere else Sort.NARROWING
