"""The yearly report for programs: every rate with its counts, its base and its rounding."""

from __future__ import annotations

from typing import Any

from bihuan.adapters.annual.naming import KINDS
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.rules.formulas import Rate

COUNTS = (
    "total",
    "last_year",
    "dispatched",
    "answered",
    "done",
    "urges",
    "supervised",
    "contacts",
    "asked",
    "late_opinions",
    "extensions",
)


def as_data(figures: Figures, house: House) -> dict[str, Any]:
    """The figures as plain values, and what the policy behind them does not say."""
    return {
        "year": figures.year,
        "as_of": figures.as_of.isoformat(),
        **{name: getattr(figures, name) for name in COUNTS},
        "more": figures.total - figures.last_year,
        "kinds": dict(figures.by_kind),
        "roles": {
            kind: {role: n for (k, role), n in figures.by_role.items() if k == kind}
            for kind in KINDS
        },
        "sessions": {kind: list(names) for kind, names in figures.sessions.items()},
        "categories": dict(figures.categories),
        "rounds": {str(number): n for number, n in sorted(figures.by_round.items())},
        "forms": {"first": dict(figures.first_verdicts), "final": dict(figures.last_verdicts)},
        "rates": {
            "growth": _rate(figures.growth),
            "answered": _rate(figures.answer_rate),
            "on_time": _rate(figures.on_time),
            "first_satisfaction": _rate(figures.first_satisfaction),
            "satisfaction": _rate(figures.satisfaction),
        },
        "handled_again": [
            {
                "case": one.case.id,
                "kind": one.case.kind,
                "number": one.case.number,
                "verdicts": {str(n): word for n, word in one.verdicts.items()},
            }
            for one in figures.handled_again
        ],
        "policy": {
            "name": house.policy.name,
            "label": house.policy.label,
            "unsourced": list(house.policy.unsourced),
            "filled": list(house.policy.filled),
            "silent": list(house.policy.silent),
        },
    }


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "text": rate.text,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "base": str(rate.base),
        "digits": rate.digits,
        "rounding": str(rate.rounding),
    }
