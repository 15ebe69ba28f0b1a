"""Passwords and keys, which the configuration only names: `secret:NAME` or `file:PATH`."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from pydantic import SecretStr

REFERENCE = re.compile(r"secret:[A-Za-z0-9_]+|file:.+")
_OTHERS = 0o007


class NoSecret(ValueError):
    """What the configuration names is not there, or not kept secret."""


def is_reference(text: str) -> bool:
    """Whether a text names a secret rather than being one."""
    return REFERENCE.fullmatch(text) is not None


def find(reference: str, base: Path, environ: Mapping[str, str] | None = None) -> SecretStr:
    """The secret behind a reference; raises NoSecret.

    `secret:NAME` is systemd's credential of that name, else the variable
    BIHUAN_SECRET_NAME; `file:PATH` a file that nobody but its owner and group
    may read.
    """
    known = os.environ if environ is None else environ
    kind, _, name = reference.partition(":")
    if kind == "file":
        return _kept(base / name)
    folder = known.get("CREDENTIALS_DIRECTORY")
    if folder and (Path(folder) / name).is_file():
        return _read(Path(folder) / name)
    value = known.get(f"BIHUAN_SECRET_{name.upper()}", "")
    if not value:
        raise NoSecret(f"there is no credential {name} and no BIHUAN_SECRET_{name.upper()}")
    return SecretStr(value)


def _kept(path: Path) -> SecretStr:
    try:
        mode = path.stat().st_mode
    except OSError:
        raise NoSecret(f"there is no file {path.name} that can be read") from None
    if mode & _OTHERS:
        raise NoSecret(f"everybody may use {path.name}; chmod 640 it")
    return _read(path)


def _read(path: Path) -> SecretStr:
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise NoSecret(f"there is no file {path.name} that can be read") from None
    if not text:
        raise NoSecret(f"{path.name} is empty")
    return SecretStr(text)
