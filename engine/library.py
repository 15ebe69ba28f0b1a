"""The definitions at hand: proven once, then looked up by hash.

Which of them begins new cases is for the store to say, not for whoever opens
it: hosts may run different versions of the program, or with different
settings, and cases of one duty must all begin alike.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from bihuan.engine.errors import BadInput, UnknownDefinition
from bihuan.engine.operations import Appointment
from bihuan.engine.ports import Store, Work
from bihuan.engine.records import Definition
from bihuan.states.canonical import canonical, digest, from_text
from bihuan.states.execute import Executor
from bihuan.states.loader import check_supplied
from bihuan.states.machine import BadMachine, Duty, Machine
from bihuan.states.prover import Proof, proven

DUTY_OF = {
    "sole": Duty.LEAD,
    "lead": Duty.LEAD,
    "separate": Duty.LEAD,
    "support": Duty.SUPPORT,
    "reading": Duty.READING,
}
ITSELF = "bihuan"
"""Who appoints the first definition of a duty, since nobody else has."""


class Library:
    """Machines by hash; of those handed in, the last for each duty opens it in a new store."""

    def __init__(self, machines: Iterable[Machine]) -> None:
        self._machines: dict[str, Machine] = {}
        self._executors: dict[str, Executor] = {}
        self._first: dict[Duty, str] = {}
        self._stored: Callable[[], Iterable[Definition]] = tuple
        for machine in machines:
            self._first[machine.duty] = self.add(machine)

    def add(self, machine: Machine) -> str:
        """Make a machine known; returns its hash.

        Raises BadMachine for one that asks for what this engine does not supply.
        """
        check_supplied(machine)
        name = digest(machine)
        self._machines[name] = machine
        return name

    def for_role(self, role: str, statuses: Mapping[str, str]) -> tuple[Machine, str]:
        """The machine of new cases of this role, with its hash, going by the store's statuses.

        Raises BadInput when none is open, and UnknownDefinition for one that cannot be read.
        """
        active = [name for name, status in statuses.items() if status == "active"]
        unread = [name for name in active if not self._knows(name)]
        for name in active:
            if name not in unread and self._machines[name].duty is DUTY_OF[role]:
                return self._machines[name], name
        if unread:
            raise UnknownDefinition(unread[0])
        raise BadInput("role", "no machine is open for cases of this role", role)

    def machine(self, definition: str) -> Machine:
        """The machine with this hash, also one stored only now; raises UnknownDefinition."""
        if not self._knows(definition):
            raise UnknownDefinition(definition)
        return self._machines[definition]

    def executor(self, definition: str) -> Executor:
        """The compiled machine with this hash, built once."""
        if definition not in self._executors:
            self._executors[definition] = Executor(self.machine(definition))
        return self._executors[definition]

    def settle(self, store: Store, now: datetime) -> None:
        """Prove and store what the store lacks; learn what it has beyond us.

        What is new to the store is a draft, unless its duty never had another
        definition: then the last one handed in is active. Raises Unproven for a
        machine of ours that breaks a law. What somebody has put into the store
        by another way than this stays unknown.
        """
        self._stored = store.definitions
        stored = self._learn()
        new = [name for name in self._machines if name not in stored]
        if not new and all(map(_opened(stored.values()).__contains__, self._first)):
            return
        proofs = {name: proven(self._machines[name]) for name in new}
        with store.begin() as work:
            opened = _opened(stored.values())
            for name, proof in proofs.items():
                self._store(work, name, proof, opened, now)
            self._open(work, stored, opened, now)

    def _store(self, work: Work, name: str, proof: Proof, opened: set[Duty], now: datetime) -> None:
        machine = self._machines[name]
        first = machine.duty not in opened and self._first.get(machine.duty) == name
        if not first or not work.define(_definition(machine, proof, now, "active")):
            work.define(_definition(machine, proof, now, "draft"))

    def _open(
        self, work: Work, stored: Mapping[str, Definition], opened: set[Duty], now: datetime
    ) -> None:
        """Where a duty has only drafts, the one handed in is no draft any longer."""
        drafts = [
            name
            for duty, name in self._first.items()
            if duty not in opened and name in stored and stored[name].status == "draft"
        ]
        work.appoint(
            Appointment(hash=name, at=now, before="draft", after="active", actor=ITSELF, reason="")
            for name in drafts
        )

    def _knows(self, definition: str) -> bool:
        """Whether we have it, or the store has had it since we last looked."""
        if definition not in self._machines:
            self._learn()
        return definition in self._machines

    def _learn(self) -> dict[str, Definition]:
        stored = {definition.hash: definition for definition in self._stored()}
        for name, definition in stored.items():
            if name not in self._machines and (machine := trusted(definition)):
                self._machines[name] = machine
        return stored


def _opened(stored: Iterable[Definition]) -> set[Duty]:
    """The duties under which cases could ever begin."""
    return {Duty(one.duty) for one in stored if one.duty and one.status != "draft"}


def trusted(definition: Definition) -> Machine | None:
    """The stored machine, if its text is what its name stands for, served here, and lawful."""
    try:
        machine = from_text(definition.text)
        check_supplied(machine)
        proven(machine)
    except BadMachine:
        return None
    return machine if digest(machine) == definition.hash else None


def _definition(machine: Machine, proof: Proof, now: datetime, status: str) -> Definition:
    return Definition(
        hash=digest(machine),
        name=machine.name,
        version=machine.version,
        duty=machine.duty.value,
        text=canonical(machine),
        states={state.name: state.final for state in machine.states},
        proof=_told(proof),
        proved_at=now,
        status=status,
    )


def _told(proof: Proof) -> Mapping[str, object]:
    return {"laws": list(proof.laws), "configurations": proof.configurations, "edges": proof.edges}
