"""The tables of the yearly report: the same figures on sheets, in the annexes and as data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bihuan.adapters.reports.naming import GRADES, KINDS, ROLES, role_word
from bihuan.adapters.reports.tables import Cell, Chart, Form, Table, crowd, headings, tally_cells
from bihuan.engine.scene import House
from bihuan.engine.statistics import SHARES, Figures, Pair
from bihuan.engine.tally import Tally
from bihuan.rules.classes import scheme
from bihuan.rules.formulas import Base, Rate, Shares
from bihuan.rules.words import label, say

COUNTS = (
    *("total", "last_year", "led", "dispatched", "answered", "in_time", "done", "late", "again"),
    *("urges", "supervised", "contacts", "asked", "late_opinions", "extensions"),
)
"""The counts of a year, in the order of a report."""
GROUP = ("led", "answered", "answered_rate", "in_time", "on_time", "done", "again")
"""What is told of a group of cases, besides how many they are."""
_Cells = Callable[[str | None, str | None], tuple[Cell, ...]]
_COUNTED = ("total", "share")
QUESTIONS = ("verdict", "attitude", "result")
ROUNDS = ("first", "last")


def tables(
    figures: Figures, house: House, lang: str = "zh", shares: Shares = SHARES
) -> tuple[Table, ...]:
    """Every table in the order of the report; one about nothing has no rows."""
    made = _Tables(figures, house, lang, shares)
    return (
        made.overall(),
        made.kinds(),
        made.groups("divisions", figures.divisions),
        made.classes(),
        made.satisfaction(),
        made.compared(),
        made.groups("topics", figures.topics),
        made.authors(),
        made.rounds(),
        made.counted("public", figures.by_public),
    )


@dataclass(frozen=True, slots=True)
class _Tables:
    """One year in one language."""

    figures: Figures
    house: House
    lang: str
    shares: Shares

    def overall(self) -> Table:
        """Every count and every rate, and what it is a part of."""
        f = self.figures
        counts: list[tuple[Cell, ...]] = [
            (say(f"report_count.{name}", self.lang), getattr(f, name), None, None, None, None)
            for name in COUNTS
        ]
        rates = [
            (say(f"rate_name.{name}", self.lang), *self._basis(rate))
            for name, rate in f.rates.items()
        ]
        columns = ("figure", "value", "numerator", "denominator", "base", "rounding")
        return self._table("overall", columns, [*counts, *rates])

    def kinds(self) -> Table:
        """What each kind comes to, and each role in it."""
        f = self.figures
        of_kinds = self.shares.of(f.by_kind, Base.RECEIVED)
        of_roles = self.shares.of(f.by_role, Base.RECEIVED)

        def cells(kind: str | None, role: str | None) -> tuple[Cell, ...]:
            if kind is None:
                return self._group(f, self._whole())
            if role is None:
                return self._group(f.kinds.get(kind), of_kinds.get(kind))
            return self._group(f.roles.get((kind, role)), of_roles.get((kind, role)))

        rows, parts = self._by_kind(cells)
        counts = {
            self._short(kind, role): f.this_of(kind, role)
            for kind in KINDS
            for role in self._roles(kind)
        }
        chart = self._chart("kinds", "column", counts, total=counts.values())
        return self._table("kinds", ("kind_and_role", *_COUNTED, *GROUP), rows, chart, parts)

    def compared(self) -> Table:
        """This year beside the last, by kind and role."""
        rows, parts = self._by_kind(self._change)
        if not self.figures.last_year:
            rows = []
        columns = ("kind_and_role", "this_year", "last_year", "more", "growth")
        chart = self._chart(
            "compared",
            "column",
            [label(f"kind_name.{kind}", self.lang) for kind in KINDS],
            last_year=[self.figures.last_of(kind) for kind in KINDS],
            this_year=[self.figures.this_of(kind) for kind in KINDS],
        )
        return self._table("compared", columns, rows, chart, parts)

    def groups(self, name: str, groups: Mapping[str, Tally]) -> Table:
        """What each division, or each subject, comes to."""
        f, told = self.figures, groups.values()
        counts = {group: tally.total for group, tally in groups.items()}
        shares = self.shares.of(counts, Base.RECEIVED, f.total)
        rows: list[tuple[Cell, ...]] = [
            (group, *self._group(tally, shares[group])) for group, tally in groups.items()
        ]
        form, most = crowd(list(groups))
        drawn = list(told)[:most]
        chart = self._chart(
            name,
            form,
            list(groups)[:most],
            total=[one.total for one in drawn],
            led=[one.led for one in drawn],
        )
        if rows and sum(counts.values()) == f.total:
            rows.append((self._sum(), *self._group(f, self._whole())))
        return self._table(name, (name, *_COUNTED, *GROUP), rows, chart, range(len(groups)))

    def classes(self) -> Table:
        """Our last answers by result class, in the region's words."""
        f = self.figures
        shares = f.class_shares(self.shares)
        rows: list[tuple[Cell, ...]] = [
            (_class_word(named), count, shares[named]) for named, count in f.classes.items()
        ]
        chart = self._chart("classes", "pie", map(_class_word, f.classes), total=f.classes.values())
        return self._table("classes", ("classes", *_COUNTED), rows, chart)

    def satisfaction(self) -> Table:
        """What members said to each question, in the first round and in the last."""
        rows: list[tuple[Cell, ...]] = [
            (
                say(f"report_table.asked_{question}", self.lang),
                say(f"report_table.round_{round}", self.lang),
                *(counts.get(grade, 0) for grade in GRADES),
                sum(counts.values()),
                rate,
            )
            for question in QUESTIONS
            for round in ROUNDS
            for counts, rate in (self._said(question, round),)
            if counts
        ]
        columns = ("question", "round_of", *GRADES, "returned", "satisfaction")
        return self._table("satisfaction", columns, rows)

    def authors(self) -> Table:
        """Members in their own names, and parties, bodies and delegations."""
        found = self.figures.by_author
        named = {say(f"report_table.by_{who}", self.lang): found[who] for who in sorted(found)}
        return self.counted("authors", named)

    def rounds(self) -> Table:
        """How many rounds the cases took."""
        counts = sorted(self.figures.by_round.items())
        named = {say("report_table.in_rounds", self.lang, rounds=no): n for no, n in counts}
        return self.counted("rounds", named)

    def counted(self, name: str, counts: Mapping[str, int]) -> Table:
        """Plain counts, each with its share of their sum."""
        shares = self.shares.of(counts)
        rows = [(group, count, shares[group]) for group, count in counts.items()]
        return self._table(name, (name, *_COUNTED), rows)

    def _said(self, question: str, round: str) -> tuple[Mapping[str, int], Rate]:
        f, name = self.figures, "satisfaction" if question == "verdict" else question
        rate = getattr(f, f"first_{name}" if round == "first" else name)
        return getattr(f, f"{round}_{question}s"), rate

    def _by_kind(self, cells: _Cells) -> tuple[list[tuple[Cell, ...]], list[int]]:
        """A row for each kind and for each role in it, then the sum; and which rows are roles."""
        rows: list[tuple[Cell, ...]] = []
        parts = []
        for kind in KINDS:
            name = label(f"kind_name.{kind}", self.lang)
            rows.append((name, *cells(kind, None)))
            for role in self._roles(kind):
                parts.append(len(rows))
                word = role_word(self.house, role, self.lang)
                said = say("report_table.of_kind", self.lang, kind=name, role=word)
                rows.append((said, *cells(kind, role)))
        rows.append((self._sum(), *cells(None, None)))
        return rows, parts

    def _roles(self, kind: str) -> Iterator[str]:
        f = self.figures
        return (role for role in ROLES if {(kind, role)} & (f.by_role.keys() | f.last_by_role))

    def _group(self, tally: Tally | None, share: Rate | None) -> tuple[Cell, ...]:
        return tally.total if tally else 0, share, *tally_cells(tally, GROUP)

    def _whole(self) -> Rate:
        total = self.figures.total
        return Rate(numerator=total, denominator=total, base=Base.RECEIVED)

    def _change(self, kind: str | None, role: str | None) -> tuple[Cell, ...]:
        f = self.figures
        now, then = f.this_of(kind, role), f.last_of(kind, role)
        return now, then, now - then, f.growth_of(kind, role)

    def _basis(self, rate: Rate) -> tuple[Cell, ...]:
        base = label(f"base.{rate.base}", self.lang)
        rounding = label(f"rounding.{rate.rounding}", self.lang)
        digits = say("report_table.digits", self.lang, digits=rate.digits, rounding=rounding)
        return rate, rate.numerator, rate.denominator, base, digits

    def _sum(self) -> str:
        return say("report_table.sum", self.lang)

    def _short(self, kind: str, role: str) -> str:
        word = role_word(self.house, role, self.lang)
        return f"{label(f'kind.{kind}', self.lang)}{word}"

    def _chart(self, name: str, form: Form, names: Iterable[str], **series: Iterable[int]) -> Chart:
        return Chart(
            form=form,
            title=say(f"report_chart.{name}", self.lang, year=self.figures.year),
            names=tuple(names),
            series=tuple(
                (headings((what,), self.lang)[0], tuple(counts)) for what, counts in series.items()
            ),
        )

    def _table(
        self,
        name: str,
        columns: Sequence[str],
        rows: Sequence[tuple[Cell, ...]],
        chart: Chart | None = None,
        parts: Sequence[int] = (),
    ) -> Table:
        title = say(f"report_sheet.{name}", self.lang)
        note = say(f"report_note.{name}", self.lang, policy=self.house.policy.label)
        sums = frozenset(range(len(rows))) - frozenset(parts) if parts else frozenset[int]()
        drawn = chart if rows else None
        return Table(
            name=name,
            title=title,
            headings=headings(columns, self.lang),
            rows=tuple(rows),
            notes=(note,),
            chart=drawn,
            sums=sums,
        )


def _class_word(named: Pair) -> str:
    """A class as it is printed: its letter, where it has one, and its wording."""
    of, code = named
    found = [one for one in scheme(of).classes if one.code == code] if of else []
    if not found or found[0].label == code:
        return code
    return f"{code}（{found[0].label}）"
