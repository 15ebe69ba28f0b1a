"""The canonical JSON of a machine: what is stored, pinned, diffed and hashed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from bihuan.rules.facts import BadFact, Fact, Source, guard_from
from bihuan.states.effects import effect_from
from bihuan.states.laws import law_from
from bihuan.states.machine import BadMachine, Duty, Machine, Party, Per, Refusal, Row, State, Timer

FORMAT = 1


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
        doc = json.loads(text, object_pairs_hook=_no_twins)
    except ValueError as error:
        raise BadMachine("?", f"not valid JSON: {error}") from error
    return from_document(doc)


def from_document(doc: Mapping[str, Any]) -> Machine:
    """Build the machine a document describes; raises BadMachine with the place and the reason."""
    name = str(doc.get("name", "?")) if isinstance(doc, Mapping) else "?"
    try:
        if doc["format"] != FORMAT:
            raise BadMachine(name, f"format {doc['format']!r} is not {FORMAT}")
        return _build(doc)
    except BadFact as error:
        raise BadMachine(name, str(error)) from error
    except KeyError as error:
        raise BadMachine(
            name, f"the entry {error.args[0]!r} is missing or names nothing declared"
        ) from error
    except (TypeError, ValueError, AttributeError) as error:
        raise BadMachine(name, f"an entry has the wrong shape: {error}") from error


def _build(doc: Mapping[str, Any]) -> Machine:
    facts = {
        fact["name"]: Fact(
            fact["name"], tuple(fact["values"]), Source(fact["source"]), fact["initial"]
        )
        for fact in doc["facts"]
    }
    return Machine(
        name=doc["name"],
        version=doc["version"],
        duty=Duty(doc["duty"]),
        facts=tuple(facts.values()),
        states=tuple(
            State(**{**state, "waits_on": Party(state["waits_on"]) if state["waits_on"] else None})
            for state in doc["states"]
        ),
        rows=tuple(_row(row, facts) for row in doc["rows"]),
        refusals=tuple(
            Refusal(state=no["state"], code=no["code"], events=tuple(no["events"]))
            for no in doc["refusals"]
        ),
        timers=tuple(_timer(timer, facts) for timer in doc["timers"]),
        laws=tuple(law_from(law, facts) for law in doc["laws"]),
        labels=doc["labels"],
    )


def _row(row: Mapping[str, Any], facts: Mapping[str, Fact]) -> Row:
    try:
        when = guard_from(row["when"], facts)
        then = tuple(effect_from(effect, facts) for effect in row["then"])
    except BadFact as error:
        raise BadFact(f"row {row['id']}: {error}") from error
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
        raise ValueError(f"the entry {twin!r} is written twice")
    return entries
