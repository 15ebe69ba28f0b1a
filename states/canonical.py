"""The canonical JSON of a machine: what is stored, pinned, diffed and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from bihuan.rules.facts import BadFact, Fact, Source, bad_fact, guard_from
from bihuan.rules.words import sentence
from bihuan.states.effects import effect_from
from bihuan.states.laws import law_from
from bihuan.states.machine import BadMachine, Duty, Machine, Party, Per, Refusal, Row, State, Timer
from bihuan.states.shape import MOST_CHARACTERS, MOST_DEPTH, BadShape, bad_shape, entries

FORMAT = 1
MOST_DIGITS = 18

Built = TypeVar("Built")


def document(machine: Machine) -> dict[str, Any]:
    """The machine as plain JSON data."""
    return {
        "format": FORMAT,
        "name": machine.name,
        "version": machine.version,
        "duty": machine.duty.value,
        "facts": [
            {
                "name": fact.name,
                "values": list(fact.values),
                "source": fact.source.value,
                "initial": fact.initial,
            }
            for fact in machine.facts
        ],
        "states": [_state(state) for state in machine.states],
        "rows": [
            {
                "id": row.id,
                "event": row.event,
                "source": row.source,
                "target": row.target,
                "by": [party.value for party in row.by],
                "when": row.when.document(),
                "then": [effect.document() for effect in row.then],
            }
            for row in machine.rows
        ],
        "refusals": [
            {"state": no.state, "code": no.code, "events": list(no.events)}
            for no in machine.refusals
        ],
        "timers": [
            {
                "key": timer.key,
                "while_in": list(timer.while_in),
                "fires": timer.fires,
                "term": timer.term,
                "per": timer.per.value,
                "when": timer.when.document(),
            }
            for timer in machine.timers
        ],
        "laws": [law.document() for law in machine.laws],
        "labels": {key: dict(words) for key, words in machine.labels.items()},
    }


def _state(state: State) -> dict[str, Any]:
    return {
        "name": state.name,
        "waits_on": state.waits_on.value if state.waits_on else None,
        "initial": state.initial,
        "final": state.final,
        "resting": state.resting,
        "no_timer": state.no_timer,
    }


def canonical(machine: Machine) -> str:
    """The one text that stands for the machine: sorted keys, no spare blanks."""
    return json.dumps(document(machine), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(machine: Machine) -> str:
    """SHA-256 of the canonical text, in hexadecimal; a case is pinned to it."""
    return hashlib.sha256(canonical(machine).encode()).hexdigest()


def from_text(text: str) -> Machine:
    """Read a machine back; raises BadMachine with the place and the reason."""
    try:
        doc = _parse(text)
    except BadShape as error:
        raise BadMachine("?", error.said) from error
    return from_document(doc)


def _parse(text: str) -> object:
    """The JSON of the text; raises BadShape for what is no JSON, or too much of it."""
    if len(text) > MOST_CHARACTERS:
        raise bad_shape("too_long", most=MOST_CHARACTERS)
    try:
        return json.loads(
            text,
            object_pairs_hook=_no_twins,
            parse_constant=_no_constant,
            parse_int=_whole_number,
        )
    except json.JSONDecodeError as error:
        place = {"line": error.lineno, "column": error.colno}
        raise bad_shape("not_json", reason=error.msg, **place) from error
    except RecursionError as error:
        raise bad_shape("too_deep", most=MOST_DEPTH) from error


def from_document(doc: object) -> Machine:
    """Build the machine a document describes; raises BadMachine with the place and the reason."""
    name = doc["name"][:60] if isinstance(doc, dict) and type(doc.get("name")) is str else "?"
    try:
        return _build(entries(doc))
    except (BadFact, BadShape) as error:
        raise BadMachine(name, error.said) from error


def _build(doc: Mapping[str, Any]) -> Machine:
    if doc["format"] != FORMAT:
        raise bad_shape("format", found=doc["format"], wanted=FORMAT)
    declared = tuple(_each(doc, "facts", _fact))
    facts = {fact.name: fact for fact in declared}
    return Machine(
        name=doc["name"],
        version=doc["version"],
        duty=Duty(doc["duty"]),
        facts=declared,
        states=tuple(
            State(**{**state, "waits_on": _party(state["waits_on"])}) for state in doc["states"]
        ),
        rows=tuple(_row(row, facts) for row in doc["rows"]),
        refusals=tuple(
            Refusal(state=no["state"], code=no["code"], events=tuple(no["events"]))
            for no in doc["refusals"]
        ),
        timers=tuple(_each(doc, "timers", lambda timer: _timer(timer, facts))),
        laws=tuple(_each(doc, "laws", lambda law: law_from(law, facts))),
        labels=MappingProxyType(
            {key: MappingProxyType(dict(texts)) for key, texts in doc["labels"].items()}
        ),
    )


def _each(doc: Mapping[str, Any], name: str, build: Callable[[Any], Built]) -> Iterator[Built]:
    """Build every entry of a list; what is wrong with one is said with its place."""
    for at, entry in enumerate(doc[name]):
        try:
            yield build(entry)
        except BadFact as error:
            place = f"machine.{name}[{at}]"
            raise BadFact(sentence("file_fault.at", place=place, reason=error.said)) from error


def _fact(entry: Mapping[str, Any]) -> Fact:
    return Fact(entry["name"], tuple(entry["values"]), Source(entry["source"]), entry["initial"])


def _party(name: str | None) -> Party | None:
    return None if name is None else Party(name)


def _row(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> Row:
    try:
        when = guard_from(row["when"], facts)
        then = tuple(effect_from(effect, facts) for effect in row["then"])
    except BadFact as error:
        raise bad_fact("in_row", row=row["id"], reason=error.said) from error
    by = tuple(Party(party) for party in row["by"])
    return Row(row["id"], row["event"], row["source"], row["target"], by, when, then)


def _timer(timer: Mapping[str, Any], facts: Mapping[str, Fact]) -> Timer:
    return Timer(
        key=timer["key"],
        while_in=tuple(timer["while_in"]),
        fires=timer["fires"],
        term=timer["term"],
        per=Per(timer["per"]),
        when=guard_from(timer["when"], facts),
    )


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An entry written twice would silently keep the last; refuse it instead."""
    entries = dict(pairs)
    if len(entries) != len(pairs):
        keys = [key for key, _ in pairs]
        twin = next(key for key in keys if keys.count(key) > 1)
        raise bad_shape("twin", name=twin)
    return entries


def _no_constant(name: str) -> NoReturn:
    """Python reads NaN and Infinity, which JSON does not have."""
    raise bad_shape("constant", name=name)


def _whole_number(digits: str) -> int:
    """Nothing here counts further; and Python would take long over a million digits."""
    if len(digits) > MOST_DIGITS:
        raise bad_shape("long_number", most=MOST_DIGITS)
    return int(digits)
