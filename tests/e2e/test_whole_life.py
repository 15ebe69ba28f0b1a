"""One case, from an empty folder to closed in round two, typed as an office types it."""

from __future__ import annotations

import pytest

from support.terminal import LETTER, Office

LIFE = (
    (
        (
            *("case", "add", "--kind", "提案", "--role", "主办", "--number", "第0123号"),
            *(
                "--title",
                "关于加强科技创新的提案",
                "--member",
                "某委员",
                "--received",
                "2025-03-03",
            ),
        ),
        "2025年提案第0123号 已受理（经过第 1 号），时限 2025年3月10日",
    ),
    (
        (
            *("case", "assign", "提案123", "--leader", "某领导", "--division", "甲处"),
            *("--officer", "某经办", "--task", "提出办理意见", "--time", "2025-05-30"),
            *("--at", "2025-03-05"),
        ),
        "2025年提案第0123号 已受理 → 已交办（经过第 2 号），时限 2025年5月30日",
    ),
    (
        ("case", "contact", "提案123", "--how", "电话", "--stage", "办前", "--at", "2025-03-20"),
        "2025年提案第0123号 已交办（经过第 3 号），时限 2025年5月30日",
    ),
    (
        ("case", "reply", "提案123", *LETTER, "某函〔2025〕1号", "--at", "2025-05-20"),
        "2025年提案第0123号 已交办 → 已答复（经过第 4 号），时限 2025年6月11日",
    ),
    (
        (
            *("case", "feedback", "提案123", "--verdict", "不满意", "--comment", "不够具体"),
            *("--at", "2025-06-03"),
        ),
        "2025年提案第0123号 已反馈 → 已交办（经过第 6 号），时限 2025年9月3日",
    ),
    (
        ("case", "reply", "提案123", *LETTER, "某函〔2025〕2号", "--at", "2025-06-25"),
        "2025年提案第0123号 已交办 → 已答复（经过第 7 号），时限 2025年7月16日",
    ),
    (
        ("case", "feedback", "提案123", "--verdict", "满意", "--at", "2025-07-02"),
        "2025年提案第0123号 已反馈 → 办结（经过第 9 号）",
    ),
)


def live(office: Office) -> list[str]:
    """Type the whole life; the last line of what each command printed."""
    return [office.must(*words).lines[-1].partition("：")[2] for words, _ in LIFE]


@pytest.mark.slow
def test_on_sqlite(office: Office) -> None:
    told = live(office)

    assert told == [line for _, line in LIFE]
    assert office.must("audit", "verify").out == "✓ 1 件、9 条经过，无问题\n"
    assert office("case", "close", "提案123").code == 3
    assert office.must("report", "annual", "--year", "2025", "--json").data["done"] == 1


@pytest.mark.slow
def test_on_postgresql(pg_office: Office) -> None:
    told = live(pg_office)

    assert told == [line for _, line in LIFE]
    assert pg_office.must("audit", "verify").out == "✓ 1 件、9 条经过，无问题\n"
    assert pg_office.must("db", "check").code == 0


@pytest.mark.slow
def test_without_feedback_of_its_own_round_nothing_closes(office: Office) -> None:
    for words, _ in LIFE[:5]:
        office.must(*words)

    refused = office("case", "fire", "提案123", "close")

    assert (refused.code, refused.out) == (3, "")
    assert refused.err.startswith("错误[E-REFUSED] 2025年提案第0123号不能“办结”：尚未答复")
