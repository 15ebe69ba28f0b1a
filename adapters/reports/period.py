"""The report about a span of days: its tables, and its data for programs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bihuan.adapters.reports.data import plain_rate
from bihuan.adapters.reports.naming import KINDS
from bihuan.adapters.reports.tables import Cell, Chart, Table, crowd, headings
from bihuan.engine.period import COUNTED, Happened, Period
from bihuan.rules.words import label, say, say_day

OF_DIVISIONS = ("received", "dispatched", "answered", "in_time", "forms", "urges", "overdue")
"""The counts that are told division by division."""
RATES = ("on_time", "satisfaction")


def title(period: Period, lang: str) -> str:
    """What the report is called."""
    days = {"first": say_day(period.first, lang), "last": say_day(period.last, lang)}
    return say("report_table.period", lang, **days)


def tables(period: Period, lang: str = "zh") -> tuple[Table, ...]:
    """What happened, by kind and by division."""
    return (_happened(period, lang), _divisions(period, lang))


def _happened(period: Period, lang: str) -> Table:
    groups: list[Happened | None] = [*(period.kinds.get(kind) for kind in KINDS), period]
    rows: list[tuple[Cell, ...]] = [
        (
            say(f"report_event.{name}", lang),
            *(group.counts[name] if group else 0 for group in groups),
        )
        for name in COUNTED
    ]
    rows += [
        (headings((name,), lang)[0], *(getattr(group, name, None) for group in groups))
        for name in RATES
    ]
    kinds = (label(f"kind_name.{kind}", lang) for kind in KINDS)
    return Table(
        name="happened",
        title=say("report_sheet.happened", lang),
        headings=(*headings(("figure",), lang), *kinds, say("report_table.sum", lang)),
        rows=tuple(rows),
        notes=(say("report_note.happened", lang, as_of=say_day(period.as_of, lang)),),
    )


def _divisions(period: Period, lang: str) -> Table:
    told = period.divisions
    rows: list[tuple[Cell, ...]] = [
        (name, *(group.counts[one] for one in OF_DIVISIONS), group.on_time, group.satisfaction)
        for name, group in told.items()
    ]
    form, most = crowd(list(told))
    series = tuple(
        (headings((one,), lang)[0], tuple(g.counts[one] for g in list(told.values())[:most]))
        for one in ("answered", "forms")
    )
    chart = Chart(
        form=form,
        title=say("report_chart.division_events", lang),
        names=tuple(told)[:most],
        series=series,
    )
    return Table(
        name="division_events",
        title=say("report_sheet.division_events", lang),
        headings=headings(("divisions", *OF_DIVISIONS, *RATES), lang),
        rows=tuple(rows),
        notes=(say("report_note.division_events", lang),),
        chart=chart if rows else None,
    )


def as_data(period: Period) -> dict[str, Any]:
    """The counts and rates as plain values."""
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "as_of": period.as_of.isoformat(),
        **_plain(period),
        "kinds": _each(period.kinds),
        "divisions": _each(period.divisions),
    }


def _each(groups: Mapping[str, Happened]) -> dict[str, Any]:
    return {name: _plain(group) for name, group in groups.items()}


def _plain(group: Happened) -> dict[str, Any]:
    rates = {name: plain_rate(getattr(group, name)) for name in RATES}
    return {"counts": dict(group.counts), "rates": rates}
