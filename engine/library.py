"""The definitions at hand: proven once, then looked up by hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from bihuan.engine.errors import BadInput, UnknownDefinition
from bihuan.engine.ports import Store
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


class Library:
    """Machines by hash; the active one for each duty begins new cases."""

    def __init__(self, active: Iterable[Machine]) -> None:
        self._machines: dict[str, Machine] = {}
        self._executors: dict[str, Executor] = {}
        self._active: dict[Duty, str] = {}
        for machine in active:
            self._active[machine.duty] = self.add(machine)

    def add(self, machine: Machine) -> str:
        """Make a machine known; returns its hash.

        Raises BadMachine for one that asks for what this engine does not supply.
        """
        check_supplied(machine)
        name = digest(machine)
        self._machines[name] = machine
        return name

    def for_role(self, role: str) -> tuple[Machine, str]:
        """The machine of new cases of this role, with its hash; raises BadInput for none."""
        name = self._active.get(DUTY_OF[role])
        if name is None:
            raise BadInput("role", "no machine is open for cases of this role", role)
        return self._machines[name], name

    def machine(self, definition: str) -> Machine:
        """The machine with this hash; raises UnknownDefinition."""
        if definition not in self._machines:
            raise UnknownDefinition(definition)
        return self._machines[definition]

    def executor(self, definition: str) -> Executor:
        """The compiled machine with this hash, built once."""
        if definition not in self._executors:
            self._executors[definition] = Executor(self.machine(definition))
        return self._executors[definition]

    def settle(self, store: Store, now: datetime) -> None:
        """Prove and store what the store lacks; learn what it has beyond us.

        Raises Unproven for a machine of ours that breaks a law. What somebody
        has put into the store by another way than this stays unknown.
        """
        stored = {definition.hash: definition for definition in store.definitions()}
        for name, definition in stored.items():
            if name not in self._machines and (machine := trusted(definition)):
                self._machines[name] = machine
        new = [machine for name, machine in self._machines.items() if name not in stored]
        if new:
            proofs = [(machine, proven(machine)) for machine in new]
            with store.begin() as work:
                for machine, proof in proofs:
                    work.define(_definition(machine, proof, now))


def trusted(definition: Definition) -> Machine | None:
    """The stored machine, if its text is what its name stands for, served here, and lawful."""
    try:
        machine = from_text(definition.text)
        check_supplied(machine)
        proven(machine)
    except BadMachine:
        return None
    return machine if digest(machine) == definition.hash else None


def _definition(machine: Machine, proof: Proof, now: datetime) -> Definition:
    return Definition(
        hash=digest(machine),
        name=machine.name,
        version=machine.version,
        text=canonical(machine),
        states={state.name: state.final for state in machine.states},
        proof=_told(proof),
        proved_at=now,
    )


def _told(proof: Proof) -> Mapping[str, object]:
    return {"laws": list(proof.laws), "configurations": proof.configurations, "edges": proof.edges}
