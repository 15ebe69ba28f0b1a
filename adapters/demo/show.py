"""Run the demo year in a folder of its own and tell what came of it."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bihuan.adapters.annual import as_text
from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import FIRST_DAY, LAST_DAY, ORG, YEAR
from bihuan.adapters.demo.year import DemoYear
from bihuan.adapters.ids import TimeOrderedIds
from bihuan.engine.audit import audit
from bihuan.engine.errors import BadInput
from bihuan.engine.statistics import Figures, figures
from bihuan.rules.words import say
from bihuan.states.diagrams import mermaid
from bihuan.states.lead import LEAD

Say = Callable[[str], None]
MARK = ".bihuan-demo"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo left behind."""

    database: Path
    report: Path
    diagram: Path
    figures: Figures
    entries: int
    opening: str
    """The report without its list of what the policy does not say."""


def run(folder: Path, tell: Say, *, seed: int = 2024, lang: str = "zh") -> Shown:
    """Live the year in `folder`, made anew each time; `tell` gets a line for each week's news."""
    from random import Random

    _make_room(folder)
    database = folder / "bihuan.db"
    clock = FrozenClock(FIRST_DAY)
    ids = TimeOrderedIds(Random(seed))  # noqa: S311  # the same names at every run
    engine = open_engine(f"sqlite:///{database}", policy="jilin_2025", clock=clock, ids=ids)
    tell(say("demo.begin", lang, database=database))
    DemoYear(engine, clock, seed).run(_weekly(tell, lang))
    counted = figures(engine.store, engine.house, YEAR, LAST_DAY)
    report = folder / f"{YEAR}年度办理情况.md"
    text = as_text(counted, engine.house, ORG, lang)
    report.write_text(text, "utf-8")
    diagram = folder / "lead.mmd"
    diagram.write_text(mermaid(LEAD, lang), "utf-8")
    checked = audit(engine)
    if not checked.sound:
        raise AssertionError(f"the demo's history does not explain its cases: {checked.faults[0]}")
    opening = text.rstrip().rpartition("\n\n")[0]
    return Shown(database, report, diagram, counted, checked.entries, opening)


def _make_room(folder: Path) -> None:
    """An empty folder; only one that an earlier demo made is cleared."""
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            raise BadInput(
                "dir", "is not empty and was not made by the demo; name another", str(folder)
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()


def _weekly(tell: Say, lang: str) -> Callable[[date, Counter[str]], None]:
    """Tell on Fridays, and on the last day, what the week brought."""
    before: Counter[str] = Counter()

    def progress(day: date, counts: Counter[str]) -> None:
        nonlocal before
        if day.weekday() == 4 or day == LAST_DAY:
            news = counts - before
            before = counts.copy()
            tell(
                say(
                    "demo.week",
                    lang,
                    day=day.isoformat(),
                    dispatched=news["dispatch"],
                    urged=news["timers"],
                    answered=news["answer"] + news["opine"] + news["note"],
                    feedback=news["feedback"],
                    unsatisfied=news["不满意"],
                    closed=news["close"],
                )
            )

    return progress
