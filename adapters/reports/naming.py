"""What a report calls kinds and roles, and the order it lists them in."""

from __future__ import annotations

from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.rules.words import label, say

KINDS = ("deputy_suggestion", "cppcc_proposal")
ROLES = ("sole", "lead", "separate", "support", "reading")
GRADES = ("satisfied", "mostly_satisfied", "unsatisfied")


def split(figures: Figures, house: House, kind: str, lang: str) -> str:
    """How a kind divides by role: 主办3件、协办21件."""
    return say("report.comma", lang).join(
        say("report.role_count", lang, role=role_word(house, role, lang), count=count)
        for role, count in roles_of(figures, kind)
    )


def roles_of(figures: Figures, kind: str) -> list[tuple[str, int]]:
    """The roles a kind has cases in, with their counts."""
    counts = [(role, figures.by_role.get((kind, role), 0)) for role in ROLES]
    return [(role, count) for role, count in counts if count]


def role_word(house: House, role: str, lang: str) -> str:
    """The region's word for a role, or ours."""
    word = house.policy.roles.get(role) if lang == "zh" else None
    return word or label(f"role.{role}", lang)
