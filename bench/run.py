"""Every measurement, one after the other, each in its own process."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests"))

from support.postgres import NoPostgres, TestRun, find_server, fresh_database  # noqa: E402


def main() -> None:
    """Start a PostgreSQL server where there is one to start, then measure."""
    subprocess.run([sys.executable, str(HERE / "start.py")], check=False)
    subprocess.run([sys.executable, str(HERE / "prover.py")], check=False)
    subprocess.run([sys.executable, str(HERE / "ledger.py")], check=True)
    run = TestRun()
    try:
        with fresh_database(find_server(run.folder)) as url:
            subprocess.run([sys.executable, str(HERE / "life.py"), url], check=True)
    except NoPostgres:
        subprocess.run([sys.executable, str(HERE / "life.py")], check=True)
    finally:
        run.end()


if __name__ == "__main__":
    main()
