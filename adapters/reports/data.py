"""Figures for programs: plain values, every rate with its counts, its base and its rounding."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from bihuan.engine.tally import Tally
from bihuan.rules.formulas import Rate

_COUNTS = tuple(field.name for field in fields(Tally))


def plain_tally(tally: Tally) -> dict[str, Any]:
    """A group of cases by the names of its counts, with its rates."""
    rates = {
        "answered": tally.answer_rate,
        "done": tally.done_rate,
        "on_time": tally.on_time,
        "contacted": tally.contact_rate,
        "met": tally.meeting_rate,
    }
    return {**{name: getattr(tally, name) for name in _COUNTS}, "rates": plain_rates(rates)}


def plain_rates(rates: Mapping[str, Rate]) -> dict[str, Any]:
    """Rates by name."""
    return {name: plain_rate(rate) for name, rate in rates.items()}


def plain_rate(rate: Rate) -> dict[str, Any]:
    """A rate as it is printed, and what it is computed from."""
    return {
        "text": rate.text,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "base": str(rate.base),
        "digits": rate.digits,
        "rounding": str(rate.rounding),
    }
