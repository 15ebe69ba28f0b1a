"""Every measurement, one after the other, each in its own process."""

from __future__ import annotations

import argparse
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from support.postgres import NoPostgres, Server, TestRun, find_server, fresh_database  # noqa: E402

DATABASES = {
    "start.py": 0,
    "prover.py": 0,
    "ledger.py": 0,
    "outside.py": 0,
    "lists.py": 0,
    "papers.py": 0,
    "links.py": 0,
    "pages.py": 0,
    "life.py": 1,
    "sweep.py": 3,
    "peers.py": 3,
}
"""Each measurement, in order, with how many empty PostgreSQL databases it takes."""


def main() -> None:
    """Start a PostgreSQL server where there is one to start, then measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("only", nargs="*", metavar="SCRIPT", help=", ".join(DATABASES))
    parser.add_argument("--peers", help="a Python interpreter that has DBOS")
    said = parser.parse_args()
    run = TestRun()
    try:
        server = _server(run)
        for script in said.only or DATABASES:
            if script == "peers.py" and not said.peers:
                print("DBOS is left out: name an interpreter that has it (bench/README.md)")
                continue
            measure(script, server, [said.peers] if script == "peers.py" else [])
    finally:
        run.end()


def measure(script: str, server: Server | None, words: list[str]) -> None:
    """Run one script with as many empty databases as it takes."""
    with ExitStack() as lent:
        urls = [
            lent.enter_context(fresh_database(server))
            for _ in range(DATABASES[script] if server else 0)
        ]
        subprocess.run(
            [sys.executable, str(HERE / script), *words, *urls], check=script != "prover.py"
        )


def _server(run: TestRun) -> Server | None:
    try:
        return find_server(run.folder)
    except NoPostgres:
        print("PostgreSQL is left out: no server was found")
        return None


if __name__ == "__main__":
    main()
