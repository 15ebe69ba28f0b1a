"""What can be said as a typed command is what the events understand, and means the same."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields

import pytest

import bihuan
from bihuan import commands
from bihuan.adapters.assembly import SHIPPED
from bihuan.commands import Answer, Contact, Dispatch, Extend, Merge
from bihuan.engine.command import Command, spoken
from bihuan.engine.errors import BadInput, KeyTaken, Refused
from bihuan.engine.saying import ARGUMENTS
from bihuan.states.machine import Party
from bihuan.testing import memory_engine
from support.people import CLERK, SAID, intake

CLOCKWORK = {"timer", "lateness"}
TYPED = {
    getattr(commands, name).event: getattr(commands, name)
    for name in commands.__all__
    if name != "Command"
}


def test_every_event_that_people_fire_has_a_command() -> None:
    fired = {
        row.event for machine in SHIPPED for row in machine.rows if set(row.by) != {Party.CLOCK}
    }

    assert set(TYPED) == fired


@pytest.mark.parametrize("event", sorted(TYPED))
def test_a_command_says_what_its_event_understands(event: str) -> None:
    said = {field.name for field in fields(TYPED[event])}

    assert said == set(ARGUMENTS[event]) - CLOCKWORK


@pytest.mark.parametrize("event", sorted(TYPED))
def test_what_a_command_must_say_is_refused_where_it_is_left_out(event: str) -> None:
    needed = [field.name for field in fields(TYPED[event]) if field.default is MISSING]
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id
    if event not in ("merge", "dispatch"):
        office.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
    whole = {name: SAID.get(event, {}).get(name, "甲") for name in needed}

    for name in needed:
        without = {key: value for key, value in whole.items() if key != name}
        with pytest.raises((BadInput, Refused)):
            office.fire(case, event, without, actor=CLERK)


def test_a_command_does_what_its_name_and_arguments_do() -> None:
    one, other = memory_engine(), memory_engine()
    for office in (one, other):
        office.receive(intake(), actor=CLERK)
    case = "case-00001"

    by_name = one.fire(case, "dispatch", SAID["dispatch"], actor=CLERK)
    by_command = other.fire(case, Dispatch(**SAID["dispatch"]), actor=CLERK)

    assert by_command == by_name
    assert other.fire(case, Contact(how="phone", note="已谈"), actor=CLERK).entry.args == {
        "how": "phone",
        "note": "已谈",
    }


def test_a_command_and_its_name_under_one_key_are_one_act() -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id
    said = Dispatch(**SAID["dispatch"])

    first = office.fire(case, said, actor=CLERK, key="k")

    assert office.fire(case, "dispatch", SAID["dispatch"], actor=CLERK, key="k") == (
        bihuan.Outcome(first.entry, first.case, repeated=True)
    )
    with pytest.raises(KeyTaken):
        office.fire(case, Dispatch(leader="某副厅长"), actor=CLERK, key="k")


def test_why_not_understands_commands() -> None:
    office = memory_engine()
    case = office.receive(intake(), actor=CLERK).case.id

    assert isinstance(office.why_not(case, Answer(signer="某厅长"), actor=CLERK), Refused)
    assert office.why_not(case, Dispatch(**SAID["dispatch"]), actor=CLERK) is None


def test_what_is_not_said_is_not_among_the_arguments() -> None:
    assert Answer().args() == {}
    assert Answer(signer="某厅长", public="").args() == {"signer": "某厅长", "public": ""}


def test_a_command_is_not_said_twice() -> None:
    with pytest.raises(BadInput, match="args: say everything"):
        spoken(Merge(host="c-2"), {"host": "c-3"})


def test_an_argument_an_event_does_not_understand_cannot_even_be_written() -> None:
    with pytest.raises(TypeError):
        Extend(untl="2024-05-10")  # type: ignore[call-arg]


def test_an_office_writes_commands_for_events_of_its_own() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Archive(Command, event="archive"):
        box: str

    assert spoken(Archive(box="甲", reason="归档")) == ("archive", {"box": "甲", "reason": "归档"})
