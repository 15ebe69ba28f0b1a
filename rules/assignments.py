"""Say what the five assignments (五定) still lack before an item may be dispatched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.rules.reading import BadText, did_you_mean

FIELDS = ("leader", "officer", "time", "task", "responsibility")
"""分管领导、经办人员、时限、任务、责任处室, in the order of the words 定领导…定责任."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveWords:
    """The five words a region prints; they are labels, and not all name our five fields."""

    name: str
    label: str
    words: tuple[str, ...]
    source: str
    fields: tuple[str | None, ...]
    """The field each word stands for; None for a word, such as 定质量, that names no field."""


class UnknownFiveWords(BadText, LookupError):
    """No set of five words goes by this name."""


def _set(name: str, label: str, source: str, words: Mapping[str, str | None]) -> FiveWords:
    return FiveWords(
        name=name, label=label, words=tuple(words), source=source, fields=tuple(words.values())
    )


_SETS = {
    five.name: five
    for five in (
        _set(
            "jilin_kjt_2024",
            "吉林省科学技术厅（2024）",
            "吉林省科学技术厅关于2024年建议提案办理情况的报告（2024-06-17）",
            {
                "定领导": "leader",
                "定人员": "officer",
                "定时间": "time",
                "定任务": "task",
                "定责任": "responsibility",
            },
        ),
        _set(
            "jilin_lcj_2025",
            "吉林省林业和草原局（2025）",
            "[JL-FOREST]（E）",
            {
                "定任务": "task",
                "定时限": "time",
                "定标准": None,
                "定人员": "officer",
                "定责任": "responsibility",
            },
        ),
        _set(
            "hangzhou_2022",
            "杭州市（2022）",
            "[HZ-2022]（E）",
            {
                "定职责": "responsibility",
                "定任务": "task",
                "定人员": "officer",
                "定时限": "time",
                "定要求": None,
            },
        ),
        _set(
            "older_province",
            "某省旧规定",
            "[OLD-5D]（E）",
            {
                "定人员": "officer",
                "定任务": "task",
                "定时间": "time",
                "定质量": None,
                "定领导": "leader",
            },
        ),
    )
}


def five_words(name: str) -> FiveWords:
    """The five words that go by this name."""
    if name not in _SETS:
        known = tuple(_SETS)
        raise UnknownFiveWords("five_words", f"{name!r} is not known", did_you_mean(name, known))
    return _SETS[name]


def known_five_words() -> tuple[str, ...]:
    """The names of all sets of five words."""
    return tuple(_SETS)


def missing(assignment: Mapping[str, object]) -> tuple[str, ...]:
    """The fields that are absent or blank, in their fixed order; empty when all five are fixed.

    `responsibility` is the division that carries it.
    """
    return tuple(field for field in FIELDS if _blank(assignment.get(field)))


def _blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())
