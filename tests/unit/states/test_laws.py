"""Each law refuses the machine that breaks it, and tells a story that can be lived through."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest

from bihuan.rules.facts import BadFact, Value
from bihuan.rules.words import LANGUAGES
from bihuan.states import LEAD, READING, Machine, Party, Unproven, prove, proven, shipped, tell
from bihuan.states.decide import Accepted, decide
from bihuan.states.effects import Take
from bihuan.states.prover import CounterExample
from bihuan.states.story import law_title
from support.machine_walk import outcome, worlds
from support.planted_faults import FAULTS

POSITIVE = ("satisfied", "mostly_satisfied")
LAWS = [f"P{number}" for number in range(1, 13)] + [f"E{number}" for number in range(1, 11)]
faults = pytest.mark.parametrize("fault", FAULTS)


@dataclass
class Lived:
    """Where following a story by `decide` ends."""

    state: str
    held: Mapping[str, Value]
    before: Mapping[str, Value]
    given: Mapping[str, Value]
    accepted: Accepted | None
    brought: bool


def _live(machine: Machine, example: CounterExample) -> Lived:
    """Follow the moves one after the other; each must be what `decide` says."""
    end = Lived(example.start, machine.start(), {}, {}, None, False)
    for move in example.moves:
        given = dict(move.given)
        by = machine.row_with[move.row].by[0]
        decision = decide(machine, end.state, end.held, move.event, given, by)
        assert isinstance(decision, Accepted)
        assert (decision.row.id, decision.target) == (move.row, move.target)
        assert decision.held == dict(move.held)
        brought = end.brought
        for effect in decision.row.then:
            if effect.fact.name in ("round", "verdict"):
                brought = isinstance(effect, Take)
        end = Lived(decision.target, decision.held, end.held, given, decision, brought)
    return end


def _accepts(machine: Machine, end: Lived, event: str) -> bool:
    rows = machine.rows_at(end.state, event)
    return any(
        isinstance(outcome(machine, end.state, end.held, event, given, by), Accepted)
        for given in worlds(*rows)
        for by in Party
    )


def _armed(machine: Machine, end: Lived) -> list[str]:
    return [t.fires for t in machine.timers_in(end.state) if t.when.holds_in(end.held)]


def _clock_can(machine: Machine, end: Lived, event: str) -> bool:
    rows = machine.rows_at(end.state, event)
    decisions = (
        decide(machine, end.state, end.held, event, given, Party.CLOCK) for given in worlds(*rows)
    )
    return any(isinstance(decision, Accepted) for decision in decisions)


def _no_road_on(machine: Machine, end: Lived) -> bool:
    """No final or resting state can be reached, even if every guard held."""
    reached = {end.state}
    while more := {row.target for row in machine.rows if row.source in reached} - reached:
        reached |= more
    goals = {s.name for s in machine.states if s.final} or {
        s.name for s in machine.states if s.resting
    }
    return not reached & goals


def _clash(machine: Machine, end: Lived, example: CounterExample) -> bool:
    known = {**dict(example.given), **end.held}
    rows = [machine.row_with[row_id] for row_id in example.subject.split()]
    return len(rows) > 1 and all(
        row.source == end.state and row.when.holds_in(known) for row in rows
    )


def _falls(machine: Machine, end: Lived, example: CounterExample) -> bool:
    row = machine.row_with[example.subject]
    with pytest.raises(BadFact, match="would fall"):
        decide(machine, end.state, end.held, row.event, dict(example.given), row.by[0])
    return True


def _last_event(end: Lived) -> str:
    return end.accepted.row.event if end.accepted else ""


def _rises(end: Lived, name: str) -> int:
    return int(end.held[name]) - int(end.before[name])


def _unjudged(machine: Machine, end: Lived, _: CounterExample) -> bool:
    return machine.state_named[end.state].final and not (
        end.held["verdict"] in POSITIVE and end.brought
    )


def _still_there(_: Machine, end: Lived, __: CounterExample) -> bool:
    names = ("open_requests", "overdue_requests")
    left = any(end.held[name] != "none" for name in ("verdict", "answer", "letter"))
    return _last_event(end) == "reassign" and (left or any(end.held.get(name) for name in names))


def _unordered(_: Machine, end: Lived, __: CounterExample) -> bool:
    ordered = end.given.get("followers_unsatisfied") or end.given.get("led_by_host")
    unsatisfied = end.before["verdict"] == "unsatisfied"
    return _last_event(end) == "reassign" and not ordered and not unsatisfied


def _unbrought(_: Machine, end: Lived, __: CounterExample) -> bool:
    """A verdict stands that a form left alone, or that something else than a form changed."""
    effects = end.accepted.row.then if end.accepted else ()
    on_it = [effect for effect in effects if effect.fact.name == "verdict"]
    by_form = _last_event(end) in ("feedback", "correct_feedback")
    taken = any(isinstance(effect, Take) for effect in on_it)
    return end.held["verdict"] != "none" and (not taken if by_form else bool(on_it))


def _without_timer(machine: Machine, end: Lived, _: CounterExample) -> bool:
    events = _armed(machine, end)
    return not events or any(not _clock_can(machine, end, event) for event in events)


def _unsigned(_: Machine, end: Lived, __: CounterExample) -> bool:
    """A letter left that nobody had signed, neither here nor on paper before a draft was begun."""
    elsewhere = end.before["letter"] == "none" and (
        end.given.get("signed") or end.given.get("led_by_host")
    )
    here = end.before["letter"] == "signed"
    return _last_event(end) in ("answer", "opine") and not (here or elsewhere)


def _unready(_: Machine, end: Lived, __: CounterExample) -> bool:
    ready = end.before["letter"] == "reviewed" and end.given.get("letter_sound")
    return _last_event(end) == "sign" and not (ready and end.given.get("signed"))


BROKEN: dict[str, Callable[[Machine, Lived, CounterExample], bool]] = {
    "P1": _unjudged,
    "P2": lambda m, end, _: (
        m.state_named[end.state].final and any(_accepts(m, end, event) for event in m.events)
    ),
    "P3": lambda m, end, _: not any(_accepts(m, end, event) for event in m.events),
    "P4": lambda m, end, _: _no_road_on(m, end),
    "P5": _without_timer,
    "P6": lambda m, end, _: not m.state_named[end.state].waiting and bool(_armed(m, end)),
    "P7": lambda _, end, __: (
        end.state in ("answered", "feedback") and int(end.held["open_requests"]) > 0
    ),
    "P8": _still_there,
    "P9": _clash,
    "P10": lambda m, _, example: example.subject in m.row_with and not example.moves,
    "P11": lambda m, _, example: example.subject in m.state_named and not example.moves,
    "P12": _falls,
    "E1": _unordered,
    "E2": lambda _, end, __: _last_event(end) == "close" and end.before["verdict"] not in POSITIVE,
    "E3": lambda _, end, __: _last_event(end) == "co_handle" and end.before["open_requests"] != 0,
    "E4": lambda _, end, __: _last_event(end) == "urge" and _rises(end, "urges") != 1,
    "E5": lambda _, end, __: (_last_event(end) == "reassign") != (_rises(end, "round") == 1),
    "E6": lambda m, end, _: m.state_named[end.state].final and _last_event(end) != "close",
    "E7": _unbrought,
    "E8": _unsigned,
    "E9": _unready,
    "E10": lambda _, end, __: (
        end.held["letter"] == "signed" != end.before["letter"] and _last_event(end) != "sign"
    ),
}


def test_every_law_has_a_planted_fault() -> None:
    assert {law for law, _ in FAULTS.values()} == set(LAWS) == set(BROKEN)


@pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)
def test_a_shipped_machine_keeps_every_law(machine: Machine) -> None:
    proof = proven(machine)

    assert proof.holds
    assert proof.configurations >= 12


@faults
def test_a_planted_fault_is_refused_and_the_law_is_named(fault: str) -> None:
    law, plant = FAULTS[fault]
    machine = plant()

    with pytest.raises(Unproven, match=r"law [PE][0-9]+ is broken") as refused:
        proven(machine)

    assert law in {example.law for example in refused.value.proof.broken}


@faults
def test_following_the_story_leads_to_the_breach(fault: str) -> None:
    machine = FAULTS[fault][1]()

    for example in prove(machine).broken:
        end = _live(machine, example)

        assert BROKEN[example.law](machine, end, example), example


@faults
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_story_numbers_its_steps_and_ends_with_what_is_wrong(fault: str, lang: str) -> None:
    machine = FAULTS[fault][1]()

    for example in prove(machine).broken:
        title, *lines, wrong = tell(machine, example, lang).splitlines()
        steps = [line for line in lines if "──" in line]

        assert example.law in title
        assert law_title(machine, example.law, lang) in title
        assert [step.split(".")[0] for step in steps] == [
            str(number) for number in range(1, len(example.moves) + 1)
        ]
        assert all(move.row in step for move, step in zip(example.moves, steps, strict=True))
        assert wrong.startswith({"zh": "问题：", "en": "what is wrong: "}[lang])


def test_the_shortest_story_is_told() -> None:
    machine = FAULTS["an urging that is not counted"][1]()

    (example,) = prove(machine).broken

    assert [move.row for move in example.moves] == ["L10", "L21", "L22"]


def test_a_story_reads_like_this() -> None:
    machine = FAULTS["two rows for one event"][1]()
    (example,) = prove(machine).broken

    assert tell(machine, example).splitlines() == [
        "主办件（1.0.0）违反 P9：同一情形下一个动作至多有一种结果",
        "1. 已受理 ──交办（L10）→ 已交办（五定齐全=是）",
        "2. 已交办 ──答复（L60）→ 已答复（规定不要求先沟通=是，已定办理结果类别=是，"
        "已签发=是，文号未被占用=是，每件均有答复函=是）；答复函=已发出",
        "此时若反馈表已收齐=是",
        "问题：L70（已答复，登记反馈）、L71（已答复，登记反馈）同时成立",
    ]


def test_a_story_says_what_was_wanted_and_what_was_there() -> None:
    machine = FAULTS["closing without a satisfied verdict"][1]()

    told = tell(machine, prove(machine).broken[0]).splitlines()

    assert told[0] == "主办件（1.0.0）违反 P1：办结必有本轮的满意或基本满意反馈"
    assert told[-3:] == [
        "4. 已反馈 ──办结（L90）→ 办结",
        "应有：本轮反馈∈{满意, 基本满意}；此时：本轮反馈=不满意",
        "问题：到了“办结”，却不具备应有的条件",
    ]


def test_only_what_was_left_behind_is_told() -> None:
    machine = FAULTS["a new round that keeps the verdict"][1]()

    told = tell(machine, prove(machine).broken[0], "en").splitlines()

    assert told[-2] == "wanted: verdict of this round=none; now: verdict of this round=satisfied"


def test_the_laws_are_told_in_their_order() -> None:
    proof = prove(FAULTS["a state without a way out"][1]())

    assert [example.law for example in proof.broken] == ["P3", "P4", "P10", "P11"]
    assert set(LAWS) >= set(proof.laws)
    assert list(proof.laws) == sorted(proof.laws, key=LAWS.index)


def test_a_machine_without_an_end_must_come_to_rest() -> None:
    assert law_title(READING, "P4") == "从任何情形都能走到停放状态"
    assert law_title(LEAD, "P4") == "从任何情形都能走到满意办结"


def test_a_refusal_to_prove_survives_pickling() -> None:
    machine = FAULTS["two rows for one event"][1]()
    refused = Unproven(prove(machine))

    again = pickle.loads(pickle.dumps(refused))

    assert (str(again), again.proof) == (str(refused), refused.proof)
