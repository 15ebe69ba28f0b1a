"""What every test may ask for, and what no test run may leave behind."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from support import scratch
from support.postgres import NoPostgres, Server, TestRun, find_server, fresh_database

pytest_plugins = ("support.stores", "support.breaking.sizes", "support.breaking.results")

SKIPPED = "PostgreSQL is left out, because BIHUAN_TEST_PG=skip says so"

# A slow machine is not a bug, so nothing here is measured with a watch.
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "soak",
    settings.get_profile("ci"),
    derandomize=False,
    max_examples=20 * settings.get_profile("ci").max_examples,
)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "ci")
settings.load_profile(PROFILE)

_run_key = pytest.StashKey[TestRun]()
_threads_key = pytest.StashKey[frozenset[threading.Thread]]()
_leaks_key = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def pg_server(pytestconfig: pytest.Config) -> Server:
    """The PostgreSQL server of this run; it is started for the first who asks."""
    if os.environ.get("BIHUAN_TEST_PG") == "skip":
        pytest.skip(SKIPPED)
    try:
        return find_server(_run_folder(pytestconfig))
    except NoPostgres as error:
        reason = str(error)
    pytest.fail(reason, pytrace=False)


@pytest.fixture
def pg_url(pg_server: Server) -> Iterator[str]:
    """A fresh, empty PostgreSQL database."""
    with fresh_database(pg_server) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A SQLite file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'bihuan.db'}"


def pytest_configure(config: pytest.Config) -> None:
    """Open the run; xdist's workers join the one of their controller."""
    config.stash[_leaks_key] = []
    config.stash[_threads_key] = _threads()
    if not hasattr(config, "workerinput"):
        if PROFILE != "soak":  # where something is to break, the disk is a real one
            scratch.settle()
        config.stash[_run_key] = TestRun()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close the run, and the server with it."""
    if _run_key in config.stash:
        config.stash[_run_key].end()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave what takes minutes to `make soak`; pytest says how many it has left out."""
    late = [item for item in items if item.get_closest_marker("soak") and PROFILE != "soak"]
    if late:
        items[:] = [item for item in items if item not in late]
        config.hook.pytest_deselected(items=late)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell an xdist worker which run it belongs to."""
    node.workerinput["bihuan_run"] = str(node.config.stash[_run_key].folder)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from an xdist worker what it has left running."""
    output = getattr(node, "workeroutput", {})
    node.config.stash[_leaks_key].extend(output.get("bihuan_leaks", ()))


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Fail the run when a thread that would keep the process alive is still there."""
    config = session.config
    leaks = config.stash[_leaks_key]
    before = config.stash[_threads_key]
    started = _threads().difference(before)
    leaks.extend(sorted(repr(thread) for thread in started if not thread.daemon))
    if hasattr(config, "workeroutput"):
        config.workeroutput["bihuan_leaks"] = leaks
    elif leaks and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what was left out, and which threads were left running."""
    if os.environ.get("BIHUAN_TEST_PG") == "skip":
        terminalreporter.write_line(SKIPPED, yellow=True)
    leaks = config.stash[_leaks_key]
    if leaks:
        terminalreporter.section("threads left running", sep="=", red=True)
        terminalreporter.write_line("\n".join(leaks))


def _run_folder(config: pytest.Config) -> Path:
    if hasattr(config, "workerinput"):
        return Path(config.workerinput["bihuan_run"])
    return config.stash[_run_key].folder


def _threads() -> frozenset[threading.Thread]:
    return frozenset(threading.enumerate())
