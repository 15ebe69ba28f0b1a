"""`bihuan simulate` tells what is to come in words and in JSON, and writes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bihuan.rules.instants import end_of_day
from support.terminal import Terminal


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """One case dispatched to a division, and one that nobody has yet."""
    terminal.receives("1")
    terminal.receives("2")
    terminal.dispatches("提案1")
    return terminal


def test_what_is_to_come_when_nobody_acts(office: Terminal) -> None:
    said = office.must("simulate", "--until", "2024-03-18")

    assert said.lines == [
        "推演 2024年3月4日 至 2024年3月18日  在办 2 件  假如没有人办",
        "提醒 1  催办 1  督办 0  到期 1  期末已办结 0  已答复 0  仍在办 2  其中逾期 1",
        "",
        "将发出的提醒、催办、督办",
        "  日期           时间   级别  梯次        办件         对象    渠道    时限",
        "  2024年3月8日   09:00  提醒  dispatch-1  2024年提案2  办公室  notice  2024年3月11日",
        "  2024年3月12日  09:00  催办  dispatch+1  2024年提案2  办公室  notice  2024年3月11日",
        "",
        "到期",
        "  日期           期限      办件         处室  经办  标题",
        "  2024年3月11日  内部交办  2024年提案2  -     -     关于第2件事的提案",
        "",
        "每周负荷（到期/周末在办/其中逾期/催办）",
        "  处室、经办    03-04    03-11    03-18",
        "  未交办      0/1/0/1  1/1/1/1  0/1/1/0",
        "  甲处        0/1/0/0  0/1/0/0  0/1/0/0",
        "    某经办    0/1/0/0  0/1/0/0  0/1/0/0",
    ]


def test_programs_get_all_of_it(office: Terminal) -> None:
    data = office.must("simulate", "--until", "2024-06-28", "--limit", "1", "--json").data

    assert (data["cases"], data["seed"], data["until"]) == (2, None, "2024-06-28")
    assert data["levels"]["reminder"] == 2
    assert len(data["notices"]) == sum(data["levels"].values()) > 5
    first = data["notices"][0]
    assert (first["at"], first["rung"]) == ("2024-03-08T09:00:00+08:00", "dispatch-1")
    assert (first["recipients"], first["channels"]) == (["office"], ["notice"])
    assert [one["on"] for one in data["due"]] == ["2024-03-11", "2024-05-31"]
    assert {(one["division"], one["officer"]) for one in data["load"]} == {
        (None, None),
        ("甲处", None),
        ("甲处", "某经办"),
    }


def test_people_act_when_a_seed_is_given(office: Terminal) -> None:
    first = office.must("simulate", "--until", "2024-12-31", "--seed", "7")

    assert "按以往快慢办理，种子 7" in first.lines[0]
    assert "仍在办 0" in first.lines[1]
    assert first.lines[2].startswith("本单位办理经过太少，以下步骤用产品的估计：交办、办理")
    assert office.must("simulate", "--until", "2024-12-31", "--seed", "7") == first


def test_it_is_told_in_english_too(office: Terminal) -> None:
    said = office.must("--lang", "en", "simulate", "--until", "2024-03-18")

    assert said.lines[0] == "from 2024-03-04 to 2024-03-18  open cases 2  if nobody acts"
    assert "reminder  dispatch-1  2024年提案2  the office" in said.out


def test_an_office_with_nothing_in_hand_is_told_so(terminal: Terminal) -> None:
    said = terminal.must("simulate", "--until", "2024-03-18")

    assert said.lines[-1] == "到那时为止没有要催的，也没有到期的"


def test_a_list_cut_short_says_so(office: Terminal) -> None:
    said = office.must("simulate", "--until", "2024-03-18", "--limit", "1")

    assert "  只列出前 1 行；--limit 可以更多，--json 给出全部" in said.lines


def test_a_year_that_is_not_published_yet_is_told(office: Terminal) -> None:
    office.clock.set("2026-12-01")

    told = office.must("simulate", "--until", "2027-01-15", "--json").document

    assert told["warnings"] == ["2027 年放假安排尚未公布，这些日期可能变动"]


@pytest.mark.parametrize(
    ("day", "cure"),
    [
        ("2024-03-03", "已经过去（今天是 2024-03-04）"),
        ("2029-01-01", "太远了，最多推演到 2027-03-09"),
    ],
)
def test_a_day_that_cannot_be_foreseen_is_refused(office: Terminal, day: str, cure: str) -> None:
    said = office("simulate", "--until", day)

    assert said.code == 2
    assert cure in said.err


def test_a_timer_that_cannot_ring_is_a_problem_found(office: Terminal) -> None:
    (alarm,) = office.store.due("office", end_of_day(date(2024, 3, 8)), 1)
    with office.store.begin() as work:
        work.settle([replace(alarm, key="nothing:here", due_at=alarm.due_at - timedelta(hours=1))])

    said = office("simulate", "--until", "2024-03-18", "--json")

    assert said.code == 7
    assert said.document["error"]["code"] == "E-PROBLEMS"
    assert [one["what"] for one in said.data["troubles"]] == ["nothing:here/1/2024-03-11"]
