"""What a store promises an embedding service that has a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bihuan.engine.ports import Store


class Joinable(Protocol):
    """A store whose work can be part of a larger transaction."""

    def close(self) -> None:
        """Let go of what it holds outside; safe to call twice, and the store can be used again."""
        ...

    def joined(self, host: object) -> Store:
        """The same store inside a transaction of an embedding service, which alone ends it.

        Its `begin` keeps or undoes a part of that transaction, and never commits. Raises
        BadInput for a host that cannot be joined.
        """
        ...

    def once_kept(self, tell: Callable[[], object]) -> None:
        """Call this when what was written is kept: at once, or when the host commits."""
        ...

    def together(self) -> AbstractContextManager[Store]:
        """The same store in one transaction: kept when the block ends, undone when it raises.

        What `begin` and the rest of the store do inside it is kept or undone with it.
        """
        ...
