"""A store in memory shares no transaction with anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from typing import Any, NoReturn, Self

from bihuan.engine.errors import BadInput
from bihuan.engine.feeding import Told
from bihuan.engine.records import Entry


class Alone:
    """What a store promises an embedding service, where there is nothing to share."""

    _told: list[Entry]
    """Every entry, as it was kept."""
    _lock: AbstractContextManager[Any]
    _later: list[Callable[[], object]] | None = None
    """What is to be told when the open transaction ends; None where none is open."""

    def feed(self, office: str, after: int = 0, limit: int = 100) -> list[Told]:
        """The entries in the order in which they were kept."""
        ours = (entry for entry in list(self._told) if entry.office == office)
        numbered = (Told(position, entry) for position, entry in enumerate(ours, start=1))
        return list(islice((one for one in numbered if one.position > after), limit))

    def told_up_to(self, office: str) -> int:
        """How many entries were kept."""
        return sum(entry.office == office for entry in list(self._told))

    def close(self) -> None:
        """There is nothing to let go of."""

    def joined(self, host: object) -> NoReturn:
        """Refused: no transaction of a host's reaches into memory."""
        del host
        raise BadInput("connection", "the memory store shares no transaction; use a SQLite file")

    def once_kept(self, tell: Callable[[], object]) -> None:
        """At once, or when `together` ends: what is written here is kept."""
        if self._later is None:
            tell()
        else:
            self._later.append(tell)

    @contextmanager
    def together(self) -> Iterator[Self]:
        """One transaction over everything: what was there before is put back when it raises."""
        with self._lock:
            if self._later is not None:
                yield self  # it is part of the one that is open already
                return
            before = {name: _copied(kept) for name, kept in vars(self).items() if _keeps(kept)}
            self._later = []
            try:
                yield self
            except BaseException:
                for name, kept in before.items():
                    _put_back(getattr(self, name), kept)
                self._later = None
                raise
            told, self._later = self._later, None
        for tell in told:
            tell()


def _keeps(kept: object) -> bool:
    return isinstance(kept, dict | list)


def _copied(kept: Any) -> Any:
    """A copy down to the records, which never change themselves."""
    if isinstance(kept, dict):
        return {key: _copied(value) for key, value in kept.items()}
    return list(kept) if isinstance(kept, list) else kept


def _put_back(kept: Any, before: Any) -> None:
    """Fill the same container again, since others hold it as well."""
    kept.clear()
    if isinstance(kept, dict):
        kept.update(before)
    else:
        kept.extend(before)
