"""Anchors: what all histories of an office amount to at one instant, in one line.

A chain of hashes shows that an entry was changed; it does not show that the
last ones were cut off, that every hash was made anew, or that an old backup
was put back. An anchor kept elsewhere does: it counts the entries and holds
the root of a tree of hashes (RFC 6962) over the last entry of every case.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime, timedelta

from bihuan.engine.history import canonical_text, verify_chain
from bihuan.engine.records import Entry

SETTLED = timedelta(hours=1)
"""What was recorded longer ago is stored by now, whoever was writing when an anchor was cast."""
MACS = {"HMAC-SHA256": "sha256", "HMAC-SM3": "sm3"}
"""How an anchor is signed; SM3 only where this machine's OpenSSL has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """What an office's histories amounted to."""

    office: str
    at: datetime
    cases: int
    entries: int
    root: str
    young: Mapping[str, int]
    """Of cases with entries not yet settled, how many were counted."""
    previous: str = ""
    """The fingerprint of the anchor before it in the same file."""
    algorithm: str = ""
    """How it is signed; empty where it is not."""
    mac: str = ""

    def text(self) -> str:
        """The anchor as its line in a file."""
        return canonical_text({one.name: getattr(self, one.name) for one in fields(self)})

    @property
    def fingerprint(self) -> str:
        """What the next anchor says of this one."""
        return hashlib.sha256(self.text().encode()).hexdigest()

    def signed(self, key: bytes, algorithm: str) -> Anchor:
        """The anchor with a signature nobody can make without the key."""
        bare = replace(self, algorithm=algorithm, mac="")
        return replace(bare, mac=bare.signature(key))

    def signature(self, key: bytes) -> str:
        """What its signature must be under this key."""
        bare = replace(self, mac="").text().encode()
        return hmac.new(key, bare, MACS[self.algorithm]).hexdigest()


@dataclass(slots=True)
class Tree:
    """The root over leaves that come one after the other; keeps a few hashes, not the leaves."""

    _stack: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """Take one more leaf."""
        size, top = 1, hashlib.sha256(b"\0" + leaf).digest()
        while self._stack and self._stack[-1][0] == size:
            _, left = self._stack.pop()
            size, top = size * 2, hashlib.sha256(b"\1" + left + top).digest()
        self._stack.append((size, top))

    @property
    def root(self) -> str:
        """The root over all leaves so far."""
        if not self._stack:
            return hashlib.sha256(b"").hexdigest()
        *rest, (_, top) = self._stack
        for _, left in reversed(rest):
            top = hashlib.sha256(b"\1" + left + top).digest()
        return top.hex()


@dataclass(slots=True)
class Weight:
    """What histories amount to up to an instant; each case is added once, in order."""

    at: datetime
    young: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    entries: int = 0
    tree: Tree = field(default_factory=Tree)
    short: list[str] = field(default_factory=list)
    """Cases that have fewer entries than were counted of them."""

    def add(self, history: Sequence[Entry], count: int) -> None:
        """Count the first entries of one case."""
        name = history[0].case
        if count > len(history):
            self.short.append(name)
            count = len(history)
        if count == 0:
            return
        self.cases += 1
        self.entries += count
        self.tree.add(canonical_text([name, count, history[count - 1].hash]).encode())


def cast(office: str, at: datetime, histories: Iterable[Sequence[Entry]]) -> Anchor:
    """The anchor of all histories as they stand; raises Broken where a chain is broken."""
    weight = Weight(at)
    for history in histories:
        verify_chain(history)
        if _settled(history, at) != len(history):
            weight.young[history[0].case] = len(history)
        weight.add(history, len(history))
    return Anchor(
        office=office,
        at=at,
        cases=weight.cases,
        entries=weight.entries,
        root=weight.tree.root,
        young=weight.young,
    )


def _settled(history: Sequence[Entry], at: datetime) -> int:
    """How many entries from the first one on were recorded well before the instant."""
    count = 0
    for entry in history:
        if entry.recorded_at > at - SETTLED:
            break
        count += 1
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """An anchor that what is stored does not hold to."""

    no: int
    """The how-manieth anchor of its file."""
    at: datetime
    kind: str
    """`lost`: entries are gone; `other`: as many, but not the same; `gained`: there are too many.

    Of the file itself: `office`, `chain`, `unsigned` and `forged`.
    """
    expected: int = 0
    found: int = 0
    cases: tuple[str, ...] = ()
    """Those known to have lost entries."""


def held(anchors: Sequence[Anchor], histories: Iterable[Sequence[Entry]]) -> list[Drift]:
    """Hold what is stored against every anchor; returns those it does not hold to."""
    weights = [Weight(anchor.at) for anchor in anchors]
    seen = set()
    for history in histories:
        seen.add(history[0].case)
        for anchor, weight in zip(anchors, weights, strict=True):
            counted = anchor.young.get(history[0].case)
            weight.add(history, _settled(history, anchor.at) if counted is None else counted)
    return [
        drift
        for no, (anchor, weight) in enumerate(zip(anchors, weights, strict=True), start=1)
        for drift in _compared(no, anchor, weight, sorted(anchor.young.keys() - seen))
    ]


def _compared(no: int, anchor: Anchor, weight: Weight, gone: list[str]) -> Iterator[Drift]:
    if (anchor.cases, anchor.entries, anchor.root) == (
        weight.cases,
        weight.entries,
        weight.tree.root,
    ):
        return
    fewer, more = weight.entries < anchor.entries, weight.entries > anchor.entries
    yield Drift(
        no=no,
        at=anchor.at,
        kind="lost" if fewer else "gained" if more else "other",
        expected=anchor.entries,
        found=weight.entries,
        cases=(*weight.short, *gone),
    )


def genuine(anchors: Sequence[Anchor], office: str, key: bytes | None) -> Iterator[Drift]:
    """What is wrong with the anchors themselves: of another office, out of line, forged."""
    previous = ""
    for no, anchor in enumerate(anchors, start=1):
        if anchor.office != office:
            yield Drift(no=no, at=anchor.at, kind="office")
        if anchor.previous != previous:
            yield Drift(no=no, at=anchor.at, kind="chain")
        if key is not None and not anchor.mac:
            yield Drift(no=no, at=anchor.at, kind="unsigned")
        elif key is not None and not hmac.compare_digest(anchor.mac, anchor.signature(key)):
            yield Drift(no=no, at=anchor.at, kind="forged")
        previous = anchor.fingerprint
