"""`bihuan definition prove`: what holds is counted, what breaks a law is told as a story."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bihuan.adapters.cli.failures import PROBLEMS, USAGE
from bihuan.adapters.cli.main import run
from bihuan.rules.words import LANGUAGES
from bihuan.states import LEAD, READING, canonical, digest, shipped
from support.planted_faults import FAULTS

Capture = pytest.CaptureFixture[str]
faults = pytest.mark.parametrize("fault", FAULTS)
languages = pytest.mark.parametrize("lang", LANGUAGES)


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], str]:
    def write(text: str) -> str:
        file = tmp_path / "own.json"
        file.write_text(text, encoding="utf-8")
        return str(file)

    return write


def _spoilt(*path: Any, value: Any) -> str:
    document = json.loads(canonical(LEAD))
    entry = document
    for key in path[:-1]:
        entry = entry[key]
    entry[path[-1]] = value
    return json.dumps(document, ensure_ascii=False)


def test_every_law_of_every_shipped_machine_is_listed_and_holds(capsys: Capture) -> None:
    code = run(["definition", "prove"])

    lines = capsys.readouterr().out.splitlines()
    heads = [line for line in lines if "个配置" in line]
    assert code == 0
    assert len(heads) == 3
    for machine, head in zip(shipped(), heads, strict=True):
        assert digest(machine)[:12] in head
        assert f"{len(machine.rows)} 行准许" in head
        assert head.endswith(" 毫秒")
    assert lines[1] == "  ✓ P1  办结必有本轮的满意或基本满意反馈"
    assert lines[-1] == "3 个流程定义，每条法则都成立。"
    assert not [line for line in lines if "✗" in line]


def test_programs_get_the_counts_and_the_time(capsys: Capture) -> None:
    run(["--json", "definition", "prove"])

    proofs = json.loads(capsys.readouterr().out)["data"]
    assert [proof["name"] for proof in proofs] == ["lead", "support", "reading"]
    for proof in proofs:
        assert proof["holds"]
        assert proof["milliseconds"] > 0
        assert proof["edges"] > proof["configurations"] > 0
        assert all(law["holds"] for law in proof["laws"])


@faults
@languages
def test_a_planted_fault_is_told_as_a_story_and_the_program_fails(
    fault: str, lang: str, written: Callable[[str], str], capsys: Capture
) -> None:
    law, plant = FAULTS[fault]

    code = run(["--lang", lang, "definition", "prove", written(canonical(plant()))])

    out = capsys.readouterr().out
    breaks, wrong = {"zh": ("违反", "问题："), "en": ("breaks", "what is wrong: ")}[lang]
    assert code == PROBLEMS
    assert f"✗ {law} " in out
    assert f"{breaks} {law}" in out
    assert wrong in out


MISSPELLED = {
    "a fact": (
        _spoilt("rows", 0, "when", 1, value="five_asigned"),
        "第 L10 行：事项“five_asigned”没有声明；是否为“five_assigned”？",
        "row L10: the fact 'five_asigned' is not declared; did you mean 'five_assigned'?",
    ),
    "a state": (
        _spoilt("rows", 0, "target", value="dispached"),
        "第 L10 行所写状态“dispached”没有声明",
        "row L10 names the state 'dispached', which is not declared",
    ),
    "a party": (
        _spoilt("rows", 0, "by", value=["offices"]),
        "machine.rows[0].by[0] 应为 office, division, assigner",
        "machine.rows[0].by[0] must be one of office, division, assigner",
    ),
    "an entry": (
        _spoilt("rows", 0, "guard", value=[]),
        'machine.rows[0] 有不认识的条目 "guard"',
        'machine.rows[0] has the unknown entry "guard"',
    ),
    "a comparison": (
        _spoilt("rows", 0, "when", value=["equals", "five_assigned", True]),
        "machine.rows[0].when 不是条件：一组内容",
        "machine.rows[0].when is not a guard: a nested entry",
    ),
    "a fact nobody supplies": (
        canonical(LEAD).replace('"five_assigned"', '"seven_assigned"'),
        "没有谁能提供随动作而来的事项“seven_assigned”",
        "nobody supplies the given fact 'seven_assigned'",
    ),
    "not a number": (
        canonical(LEAD).replace('"format":1', '"format":NaN'),
        "NaN 不是 JSON 的值",
        "NaN is not a JSON value",
    ),
    "a number without end": (
        canonical(LEAD).replace('"format":1', f'"format":{"9" * 10_000}'),
        "有一个数超过 18 位",
        "a number has more than 18 digits",
    ),
    "an entry twice": (
        canonical(LEAD).replace('"format":1', '"format":1,"format":1'),
        "条目“format”写了两次",
        "the entry 'format' is written twice",
    ),
    "a text cut short": (
        canonical(LEAD)[:40],
        "第 1 行第",
        "line 1, column",
    ),
    "a pit": ("[" * 100_000, "嵌套超过 24 层", "nested deeper than 24"),
    "a flood": (" " * 1_000_001, "全文超过 1000000 个字符", "more than 1000000 characters"),
}


@pytest.mark.parametrize("what", MISSPELLED)
@languages
def test_a_file_that_is_no_machine_is_refused_with_its_place_in_both_languages(
    what: str, lang: str, written: Callable[[str], str], capsys: Capture
) -> None:
    text, chinese, english = MISSPELLED[what]

    code = run(["--lang", lang, "definition", "prove", written(text)])

    told = capsys.readouterr().err
    assert code == PROBLEMS
    assert {"zh": chinese, "en": english}[lang] in told
    assert "E-BAD-MACHINE" in told


def test_a_file_in_another_encoding_is_refused_and_not_guessed(
    tmp_path: Path, capsys: Capture
) -> None:
    file = tmp_path / "own.json"
    file.write_bytes(
        _spoilt("labels", value={"state.noted": {"zh": "阅", "en": "x"}}).encode("gbk")
    )

    assert run(["definition", "prove", str(file)]) == PROBLEMS
    assert "UTF-8" in capsys.readouterr().err


def test_a_machine_that_is_neither_shipped_nor_a_file_is_asked_about(capsys: Capture) -> None:
    assert run(["definition", "show", "leading"]) == USAGE
    assert "lead、support、reading" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["mermaid", "dot", "text"])
def test_an_office_s_own_machine_can_be_drawn(
    form: str, written: Callable[[str], str], capsys: Capture
) -> None:
    file = written(canonical(READING))

    assert run(["definition", "diagram", file, "--format", form]) == 0
    assert "已阅" in capsys.readouterr().out
