"""Read members' grades and form one verdict out of two dimensions or many members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bihuan.rules.reading import BadText, did_you_mean


class Grade(StrEnum):
    """A verdict, from best to worst."""

    SATISFIED = "satisfied"
    MOSTLY_SATISFIED = "mostly_satisfied"
    UNSATISFIED = "unsatisfied"


_WORST_LAST = tuple(Grade)


class UnknownGrade(BadText, LookupError):
    """A printed word is no grade of the scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The words one form prints, with the grade each counts as."""

    name: str
    label: str
    source: str
    grades: dict[str, Grade]

    def parse(self, printed: str) -> Grade:
        """The grade of a printed word; blanks around and inside it do not matter."""
        word = "".join(printed.split())
        if word not in self.grades:
            raise UnknownGrade(
                f"scale {self.name}",
                f"{printed!r} is no grade",
                did_you_mean(word, tuple(self.grades)),
            )
        return self.grades[word]


_PLAIN = {
    "满意": Grade.SATISFIED,
    "基本满意": Grade.MOSTLY_SATISFIED,
    "不满意": Grade.UNSATISFIED,
}

# Which grade 理解 and 保留 count as, the form itself does not say. The mapping
# is ours, and cautious: neither praises, and 保留 does not agree.
_SCALES = {
    scale.name: scale
    for scale in (
        Scale(
            name="standard",
            label="满意／基本满意／不满意",
            source="[CQ-REG] 第26条（T）",
            grades=_PLAIN,
        ),
        Scale(
            name="hongkou_attitude",
            label="虹口政协：办理（走访）人员态度",
            source="[OSS-HK]（T，“理解”折算为基本满意系产品约定）",
            grades={
                "满意": Grade.SATISFIED,
                "理解": Grade.MOSTLY_SATISFIED,
                "不满意": Grade.UNSATISFIED,
            },
        ),
        Scale(
            name="hongkou_result",
            label="虹口政协：是否同意办理结果",
            source="[OSS-HK]（T，“理解”“保留”的折算系产品约定）",
            grades={
                "同意": Grade.SATISFIED,
                "理解": Grade.MOSTLY_SATISFIED,
                "保留": Grade.UNSATISFIED,
                "不同意": Grade.UNSATISFIED,
            },
        ),
    )
}


def scale(name: str) -> Scale:
    """The scale that goes by this name."""
    if name not in _SCALES:
        raise UnknownGrade("scale", f"{name!r} is not known", did_you_mean(name, tuple(_SCALES)))
    return _SCALES[name]


def known_scales() -> tuple[str, ...]:
    """The names of all scales."""
    return tuple(_SCALES)


def parse_grade(printed: str, scale_name: str = "standard") -> Grade:
    """The grade a printed word stands for on the named scale."""
    return scale(scale_name).parse(printed)


def verdict_of(attitude: str | None, result: str | None) -> Grade | None:
    """One verdict from 办理态度 and 办理结果: the worse of the two, the one given, or None.

    Dissatisfaction with either is dissatisfaction.
    """
    given = [Grade(grade) for grade in (attitude, result) if grade is not None]
    return worst(given) if given else None


def worst(grades: Sequence[str]) -> Grade:
    """The worst of some grades."""
    return max((Grade(grade) for grade in grades), key=_WORST_LAST.index)


class Aggregation(StrEnum):
    """How the verdicts of several members become one."""

    LEAD = "lead"
    """Only the lead member's form counts (重庆; in 山东 the lead collects the others' views)."""
    LEAD_UNLESS_UNSATISFIED = "lead_unless_unsatisfied"
    """One dissatisfied form decides at once; without one, the lead member's counts.

    The product's own default where no instrument says how joint members count: nobody has to
    wait for every signer, and nobody's dissatisfaction is passed over.
    """
    ALL = "all"
    """Every member must return a form, whatever the others say; the worst counts."""
    ANY_UNSATISFIED = "any_unsatisfied"
    """One dissatisfied form decides at once; without one, every form must be there."""
    MAJORITY = "majority"
    """Every member must return a form; half of them dissatisfied make it unsatisfied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One member's returned form; `member` is their place in the list of signers."""

    member: int
    lead: bool
    verdict: str


def aggregate(
    forms: Sequence[Form], members: int, rule: Aggregation = Aggregation.LEAD
) -> Grade | None:
    """The verdict of all members together, or None while forms that matter are missing."""
    _check(forms, members)
    verdicts = [Grade(form.verdict) for form in forms]
    complete = len(forms) == members
    match rule:
        case Aggregation.LEAD:
            return next((Grade(form.verdict) for form in forms if form.lead), None)
        case Aggregation.LEAD_UNLESS_UNSATISFIED:
            lead = next((Grade(form.verdict) for form in forms if form.lead), None)
            return Grade.UNSATISFIED if Grade.UNSATISFIED in verdicts else lead
        case Aggregation.ALL:
            return worst(verdicts) if complete else None
        case Aggregation.ANY_UNSATISFIED:
            decided = complete or Grade.UNSATISFIED in verdicts
            return worst(verdicts) if decided else None
        case Aggregation.MAJORITY:
            return _majority(verdicts) if complete else None


def _majority(verdicts: list[Grade]) -> Grade:
    """The middle verdict of all, from best to worst; a tie falls to the worse side."""
    return sorted(verdicts, key=_WORST_LAST.index)[len(verdicts) // 2]


def _check(forms: Sequence[Form], members: int) -> None:
    if members < 1:
        raise ValueError(f"a proposal has at least one member, not {members}")
    if len({form.member for form in forms}) != len(forms):
        raise ValueError("a member's form is there twice; keep the one that counts")
    if len(forms) > members:
        raise ValueError(f"{len(forms)} forms for {members} members")
    if sum(form.lead for form in forms) > 1:
        raise ValueError("two forms say they are the lead member's")
