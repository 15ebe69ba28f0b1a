"""Ring the timers that are due, many cases to a transaction; one in trouble holds up no other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bihuan.engine import failing
from bihuan.engine.actor import CLOCKWORK
from bihuan.engine.carrying import OTHERS_TOO, change_of
from bihuan.engine.errors import Refused
from bihuan.engine.outcome import logged
from bihuan.engine.ports import Work
from bihuan.engine.records import Alarm, Case, Change
from bihuan.engine.scene import Scene
from bihuan.engine.timing import due_now, overtaken, rung_of
from bihuan.engine.urging import LATEST
from bihuan.rules.instants import beijing_date
from bihuan.states.machine import Per

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

AT_ONCE = 100
"""So many cases ring in one transaction: the commit is what takes the time."""
AT_MOST = timedelta(milliseconds=200)
"""For so long a transaction takes up more cases: on SQLite nobody else writes meanwhile."""
TOO_MANY = 1000
"""After so many failures in one go there is nothing left to hope for in it."""


@dataclass(slots=True)
class Peal:
    """What becomes of the cases that were claimed together."""

    taken: list[tuple[Case, Alarm]] = field(default_factory=list)
    """The timer that rings of each."""
    changes: list[Change] = field(default_factory=list)
    done: int = 0
    """How many due timers the changes deal with, those passed over included."""
    alone: list[tuple[Case, Alarm]] = field(default_factory=list)
    """Those of the taken that cannot ring along with the others."""
    more: bool = False
    """Whether more is due: of other cases, or of the same."""


class Bell:
    """Fires due timers as ordinary events, for one engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def ring(self, limit: int) -> int:
        """Ring the oldest until so many are done, or far too many have failed; how many are done.

        A case rings once in a transaction; what else is due of it comes with the next.
        """
        done = failed = 0
        more = True
        while more and done < limit and failed < TOO_MANY:
            peal = self._together(min(limit - done, AT_ONCE))
            rung = sum([self._try(case, alarm) for case, alarm in peal.alone])
            done += peal.done + rung
            failed += len(peal.alone) - rung
            more = peal.more or rung < len(peal.alone)
        if not done:
            failing.forget(self._engine)
        return done

    def _together(self, most: int) -> Peal:
        """Ring a timer of each case claimed, in one transaction; if it fails, each one alone."""
        engine, peal = self._engine, Peal()
        try:
            with engine.store.begin() as work:
                work.finish(self._pull(work, most, peal))
        except Exception:
            if not peal.taken:
                raise  # no timer is to blame when the store itself fails
            return Peal(alone=peal.taken, more=peal.more)
        for change in peal.changes:
            engine.tell("case.moved", change.entry, **logged(change.entry))
        return peal

    def _pull(self, work: Work, most: int, peal: Peal) -> Iterator[Change]:
        """Claim cases and decide, one after the other, what each one's timer changes."""
        engine = self._engine
        began = engine.clock.now()
        cases = work.claim_due(engine.house.office, began, most)
        peal.more = len(cases) == most
        for case in cases:
            due = due_now(work.alarms(case.office, case.id), began)
            passed = overtaken(due, engine.house)
            rings = [one for one in due if (one.case, one.id) not in passed]
            if not rings:  # another was faster than our lock
                peal.more = True
                continue
            ringing, peal.more = rings[0], peal.more or len(rings) > 1
            peal.taken.append((case, ringing))
            try:
                change = self._change(work, case, ringing, began)
            except Exception:  # whatever ails one case, the timers of the others must ring
                peal.alone.append((case, ringing))
                continue
            peal.changes.append(change)
            settled = {one.id for one in change.alarms if one.status != "pending"}
            peal.done += sum(one.id in settled for one in due)
            yield change
            if engine.clock.now() - began > AT_MOST:
                peal.more = True
                break

    def _change(self, work: Work, case: Case, alarm: Alarm, now: datetime) -> Change:
        """What the timer's event changes; raises where it must be fired alone, or not at all."""
        engine = self._engine
        if alarm.event in OTHERS_TOO:
            raise NotImplementedError(f"{alarm.event} happens to other cases too")
        scene = Scene(
            house=engine.house,
            work=work,
            machine=engine.library.machine(case.definition),
            case=case,
            event=alarm.event,
            args=self._args(case, alarm, now),
            actor=CLOCKWORK,
            on=beijing_date(now),
            now=now,
        )
        return change_of(scene, engine.library, key=_key(alarm), timer=alarm.id)

    def _try(self, case: Case, alarm: Alarm) -> bool:
        """Ring one timer by itself; whether it is done with, or failed and is put off."""
        try:
            self._ring(case, alarm)
        except Exception as error:  # as above: it is told, counted, and tried again
            failing.note(self._engine, alarm, error)
            return False
        return True

    def _ring(self, case: Case, alarm: Alarm) -> None:
        """Fire one timer's event, or mark the timer stale when the case refuses it."""
        engine = self._engine
        args = self._args(case, alarm, engine.clock.now())
        try:
            outcome = engine.fire(
                case.id, alarm.event, args, actor=CLOCKWORK, key=_key(alarm), timer=alarm.id
            )
        except Refused as refused:
            self._settle(alarm, "cancelled")
            engine.log("timer.stale", case=case.id, timer=alarm.id, reason=refused.reason)
        else:
            if outcome.repeated:  # it has rung: history says so, and the row does not
                self._settle(alarm, "fired")

    def _args(self, case: Case, alarm: Alarm, now: datetime) -> dict[str, Any]:
        engine = self._engine
        machine = engine.library.machine(case.definition)
        timer, rung = rung_of(alarm.key, machine, engine.house)
        late = int((now - alarm.due_at).total_seconds())
        args: dict[str, Any] = {"timer": alarm.key, "lateness": min(late, LATEST)}
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
            now = failing.still_due(alarm, work.alarms(alarm.office, alarm.case), at)
            if now is not None:
                fired_at = at if status == "fired" else None
                work.settle([replace(now, status=status, fired_at=fired_at)])


def _key(alarm: Alarm) -> str:
    """What makes ringing a timer one act, whoever rings it and how often."""
    return f"timer/{alarm.case}/{alarm.id}"
