"""Show the conditions of a refusal: each with a mark, its label and the value met."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.layout import columns
from bihuan.rules.facts import Finding, Value


def finding_lines(findings: Sequence[Finding]) -> Iterator[str]:
    """One line for each condition, then what to type for those not met."""
    rows = [
        ("✓" if found.held else "✗", tongue.word(f"fact.{found.fact}"), _value(found))
        for found in findings
    ]
    yield from columns(rows, indent=2, gap=2)
    for found in findings:
        key = f"remedy.{found.fact}"
        if not found.held and tongue.has_words(key):
            yield f"  → {tongue.words(key)}"


def finding_document(found: Finding) -> dict[str, Any]:
    """One condition for programs."""
    return {
        "fact": found.fact,
        "op": found.op,
        "expected": found.expected,
        "value": found.value,
        "held": found.held,
    }


def _value(found: Finding) -> str:
    shown = _word(found.value)
    if found.held or isinstance(found.value, bool):
        return shown
    expected = found.expected if isinstance(found.expected, tuple) else (found.expected,)
    needed = tongue.words("usage.comma").join(map(_word, expected))
    return tongue.words("refused.needed", value=shown, needed=_compared(found.op, needed))


def _compared(op: str, needed: str) -> str:
    return tongue.words(f"refused.{op}", needed=needed)


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return tongue.word("value.yes" if value else "value.no")
    return tongue.word(f"value.{value}") if isinstance(value, str) else str(value)
