"""The pictures show every state and every row, in both languages, the same each time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace

import pytest

from bihuan.rules.facts import ALWAYS, Guard, Never, Some
from bihuan.rules.words import LANGUAGES, catalogue
from bihuan.states import LEAD, READING, Machine, dot, mermaid, shipped, text
from bihuan.states.effects import Add, Set, Take
from bihuan.states.table import aligned, width
from bihuan.states.vocabulary import (
    contact_waived,
    contacts,
    open_requests,
    signed,
    urges,
    verdict,
)
from bihuan.states.wording import effect_text, guard_text, word

machines = pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)
languages = pytest.mark.parametrize("lang", LANGUAGES)
HOSTILE = 'a"b; c:d\\e --> f#g<h>%%{x}`'


def _hostile() -> Machine:
    return replace(READING, labels={"state.noted": {"zh": HOSTILE, "en": HOSTILE}})


@machines
@languages
def test_mermaid_has_every_state_and_every_row_on_the_arrow_between_its_states(
    machine: Machine, lang: str
) -> None:
    lines = mermaid(machine, lang).splitlines()

    assert lines[0] == "stateDiagram-v2"
    states = [line for line in lines if line.startswith("    state ")]
    assert len(states) == len(machine.states)
    arrows = dict(
        line.strip().split(": ", 1) for line in lines if re.match(r"    s_\w+ --> s", line)
    )
    told = [f"{arrow} {one}" for arrow, label in arrows.items() for one in label.split("<br/>")]
    assert len(told) == len(machine.rows)
    for row in machine.rows:
        (one,) = (one for one in told if re.search(rf" {row.id}\b", one))
        assert one.startswith(f"s_{row.source} --> s_{row.target} ")


def test_mermaid_begins_at_the_initial_state_and_ends_at_the_final_one() -> None:
    lines = mermaid(LEAD).splitlines()

    assert "    [*] --> s_received" in lines
    assert lines[-1] == "    s_closed --> [*]"
    assert '    state "已交办" as s_dispatched' in lines
    assert "    s_received --> s_dispatched: 交办 L10 [五定齐全=是]" in lines


def test_a_label_cannot_break_out_of_a_mermaid_line() -> None:
    line = next(line for line in mermaid(_hostile()).splitlines() if "s_noted" in line)

    label = line.removeprefix('    state "').removesuffix('" as s_noted')
    assert not set('"\\<>%`') & set(label)
    assert not set(";:") & set(re.sub(r"#\d+;", "", label))
    assert re.sub(r"#(\d+);", lambda found: chr(int(found[1])), label) == HOSTILE


@machines
@languages
def test_dot_has_every_state_and_every_row_on_the_arrow_between_its_states(
    machine: Machine, lang: str
) -> None:
    drawn = dot(machine, lang)

    assert drawn.startswith(f'digraph "{machine.name}" {{\n')
    assert drawn.endswith("}\n")
    assert len(re.findall(r"^    s_\w+ \[label=", drawn, re.MULTILINE)) == len(machine.states)
    arrows = re.findall(r'^    s_(\w+) -> s_(\w+) \[label="(.*)"\];$', drawn, re.MULTILINE)
    assert len(arrows) == len({(row.source, row.target) for row in machine.rows})
    for row in machine.rows:
        (label,) = (label for *ends, label in arrows if ends == [row.source, row.target])
        assert sum(f" {row.id}" in one.split(" [")[0] for one in label.split("\\l")) == 1


def test_dot_shows_which_state_ends_a_case_and_which_rests() -> None:
    drawn = dot(LEAD)

    assert '    s_closed [label="办结", peripheries=2];' in drawn
    assert '    s_returned [label="已退回", style="rounded,dashed"];' in drawn


def test_a_label_cannot_break_out_of_a_dot_line() -> None:
    line = next(line for line in dot(_hostile()).splitlines() if line.startswith("    s_noted ["))

    label = re.fullmatch(
        r'    s_noted \[label="((?:[^"\\]|\\.)*)", style="rounded,dashed"\];', line
    )
    assert label is not None
    assert re.sub(r"\\(.)", r"\1", label[1]) == HOSTILE


@machines
@languages
def test_the_columns_of_the_text_are_aligned(machine: Machine, lang: str) -> None:
    _, states, rows = text(machine, lang).strip("\n").split("\n\n")

    assert len(states.splitlines()) == len(machine.states) + 2
    assert len(rows.splitlines()) == len(machine.rows) + 2
    head, rule, *lines = rows.splitlines()
    ends = [found.start() for found in re.finditer(r"(?<=-)  (?=-)", rule)]
    for line in (head, *lines):
        for end in ends[:2]:
            assert _columns(line, end, end + 2) == "  "


def _columns(line: str, begin: int, end: int) -> str:
    found, at = "", 0
    for sign in line:
        if begin <= at < end:
            found += sign
        at += width(sign)
    return found


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert (width("已交办"), width("L10"), width("e\u0301"), width("（")) == (6, 3, 1, 2)
    assert aligned([["甲", "b"], ["cde", "f"]]) == ["甲   b", "---  -", "cde  f"]


def test_the_text_says_whom_a_state_waits_for_and_which_timers_run() -> None:
    lines = text(READING, "en").splitlines()

    assert lines[0] == "reading cases 1.0.0"
    assert re.fullmatch(r"received +initial/in progress +the office +until dispatch", lines[4])


@pytest.mark.parametrize("draw", ["dot", "mermaid", "text", "canonical", "digest"])
def test_a_picture_does_not_depend_on_the_run(draw: str) -> None:
    script = f"import sys; from bihuan.states import LEAD, {draw}; sys.stdout.write({draw}(LEAD))"

    drawn = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(drawn) == 1


GUARDS = [
    (ALWAYS, "", ""),
    (signed.holds, "已签发=是", "the letter is signed=yes"),
    (open_requests >= 2, "未回的会办请求≥2", "open co-handling requests≥2"),
    (urges < 1, "本轮催办次数<1", "urgings in this round<1"),
    (verdict != "none", "本轮反馈≠无", "verdict of this round≠none"),
    (
        verdict.one_of("satisfied", "mostly_satisfied"),
        "本轮反馈∈{满意, 基本满意}",
        "verdict of this round∈{satisfied, mostly satisfied}",
    ),
    (
        signed.holds & ((contacts >= 1) | contact_waived.holds),
        "已签发=是 且 （本轮沟通次数≥1 或 规定不要求先沟通=是）",
        "the letter is signed=yes and (contacts in this round≥1 or "
        "no rule asks for contact first=yes)",
    ),
    (~signed.holds, "非（已签发=是）", "not (the letter is signed=yes)"),
    (Never(ALWAYS), "非（无条件）", "not (always)"),
    (Some(()), "不可能", "never"),
]


@pytest.mark.parametrize(("guard", "zh", "en"), GUARDS, ids=range(len(GUARDS)))
def test_a_guard_is_a_short_text(guard: Guard, zh: str, en: str) -> None:
    assert guard_text(LEAD, guard, "zh") == zh
    assert guard_text(LEAD, guard, "en") == en


def test_an_effect_is_a_short_text() -> None:
    texts = [
        effect_text(LEAD, effect, "zh")
        for effect in (Set(verdict, "none"), Add(urges, 1), Take(verdict, ("satisfied",)))
    ]

    assert texts == ["本轮反馈:=无", "本轮催办次数+1", "本轮反馈←登记"]


def test_the_machines_own_label_comes_before_the_catalogue() -> None:
    machine = replace(READING, labels={"state.noted": {"zh": "已传阅", "en": "passed round"}})

    assert word(machine, "state.noted") == "已传阅"
    assert word(READING, "state.noted") == "已阅"
    assert word(READING, "state.invented") == "invented"


@machines
@languages
def test_every_word_of_a_shipped_machine_is_in_the_catalogue(machine: Machine, lang: str) -> None:
    keys = {f"state.{state.name}" for state in machine.states}
    keys |= {f"event.{event}" for event in machine.events}
    keys |= {f"fact.{fact.name}" for fact in machine.facts}
    keys |= {f"timer.{timer.key}" for timer in machine.timers}
    keys |= {f"refusal.{no.code}" for no in machine.refusals}
    keys |= {f"refusal.{state.no_timer}" for state in machine.states if state.no_timer}
    keys |= {f"party.{party}" for row in machine.rows for party in row.by}
    words = {f"value.{v}" for fact in machine.facts for v in fact.values if isinstance(v, str)}

    assert not (keys | words) - set(catalogue())
    assert all(catalogue()[key][lang] for key in keys | words)
