"""How long a year of assignments takes to pull from a platform, over real HTTP on loopback.

python bench/platforms.py [CASES]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.engine import platform_run
from bihuan.engine.query import ALL, Query

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.platforms import assignment, reference  # noqa: E402  # the reference platform


def main() -> None:
    """Pull, pull the same again, and tell the platform of every receipt."""
    cases = int(sys.argv[1]) if len(sys.argv) > 1 else 1500
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{folder}/bihuan.db", clock=FrozenClock("2024-03-04"))
        with engine, reference(engine) as (platform, way):
            for no in range(1, cases + 1):
                platform.put(f"A-{no}", "assignment", f"P-{no}", assignment(no))
            began = perf_counter()
            platform_run.pull(engine, way, holder="bench")
            pulled = perf_counter()
            exchange = engine.store.exchanges.exchanges("office", "renda", ALL)
            for one in exchange:
                platform_run.replay(engine, way, one)
            again = perf_counter()
            platform_run.push(engine, way, holder="bench")
            pushed = perf_counter()
            count = len(engine.store.find("office", Query(limit=ALL)))
    print(f"cases          {count}")
    print(f"pull           {pulled - began:6.2f} s")
    print(f"the same again {again - pulled:6.2f} s")
    print(f"push           {pushed - again:6.2f} s")


if __name__ == "__main__":
    main()
