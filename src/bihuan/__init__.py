"""bihuan (闭环): from receipt to a satisfied member."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bihuan.adapters.assembly import open_engine
    from bihuan.adapters.sql.beside import make_tables, not_ours
    from bihuan.adapters.sql.database import prepare
    from bihuan.engine.actor import Actor
    from bihuan.engine.engine import Engine
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
    from bihuan.engine.outcome import Explained, Option, Outcome
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
    "Explained",
    "Intake",
    "KeyTaken",
    "Option",
    "Outcome",
    "Party",
    "Refused",
    "StaleCase",
    "UnknownDefinition",
    "make_tables",
    "not_ours",
    "open_engine",
    "prepare",
]

_HOMES = {
    "Actor": "engine.actor",
    "Engine": "engine.engine",
    "Explained": "engine.outcome",
    "Intake": "engine.intake",
    "Option": "engine.outcome",
    "Outcome": "engine.outcome",
    "Party": "states.machine",
    "make_tables": "adapters.sql.beside",
    "not_ours": "adapters.sql.beside",
    "open_engine": "adapters.assembly",
    "prepare": "adapters.sql.database",
}
"""Where a name lives, unless it is an error: a name is loaded when it is first used."""


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"bihuan.{_HOMES.get(name, 'engine.errors')}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
