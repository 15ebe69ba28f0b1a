"""Ring the timers that are due; one case in trouble never keeps the others waiting."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bihuan.engine.actor import CLOCKWORK
from bihuan.engine.errors import Refused
from bihuan.engine.records import Alarm
from bihuan.engine.timing import overtaken, rung_of
from bihuan.states.machine import Per

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine


class Bell:
    """Fires due timers as ordinary events, and remembers which of them failed."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.failing: dict[tuple[str, str], str] = {}
        """The reason of each timer that failed when it last rang, by case and timer."""

    def ring(self, limit: int) -> int:
        """Ring the oldest; those known to fail are tried again without taking a place."""
        engine = self._engine
        office, now = engine.house.office, engine.clock.now()
        most = limit + len(self.failing)
        due = list(engine.store.due(office, now, most))
        ringing = self._last_of_each(due, now, whole=len(due) < most)
        failed = {alarm.case for alarm in ringing if not self._try(alarm)}
        self._forget(due, limit)
        return sum(alarm.case not in failed for alarm in due)

    def _last_of_each(self, due: list[Alarm], now: datetime, whole: bool) -> list[Alarm]:
        """Of several rungs of a case that are due, the last: the others are passed over.

        Unless the `whole` backlog is at hand, a case's last rung may lie beyond it.
        """
        house, store = self._engine.house, self._engine.store
        beyond = [
            alarm
            for case in ({} if whole else dict.fromkeys(alarm.case for alarm in due))
            for alarm in store.alarms(house.office, case, status="pending")
            if alarm.due_at <= now and alarm not in due
        ]
        passed = overtaken([*due, *beyond], house)
        ladders = {_ladder(alarm) for alarm in due if (alarm.case, alarm.id) in passed}
        ringing = [*due, *(alarm for alarm in beyond if _ladder(alarm) in ladders)]
        return [alarm for alarm in ringing if (alarm.case, alarm.id) not in passed]

    def _try(self, alarm: Alarm) -> bool:
        name = (alarm.case, alarm.id)
        try:
            self._ring(alarm)
        except Exception as error:  # whatever ails one case, the timers of the others must ring
            self.failing[name] = f"{type(error).__name__}: {error}"
            self._engine.log(
                "timer.failed", case=alarm.case, timer=alarm.id, error=self.failing[name]
            )
            return False
        self.failing.pop(name, None)
        return True

    def _forget(self, due: list[Alarm], limit: int) -> None:
        """A failing timer that is no longer due was settled elsewhere."""
        if len(due) < limit:
            still = {(alarm.case, alarm.id) for alarm in due}
            self.failing = {name: why for name, why in self.failing.items() if name in still}

    def _ring(self, alarm: Alarm) -> None:
        """Fire one timer's event, or mark the timer stale when the case refuses it."""
        engine = self._engine
        try:
            outcome = engine.fire(
                alarm.case,
                alarm.event,
                self._args(alarm),
                actor=CLOCKWORK,
                key=f"timer/{alarm.case}/{alarm.id}",
                timer=alarm.id,
            )
        except Refused as refused:
            self._settle(alarm, "cancelled")
            engine.log("timer.stale", case=alarm.case, timer=alarm.id, reason=refused.reason)
        else:
            if outcome.repeated:  # it has rung: history says so, and the row does not
                self._settle(alarm, "fired")

    def _args(self, alarm: Alarm) -> dict[str, Any]:
        engine = self._engine
        machine = engine.library.machine(engine.store.case(alarm.office, alarm.case).definition)
        timer, rung = rung_of(alarm.key, machine, engine.house)
        args: dict[str, Any] = {"timer": alarm.key}
        if rung is not None and alarm.event == "urge":
            args |= {
                "rung": rung.id,
                "level": str(rung.level),
                "to": list(rung.to),
                "channels": list(rung.channels),
                "text": rung.text,
            }
        if timer.per is Per.REQUEST:
            args["request"] = int(alarm.key.partition(":")[2])
        return args

    def _settle(self, alarm: Alarm, status: str) -> None:
        """Put the timer out of the way, unless it was dealt with or put off in the meantime."""
        at = self._engine.clock.now()
        with self._engine.store.begin() as work:
            work.lock(alarm.office, alarm.case)
            known = {one.id: one for one in work.alarms(alarm.office, alarm.case)}
            now = known.get(alarm.id)
            if now is not None and now.status == "pending" and now.due_at <= at:
                fired_at = at if status == "fired" else None
                work.settle([replace(now, status=status, fired_at=fired_at)])


def _ladder(alarm: Alarm) -> tuple[str, str]:
    """The case, and which of its timers the rung belongs to."""
    return alarm.case, alarm.key.partition(":")[0]
