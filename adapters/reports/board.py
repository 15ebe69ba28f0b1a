"""The report about where everything stands: its tables, and its data for programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bihuan.adapters.reports.data import plain_tally
from bihuan.adapters.reports.tables import Cell, Chart, Table, headings, tally_cells
from bihuan.engine.board import Board, Standing
from bihuan.engine.stories import Story
from bihuan.rules.formulas import Base, Shares
from bihuan.rules.words import label, say, say_day

COUNTS = ("total", "open", "soon", "late", "answered", "in_time", "done", "again")
OF_DIVISIONS = ("total", "open", "soon", "late")
TALLIED = ("answered", "answered_rate", "on_time")
"""What a division is told by, besides."""
PRESSING = ("case", "title", "divisions", "officer", "due", "days")


def title(board: Board, lang: str) -> str:
    """What the report is called."""
    return say("report_table.board", lang, year=board.year)


def tables(board: Board, lang: str = "zh") -> tuple[Table, ...]:
    """The counts, the states, the divisions, and each case that presses."""
    return (
        _counts(board, lang),
        _states(board, lang),
        _divisions(board, lang),
        _pressing("late", board.late_cases, board, lang),
        _pressing("soon", board.soon_cases, board, lang),
    )


def _counts(board: Board, lang: str) -> Table:
    counts: list[tuple[Cell, ...]] = [
        (say(f"report_count.{name}", lang), getattr(board, name)) for name in COUNTS
    ]
    rates = {"answered": board.answer_rate, "done": board.done_rate, "on_time": board.on_time}
    told = [(say(f"rate_name.{name}", lang), rate) for name, rate in rates.items()]
    return Table(
        name="standing",
        title=say("report_sheet.standing", lang),
        headings=headings(("figure", "value"), lang),
        rows=(*counts, *told),
        notes=(say("report_note.standing", lang, year=board.year),),
    )


def _states(board: Board, lang: str) -> Table:
    told = sorted(board.by_state.items(), key=lambda pair: -pair[1])
    shares = Shares().of(dict(told), Base.RECEIVED)
    rows: list[tuple[Cell, ...]] = [
        (label(f"state.{state}", lang), count, shares[state]) for state, count in told
    ]
    chart = Chart(
        form="column",
        title=say("report_chart.states", lang),
        names=tuple(label(f"state.{state}", lang) for state, _ in told),
        series=((headings(("total",), lang)[0], tuple(count for _, count in told)),),
    )
    return Table(
        name="states",
        title=say("report_sheet.states", lang),
        headings=headings(("states", "total", "share"), lang),
        rows=tuple(rows),
        chart=chart if rows else None,
    )


def _divisions(board: Board, lang: str) -> Table:
    rows: list[tuple[Cell, ...]] = [
        (
            name,
            *(getattr(standing, one) for one in OF_DIVISIONS),
            *tally_cells(standing, TALLIED),
        )
        for name, standing in board.divisions.items()
    ]
    return Table(
        name="division_states",
        title=say("report_sheet.division_states", lang),
        headings=headings(("divisions", *OF_DIVISIONS, *TALLIED), lang),
        rows=tuple(rows),
    )


def _pressing(name: str, stories: Iterable[Story], board: Board, lang: str) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for story in stories:
        case = story.case
        assert case.due is not None
        rows.append(
            (
                f"{label(f'kind.{case.kind}', lang)}{case.number}",
                case.title,
                case.now.division,
                case.now.officer,
                say_day(case.due, lang),
                abs((board.as_of - case.due).days),
            )
        )
    return Table(
        name=name,
        title=say(f"report_sheet.{name}", lang),
        headings=headings((*PRESSING[:-1], f"days_{name}"), lang),
        rows=tuple(rows),
    )


def as_data(board: Board) -> dict[str, Any]:
    """The counts and rates as plain values, and the cases that press."""
    return {
        "year": board.year,
        "as_of": board.as_of.isoformat(),
        **_plain(board),
        "divisions": {name: _plain(standing) for name, standing in board.divisions.items()},
        "late_cases": [_named(one) for one in board.late_cases],
        "soon_cases": [_named(one) for one in board.soon_cases],
    }


def _plain(standing: Standing) -> dict[str, Any]:
    told = plain_tally(standing)
    return {**told, "open": standing.open, "soon": standing.soon, "states": dict(standing.by_state)}


def _named(story: Story) -> dict[str, Any]:
    case = story.case
    return {
        "case": case.id,
        "kind": case.kind,
        "number": case.number,
        "division": case.now.division,
        "officer": case.now.officer,
        "due": case.due.isoformat() if case.due else None,
    }
