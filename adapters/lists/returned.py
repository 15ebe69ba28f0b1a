"""A list that comes back: what staff have changed in it, and the events that say so.

Each row of the ledger carries a code of its case and of how far its history had
come. So what the row said when it left is made again from history, and a cell
that differs from that was changed by hand. Where the case has moved in the same
place meanwhile, a person has to say which of the two holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bihuan.adapters.ledger import RowProblem, Table, TableRow, problem
from bihuan.adapters.ledger.columns import RECORD_HEADINGS
from bihuan.adapters.ledger.headings import heading as compared
from bihuan.adapters.ledger.rows import FORBIDDEN
from bihuan.adapters.lists.files import GUARD, guarded
from bihuan.adapters.lists.pages import cell, heading
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError
from bihuan.engine.handled import Handled, handled
from bihuan.engine.lists import LEDGER, Column, Line
from bihuan.engine.lookup import spell
from bihuan.engine.records import Entry
from bihuan.rules.dates import BadDate, legal_date
from bihuan.rules.words import LANGUAGES
from bihuan.states.machine import Duty, Machine

FIELDS: Mapping[str, Mapping[str, str]] = {
    "assign": {
        name: name for name in ("leader", "officer", "task", "division", "responsibility", "time")
    },
    "reply": {
        "answered": "on", "document": "document", "signer": "signer", "code": "code",
        "public": "public",
    },
    "feedback": {"verdict": "verdict", "comment": "comment"},
}  # fmt: skip
"""By the command that says it: the columns that may be changed, and what the event calls each."""
_COMMAND_OF = {name: command for command, names in FIELDS.items() for name in names}
_ARGUMENT_OF = {name: arg for names in FIELDS.values() for name, arg in names.items()}
_ELSEWHERE = {
    "co_units": "case ask",
    "opinions": "case opinion",
    "due": "deadline extend",
    "contacts": "case contact",
    "urges": "urge send",
}
"""The commands behind columns that say less than the command has to be told."""
_COLUMNS = tuple(one for one in LEDGER.columns if not one.counted and one.name != "record")
_SHOWN_BY = {
    compared(heading(one, lang)): (one, lang) for one in reversed(_COLUMNS) for lang in LANGUAGES
}


@dataclass(frozen=True, slots=True)
class Edit:
    """One cell that was changed by hand."""

    name: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a changed row asks for: one event, with all that the row says of it."""

    case: str
    called: str
    seq: int
    event: str
    args: Mapping[str, str]
    on: date | None
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What came back in one sheet; every row with a code stands in exactly one place."""

    unchanged: tuple[int, ...] = ()
    wanted: tuple[tuple[int, Wanted], ...] = ()
    problems: tuple[RowProblem, ...] = ()
    refused: tuple[tuple[int, BihuanError], ...] = ()
    """Rows whose event would be refused, with the reasons."""


def coded(table: Table) -> list[tuple[TableRow, str]]:
    """The rows that came from a list of ours, with their codes."""
    name = next((one for one in table.headers if one in RECORD_HEADINGS), None)
    if name is None:
        return []
    return [(row, row.cells[name]) for row in table.rows if row.cells.get(name)]


class Returns:
    """Looks at one sheet after another; nothing is written."""

    def __init__(self, engine: Engine, actor: Actor) -> None:
        self._engine = engine
        self._actor = actor
        self._seen: dict[str, tuple[str, int, Mapping[str, str]]] = {}
        """By case, the sheet and the row that changed it first, and how."""

    def look(self, rows: Sequence[tuple[TableRow, str]], sheet: str = "") -> Returned:
        """What would become of each row; `sheet` is what the table is called."""
        unchanged: list[int] = []
        wanted: list[tuple[int, Wanted]] = []
        problems: list[RowProblem] = []
        refused: list[tuple[int, BihuanError]] = []
        for row, code in rows:
            found = self._row(row, code, sheet)
            match found:
                case None:
                    unchanged.append(row.number)
                case Wanted():
                    if refusal := self._refusal(found):
                        refused.append((row.number, refusal))
                    else:
                        wanted.append((row.number, found))
                case _:
                    problems += found
        return Returned(
            unchanged=tuple(unchanged),
            wanted=tuple(wanted),
            problems=tuple(problems),
            refused=tuple(refused),
        )

    def _row(self, row: TableRow, code: str, sheet: str) -> Wanted | list[RowProblem] | None:
        history, seq = self._history(code)
        machines = self._engine.library.machine
        before, now = handled(history, machines, seq=seq), handled(history, machines)
        if before is None or now is None or not 0 < seq <= now.seq:
            return [problem(row.number, "", code, "record_unknown", "error")]
        edits, problems = self._edits(row, before, now)
        said = {edit.name: edit.new for edit in edits}
        first = self._seen.setdefault(now.id, (sheet, row.number, said)) if said else None
        if first and first[:2] != (sheet, row.number):
            if first[2] == said:
                return None
            elsewhere = first[0] if first[0] != sheet else ""
            where: dict[str, str | int] = {"other": first[1], "sheet": elsewhere}
            problems.append(problem(row.number, "", now.number, "edited_twice", "error", **where))
        commands = {_COMMAND_OF[edit.name] for edit in edits}
        if len(commands) > 1:
            problems.append(problem(row.number, "", now.number, "several_events", "error"))
        if problems or not edits:
            return problems or None
        return self._wanted(commands.pop(), now, edits)

    def _history(self, code: str) -> tuple[list[Entry], int]:
        case, _, seq = code.strip().rpartition("/")
        number = int(seq) if seq.isascii() and seq.isdigit() and len(seq) < 9 else 0
        if FORBIDDEN.search(case):
            return [], 0
        return self._engine.store.history(self._engine.house.office, case), number

    def _edits(
        self, row: TableRow, before: Handled, now: Handled
    ) -> tuple[list[Edit], list[RowProblem]]:
        """The cells changed by hand, and what is wrong with them."""
        edits: list[Edit] = []
        problems: list[RowProblem] = []
        for name, text in row.cells.items():
            if name not in _SHOWN_BY:
                continue
            column, lang = _SHOWN_BY[name]
            old, current = (self._shown(column, case, lang) for case in (before, now))
            new = _typed(column, text)
            if any(_same(said, known) for said in (text, new) for known in (old, current)):
                continue
            fault = row.faults.get(name)
            if fault is None and FORBIDDEN.search(text):
                fault = "forbidden_characters"
            if fault is not None:
                problems.append(problem(row.number, name, text, fault, "error"))
                continue
            found = _fault(column, name, row.number, new, old, current)
            if found is not None:
                problems.append(found)
            else:
                edits.append(Edit(column.name, current, new))
        return edits, problems

    def _shown(self, column: Column, case: Handled, lang: str) -> str:
        house = self._engine.house
        line = Line(case=case, of=None, no=0, as_of=case.received_on, calendar=house.calendar)
        shown = cell(column, line, house, lang)
        return "" if shown is None else str(shown)

    def _wanted(self, command: str, now: Handled, edits: Sequence[Edit]) -> Wanted:
        case = self._engine.store.case(now.office, now.id)
        machine = self._engine.library.machine(case.definition)
        args = {_ARGUMENT_OF[edit.name]: edit.new for edit in edits}
        on = args.pop("on", None)
        return Wanted(
            case=case.id,
            called=spell(case),
            seq=now.seq,
            event=_event(command, machine, case.state),
            args=args,
            on=date.fromisoformat(on) if on else None,
            edits=tuple(edits),
        )

    def _refusal(self, wanted: Wanted) -> BihuanError | None:
        try:
            return self._engine.why_not(
                wanted.case, wanted.event, wanted.args, actor=self._actor, on=wanted.on
            )
        except BihuanError as error:
            return error


def apply_changes(
    engine: Engine, wanted: Sequence[tuple[int, Wanted]], actor: Actor, reason: str = ""
) -> tuple[int, list[tuple[int, BihuanError]]]:
    """Let the events happen, each for itself; returns how many did, and the rows that did not.

    A case that has moved since it was looked at is left as it is.
    """
    done, failed = 0, []
    for row, one in wanted:
        args = {**one.args, "reason": reason} if reason else one.args
        try:
            engine.fire(one.case, one.event, args, actor=actor, on=one.on, seq=one.seq)
        except BihuanError as error:
            failed.append((row, error))
        else:
            done += 1
    return done, failed


def _event(command: str, machine: Machine, state: str) -> str:
    """The event of the case's machine by which the command is said."""
    if command == "assign":
        return "dispatch" if machine.rows_at(state, "dispatch") else "redispatch"
    if command == "reply":
        return "answer" if machine.duty is Duty.LEAD else "opine"
    return "feedback"


def _typed(column: Column, text: str) -> str:
    """What a cell says, without the mark that keeps it from being a formula; dates in ISO form."""
    said = text.strip()
    if said.startswith(GUARD) and guarded(said[1:]) == said:
        said = said[1:]
    if column.kind != "date" or not said:
        return said
    try:
        return legal_date(said).isoformat()
    except BadDate:
        return said


def _same(one: str, other: str) -> bool:
    """Whether two cells say the same; blanks and line ends are no difference."""
    return one.split() == other.split()


def _fault(
    column: Column, name: str, row: int, new: str, old: str, current: str
) -> RowProblem | None:
    """Why the cell under this heading may not be changed so."""
    if column.name not in _COMMAND_OF:
        command = _ELSEWHERE.get(column.name)
        if command is not None:
            return problem(row, name, new, "field_elsewhere", "error", was=old, command=command)
        return problem(row, name, new, "field_fixed", "error", was=old)
    if current != old:
        return problem(row, name, new, "field_meanwhile", "error", was=old, now=current)
    if not new:
        return problem(row, name, new, "field_emptied", "error", was=old)
    if column.kind == "date":
        try:
            legal_date(new)
        except BadDate as bad:
            return problem(row, name, new, "date_unreadable", "error", reason=bad.reason)
    return None
