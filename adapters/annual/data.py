"""The yearly report for programs: every rate with its counts, its base and its rounding."""

from __future__ import annotations

from typing import Any

from bihuan.adapters.annual.tables import COUNTS
from bihuan.adapters.reports.data import plain_rate, plain_rates, plain_tally
from bihuan.adapters.reports.naming import KINDS
from bihuan.engine.scene import House
from bihuan.engine.statistics import SHARES, Figures
from bihuan.rules.formulas import Shares


def as_data(figures: Figures, house: House, shares: Shares = SHARES) -> dict[str, Any]:
    """The figures as plain values, and what the policy behind them does not say."""
    f = figures
    return {
        "year": f.year,
        "as_of": f.as_of.isoformat(),
        **{name: getattr(f, name) for name in COUNTS},
        "more": f.total - f.last_year,
        "kinds": dict(f.by_kind),
        "roles": {
            kind: {role: n for (k, role), n in f.by_role.items() if k == kind} for kind in KINDS
        },
        "growth": {kind: plain_rate(f.growth_of(kind)) for kind in KINDS},
        "sessions": {kind: list(names) for kind, names in f.sessions.items()},
        "states": dict(f.by_state),
        "categories": dict(f.categories),
        "divisions": {name: plain_tally(tally) for name, tally in f.divisions.items()},
        "topics": {name: plain_tally(tally) for name, tally in f.topics.items()},
        "classes": [
            {"scheme": named[0], "class": named[1], "cases": n, "share": plain_rate(share)}
            for (named, n), share in zip(
                f.classes.items(), f.class_shares(shares).values(), strict=True
            )
        ],
        "authors": dict(f.by_author),
        "public": dict(f.by_public),
        "rounds": {str(number): n for number, n in sorted(f.by_round.items())},
        "forms": {"first": dict(f.first_verdicts), "final": dict(f.last_verdicts)},
        "attitudes": {"first": dict(f.first_attitudes), "final": dict(f.last_attitudes)},
        "results": {"first": dict(f.first_results), "final": dict(f.last_results)},
        "rates": plain_rates(f.rates),
        "handled_again": [
            {
                "case": one.case.id,
                "kind": one.case.kind,
                "number": one.case.number,
                "verdicts": {str(n): word for n, word in one.verdicts.items()},
            }
            for one in f.handled_again
        ],
        "policy": {
            "name": house.policy.name,
            "label": house.policy.label,
            "unsourced": list(house.policy.unsourced),
            "filled": list(house.policy.filled),
            "silent": list(house.policy.silent),
        },
    }
