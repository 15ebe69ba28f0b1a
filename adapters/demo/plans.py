"""What will befall each case of the demo year, drawn from one seed."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

UNHAPPY = {
    3: ("不满意", "不满意", "满意"),
    9: ("不满意", "满意"),
    15: ("不满意", "基本满意"),
}
"""The lead cases whose members are not satisfied at first, and what they say round by round."""
DISPATCHED_LATE, ANSWERED_LATE = 7, 20
"""The lead cases that somebody leaves lying, so that the office itself is urged and supervised."""
COMPLAINTS = (
    "答复原则性表述较多，措施不够具体，请进一步研究",
    "未说明时间安排和责任处室，请补充",
    "对建议的第二条没有回应，请研究后再答复",
)


@dataclass(slots=True)
class Plan:
    """How slow people are with one case, in working days, and what its member says each round."""

    verdicts: list[str]
    dispatch_after: int
    handle_after: int
    cohandlers: int = 0
    late_cohandler: bool = False
    debated: bool = False
    """Whether it is urged by hand, then talked over in peace, and supervised in the end."""


def plan_support(pick: Random) -> Plan:
    """Another unit leads: our opinion is due within the time fixed at dispatch."""
    return Plan([_content(pick)], pick.randint(1, 5), pick.randint(8, 33))


def plan_lead(pick: Random, no: int) -> Plan:
    """We lead: co-handlers are asked for some, and a few things go wrong on purpose."""
    verdict = _content(pick)
    slow = pick.randint(18, 24) if no in UNHAPPY else pick.randint(24, 50)
    plan = Plan(
        list(UNHAPPY.get(no, (verdict,))),
        pick.randint(1, 5),
        slow,
        2 if no % 4 == 0 else pick.randint(0, 2),
        late_cohandler=no % 8 == 0,
    )
    if no == DISPATCHED_LATE:
        plan.dispatch_after = 8
    if no == ANSWERED_LATE:
        plan.dispatch_after, plan.handle_after, plan.debated = 2, 62, True
    return plan


def _content(pick: Random) -> str:
    return "基本满意" if pick.random() < 0.08 else "满意"
