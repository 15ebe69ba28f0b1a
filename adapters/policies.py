"""Find the rules an office named: those that ship, or files of its own beside its configuration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from bihuan.adapters.extensions import POLICIES, brought, find, must_be
from bihuan.adapters.texts import read_text
from bihuan.rules.ladders import Ladder, parse_ladders
from bihuan.rules.policy import Policy, PolicyError, load, shipped
from bihuan.states import loader
from bihuan.states.machine import Machine


def find_policy(name: str, base: Path) -> Policy:
    """The policy by name, shipped or brought by a package, or read from a TOML file."""
    if is_file(name):
        return Policy.parse(read_text(base / name), name)
    if name in shipped() or name not in brought(POLICIES):
        return load(name)
    try:
        return must_be(find(POLICIES, name), Policy)
    except ValueError as error:
        raise PolicyError(name, str(error), "repair or remove that package") from error


def is_file(policy: str) -> bool:
    """Whether a policy is named by its file."""
    return policy.endswith(".toml")


def find_ladders(
    name: Path | None, base: Path, channels: Iterable[str] | None = None
) -> dict[str, Ladder] | None:
    """The office's own ladders; None for the shipped ones.

    `channels` are the names a rung may use; any when None.
    """
    if name is None:
        return None
    return parse_ladders(read_text(base / name), str(name), channels)


def find_machines(names: Iterable[Path], base: Path) -> tuple[Machine, ...]:
    """The office's own machines, which begin the new cases of their duty."""
    return tuple(loader.load(read_text(base / name)) for name in names)
