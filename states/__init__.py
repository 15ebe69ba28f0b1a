"""What a case can be: declared machines, their proof and their pictures."""

from bihuan.states.canonical import canonical, digest, from_text
from bihuan.states.decide import Accepted, Decision, Refused, decide
from bihuan.states.diagrams import dot, mermaid, text
from bihuan.states.effects import Add, Set, Take
from bihuan.states.execute import Executor
from bihuan.states.lead import LEAD
from bihuan.states.loader import load, shipped, shipped_for
from bihuan.states.machine import (
    BadMachine,
    Duty,
    Machine,
    Party,
    Per,
    Refusal,
    Row,
    State,
    Timer,
    refuse,
)
from bihuan.states.prover import CounterExample, Move, Proof, Unproven, prove, proven
from bihuan.states.reading import READING
from bihuan.states.story import tell, tell_all
from bihuan.states.support import SUPPORT

__all__ = [
    "LEAD",
    "READING",
    "SUPPORT",
    "Accepted",
    "Add",
    "BadMachine",
    "CounterExample",
    "Decision",
    "Duty",
    "Executor",
    "Machine",
    "Move",
    "Party",
    "Per",
    "Proof",
    "Refusal",
    "Refused",
    "Row",
    "Set",
    "State",
    "Take",
    "Timer",
    "Unproven",
    "canonical",
    "decide",
    "digest",
    "dot",
    "from_text",
    "load",
    "mermaid",
    "prove",
    "proven",
    "refuse",
    "shipped",
    "shipped_for",
    "tell",
    "tell_all",
    "text",
]
