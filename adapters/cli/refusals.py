"""Show the conditions of a refusal: each with a mark, its label and the value met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.layout import columns
from bihuan.rules.facts import Finding, Value


def finding_lines(findings: Sequence[Finding], evidence: Mapping[str, str]) -> Iterator[str]:
    """One line for each condition; what is on file stands beside the value."""
    rows = [
        (_mark(found), tongue.word(f"fact.{found.fact}"), _value(found, evidence))
        for found in findings
    ]
    yield from columns(rows, indent=2, gap=1, whole=True)


def unmet(findings: Sequence[Finding]) -> list[Finding]:
    """The conditions that stand in the way."""
    return [found for found in findings if not found.held and not found.moot]


def remedies(findings: Sequence[Finding], reason: str, case: str) -> list[str]:
    """What to type: for each condition not met, or else for the reason of the refusal."""
    keys = [f"remedy.{found.fact}" for found in unmet(findings)] or [f"next.{reason}"]
    return [tongue.words(key, case=case) for key in keys if tongue.has_words(key)]


def finding_document(found: Finding) -> dict[str, Any]:
    """One condition for programs."""
    return {
        "fact": found.fact,
        "op": found.op,
        "expected": found.expected,
        "value": found.value,
        "held": found.held,
        "needed": not found.moot,
    }


def _mark(found: Finding) -> str:
    return "✓" if found.held else "-" if found.moot else "✗"


def _value(found: Finding, evidence: Mapping[str, str]) -> str:
    shown, more = _word(found.value), evidence.get(found.fact, "")
    if not (found.held or found.moot or isinstance(found.value, bool)):
        expected = found.expected if isinstance(found.expected, tuple) else (found.expected,)
        needed = tongue.words("usage.comma").join(map(_word, expected))
        shown = tongue.words(
            "refused.needed", value=shown, needed=tongue.words(f"refused.{found.op}", needed=needed)
        )
    return f"{shown}  {more}".rstrip() if more else shown


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return tongue.word("value.yes" if value else "value.no")
    return tongue.word(f"value.{value}") if isinstance(value, str) else str(value)
