"""A refusal lists every condition with its value, and ends with what to type."""

from __future__ import annotations

import pytest

from support.terminal import Terminal


def test_every_condition_is_listed_and_those_not_needed_do_not_count(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")

    said = terminal("case", "why-not", "提案123", "reply")

    assert said.code == 3
    assert said.lines == [
        "不能“答复”，3 项条件未满足：",
        "  ✓ 未回的会办请求   0",
        "  - 本轮沟通次数     0",
        "  ✓ 规定不要求先沟通 是",
        "  ✗ 已定办理结果类别 否",
        "  ✓ 文稿进度         无",
        "  ✗ 已签发           否",
        "  ✓ 文号未被占用     是",
        "  ✗ 每件均有答复函   否",
        "可做：办理时加 --code 类别",
        "      办理时加 --signer 签发人",
        "      办理时加 --document 文号；并入的件各加 --letter 办件=文号",
    ]


def test_the_same_page_in_english(terminal: Terminal) -> None:
    terminal.receives()

    said = terminal("--lang", "en", "case", "why-not", "提案123", "assign")

    assert said.lines == [
        "cannot dispatch; conditions not met: 1",
        "  ✗ the five assignments are complete no  missing: leader, officer, by, task, "
        "responsibility",
        "to do: give --leader --officer --time --task --division (or --responsibility)",
    ]


def test_a_refused_command_says_which_of_the_five_is_missing(terminal: Terminal) -> None:
    terminal.receives()

    words = ("--leader", "某领导", "--officer", "某经办", "--division", "甲处")
    refused = terminal("case", "assign", "提案123", *words)

    assert refused.code == 3
    assert refused.err.splitlines() == [
        "错误[E-REFUSED] 2024年提案123不能“交办”：条件未满足（当前：已受理）",
        "  ✗ 五定齐全 否  缺 时间、任务",
        "办法：写齐 --leader --officer --time --task --division（或 --responsibility）",
    ]


def test_an_outright_refusal_says_what_comes_first(terminal: Terminal) -> None:
    terminal.receives()

    refused = terminal("case", "feedback", "提案123", "--verdict", "满意")

    assert refused.err.splitlines() == [
        "错误[E-REFUSED] 2024年提案123不能“登记反馈”：尚未答复（当前：已受理）",
        "办法：先答复：bihuan case reply 2024年提案123；上一轮的反馈已定，不能再更正",
    ]


def test_without_an_event_all_that_can_be_done_is_listed(terminal: Terminal) -> None:
    terminal.receives("7", role="参阅")

    said = terminal.must("case", "why-not", "提案7")

    assert said.lines[0] == "现为“已受理”。✓ 可办  ? 须写明  ✗ 条件未满足"
    assert "  ✗ 交办         dispatch           未满足：五定齐全" in said.lines


def test_programs_get_facts_values_and_hints(terminal: Terminal) -> None:
    terminal.receives()

    document = terminal("case", "why-not", "提案123", "assign", "--json").document

    assert document["error"]["code"] == "E-REFUSED"
    assert document["data"]["allowed"] is False
    assert document["data"]["findings"] == [
        {
            "fact": "five_assigned",
            "op": "eq",
            "expected": True,
            "value": False,
            "held": False,
            "needed": True,
        }
    ]
    assert document["data"]["hints"]


@pytest.mark.parametrize("name", ["assign", "dispatch", "交办"])
def test_an_event_is_known_by_its_verb_its_id_and_its_word(name: str, terminal: Terminal) -> None:
    terminal.receives()

    told = terminal("case", "why-not", "提案123", name, "--json").document["data"]

    assert told["event"] == "dispatch"


def test_an_event_that_lacks_an_argument_is_possible_but_asks(terminal: Terminal) -> None:
    terminal.receives()

    said = terminal.must("case", "why-not", "提案123", "contact")

    assert said.out.startswith("可以“沟通”，但须写明：用 --how 写明沟通方式，")


def test_the_hint_can_be_typed_as_it_stands(terminal: Terminal) -> None:
    terminal.receives("第0123号")
    refused = terminal("case", "close", "第0123号")

    called = refused.err.split("bihuan case reply ")[1].split("；")[0]

    assert terminal.must("case", "show", called).lines[0].startswith("2024年提案第0123号  ")


def test_asking_other_units_says_how_to_name_them(terminal: Terminal) -> None:
    terminal.receives()
    terminal.dispatches("提案123")

    said = terminal.must("case", "why-not", "提案123")

    assert "  ? 请求会办         co_handle          用 --unit 写明请哪个单位会办" in said.lines
    assert "reschedule" not in said.out
