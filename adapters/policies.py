"""Find the policy an office named: one that ships, or a file of its own."""

from __future__ import annotations

from pathlib import Path

from bihuan.adapters.texts import read_text
from bihuan.rules.policy import Policy, load


def find_policy(name: str, base: Path) -> Policy:
    """The policy by name, or read from a TOML file beside the configuration."""
    if name.endswith(".toml"):
        return Policy.parse(read_text(base / name), name)
    return load(name)
