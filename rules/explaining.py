"""Tell a person how a deadline came about, day by day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from bihuan.rules.calendar import WEEKEND_RULE, Day, DayKind
from bihuan.rules.spans import Deadline, StartEvent, Step, StepKind, Term, Unit

_WEEKDAYS = {
    "zh": ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_EVENTS = {
    StartEvent.ASSIGNED: ("交办", "assignment"),
    StartEvent.RECEIVED: ("收到", "receipt"),
    StartEvent.SESSION_CLOSED: ("闭会", "close of the session"),
    StartEvent.ANSWERED: ("收到答复", "receipt of the answer"),
    StartEvent.DISSATISFIED: ("表示不满意", "the member's dissatisfaction"),
    StartEvent.ASKED: ("提出要求", "the request"),
    StartEvent.RETURNED: ("退回", "the return"),
    StartEvent.REORDERED: ("收到重新办理要求", "the order to handle again"),
    StartEvent.SUBMITTED: ("受理机构收到", "submission"),
    StartEvent.REPORTED: ("收到落实情况", "the report on promises"),
}
_NAMED = (Unit.DATE, Unit.BEFORE_CLOSE)
"""Terms that name their day; nothing is counted from the start."""

_UNITS = {
    Unit.DAY: ("日", "day"),
    Unit.WORKDAY: ("个工作日", "working day"),
    Unit.MONTH: ("个月", "month"),
}


def explain(deadline: Deadline, lang: str = "zh", cite: Callable[[str], str] = str) -> list[str]:
    """The lines that tell how the date came about; `lang` is zh or en.

    `cite` writes out the source of the term, as a policy's own `cite` does.
    """
    words = {"zh": _chinese, "en": _english}.get(lang)
    if words is None:
        raise ValueError(f"there is no explanation in {lang!r}; use zh or en")
    return list(words(deadline, cite(deadline.term.source)))


def long_date(day: date) -> str:
    """The date as offices print it: 2024年6月17日."""
    return f"{day.year}年{day.month}月{day.day}日"


def term_label(term: Term, lang: str = "zh") -> str:
    """A term in words: 收到之日起10个工作日内."""
    zh, en = _EVENTS[term.start]
    if term.unit is Unit.DATE:
        month, day = map(int, (term.month_day or "").split("-"))
        return f"{month}月{day}日前" if lang == "zh" else f"by {term.month_day}"
    if term.unit is Unit.BEFORE_CLOSE:
        return f"办结日期前{term.n}日" if lang == "zh" else f"{term.n} days before the closing date"
    unit_zh, unit_en = _UNITS[term.unit]
    if lang == "zh":
        return f"{zh}之日起{term.n}{unit_zh}内"
    return f"{term.n} {unit_en}{'s' if term.n != 1 else ''} from {en}"


def _chinese(deadline: Deadline, source: str) -> Iterator[str]:
    term, event = deadline.term, _EVENTS[deadline.term.start][0]
    yield f"规则　{term_label(term)}{_paren(source)}"
    yield f"起算　{_day_zh(deadline.start, event)}{_day_one_zh(deadline)}"
    year = deadline.start.year
    for steps in _grouped(deadline.steps):
        last, year = year, steps[0].date.year
        yield f"　　　{f'{year}年' if year != last else ''}{_step_zh(steps, deadline)}"
        year = steps[-1].date.year
    yield f"到期　{_day_zh(deadline.due)}24时"
    yield f"日历　版本 {deadline.calendar_version}；{_status_zh(deadline)}"
    yield from (f"说明　{note}" for note in deadline.notes)


def _english(deadline: Deadline, source: str) -> Iterator[str]:
    term, event = deadline.term, _EVENTS[deadline.term.start][1]
    yield f"rule      {term_label(term, 'en')}{f' ({source})' if source else ''}"
    yield f"start     {_day_en(deadline.start, event)}{_day_one_en(deadline)}"
    for steps in _grouped(deadline.steps):
        yield f"          {_step_en(steps, deadline)}"
    yield f"due       {_day_en(deadline.due)}, 24:00 in Beijing"
    yield f"calendar  version {deadline.calendar_version}; {_status_en(deadline)}"
    if term.unit is Unit.DATE and deadline.due.year > deadline.start.year:
        yield "note      the named date was past at the start, so next year's is taken"
    if term.note:
        yield f"note      {term.note}"


def _grouped(steps: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """Days off that follow each other for the same reason go on one line; the start has its own."""
    told = (step for step in steps if step.kind is not StepKind.START)
    for (kind, _, _), run in groupby(told, key=_reason):
        days = tuple(run)
        if kind in (StepKind.SKIPPED, StepKind.CLOSED):
            yield days
        else:
            yield from ((day,) for day in days)


def _reason(step: Step) -> tuple[StepKind, str, str]:
    day = step.day
    return step.kind, "" if day.kind is DayKind.WEEKEND else day.name, day.source


def _step_zh(steps: tuple[Step, ...], deadline: Deadline) -> str:
    first, last = steps[0], steps[-1]
    when = _short_zh(first.date)
    if len(steps) > 1:
        when = f"{when}至{_short_zh(last.date)}"
    kind, day, ordinal = first.kind, first.day, first.ordinal
    match kind:
        case StepKind.COUNTED if deadline.term.unit is Unit.WORKDAY:
            return f"{when} {_work_zh(day)} {ordinal}"
        case StepKind.COUNTED:
            return f"{when} 第{ordinal}日"
        case StepKind.SKIPPED:
            return f"{when} {_rest_zh(day)}，不计"
        case StepKind.MONTH:
            return f"{when} 第{ordinal}个月的对应日"
        case StepKind.MONTH_END:
            return f"{when} 第{ordinal}个月没有对应日{_paren(deadline.counting.month_end_source)}"
        case StepKind.FIXED:
            return f"{when} 规定日期"
        case StepKind.BACK:
            return f"{when} 自办结日期倒推{deadline.term.n}日"
        case StepKind.CLOSED:
            return f"{when} {_rest_zh(day)}，期限不在此时届满"
        case StepKind.SHIFTED:
            return (
                f"{when} {_work_zh(day)}，期限移至此日{_paren(deadline.counting.last_day_source)}"
            )
    return f"{when} {_rest_zh(day)}，期限不顺延"


def _step_en(steps: tuple[Step, ...], deadline: Deadline) -> str:
    first, last = steps[0], steps[-1]
    when = _short_en(first.date)
    if len(steps) > 1:
        when = f"{when} to {_short_en(last.date)}"
    kind, day, ordinal = first.kind, first.day, first.ordinal
    match kind:
        case StepKind.COUNTED if deadline.term.unit is Unit.WORKDAY:
            return f"{when}: {_work_en(day)} {ordinal}"
        case StepKind.COUNTED:
            return f"{when}: day {ordinal}"
        case StepKind.SKIPPED:
            return f"{when}: {_rest_en(day)}, not counted"
        case StepKind.MONTH:
            return f"{when}: corresponding day of month {ordinal}"
        case StepKind.MONTH_END:
            source = deadline.counting.month_end_source
            return f"{when}: month {ordinal} has no corresponding day ({source})"
        case StepKind.FIXED:
            return f"{when}: the date the rule names"
        case StepKind.BACK:
            return f"{when}: {deadline.term.n} days back from the closing date"
        case StepKind.CLOSED:
            return f"{when}: {_rest_en(day)}, the term does not end here"
        case StepKind.SHIFTED:
            source = deadline.counting.last_day_source
            return f"{when}: {_work_en(day)}, the end moves here ({source})"
    return f"{when}: {_rest_en(day)}, but the end stays"


def _work_zh(day: Day) -> str:
    if day.kind is DayKind.MAKEUP:
        return f"调休上班（{day.name}，{day.source}）"
    return "工作日" if day.source == WEEKEND_RULE else f"工作日（{day.name}，{day.source}）"


def _rest_zh(day: Day) -> str:
    if day.kind is DayKind.WEEKEND:
        return WEEKEND_RULE
    return f"放假（{day.name}，{day.source}）"


def _work_en(day: Day) -> str:
    if day.kind is DayKind.MAKEUP:
        return f"day of rest that works ({day.name}, {day.source})"
    return "working day" if day.source == WEEKEND_RULE else f"working day ({day.name})"


def _rest_en(day: Day) -> str:
    return "weekend" if day.kind is DayKind.WEEKEND else f"holiday ({day.name}, {day.source})"


def _day_one_zh(deadline: Deadline) -> str:
    if deadline.term.unit in _NAMED:
        return ""
    verb = "当日计入" if deadline.counting.day_one_counted else "当日不计入"
    return f"，{verb}{_paren(deadline.counting.day_one_source)}"


def _day_one_en(deadline: Deadline) -> str:
    if deadline.term.unit in _NAMED:
        return ""
    verb = "counted" if deadline.counting.day_one_counted else "not counted"
    return f", {verb} ({deadline.counting.day_one_source})"


def _status_zh(deadline: Deadline) -> str:
    return "、".join(
        f"{year}年{'尚未公布' if year in deadline.tentative_years else '已公布'}"
        for year in deadline.years
    )


def _status_en(deadline: Deadline) -> str:
    return ", ".join(
        f"{year} {'not yet published' if year in deadline.tentative_years else 'published'}"
        for year in deadline.years
    ) + ("; the date is tentative" if deadline.tentative else "")


def _paren(source: str) -> str:
    return f"（{source}）" if source else ""


def _day_zh(day: date, *more: str) -> str:
    return f"{long_date(day)}（{'，'.join((_WEEKDAYS['zh'][day.weekday()], *more))}）"


def _day_en(day: date, *more: str) -> str:
    return f"{day.isoformat()} ({', '.join((_WEEKDAYS['en'][day.weekday()], *more))})"


def _short_zh(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _short_en(day: date) -> str:
    return f"{day.isoformat()} {_WEEKDAYS['en'][day.weekday()][:3]}"
