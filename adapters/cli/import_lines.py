"""What `bihuan case import` says of a ledger: lines for people, a document for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.failures import failure_of
from bihuan.adapters.importing import Applied, Plan
from bihuan.adapters.ledger import Columns, RowProblem, Table
from bihuan.adapters.ledger.left_out import LeftOut
from bihuan.adapters.lists.returned import Wanted
from bihuan.engine.errors import BihuanError

BY_NAME = 5
"""So many known rows are named one by one; more are counted together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One ledger, and what would become or has become of its rows."""

    file: Path
    table: Table
    columns: Columns
    plan: Plan
    ours: int = 0
    """So many rows came from a list of ours."""
    applied: Applied = field(default_factory=Applied)

    def after(self, applied: Applied) -> Look:
        """The same once it was applied."""
        return replace(self, applied=applied)

    def failures(self) -> Iterator[str]:
        """Rows that looked well and were refused all the same."""
        yield from _refused(self.applied.failed)

    def left_out(self) -> LeftOut | None:
        """The rows that stay out, with their reasons and cures."""
        lang = tongue.language()
        reasons: dict[int, list[str]] = {}
        cures: dict[int, list[str]] = {}
        for one in self.plan.problems:
            if one.severity == "error":
                reasons.setdefault(one.row, []).append(_about(self, one) + one.text(lang))
                cures.setdefault(one.row, []).append(one.cure(lang))
        for row, bad in (*self.plan.refused, *self.applied.failed):
            said = failure_of(bad)
            reasons.setdefault(row, []).append(said.message)
            cures.setdefault(row, []).append(said.hint)
        return LeftOut(table=self.table, reasons=reasons, cures=cures) if reasons else None


def preview(look: Look) -> Iterator[str]:
    """Everything a person must know before saying yes."""
    plan, others = look.plan, len(look.table.rows) - look.ours
    yield from _head(look, columns=others > 0)
    if others:
        yield tongue.words(
            "import.counts",
            new=len(plan.new) + len(plan.past),
            known=len(plan.known),
            repeated=len(plan.repeated),
            bad=len(plan.bad_rows),
        )
    if look.ours:
        changed, unchanged = len(plan.changes), len(plan.unchanged)
        bad = look.ours - changed - unchanged
        counts = {"changed": changed, "unchanged": unchanged, "bad": bad}
        yield tongue.words("import.returned", **counts)
    yield from _problems(look, "error")
    yield from _refused(plan.refused)
    yield from _changes(plan)
    yield from _known(plan)
    for row, first, sheet in plan.repeated:
        key = "import.repeated_elsewhere" if sheet else "import.repeated_row"
        yield tongue.words(key, row=row, first=first, sheet=sheet)
    yield from _aside(look)
    warnings = list(_problems(look, "warning"))
    if warnings:
        yield tongue.words("import.warnings")
        yield from warnings


def document(look: Look) -> dict[str, Any]:
    """The same for programs; rows are as a spreadsheet numbers them."""
    plan, table = look.plan, look.table
    return {
        "file": str(look.file),
        "sheet": table.sheet,
        "format": table.format,
        "encoding": table.encoding,
        "rows": len(table.rows),
        "columns": look.columns.heading_of,
        "unmapped": look.columns.unmapped,
        "other_sheets": table.other_sheets,
        "new": [{"row": row, "number": one.number, "title": one.title} for row, one in plan.new]
        + [{"row": row, "number": one.number, "title": one.title} for row, one in plan.past],
        "known": [{"row": row, "number": name} for row, name in plan.known],
        "repeated": [repeat._asdict() for repeat in plan.repeated],
        "changes": [_change(row, one) for row, one in plan.changes],
        "unchanged": len(plan.unchanged),
        "refused": [
            {"row": row, "code": failure_of(bad).code, "message": failure_of(bad).message}
            for row, bad in plan.refused
        ],
        "problems": [_problem(look, one) for one in plan.problems],
    }


def ranges(rows: Iterable[int]) -> str:
    """Row numbers as people write them: 2-10、12."""
    runs = []
    numbered = enumerate(sorted(set(rows)))
    for _, run in groupby(numbered, key=lambda item: item[1] - item[0]):
        found = [row for _, row in run]
        runs.append(str(found[0]) if len(found) == 1 else f"{found[0]}-{found[-1]}")
    return tongue.words("usage.comma").join(runs)


def _head(look: Look, *, columns: bool) -> Iterator[str]:
    table, comma = look.table, tongue.words("usage.comma")
    form = table.encoding.upper() if table.encoding else table.sheet
    yield tongue.words(
        "import.read", file=look.file.name, rows=len(table.rows), form=f"{table.format} {form}"
    )
    if not columns:  # ours, and known by their headings
        return
    pairs = [
        f"{heading}→{tongue.word(f'column.{key}')}"
        for key, heading in look.columns.heading_of.items()
    ]
    yield tongue.words("import.columns", columns=comma.join(pairs))
    if look.columns.unmapped:
        yield tongue.words("import.unmapped", columns=comma.join(look.columns.unmapped))
    if table.other_sheets:
        yield tongue.words("import.other_sheets", sheets=comma.join(table.other_sheets))
    due = look.columns.heading_of.get("due")
    if due and any(row.cells.get(due) for row in table.rows):
        yield tongue.words("import.due", heading=due)


def _problems(look: Look, severity: str) -> Iterator[str]:
    """One line for each sentence, with all the rows it is about."""
    rows: dict[tuple[str, str], list[int]] = {}
    lang = tongue.language()
    for one in look.plan.problems:
        if one.severity == severity:
            said = (_about(look, one) + one.text(lang), one.cure(lang))
            rows.setdefault(said, []).append(one.row)
    for (text, cure), found in sorted(rows.items(), key=lambda item: item[1][0]):
        said_all = tongue.words("import.problem_cure", text=text, cure=cure)
        yield _line(found, said_all)


def _aside(look: Look) -> Iterator[str]:
    lang = tongue.language()
    for one in look.plan.problems:
        if one.severity == "aside":
            yield tongue.words("import.aside", row=one.row, text=one.text(lang))


def _refused(rows: Iterable[tuple[int, BihuanError]]) -> Iterator[str]:
    for row, bad in rows:
        said = failure_of(bad)
        text = tongue.words("import.problem_cure", text=said.message, cure=said.hint)
        yield tongue.words("import.row", rows=row, text=text)


def _changes(plan: Plan) -> Iterator[str]:
    """What was changed by hand in a list of ours: which case, by which event, what and how."""
    for row, one in plan.changes:
        told = [
            tongue.words(
                "import.cell",
                name=tongue.word(f"sheet.{edit.name}"),
                old=_quoted(edit.old),
                new=_quoted(edit.new),
            )
            for edit in one.edits
        ]
        event = tongue.word(f"event.{one.event}")
        cells = tongue.words("usage.then").join(told)
        text = tongue.words("import.change", case=one.called, event=event, cells=cells)
        yield tongue.words("import.row", rows=row, text=text)


def _quoted(text: str) -> str:
    return text or tongue.words("import.blank")


def _change(row: int, one: Wanted) -> Mapping[str, Any]:
    cells = [{"name": edit.name, "old": edit.old, "new": edit.new} for edit in one.edits]
    return {"row": row, "case": one.case, "event": one.event, "on": one.on, "cells": cells}


def _known(plan: Plan) -> Iterator[str]:
    if len(plan.known) <= BY_NAME:
        for row, name in plan.known:
            yield tongue.words("import.known_row", row=row, name=name)
        return
    yield _line([row for row, _ in plan.known], tongue.words("import.known_rows"))


def _line(rows: Sequence[int], text: str) -> str:
    if len(rows) == 1:
        return tongue.words("import.row", rows=rows[0], text=text)
    return tongue.words("import.rows", rows=ranges(rows), count=len(set(rows)), text=text)


def _about(look: Look, one: RowProblem) -> str:
    """Which column a problem is about, as the ledger calls it."""
    heading = _heading(look, one)
    return tongue.words("import.about", heading=heading) if heading else ""


def _heading(look: Look, one: RowProblem) -> str:
    known = look.columns.heading_of.get(one.field)
    return known or (tongue.word(f"column.{one.field}") if one.field else "")


def _problem(look: Look, one: RowProblem) -> Mapping[str, Any]:
    lang = tongue.language()
    return {
        "row": one.row,
        "field": one.field,
        "heading": _heading(look, one),
        "value": one.value,
        "code": one.code,
        "severity": one.severity,
        "message": one.text(lang),
        "cure": one.cure(lang),
    }
