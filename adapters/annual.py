"""The yearly report as text: the figures first, each with what it is counted from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures, Story
from bihuan.rules.formulas import Rate
from bihuan.rules.words import label, say

KINDS = ("deputy_suggestion", "cppcc_proposal")
ROLES = ("sole", "lead", "separate", "support", "reading")
GRADES = ("satisfied", "mostly_satisfied", "unsatisfied")


def as_text(figures: Figures, house: House, org: str, lang: str = "zh") -> str:
    """The report's first part and its appendix of figures, as a Markdown page."""
    return "\n".join(
        (*_opening(figures, house, org, lang), "", *_appendix(figures, house, lang), "")
    )


def as_data(figures: Figures) -> dict[str, Any]:
    """The same figures for programs; every rate with its counts."""
    return {
        "year": figures.year,
        "as_of": figures.as_of.isoformat(),
        "total": figures.total,
        "kinds": dict(figures.by_kind),
        "roles": {
            kind: {role: n for (k, role), n in figures.by_role.items() if k == kind}
            for kind in KINDS
        },
        "last_year": figures.last_year,
        "more": figures.total - figures.last_year,
        "answered": figures.answered,
        "done": figures.done,
        "rounds": {str(number): n for number, n in sorted(figures.by_round.items())},
        "urges": figures.urges,
        "supervised": figures.supervised,
        "contacts": figures.contacts,
        "extensions": figures.extensions,
        "late_opinions": figures.late_opinions,
        "rates": {
            "growth": _rate(figures.growth),
            "answered": _rate(figures.answer_rate),
            "on_time": _rate(figures.on_time),
            "first_satisfaction": _rate(figures.first_satisfaction),
            "satisfaction": _rate(figures.satisfaction),
        },
        "handled_again": [
            {
                "case": one.id,
                "number": one.number,
                "verdicts": {str(n): word for n, word in one.verdicts.items()},
            }
            for one in figures.handled_again
        ],
    }


def split(figures: Figures, house: House, kind: str, lang: str) -> str:
    """How a kind divides by role: 主办3件、协办21件."""
    parts = [
        say(
            "report.role_count",
            lang,
            role=role_word(house, role, lang),
            count=figures.by_role[(kind, role)],
        )
        for role in ROLES
        if figures.by_role.get((kind, role))
    ]
    return say("report.comma", lang).join(parts)


def role_word(house: House, role: str, lang: str) -> str:
    """The region's word for a role, or ours."""
    word = house.policy.roles.get(role) if lang == "zh" else None
    return word or label(f"role.{role}", lang)


def _opening(figures: Figures, house: House, org: str, lang: str) -> Iterator[str]:
    yield f"# {say('report.title', lang, year=figures.year, org=org)}"
    yield ""
    yield f"## {say('report.overall', lang)}"
    yield ""
    values: dict[str, Any] = {"year": figures.year, "org": org, "total": figures.total}
    for kind in KINDS:
        values[kind] = figures.by_kind.get(kind, 0)
        values[f"{kind}_split"] = split(figures, house, kind, lang)
    yield say("report.received", lang, **values) + _compared(figures, lang)
    yield say(
        "report.answered",
        lang,
        as_of=figures.as_of.isoformat(),
        answered=figures.answered,
        rate=figures.answer_rate.text,
        satisfaction=figures.satisfaction.text,
        first=figures.first_satisfaction.text,
    )


def _compared(figures: Figures, lang: str) -> str:
    if not figures.last_year:
        return say("report.no_last_year", lang)
    more = figures.total - figures.last_year
    return say(
        "report.compared" if more >= 0 else "report.compared_fewer",
        lang,
        last=figures.last_year,
        more=abs(more),
        growth=figures.growth.text,
    )


def _appendix(figures: Figures, house: House, lang: str) -> Iterator[str]:
    yield f"## {say('report.figures', lang)}"
    yield ""
    for rate in (figures.growth, figures.answer_rate, figures.on_time):
        yield f"- {_explained(rate, rate.label, lang)}"
    for key, rate in (("first", figures.first_satisfaction), ("final", figures.satisfaction)):
        yield f"- {_explained(rate, say(f'report.{key}_satisfaction', lang), lang)}"
    for key, counts in (
        ("first_forms", figures.first_verdicts),
        ("last_forms", figures.last_verdicts),
    ):
        forms = say("report.comma", lang).join(
            f"{label(f'value.{grade}', lang)} {counts.get(grade, 0)}" for grade in GRADES
        )
        yield f"- {say(f'report.{key}', lang)}{forms}"
    for key in ("urges", "supervised", "late_opinions", "extensions", "contacts"):
        yield f"- {say(f'report.{key}', lang)} {getattr(figures, key)}"
    yield ""
    yield f"## {say('report.handled_again', lang, count=len(figures.handled_again))}"
    yield ""
    for story in figures.handled_again:
        yield f"- {_again(story, lang)}"
    if house.policy.unsourced:
        yield ""
        yield say(
            "report.unsourced",
            lang,
            policy=house.policy.label,
            keys=", ".join(house.policy.unsourced),
        )


def _again(story: Story, lang: str) -> str:
    rounds = " → ".join(
        label(f"value.{word}", lang)
        + (f"（{story.reasons[number]}）" if story.reasons.get(number) else "")
        for number, word in sorted(story.verdicts.items())
    )
    return f"{label(f'kind.{story.kind}', lang)}{story.number}《{story.title}》 {rounds}"


def _explained(rate: Rate, name: str, lang: str) -> str:
    return say(
        "report.rate",
        lang,
        name=name,
        text=rate.text,
        numerator=rate.numerator,
        denominator=rate.denominator,
        base=label(f"base.{rate.base}", lang),
        digits=rate.digits,
        rounding=label(f"rounding.{rate.rounding}", lang),
    )


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "text": rate.text,
        "numerator": rate.numerator,
        "denominator": rate.denominator,
        "base": str(rate.base),
        "digits": rate.digits,
        "rounding": str(rate.rounding),
    }
