"""Names that sheets of one workbook may have."""

from __future__ import annotations

_LENGTH = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", "_"))


def free_name(wanted: str, taken: set[str]) -> str:
    """A name a sheet may have, and none has yet; it is taken from then on."""
    shown = "".join(char if char.isprintable() else "_" for char in wanted)
    plain = shown.translate(_NOT_IN_NAMES).strip() or "1"
    name, number = plain[:_LENGTH], 1
    while name.lower() in taken:
        number += 1
        name = f"{plain[: _LENGTH - 4]}-{number}"
    taken.add(name.lower())
    return name
