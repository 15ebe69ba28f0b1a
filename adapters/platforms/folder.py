"""A platform beyond a closed network: files come into a folder, and files are laid into another.

Beside each file lies one with its SHA-256, written last: `news.json` and `news.json.sha256`, as
`sha256sum news.json > news.json.sha256` makes it. A file without one, or with another digest, is
still being copied and is waited for. What was taken moves to `in/done`, what cannot be read to
`in/refused`; nothing is removed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from bihuan.adapters.platforms import document, sheets
from bihuan.adapters.platforms.mapping import WordMap
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file
from bihuan.engine.errors import BadExchange, PlatformAway
from bihuan.engine.history import canonical_text
from bihuan.engine.platforms import Incoming, Outgoing, Page, Receipt

FORMS = (".json", ".xlsx")
LARGEST = 32 << 20


class FolderPlatform:
    """Keeps the promises of `Platform`."""

    def __init__(self, name: str, folder: Path, *, words: WordMap) -> None:
        self.name = name
        self._in, self._out = folder / "in", folder / "out"
        self._words = words

    def pull(self, after: str) -> Page:
        """The next whole file, by name; nothing where there is none."""
        if not self._in.is_dir():
            raise PlatformAway(self.name, f"there is no folder {self._in}")
        ready = list(self._ready())
        if not ready:
            nothing = {"format": document.FORMAT, "version": document.VERSION, "records": []}
            text = canonical_text(nothing)
            digest = document.digest(text.encode())
            return Page(
                request=str(self._in),
                text=text,
                digest=digest,
                cursor=after,
                more=False,
                records=(),
            )
        file, *more = ready
        try:
            text = self._text(file)
            records = self.reread(text, file.name)
        except BadExchange:
            self._put_away(file, "refused")
            raise
        return Page(
            request=file.name,
            text=document.storable(text),
            digest=document.digest(file.read_bytes()),
            cursor=file.name,
            more=bool(more),
            records=records,
        )

    def waiting(self) -> list[str]:
        """Files that are not whole yet."""
        whole = set(self._ready())
        return [one.name for one in self._files() if one not in whole]

    def _files(self) -> Iterator[Path]:
        found = sorted(self._in.iterdir()) if self._in.is_dir() else []
        return (one for one in found if one.suffix.lower() in FORMS and one.is_file())

    def _ready(self) -> Iterator[Path]:
        for one in self._files():
            beside = _digest_file(one)
            if not beside.is_file() or one.stat().st_size > LARGEST:
                continue
            said = beside.read_text("utf-8", "replace").split()
            if said and f"sha256:{said[0].lower()}" == document.digest(one.read_bytes()):
                yield one

    def _text(self, file: Path) -> str:
        """A document as JSON text, however it was brought."""
        if file.suffix.lower() == ".xlsx":
            return sheets.document_of(self.name, file)
        try:
            return file.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise BadExchange(self.name, file.name, "is not UTF-8") from None

    def reread(self, text: str, place: str = "replay") -> tuple[Incoming, ...]:
        told = document.parsed(self.name, place, text)
        return document.records_of(self.name, place, told, self._words)

    def taken(self, page: Page) -> None:
        """Put the file away; one that was put away before its turn was recorded comes again."""
        file = self._in / page.request
        if page.records or file.is_file():
            self._put_away(file, "done")

    def _put_away(self, file: Path, where: str) -> None:
        if not file.is_file():
            return
        (self._in / where).mkdir(exist_ok=True)
        kept = document.digest(file.read_bytes()).removeprefix("sha256:")[:12]
        for one in (file, _digest_file(file)):
            if one.exists():
                one.replace(self._in / where / f"{kept}-{one.name}")

    def hand_over(self, digest: str, name: str, content: bytes) -> None:
        suffix = Path(name).suffix[:10]
        self._lay(f"letter-{digest.removeprefix('sha256:')}{suffix}", content)

    def push(self, records: Sequence[Outgoing]) -> Receipt:
        """Lay a document ready; its name is made of what it says, so it is never laid twice."""
        text = document.sent(self.name, records, self._words)
        digest = document.digest(text.encode())
        name = f"records-{digest.removeprefix('sha256:')[:32]}.json"
        self._lay(name, text.encode())
        return Receipt(request=name, text=text, digest=digest, refused={})

    def _lay(self, name: str, content: bytes) -> None:
        """The file first, and what says that it is whole last."""
        if not self._out.is_dir():
            raise PlatformAway(self.name, f"there is no folder {self._out}")
        said = f"{document.digest(content).removeprefix('sha256:')}  {name}\n"
        for file, inside in ((self._out / name, content), (_digest_file(self._out / name), said)):
            written = inside.encode() if isinstance(inside, str) else inside
            with whole_file(file, mode=FOR_THE_OFFICE, instead=True) as made:
                made.write_bytes(written)


def _digest_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.sha256")
