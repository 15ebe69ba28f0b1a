"""Who does something, and in which capacity."""

from __future__ import annotations

from dataclasses import dataclass

from bihuan.states.machine import Party


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or a program acting for one of the parties."""

    id: str
    party: Party = Party.OFFICE


CLOCKWORK = Actor("clock", Party.CLOCK)
"""The actor of everything a timer does."""
