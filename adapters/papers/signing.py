"""Finish a draft as it is signed: the number, the signer and the day are written into its file."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bihuan.engine.engine import Engine
from bihuan.engine.letter_records import Draft, last_version
from bihuan.engine.records import Case


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What becomes known when a letter is signed."""

    document: str
    on: date
    said: Mapping[str, Any]
    """The signer and the classes, by the names of the event's arguments."""

    def finished(self, engine: Engine, case: Case, numbers: Mapping[str, str]) -> dict[str, Any]:
        """The draft with its late fields filled in, where it has any; else only its numbers.

        `numbers` are those of the letters of merged cases, by case.
        """
        current = {one.of: one for one in last_version(drafts(engine, case))}
        done = {
            of: self._completed(engine, one, self.document if of == case.id else numbers.get(of))
            for of, one in current.items()
        }
        if not any(done.values()):
            return {"letters": dict(numbers)}
        whole = {of: done[of] or _kept(engine, one) for of, one in current.items()}
        own = whole.pop(case.id)
        others = {of: {**one, "document": numbers.get(of, "")} for of, one in whole.items()}
        return {**own, "originals": others}

    def _completed(
        self, engine: Engine, draft: Draft, document: str | None
    ) -> dict[str, Any] | None:
        """The finished file of one letter; None where nothing is left open in it."""
        from bihuan.engine.letter_text import filled, is_open
        from bihuan.engine.paper_fields import Signed

        if not is_open(draft.paragraphs):
            return None
        signed = Signed(
            document=document or "",
            signer=str(self.said.get("signer") or ""),
            on=self.on,
            code=str(self.said.get("code") or ""),
            public=str(self.said.get("public") or ""),
        ).fields()
        if draft.name.lower().endswith(".docx"):
            from bihuan.adapters.papers.rendering import render

            made = render(content(engine, draft), signed, name=draft.name)
        else:
            made = "\n".join(filled(draft.paragraphs, signed)).encode()
        return _read_back(made, draft.name)


def drafts(engine: Engine, case: Case) -> list[Draft]:
    """The versions of the letter that answers a case; a merged one's are its host's."""
    return engine.store.records(Draft, case.office, case.host or case.id)


def content(engine: Engine, draft: Draft) -> bytes:
    """The file of a draft."""
    paper = engine.store.paper(draft.office, draft.digest)
    assert paper is not None, "a draft's file is kept with it"
    return paper.content


def as_said(file: Path) -> dict[str, Any]:
    """A letter's file as the engine takes it; FileError says why it is none."""
    from bihuan.adapters.outside.letters import read_letter

    read = read_letter(file)
    return {"file": file.read_bytes(), "name": file.name, "lines": list(read.paragraphs)}


def _read_back(made: bytes, name: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"letter{Path(name).suffix.lower()}"
        file.write_bytes(made)
        return {**as_said(file), "name": name}


def _kept(engine: Engine, draft: Draft) -> dict[str, Any]:
    return {
        "file": content(engine, draft),
        "name": draft.name,
        "lines": list(draft.paragraphs),
    }
