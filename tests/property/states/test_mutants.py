"""Every small mistake in a shipped machine is noticed, or makes no difference at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from bihuan.states import Machine, shipped
from support.golden import FOLDER
from support.machine_mutants import mutants
from support.machine_oracles import Verdict, judge, judge_at_once

EQUIVALENT = Path(__file__).resolve().parents[2] / "data" / "equivalent_mutants.txt"
shipped_machines = pytest.mark.parametrize("machine", shipped(), ids=lambda machine: machine.name)


def _listed(machine: Machine) -> dict[str, str]:
    """The reviewed equivalents of the machine, each with its reason."""
    lines = EQUIVALENT.read_text(encoding="utf-8").splitlines()
    entries = [line.split(" | ") for line in lines if line and not line.startswith("#")]
    return {name: reason for which, name, reason in entries if which == machine.name}


def _reviewed(machine: Machine) -> str:
    return (FOLDER / f"{machine.name}.txt").read_text(encoding="utf-8")


@shipped_machines
def test_every_mistake_is_noticed_unless_it_is_listed_as_none(machine: Machine) -> None:
    reviewed = _reviewed(machine)
    verdicts = {
        mutant.name: judge_at_once(machine, mutant, reviewed) for mutant in mutants(machine)
    }

    survived = {name for name, verdict in verdicts.items() if verdict is Verdict.SURVIVED}
    same = {name for name, verdict in verdicts.items() if verdict is Verdict.EQUIVALENT}
    assert len(verdicts) > 900
    assert not survived
    assert same == set(_listed(machine))


@shipped_machines
def test_mutants_have_names_of_their_own(machine: Machine) -> None:
    names = Counter(mutant.name for mutant in mutants(machine))

    assert [name for name, times in names.items() if times > 1] == []


@shipped_machines
def test_each_listed_equivalent_says_why(machine: Machine) -> None:
    assert all(len(reason) > 20 for reason in _listed(machine).values())


@pytest.mark.soak
@shipped_machines
def test_the_laws_alone_notice_many_mistakes(
    machine: Machine, record_property: Callable[[str, object], None]
) -> None:
    reviewed = _reviewed(machine)

    counted = Counter(judge(machine, mutant, reviewed) for mutant in mutants(machine))

    record_property("verdicts", {str(kind): count for kind, count in counted.items()})
    alive = counted.total() - counted[Verdict.EQUIVALENT] - counted[Verdict.DECLARATION]
    lawless = counted[Verdict.GOLDEN] + counted[Verdict.SURVIVED]
    assert alive - lawless > alive / 20
    assert not counted[Verdict.SURVIVED]
