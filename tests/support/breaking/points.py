"""Moments at which a daemon can die: before and after everything it asks of a port.

They are found by wrapping the ports, so that the product itself knows nothing of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock, SystemClock
from bihuan.adapters.notify.file import FileChannel
from bihuan.adapters.sql import open_store
from bihuan.engine.ports import Store
from support.breaking.clerk import AT_ANY_TIME, POLICY
from support.breaking.draining import drain

DEAD = 137


@dataclass
class Fate:
    """Ends the process at the n-th time it comes to a point; without a point it only notes them."""

    point: str = ""
    left: int = 1
    met: dict[str, int] = field(default_factory=dict)

    def comes_to(self, point: str) -> None:
        """Pass this point, or die at it as a kill would: nothing is tidied up."""
        self.met[point] = self.met.get(point, 0) + 1
        if point == self.point:
            self.left -= 1
            if not self.left:
                os._exit(DEAD)


@dataclass(frozen=True)
class Fated:
    """Anything whose every call is a point to die before, and another to die after."""

    name: str
    it: Any
    fate: Fate

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.it, name)
        if name in ("outbox", "watch"):
            return Fated(name, found, self.fate)
        if name in ("begin", "look"):
            return lambda: self._work(found)
        return self._call(f"{self.name}.{name}", found) if callable(found) else found

    def _call(self, name: str, found: Callable[..., Any]) -> Callable[..., Any]:
        def call(*said: Any, **named: Any) -> Any:
            self.fate.comes_to(f"before {name}")
            answer = found(*said, **named)
            self.fate.comes_to(f"after {name}")
            return answer

        return call

    @contextmanager
    def _work(self, begin: Callable[[], Any]) -> Iterator[Fated]:
        with begin() as work:
            yield Fated("work", work, self.fate)


def main(words: Sequence[str]) -> int:
    """Ring and deliver at `url` until nothing is left, to the file `sink`, or die at a point.

    Prints how often it came to each point, when it lives.
    """
    url, sink, point, left = words
    fate = Fate(point, int(left))
    store = open_store(url, create=False)
    clock = FrozenClock(SystemClock().now())
    fated = cast(Store, Fated("store", store, fate))
    engine = open_engine(fated, policy=POLICY, clock=clock, hours=AT_ANY_TIME)
    drain(engine, cast(FileChannel, Fated("channel", FileChannel(Path(sink)), fate)))
    store.close()
    print(json.dumps(fate.met))  # noqa: T201  # the one who asked reads it
    return 0
