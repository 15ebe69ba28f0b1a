"""bihuan (闭环): from receipt to a satisfied member."""

from __future__ import annotations

from bihuan.adapters.assembly import open_engine
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine, Option, Outcome
from bihuan.engine.errors import (
    Ambiguous,
    BadInput,
    BihuanError,
    Broken,
    CaseExists,
    CaseNotFound,
    Conflict,
    KeyTaken,
    Refused,
    StaleCase,
    UnknownDefinition,
)
from bihuan.engine.intake import Intake
from bihuan.states.machine import Party

__all__ = [
    "Actor",
    "Ambiguous",
    "BadInput",
    "BihuanError",
    "Broken",
    "CaseExists",
    "CaseNotFound",
    "Conflict",
    "Engine",
    "Intake",
    "KeyTaken",
    "Option",
    "Outcome",
    "Party",
    "Refused",
    "StaleCase",
    "UnknownDefinition",
    "open_engine",
]
