"""The yearly report: sentences a head of office would sign, and where each rate comes from."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.adapters.annual import Report, as_data, as_text
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.records import PastCase
from bihuan.engine.statistics import Figures, figures
from support.people import FIRST_DAY, Desk, an_engine

JUNE = date(2024, 6, 17)


@pytest.fixture
def desk() -> Desk:
    """One suggestion we lead, one proposal we support, both with their sessions."""
    clock = FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(MemoryStore(), "jilin_2025", clock=clock), clock)
    desk.receive(1, session="省十四届人大三次会议", category="科技创新")
    desk.receive(2, kind="cppcc_proposal", role="support", session="省政协十三届二次会议")
    return desk


def counted(desk: Desk, as_of: date = JUNE) -> Figures:
    """The figures of the desk's year."""
    return figures(desk.engine.store, desk.engine.house, desk.engine.library.machine, 2024, as_of)


def page(desk: Desk, lang: str = "zh", as_of: date = JUNE) -> str:
    """The report about the desk's year."""
    return as_text(told(desk, lang, as_of))


def told(desk: Desk, lang: str = "zh", as_of: date = JUNE) -> Report:
    """The report before it is laid out."""
    house = desk.engine.house
    return Report(figures=counted(desk, as_of), house=house, org="某厅", to="某机关", lang=lang)


def last_year(desk: Desk, cases: int) -> None:
    """Keep a ledger of so many cases of the year before."""
    with desk.engine.store.begin() as work:
        work.keep_past(
            [
                PastCase(
                    office="office",
                    year=2023,
                    key=str(no),
                    kind="deputy_suggestion",
                    role="lead",
                    number=f"第{no}号",
                    title="题目",
                )
                for no in range(cases)
            ]
        )


def answer(desk: Desk, case: str, *verdicts: str) -> None:
    """Carry the led case to its answer and its members' verdicts, round by round."""
    desk.fire(case, "dispatch")
    for no, verdict in enumerate(verdicts):
        desk.fire(case, "contact")
        desk.fire(case, "answer")
        desk.fire(case, "feedback", args={"verdict": verdict, "comment": "不够具体"})
        if no + 1 < len(verdicts):
            desk.fire(case, "reassign")


def the_case(desk: Desk) -> str:
    """The suggestion we lead."""
    return next(
        entries[0].case
        for entries in desk.engine.store.all_history("office", 2024)
        if entries[0].args["role"] == "lead"
    )


def test_it_names_its_reader_its_sessions_and_its_subjects(desk: Desk) -> None:
    text = page(desk)

    assert text.startswith("# 关于2024年代表建议和政协提案办理工作情况的报告\n\n某机关：\n")
    assert (
        "现将某厅办理的省十四届人大三次会议代表建议和省政协十三届二次会议提案办理工作情况报告如下。"
        in text
    )
    assert "建议提案主要涉及科技创新等方面工作。" in text


def test_counts_come_by_kind_and_role(desk: Desk) -> None:
    assert (
        "2024年，某厅共接到代表建议和政协提案2件，其中，代表建议1件（主办1件），政协提案1件（协办1件）"
        in page(desk)
    )


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (0, "。没有上年台账，不作同比。"),
        (1, "，建议提案数量较去年增加1件，增幅100%。"),
        (2, "，建议提案数量与去年持平。"),
        (3, "，建议提案数量较去年减少1件，降幅33%。"),
    ],
)
def test_it_compares_with_last_year(desk: Desk, before: int, said: str) -> None:
    last_year(desk, before)

    assert said in page(desk)


def test_it_does_not_say_finished_before_it_is(desk: Desk) -> None:
    answer(desk, the_case(desk), "满意")

    text = page(desk)

    assert "截至2024年6月17日，已答复1件，办复率50.0%，" in text
    assert "代表委员满意率100%（首次办理满意率100%）。" in text
    assert "已完成全部" not in text


def test_what_has_not_happened_is_left_out(desk: Desk) -> None:
    text = page(desk)

    assert "尚未收到代表委员的反馈" in text
    for absent in ("催办督办：", "会办：", "沟通：", "延期：", "反馈：收回", "重新办理的"):
        assert absent not in text


def test_whoever_was_not_satisfied_is_told_round_by_round(desk: Desk) -> None:
    answer(desk, the_case(desk), "不满意", "满意")

    text = page(desk)

    assert "## 三、重新办理的1件" in text
    assert "- 建议第0001号《关于示例事项的建议（1）》：不满意（不够具体） → 满意" in text
    assert "不满意的1件中，1件仍在重新办理；目前满意1份、基本满意0份、不满意0份。" in text
    assert "首次办理满意率 0% = 0/1（基数：收到的反馈；保留1位小数，四舍五入）" in text


def test_what_only_a_person_knows_is_marked(desk: Desk) -> None:
    text = page(desk)

    assert "## 三、主要经验做法\n\n〔待补：" in text
    assert text.count("〔待补：") == 2


def test_it_says_which_rule_it_could_not_find(desk: Desk) -> None:
    assert "吉林省（2025年条例）未写明满意率的口径：以收到的反馈为基数" in page(desk)
    assert "satisfaction.base" in as_data(counted(desk), desk.engine.house)["policy"]["unsourced"]


def test_a_past_date_is_reported_as_it_was(desk: Desk) -> None:
    desk.clock.set("2024-05-06")
    answer(desk, the_case(desk), "满意")

    assert "截至2024年4月1日，已答复0件，办复率0%" in page(desk, as_of=date(2024, 4, 1))


def test_it_speaks_english(desk: Desk) -> None:
    last_year(desk, 1)

    text = page(desk, "en")

    assert "1 deputy suggestions (lead 1); 1 CPPCC proposals (support 1); 1 more" in text
    assert "- growth 100% = 1/1 (base: last year's; decimals: 0, half up)" in text
    assert "增幅" not in text


def test_the_data_hold_every_rate_with_its_counts(desk: Desk) -> None:
    answer(desk, the_case(desk), "满意")

    data = as_data(counted(desk), desk.engine.house)

    assert data["rates"]["answered"] == {
        "text": "50.0%",
        "numerator": 1,
        "denominator": 2,
        "base": "received",
        "digits": 1,
        "rounding": "half_up",
    }
    assert data["forms"] == {"first": {"satisfied": 1}, "final": {"satisfied": 1}}


def test_an_empty_year_is_reported_too(desk: Desk) -> None:
    nothing = figures(desk.engine.store, desk.engine.house, desk.engine.library.machine, 2019, JUNE)

    text = as_text(Report(figures=nothing, house=desk.engine.house, org="某厅"))

    assert "2019年，某厅共接到代表建议和政协提案0件。没有上年台账，不作同比。" in text
    assert "〔主送机关〕：" in text
    assert "办复率 — = 0/0" in text
