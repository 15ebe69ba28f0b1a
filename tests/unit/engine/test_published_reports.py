"""Published reports, made again: made-up cases with the printed counts give the printed figures.

Where a report has few cases, each is carried through the machine over a store
in memory; where it has hundreds, one of each sort is, and is then counted as
often as was printed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import count as numbers
from pathlib import Path
from typing import Any

import pytest

from bihuan.engine.records import PastCase
from bihuan.engine.statistics import Figures, count, figures
from bihuan.engine.stories import Story, stories
from bihuan.rules.formulas import Rate, Rounding, Shares
from support.people import Desk, OpenDesk, policy_with

RECORD = json.loads(
    (Path(__file__).parents[2] / "data" / "published_figures.json").read_text(encoding="utf-8")
)
SETS: Mapping[str, dict[str, Any]] = {one["id"]: one for one in RECORD["sets"]}
DAY = date(2024, 12, 31)
FEW = 160
"""A report with no more cases has each of them carried."""
CODES = "ABCD"

CLASSES = (
    *("V5-classes", "V6-solved", "V7-solved", "V8-solved", "V10-classes", "V11-classes"),
    *("V12-classes", "V13-classes", "V14-classes", "V15-classes", "V16-classes", "V17-classes"),
    *("V21-solved", "V22-tongling", "V22-hanzhong-classes", "V22-diqing", "V22-146-classes"),
    *("R-moe-2001", "V22-shandong-cppcc"),
)
TOPICS = (
    *("V12-kinds", "V13-kinds", "V16-kinds", "V17-topics", "V22-anhui", "V22-fuzhou-kinds"),
    *("R-guizhou-2016", "R-ruian-kinds", "V22-shandong-2018"),
)
AUTHORS = (
    *("R-huidong-2022", "R-ruian-authors", "R-huizhou-authors", "R-shanghai-cppcc-2018"),
    "V22-fuzhou-authors",
)
VERDICTS = ("V6-satisfaction", "V7-satisfaction", "V8-satisfaction", "V22-146-satisfaction")
GROWTH = ("V1-growth", "V20-total", "V20-suggestions", "V20-proposals")
NOT_OF_A_HANDLER = {
    "V10-assigned": "who was assigned what; items overlap",
    "V10-content-public": "public texts of proposals, not of answers",
    "V10-result-public": "public answers, out of public texts",
    "V17-share": "the government's part of all proposals",
    "V21-share": "the government's part of all proposals",
    "V22-hanzhong-filed": "filed, out of all handed in: the committee's figure",
    "R-chengdu-2022": "filed, out of all handed in",
    "R-huizhou-filed": "filed, out of all handed in",
    "R-qingdao-2016": "filed, out of all handed in",
    "V22-shandong-cppcc-sum": "a sum of two classes",
    "S3.5-chenggong-2020": "promises of the year before",
    "V6-on-time": "out of all received, answered or not; ours is out of the answered",
    "V7-on-time": "out of all received, answered or not",
    "V8-on-time": "out of all received, answered or not",
    "V5-on-time": "every case in time: told by the next test",
    "V22-gongliu": "no single rounding gives its three shares",
    "V22-jilin-cppcc-2018": "no single rounding gives its five shares",
    "V11-satisfaction": "two questions: told by a test of its own",
}
"""Figures that a unit's yearly report does not have, or that another test makes."""

Make = Callable[[Desk, int, int], str]
"""Make the case with a number and of a sort."""


def a_class(desk: Desk, no: int, sort: int) -> str:
    """Answered in the class of that place in its scheme."""
    case = desk.receive(no)
    desk.walk(case, "dispatch", "contact")
    desk.do(case, "answer", code=CODES[sort])
    return case


def a_topic(desk: Desk, no: int, sort: int) -> str:
    """About a subject; a later one sorts behind."""
    return desk.receive(no, category=f"主题{sort}")


def an_author(desk: Desk, no: int, sort: int) -> str:
    """By a member, or by a body."""
    return desk.receive(no, collective=bool(sort))


def a_verdict(desk: Desk, no: int, sort: int) -> str:
    """Judged well, or not well."""
    case = desk.receive(no)
    desk.walk(case, "dispatch", "contact", "answer")
    said = {"comment": "不够具体"} if sort else {}
    desk.do(case, "feedback", verdict=("满意", "不满意")[sort], **said)
    return case


@pytest.fixture
def desk(desk_under: OpenDesk) -> Desk:
    """An office whose result classes are A to D."""
    return desk_under(policy_with("national_law_2025", class_scheme="npc_national"))


def counted(desk: Desk, make: Make, counts: list[int]) -> Figures:
    """The figures of so many cases of each sort."""
    engine, no = desk.engine, numbers(1)
    place = (engine.store, engine.house, engine.library.machine)
    if sum(counts) <= FEW:
        for sort, times in enumerate(counts):
            for _ in range(times):
                make(desk, next(no), sort)
        return figures(*place, 2024, DAY)
    for sort in range(len(counts)):
        make(desk, next(no), sort)
    told = list(stories(*place, 2024, DAY))
    return count(tuple(_repeated(told, counts)), {}, engine.house, 2024, DAY)


def _repeated(told: list[Story], counts: list[int]) -> Iterator[Story]:
    for story, times in zip(told, counts, strict=True):
        yield from (
            replace(story, case=replace(story.case, id=f"{story.case.id}/{no}"))
            for no in range(times)
        )


def parts(entry: dict[str, Any]) -> list[int]:
    """How many cases of each sort there are, with those that no figure is printed of."""
    known = [figure["count"] for figure in entry["figures"]]
    rest = entry["base"] - sum(known)
    return [*known, rest] if rest else known


def styles(entry: dict[str, Any]) -> Shares:
    """How the report printed its shares, by the record; as many digits as the first has."""
    modes = entry.get("set_modes") or entry["figures"][0]["modes"]
    digits = max(len(one["printed"].rstrip("%").partition(".")[2]) for one in entry["figures"])
    return Shares(digits=digits, rounding=Rounding(modes[0]))


def compare(entry: dict[str, Any], rates: list[Rate]) -> None:
    """Each rate is the printed one, with the printed count."""
    for figure, rate in zip(entry["figures"], rates, strict=False):
        assert rate.numerator == figure["count"]
        assert rate.value is not None
        assert float(rate.value) == float(figure["printed"].rstrip("%"))


@pytest.mark.parametrize("name", CLASSES)
def test_shares_of_result_classes_are_those_printed(desk: Desk, name: str) -> None:
    entry = SETS[name]

    found = counted(desk, a_class, parts(entry))

    compare(entry, list(found.class_shares(styles(entry)).values()))


@pytest.mark.parametrize("name", TOPICS)
def test_shares_of_subjects_are_those_printed(desk: Desk, name: str) -> None:
    entry = SETS[name]

    found = counted(desk, a_topic, parts(entry))

    shares = styles(entry).of(found.categories, whole=found.total)
    compare(entry, [shares[f"主题{sort}"] for sort in range(len(entry["figures"]))])


@pytest.mark.parametrize("name", AUTHORS)
def test_shares_of_authors_are_those_printed(desk: Desk, name: str) -> None:
    entry = SETS[name]

    found = counted(desk, an_author, parts(entry))

    shares = styles(entry).of(found.by_author)
    compare(entry, [shares["member"], shares["collective"]])


@pytest.mark.parametrize("name", VERDICTS)
def test_satisfaction_is_the_one_printed(desk: Desk, name: str) -> None:
    entry = SETS[name]

    found = counted(desk, a_verdict, parts(entry))

    compare(entry, [found.first_satisfaction])


def test_attitude_and_result_of_ningbo_are_those_printed(desk: Desk) -> None:
    def judged(desk: Desk, no: int, sort: int) -> str:
        case = desk.receive(no)
        desk.walk(case, "dispatch", "contact", "answer")
        attitude = "满意" if sort < 2 else "不满意"
        said = {"attitude": attitude, "result": "满意" if sort == 0 else "不满意"}
        desk.fire(case, "feedback", args={**said, "verdict": None, "comment": "理由"})
        return case

    found = counted(desk, judged, [519, 7, 1])

    compare(SETS["V11-satisfaction"], [found.attitude, found.result])


def test_a_year_with_every_answer_in_time_prints_100(desk: Desk) -> None:
    found = counted(desk, a_class, [1178, 16, 90])

    compare(SETS["V5-on-time"], [found.on_time])


@pytest.mark.parametrize("name", GROWTH)
def test_growth_is_the_one_printed(desk: Desk, name: str) -> None:
    entry = SETS[name]
    (figure,) = entry["figures"]
    for no in range(entry["base"] + figure["count"]):
        desk.receive(no + 1)
    with desk.engine.store.begin() as work:
        work.keep_past([_past(no) for no in range(entry["base"])])
    digits = len(figure["printed"].rstrip("%").partition(".")[2])

    engine = desk.engine
    found = figures(engine.store, engine.house, engine.library.machine, 2024, DAY)

    compare(entry, [found.growth_of("deputy_suggestion", digits=digits)])
    assert found.last_year == entry["base"]


def _past(no: int) -> PastCase:
    return PastCase(
        office="office",
        year=2023,
        key=str(no),
        kind="deputy_suggestion",
        role="lead",
        number=str(no),
        title="题目",
    )


ROLES = (
    ("吉林省林业和草原局2025", {"deputy_suggestion": (4, 11), "cppcc_proposal": (10, 13)}),
    ("武汉市教育局2023（市）", {"deputy_suggestion": (10, 20), "cppcc_proposal": (39, 92)}),
    ("长春市科技局2022（市）", {"deputy_suggestion": (7, 2), "cppcc_proposal": (25, 14)}),
)


@pytest.mark.parametrize(("unit", "kinds"), ROLES, ids=[unit for unit, _ in ROLES])
def test_kinds_and_roles_add_up_as_printed(
    desk: Desk, unit: str, kinds: dict[str, tuple[int, int]]
) -> None:
    for kind, (led, supported) in kinds.items():
        for no in range(led + supported):
            role = "lead" if no < led else "support"
            desk.receive(no + 1, kind=kind, role=role)

    engine = desk.engine
    found = figures(engine.store, engine.house, engine.library.machine, 2024, DAY)

    assert found.total == sum(sum(roles) for roles in kinds.values())
    for kind, (led, supported) in kinds.items():
        assert found.by_kind[kind] == led + supported
        assert (found.by_role[kind, "lead"], found.by_role[kind, "support"]) == (led, supported)


def test_every_published_set_is_made_again_or_is_named_with_the_reason() -> None:
    made = {*CLASSES, *TOPICS, *AUTHORS, *VERDICTS, *GROWTH}

    assert made | NOT_OF_A_HANDLER.keys() == SETS.keys()
    assert not made & NOT_OF_A_HANDLER.keys()
