"""Which keys of the catalogue our code asks for, and which reasons it gives; read from source."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("rules", "states", "engine", "adapters")
SPEAKERS = {"words", "word", "say", "label"}
COMPLAINTS = {
    "fail",
    "BadBackup",
    "BadInput",
    "BadText",
    "BookError",
    "InUse",
    "Broken",
    "CalendarError",
    "TermError",
    "LadderError",
    "PolicyError",
    "UnknownClass",
    "UnknownFiveWords",
    "UnknownGrade",
    "BadConfig",
    "Unavailable",
    "Undelivered",
    "fault",
}
"""Errors whose first argument says where, and the others what is wrong and what to do."""
BARE = {"BadSecret", "BadTemplate", "BadUrl", "NoSecret"}
"""Errors that only say what is wrong."""
KEY = re.compile(r"[a-z_]+\.\w+")
TEMPLATE_KEY = re.compile(r"""(?:say|word)\(\s*"([a-z_]+\.\w*)"(\s*~)?""")


def sources() -> Iterator[ast.Module]:
    """Every file of the four rooms, parsed."""
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            yield ast.parse(file.read_text("utf-8"))


def asked_for() -> set[str]:
    """The keys, or patterns of keys, handed to a function that speaks."""
    return _in_templates() | {
        pattern
        for node in _calls()
        if _name(node) in SPEAKERS and node.args
        for pattern in _patterns(node.args[0])
    }


def mentioned() -> set[str]:
    """Every text in the code that could be a key, as patterns."""
    found = _in_templates()
    for tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant | ast.JoinedStr):
                found.update(_patterns(node))
    return found


def _in_templates() -> set[str]:
    """The keys that pages ask for by name; a `~` joins what is only known later."""
    texts = [file.read_text("utf-8") for file in sorted((ROOT / "adapters").rglob("*.html"))]
    return {
        re.escape(key) + (r"\w+" if joined else "")
        for text in texts
        for key, joined in TEMPLATE_KEY.findall(text)
    }


def reasons() -> set[str]:
    """The reasons and cures given with errors, with `x` for what is only known later."""
    return {
        text
        for node in _calls()
        if _name(node) in COMPLAINTS | BARE
        for argument in node.args[_name(node) not in BARE :]
        if (text := _sample(argument)) and " " in text
    }


def _calls() -> Iterator[ast.Call]:
    for tree in sources():
        yield from (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def _patterns(node: ast.expr) -> Iterator[str]:
    """The node's text as a pattern, where it looks like a key."""
    match node:
        case ast.IfExp(body=body, orelse=orelse):
            yield from _patterns(body)
            yield from _patterns(orelse)
        case ast.Constant(value=str(text)) if KEY.fullmatch(text):
            yield re.escape(text)
        case ast.JoinedStr(values=[ast.Constant(value=str(start)), *_]) if "." in start:
            if re.match(r"[a-z_]+\.", start):
                yield "".join(map(_part, node.values))


def _part(value: ast.expr) -> str:
    return re.escape(str(value.value)) if isinstance(value, ast.Constant) else r"\w+"


def _sample(node: ast.expr) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=values):
            return "".join(map(_filled, values))
    return ""


def _filled(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return str(value.value)
    assert isinstance(value, ast.FormattedValue)
    return "'x'" if value.conversion == ord("r") else "x"
