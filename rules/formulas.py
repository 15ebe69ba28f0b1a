"""Compute the rates a report prints, exactly and with the rounding said out loud."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

POSITIVE_GRADES = ("satisfied", "mostly_satisfied")
GRADES = (*POSITIVE_GRADES, "unsatisfied")

_PRINTED = re.compile(r"([+-]?)(\d{1,6})(?:\.(\d{1,6}))?[%％]?")


Part = TypeVar("Part", bound=Hashable)


class FormulaError(ValueError):
    """A rate cannot be computed from the counts handed in."""


class Rounding(StrEnum):
    """How a printed percentage is brought to its digits."""

    HALF_UP = "half_up"
    TRUNCATE = "truncate"
    FORCED_100 = "forced_100"
    """Shares sum to 100: what truncation leaves over goes to the largest remainders."""
    FORCED_LARGEST = "forced_largest"
    """Shares sum to 100: rounded half up, and the largest share takes the difference."""


_SINGLE = (Rounding.HALF_UP, Rounding.TRUNCATE)
_FORCED = (Rounding.FORCED_100, Rounding.FORCED_LARGEST)


class Base(StrEnum):
    """What a rate is a part of."""

    ALL = "all"
    RETURNED = "returned"
    CLOSED = "closed"
    ANSWERED = "answered"
    RECEIVED = "received"
    FILED = "filed"
    LED = "led"
    """Cases the office answers itself."""
    CLASSED = "classed"
    """Cases whose answer has a result class."""
    LAST_YEAR = "last_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """A part of a whole, kept as counts.

    A rate alone has no other shares to sum to 100 with, so both forced modes
    round it half up; what a set of shares gives it is handed in as `forced`.
    """

    numerator: int
    denominator: int
    digits: int = 1
    rounding: Rounding = Rounding.HALF_UP
    base: Base = Base.ALL
    label: str = ""
    forced: Decimal | None = None
    """The percentage that makes a whole set of shares sum to 100."""

    def __post_init__(self) -> None:
        if self.denominator < 0 or self.digits < 0:
            raise FormulaError(f"{self.label or 'rate'}: a base or digits below zero")

    @property
    def value(self) -> Decimal | None:
        """The percentage, or None when there is nothing to divide by."""
        if self.denominator == 0:
            return None
        if self.forced is not None:
            return self.forced
        return percent(self.numerator, self.denominator, self.digits, self.rounding)

    @property
    def text(self) -> str:
        """The percentage as printed; a full or empty rate has no decimals, no base is a dash."""
        value = self.value
        if value is None:
            return "—"
        if self.numerator in (0, self.denominator):
            return f"{value:.0f}%"
        return f"{value}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class SatisfactionRule:
    """Which grades count, out of what, and how the rate is printed; None is not sourced."""

    counts: tuple[str, ...] | None = None
    base: Base | None = None
    rounding: Rounding | None = None
    digits: int | None = None
    no_reply: str | None = None
    source: str = ""


def percent(numerator: int, denominator: int, digits: int, rounding: Rounding) -> Decimal:
    """An exact percentage brought to its digits; halves go away from zero."""
    scaled, rest = divmod(abs(numerator) * 100 * 10**digits, denominator)
    if rounding is not Rounding.TRUNCATE and 2 * rest >= denominator:
        scaled += 1
    return _decimal(-scaled if numerator < 0 else scaled, digits)


def satisfaction_rate(counts: Mapping[str, int], rule: SatisfactionRule | None = None) -> Rate:
    """满意率: grades that count, over returned forms unless the rule names another base.

    `counts` holds the grades, and under its own name any base other than the
    returned forms. What the rule leaves open is filled by what most printed
    reports do: satisfied and mostly satisfied, returned forms, half up, one digit.
    """
    rule = rule or SatisfactionRule()
    base = rule.base or Base.RETURNED
    returned = sum(counts.get(grade, 0) for grade in GRADES)
    if base is not Base.RETURNED and base not in counts:
        raise FormulaError(f"the satisfaction rate is over {base.value!r}; hand in that count")
    return Rate(
        numerator=sum(counts.get(grade, 0) for grade in rule.counts or POSITIVE_GRADES),
        denominator=returned if base is Base.RETURNED else counts[base],
        digits=1 if rule.digits is None else rule.digits,
        rounding=rule.rounding or Rounding.HALF_UP,
        base=base,
        label="满意率",
    )


def on_time_rate(
    on_time: int,
    total: int,
    base: Base = Base.RECEIVED,
    digits: int = 1,
    rounding: Rounding = Rounding.HALF_UP,
) -> Rate:
    """时效率: answers given in time, over the base the report names (it varies by year)."""
    return Rate(
        numerator=on_time,
        denominator=total,
        digits=digits,
        rounding=rounding,
        base=base,
        label="时效率",
    )


def growth(this: int, last: int, digits: int = 2, rounding: Rounding = Rounding.HALF_UP) -> Rate:
    """增幅: what was added, over last year; None when there was nothing last year."""
    return Rate(
        numerator=this - last,
        denominator=last,
        digits=digits,
        rounding=rounding,
        base=Base.LAST_YEAR,
        label="增幅",
    )


def shares(
    counts: Mapping[str, int],
    digits: int = 1,
    rounding: Rounding = Rounding.HALF_UP,
    base_total: int | None = None,
) -> dict[str, Decimal | None]:
    """The percentage of each part; None for each when there is nothing to divide by."""
    parts, total = sum(counts.values()), base_total
    total = parts if total is None else total
    if min(counts.values(), default=0) < 0 or total < 0:
        raise FormulaError("a count is below zero")
    if total == 0:
        return dict.fromkeys(counts)
    forced = {Rounding.FORCED_100: _by_remainder, Rounding.FORCED_LARGEST: _by_size}.get(rounding)
    if forced is None:
        return {key: percent(count, total, digits, rounding) for key, count in counts.items()}
    if parts != total:
        raise FormulaError(f"the parts add to {parts}, not {total}, so they cannot sum to 100")
    units = forced(counts, total, 100 * 10**digits)
    return {key: _decimal(units[key], digits) for key in counts}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """How a report prints the shares of one whole."""

    digits: int = 1
    rounding: Rounding = Rounding.HALF_UP

    def of(
        self, counts: Mapping[Part, int], base: Base = Base.ALL, whole: int | None = None
    ) -> dict[Part, Rate]:
        """The share of each part; parts that are not the whole are rounded one by one."""
        total = sum(counts.values())
        wanted = total if whole is None else whole
        alone = self.rounding in _FORCED and total != wanted
        rounding = Rounding.HALF_UP if alone else self.rounding
        named = {str(at): count for at, count in enumerate(counts.values())}
        values = shares(named, self.digits, rounding, wanted)
        return {
            part: Rate(
                numerator=count,
                denominator=wanted,
                digits=self.digits,
                rounding=rounding,
                base=base,
                label="占比",
                forced=values[str(at)] if rounding in _FORCED else None,
            )
            for at, (part, count) in enumerate(counts.items())
        }


def _by_remainder(counts: Mapping[str, int], total: int, whole: int) -> dict[str, int]:
    units = {key: count * whole // total for key, count in counts.items()}
    left = whole - sum(units.values())
    order = sorted(counts, key=lambda key: counts[key] * whole % total, reverse=True)
    for key in order[:left]:
        units[key] += 1
    return units


def _by_size(counts: Mapping[str, int], total: int, whole: int) -> dict[str, int]:
    units = {key: (2 * count * whole + total) // (2 * total) for key, count in counts.items()}
    largest = max(counts, key=lambda key: counts[key])
    units[largest] += whole - sum(units.values())
    return units


def _decimal(scaled: int, digits: int) -> Decimal:
    return Decimal(scaled).scaleb(-digits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The printed figure follows under each of these modes, with these digits."""

    modes: tuple[Rounding, ...]
    digits: int

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class NoMatch:
    """No mode gives the printed figure; `would_be` tells what each gives."""

    printed: Decimal
    would_be: Mapping[Rounding, Decimal]
    digits: int

    def __bool__(self) -> bool:
        return False


def read_percent(printed: str) -> tuple[Decimal, int]:
    """A printed percentage as its value and its number of decimals."""
    found = _PRINTED.fullmatch(printed.strip().replace("−", "-"))
    if found is None:
        raise FormulaError(f"{printed!r} is no printed percentage")
    sign, whole, decimals = found.groups()
    decimals = decimals or ""
    return Decimal(f"{sign}{whole}.{decimals or 0}"), len(decimals)


def explain_printed(printed: str, numerator: int, denominator: int) -> Match | NoMatch:
    """Under which rounding a printed percentage follows from its two counts."""
    if denominator <= 0:
        raise FormulaError(f"{printed!r}: there is nothing to divide by")
    value, digits = read_percent(printed)
    results = {mode: percent(numerator, denominator, digits, mode) for mode in _SINGLE}
    modes = tuple(mode for mode, result in results.items() if result == value)
    if modes:
        return Match(modes=modes, digits=digits)
    return NoMatch(printed=value, would_be=results, digits=digits)


def explain_printed_shares(
    printed: Mapping[str, str], counts: Mapping[str, int]
) -> tuple[Rounding, ...]:
    """The modes under which a whole set of printed shares follows from its counts."""
    read = {key: read_percent(text) for key, text in printed.items()}
    digits = max(places for _, places in read.values())
    wanted = {key: value for key, (value, _) in read.items()}
    return tuple(mode for mode in (*_SINGLE, *_FORCED) if shares(counts, digits, mode) == wanted)
