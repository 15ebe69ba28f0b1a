"""The files that the store in memory keeps, each once."""

from __future__ import annotations

from bihuan.engine.letter_records import Paper


class Cabinet:
    """The part of the store that keeps letters' files."""

    _papers: dict[tuple[str, str], Paper]

    def paper(self, office: str, digest: str) -> Paper | None:
        """The file kept under this digest."""
        return self._papers.get((office, digest))
