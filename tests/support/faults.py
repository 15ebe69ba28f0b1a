"""Things that go wrong at a call: a port so wrapped that any call may be the last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bihuan.adapters.sql.errors import DatabaseBusy, DatabaseUnreachable
from bihuan.engine.ports import Store
from support.simulation import Death

Meanwhile = Callable[[], None]
CRASHES = ("death", "busy", "unreachable")
"""The process is gone, the database is held by others, or it cannot be reached."""
KINDS = (*CRASHES, "meanwhile", "meanwhile")
"""Besides, others may do something between one call and the next."""
OUTAGE = 3
"""For so many calls a database that cannot be reached stays so."""


@dataclass(slots=True)
class Fate:
    """What will befall whoever makes the next calls, and after how many moments.

    A moment lies before each call and after it: what strikes before it has
    kept it from happening, what strikes after it leaves it done and unheard.
    """

    tell: Callable[[str, str], None]
    kind: str = ""
    left: int = 0
    meanwhile: Meanwhile | None = None
    _down: int = 0

    def threaten(self, kind: str, moments: int, meanwhile: Meanwhile) -> None:
        """Let this strike after so many moments."""
        self.kind, self.left, self.meanwhile = kind, moments, meanwhile

    def relent(self) -> None:
        """Nothing threatens any more."""
        self.left = self._down = 0

    def call(self, name: str, call: Callable[..., Any], *, inside: bool) -> Callable[..., Any]:
        """The call with a moment before it and one after it."""

        def lived(*said: Any, **named: Any) -> Any:
            self.moment(f"before {name}", inside=inside)
            answer = call(*said, **named)
            self.moment(f"after {name}", inside=inside)
            return answer

        return lived

    def moment(self, where: str, *, inside: bool) -> None:
        """Live one moment more, unless it is the one."""
        if self._down:
            self._down -= 1
            raise DatabaseUnreachable("somewhere", f"still down {where}")
        if not self.left:
            return
        self.left -= 1
        if self.left:
            return
        if self.kind == "meanwhile" and inside:
            self.left = 1  # what is locked stays locked; others come to it afterwards
            return
        self.tell(self.kind, where)
        self._strike(where)

    def _strike(self, where: str) -> None:
        match self.kind:
            case "death":
                raise Death
            case "busy":
                raise DatabaseBusy(where)
            case "unreachable":
                self._down = OUTAGE
                raise DatabaseUnreachable("somewhere", where)
            case "meanwhile":
                assert self.meanwhile is not None
                self.meanwhile()


class Port:
    """A part of a store behind which anything may go wrong at any call."""

    def __init__(self, part: Any, fate: Fate, name: str, *, inside: bool = False) -> None:
        self._part = part
        self._fate = fate
        self._name = name
        self._inside = inside

    def __getattr__(self, name: str) -> Any:
        call = getattr(self._part, name)
        return self._fate.call(f"{self._name}.{name}", call, inside=self._inside)


class FaultyStore(Port):
    """A store of which the same holds, with its transactions, its outbox and its watch."""

    def __init__(self, store: Store, fate: Fate) -> None:
        super().__init__(store, fate, "store")
        self.outbox = Port(store.outbox, fate, "outbox")
        self.watch = Port(store.watch, fate, "watch")
        self.tokens = Port(store.tokens, fate, "tokens")
        self.links = Port(store.links, fate, "links")

    @contextmanager
    def begin(self) -> Iterator[Any]:
        """A transaction in which any call may be the last, and so may its commit."""
        self._fate.moment("before begin", inside=False)
        with self._part.begin() as work:
            yield Port(work, self._fate, "work", inside=True)
        self._fate.moment("after commit", inside=False)

    @contextmanager
    def look(self) -> Iterator[Any]:
        """The same for one that only reads."""
        with self._part.look() as work:
            yield Port(work, self._fate, "look", inside=True)
