"""What the demo tells while it runs: a line a week, and what is worth a line of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from bihuan.adapters.cli.layout import width
from bihuan.adapters.demo.cast import LAST_DAY
from bihuan.engine.ports import Clock
from bihuan.engine.records import Case
from bihuan.engine.stories import ANSWERS, DONE
from bihuan.rules.instants import beijing_date
from bihuan.rules.words import label, say

Say = Callable[[str], None]
FRIDAY = 4
DAY_ROOM, NUMBER_ROOM, GAP = 10, 4, "  "


class Gazette:
    """Counts what the engine logs, and tells it week by week."""

    def __init__(self, tell: Say, clock: Clock, lang: str) -> None:
        self._tell = tell
        self._clock = clock
        self._lang = lang
        self._news: Counter[str] = Counter()
        self._open = 0

    def log(self, event: str, **values: object) -> None:
        """Hear one line of the engine's log."""
        if event == "case.received":
            self._open += 1
        if event == "case.moved":
            self._news[str(values["event_name"])] += 1
            self._open -= values["state"] in DONE

    def heading(self) -> None:
        """Name the columns."""
        self._row(say("demo.columns", self._lang).split("|"))

    def evening(self, day: date) -> None:
        """Tell the week's news on Fridays and on the last day."""
        if day.weekday() != FRIDAY and day != LAST_DAY:
            return
        news = self._news
        told = (
            news["dispatch"],
            news["urge"],
            news["contact"],
            sum(news[event] for event in ANSWERS),
            news["feedback"],
            news["reassign"],
            news["close"],
            self._open,
        )
        self._row([self._short(day), *(str(number or "·") for number in told)])
        self._news = Counter()

    def notable(self, what: str, case: Case | None = None, **counts: int) -> None:
        """Tell at once what a reader would not want to wait for."""
        today = self._short(beijing_date(self._clock.now()))
        values = self._values(case) if case else counts
        self._tell(f"{GAP}{say(f'demo.{what}', self._lang, day=today, **values)}")

    def _values(self, case: Case) -> dict[str, object]:
        name = f"{label(f'kind.{case.kind}', self._lang)}{case.number}"
        due = self._short(case.due) if case.due else ""
        return {"case": name, "round": case.round, "due": due}

    def _short(self, day: date) -> str:
        return f"{day.month}月{day.day}日" if self._lang == "zh" else day.isoformat()

    def _row(self, cells: list[str]) -> None:
        names = say("demo.columns", self._lang).split("|")
        rooms = [DAY_ROOM, *(max(NUMBER_ROOM, width(name)) for name in names[1:])]
        first, *rest = (
            " " * (room - width(cell)) + cell for cell, room in zip(cells, rooms, strict=True)
        )
        self._tell(GAP.join((first, *rest)))
