"""What embedders need for their own tests: a memory engine, a frozen clock, sample proposals."""

from __future__ import annotations

from datetime import date

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.engine import Engine
from bihuan.engine.intake import Intake

__all__ = ["FrozenClock", "MemoryStore", "memory_engine", "sample_intake"]


def memory_engine(clock: FrozenClock | None = None, policy: str = "national_law_2025") -> Engine:
    """An engine over a store in memory, standing at 4 March 2024 unless a clock is given."""
    return open_engine(
        MemoryStore(), clock=clock or FrozenClock("2024-03-04"), ids=CountedIds(), policy=policy
    )


def sample_intake(
    no: int = 1, *, role: str = "lead", kind: str = "deputy_suggestion", members: int = 1
) -> Intake:
    """A made-up proposal that may be received."""
    return Intake(
        kind=kind,
        role=role,
        year=2024,
        number=f"第{no:04d}号",
        number_key=str(no),
        title=f"关于示例事项的建议（{no}）",
        members=tuple(f"某代表{n}" for n in range(1, members + 1)),
        received_on=date(2024, 3, 4),
    )
