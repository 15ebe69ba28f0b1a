"""How long the proof of each machine takes."""

from __future__ import annotations

import sys
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from bihuan.states.lead import LEAD
from bihuan.states.machine import Machine
from bihuan.states.prover import prove
from bihuan.states.reading import READING
from bihuan.states.support import SUPPORT
from support.big_machine import big_machine

TIMES = 5


def main() -> None:
    """Print the best of five for each machine."""
    print(f"{'machine':10}{'states':>8}{'rows':>6}{'configurations':>16}{'edges':>10}{'ms':>10}")
    for machine in (LEAD, SUPPORT, READING, big_machine()):
        took, line = min(_measure(machine) for _ in range(TIMES))
        print(f"{line}{took * 1000:>10.1f}")


def _measure(machine: Machine) -> tuple[float, str]:
    begin = perf_counter()
    proof = prove(machine)
    took = perf_counter() - begin
    assert proof.holds, proof.broken
    sizes = f"{len(machine.states):>8}{len(machine.rows):>6}"
    return took, f"{machine.name:10}{sizes}{proof.configurations:>16}{proof.edges:>10}"


if __name__ == "__main__":
    main()
