"""Whether two printed names may be one: an office is often called by a shortened name."""

from __future__ import annotations

import re

from bihuan.rules.letters.lines import line


def name_key(name: str) -> str:
    """What two printings of a name share."""
    return line(name).text


def same_body(one: str, other: str) -> bool:
    """Whether one name is the other, or a short form of it.

    A short form keeps the order of the characters, leaves some out and keeps at least three:
    县教体局 is 岐山县教育体育局, and 县水利局 is not. Both end alike, 委 as 委员会, 办 as 办公厅.
    """
    short, long = sorted((_ending_short(name_key(one)), _ending_short(name_key(other))), key=len)
    if short == long:
        return True
    return len(short) >= 3 and short[-1] == long[-1] and _in_order(short, long)


def names_body(text: str, name: str) -> bool:
    """Whether a list such as a line of copies names a body, in full or shortened.

    A name that ends in … stands for every name that begins so.
    """
    if name.endswith("…"):
        stem = _OFTEN_LEFT_OUT.sub("", name_key(name.rstrip("…")))
        return stem in _OFTEN_LEFT_OUT.sub("", name_key(text))
    return name_key(name) in name_key(text) or any(
        same_body(part, name) for part in _PARTED.split(text)
    )


_PARTED = re.compile(r"[\s,.;、，。；]|[(（][^()（）]*[)）]")
_OFTEN_LEFT_OUT = re.compile("常委会|常务委员会|人民代表大会常务委员会")
_ENDINGS = (("委员会", "委"), ("办公室", "办"), ("办公厅", "办"))


def _ending_short(key: str) -> str:
    for long, short in _ENDINGS:
        if key.endswith(long):
            return key.removesuffix(long) + short
    return key


def _in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)
