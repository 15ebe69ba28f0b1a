"""Histories and anchors in files: for an auditor who has no database, and for another machine.

A file of histories has one JSON document a line: a head, the definitions, the
entries case by case, and an end that counts them. A file of anchors has one
anchor a line and only ever grows.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from bihuan.adapters.texts import read_text
from bihuan.engine.anchoring import MACS, Anchor, Tree
from bihuan.engine.audit import Fault
from bihuan.engine.errors import BadInput, Broken, UnknownDefinition
from bihuan.engine.history import canonical_text
from bihuan.engine.library import trusted
from bihuan.engine.rebuilding import case_told
from bihuan.engine.records import Definition, Entry
from bihuan.states.machine import Machine

HISTORIES = "bihuan-histories-1"
SHORTEST_KEY = 16
"""A key of fewer bytes can be guessed."""


@dataclass(slots=True)
class Written:
    """What a file of histories holds."""

    cases: int = 0
    entries: int = 0
    faults: list[Fault] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)

    def count(self, history: Sequence[Entry]) -> None:
        """Take one case into the count."""
        self.cases += 1
        self.entries += len(history)
        self.tree.add(history[-1].hash.encode())

    @property
    def end(self) -> dict[str, Any]:
        """The last line."""
        return {"end": {"cases": self.cases, "entries": self.entries, "root": self.tree.root}}


def write_histories(
    opened: IO[str],
    office: str,
    at: datetime,
    definitions: Iterable[Definition],
    histories: Iterable[Sequence[Entry]],
) -> Written:
    """Write everything an auditor needs; returns how much it was."""
    written = Written()
    _line(opened, {"format": HISTORIES, "office": office, "at": at})
    for definition in definitions:
        _line(opened, {"definition": _told(definition)})
    for history in histories:
        for entry in history:
            _line(opened, {"entry": _told(entry)})
        written.count(history)
    _line(opened, written.end)
    return written


def _line(opened: IO[str], document: Mapping[str, Any]) -> None:
    opened.write(canonical_text(document) + "\n")


def _told(thing: Definition | Entry) -> dict[str, Any]:
    return {one.name: getattr(thing, one.name) for one in fields(thing)}


def check_histories(file: Path) -> Written:
    """Decide every history of a file again; raises BadInput for a file that is none of ours."""
    written = Written()
    machines: dict[str, Machine] = {}
    end: Any = None
    history: list[Entry] = []
    for kind, document in _documents(file):
        if kind != "entry" or (history and document["case"] != history[0].case):
            _take(written, history, machines)
            history = []
        if kind == "entry":
            history.append(_entry(document))
        elif kind == "definition":
            _learn(document, machines, written)
        elif kind == "end":
            end = document
    _take(written, history, machines)
    if end != written.end["end"]:
        written.faults.append(Fault("-", 0, "the file does not hold what its last line counts"))
    return written


def _documents(file: Path) -> Iterator[tuple[str, Any]]:
    """The lines after the head, each with its kind."""
    with file.open(encoding="utf-8") as opened:
        for number, line in enumerate(opened, start=1):
            try:
                document = json.loads(line)
                if number == 1 and document["format"] == HISTORIES:
                    continue
                ((kind, inner),) = document.items()
                yield kind, inner
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise BadInput("file", f"line {number} is not of an audit export", file) from error


def _entry(told: Mapping[str, Any]) -> Entry:
    try:
        return Entry(
            **{
                **told,
                "effective_on": date.fromisoformat(told["effective_on"]),
                "recorded_at": datetime.fromisoformat(told["recorded_at"]),
            }
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput("file", "an entry of it is not whole", told.get("case")) from error


def _learn(told: Mapping[str, Any], machines: dict[str, Machine], written: Written) -> None:
    definition = Definition(**{**told, "proved_at": datetime.fromisoformat(told["proved_at"])})
    machine = trusted(definition)
    if machine is None:
        name = f"{definition.name} {definition.version}"
        reason = "its text is not the proven definition its name stands for"
        written.faults.append(Fault(name, 0, reason))
    else:
        machines[definition.hash] = machine


def _take(written: Written, history: list[Entry], machines: Mapping[str, Machine]) -> None:
    """Check one case and count it."""
    if not history:
        return
    written.count(history)

    def written_down(hash: str) -> Machine:
        if hash not in machines:
            raise UnknownDefinition(hash)
        return machines[hash]

    try:
        case_told(history, written_down)
    except Broken as broken:
        written.faults.append(Fault(broken.case, broken.seq, broken.reason))
    except UnknownDefinition as unknown:
        written.faults.append(Fault(history[0].case, 1, str(unknown)))


def append_anchor(file: Path, anchor: Anchor, key: bytes | None, algorithm: str) -> Anchor:
    """Add an anchor to its file, linked to the one before it; on disk when this returns.

    Raises BadInput where the file could then never be verified as one.
    """
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+") as opened:
        fcntl.flock(opened, fcntl.LOCK_EX)
        before = read_anchors(file)
        _fits(before, key, file)
        linked = replace(anchor, previous=before[-1].fingerprint if before else "")
        cast = linked.signed(key, algorithm) if key is not None else linked
        opened.write(cast.text() + "\n")
        opened.flush()
        os.fsync(opened.fileno())
    return cast


def _fits(before: Sequence[Anchor], key: bytes | None, file: Path) -> None:
    """Refuse an anchor that is not signed as those before it: verifying would call one forged."""
    if key is None and any(one.mac for one in before):
        raise BadInput("key", "the anchors of this file are signed; give their key", str(file))
    if key is not None and not all(one.mac for one in before):
        cure = "the anchors of this file are not signed; begin another file, or leave the key out"
        raise BadInput("key", cure, str(file))
    if key is None or not before or before[-1].algorithm not in algorithms():
        return
    if not hmac.compare_digest(before[-1].mac, before[-1].signature(key)):
        cure = "the last anchor of this file is not signed with this key; begin another file"
        raise BadInput("key", cure, str(file))


def read_anchors(file: Path) -> list[Anchor]:
    """Every anchor of a file, the first one first; raises BadInput for what is none."""
    anchors = []
    for number, line in enumerate(read_text(file).splitlines(), start=1):
        try:
            told = json.loads(line)
            anchors.append(Anchor(**{**told, "at": datetime.fromisoformat(told["at"])}))
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput("anchor", f"line {number} is not an anchor", file) from error
    return anchors


def read_key(told: str) -> bytes:
    """The key at `secret:NAME` or in a file, without the line's end.

    A secret is a credential that systemd hands over, or the variable `BIHUAN_SECRET_NAME`.
    """
    if told.startswith("secret:"):
        key = _secret(told.removeprefix("secret:"))
    else:
        key = Path(told).read_bytes()
    key = key.rstrip(b"\r\n")
    if len(key) < SHORTEST_KEY:
        raise BadInput("key", f"write a key of {SHORTEST_KEY} bytes or more", None)
    return key


def _secret(name: str) -> bytes:
    handed = os.environ.get("CREDENTIALS_DIRECTORY")
    if handed and "/" not in name and (Path(handed) / name).is_file():
        return (Path(handed) / name).read_bytes()
    variable = f"BIHUAN_SECRET_{name.upper().replace('-', '_')}"
    if variable in os.environ:
        return os.environ[variable].encode()
    raise BadInput("key", f"there is no credential of this name and no variable {variable}", name)


def algorithms() -> list[str]:
    """How this machine can sign an anchor."""
    return [name for name, digest in MACS.items() if digest in hashlib.algorithms_available]
