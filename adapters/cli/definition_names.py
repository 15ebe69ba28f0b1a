"""Which definition a person means: a shipped one, one of the store, or one in a file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bihuan.adapters.cli.session import Session

if TYPE_CHECKING:
    from bihuan.states.machine import Machine

_OF_THE_STORE = re.compile(r".+@.+|[0-9a-f]{4,64}")


def shipped() -> dict[str, Machine]:
    """The machines that come with the program, by name."""
    from bihuan.adapters.assembly import SHIPPED

    return {machine.name: machine for machine in SHIPPED}


def named(session: Session, name: str) -> Machine:
    """A shipped machine by its name, one in a file, or a stored one by name@version or hash.

    The database is opened only for the last.
    """
    from bihuan.engine.definitions import find_definition
    from bihuan.engine.errors import BadInput

    known = shipped()
    if name in known:
        return known[name]
    if Path(name).is_file():
        return read_file(Path(name))
    if not _OF_THE_STORE.fullmatch(name):
        raise BadInput("name", f"write one of {', '.join(known)}, or a file", name)
    engine = session.engine
    return engine.library.machine(find_definition(engine.store, name).hash)


def read_file(file: Path) -> Machine:
    """The machine in a file, whole but not yet proven."""
    from bihuan.rules.words import sentence
    from bihuan.states.loader import read
    from bihuan.states.machine import BadMachine

    try:
        return read(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise BadMachine(file.name, sentence("file_fault.encoding")) from error
