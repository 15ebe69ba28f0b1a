"""Say errors to people: what happened, which conditions failed, what to do next."""

from __future__ import annotations

from typing import Any

from bihuan.engine.errors import Ambiguous, BihuanError, Refused
from bihuan.engine.records import Case
from bihuan.rules.facts import Finding
from bihuan.rules.words import catalogue, label, say


def sentence(error: BihuanError, lang: str) -> str:
    """One sentence, and for a refusal a line for each condition."""
    if isinstance(error, Refused):
        head = say(
            "error.refused",
            lang,
            event=label(f"event.{error.event}", lang),
            state=label(f"state.{error.state}", lang),
            reason=label(f"refusal.{error.reason}", lang),
        )
        return "\n".join((head, *(finding_line(found, lang) for found in error.findings)))
    if isinstance(error, Ambiguous):
        return say("error.ambiguous", lang, name=error.name, candidates="、".join(error.candidates))
    if f"error.{error.code}" in catalogue():
        return say(f"error.{error.code}", lang, **_fields(error))
    return str(error)


def cure_of(error: BihuanError, lang: str) -> str:
    """What to do next, where there is something."""
    key = f"cure.{error.code}"
    return say(key, lang, **_fields(error)) if key in catalogue() else ""


def details(error: BihuanError) -> dict[str, Any]:
    """The error's fields for programs."""
    told = _fields(error)
    if isinstance(error, Refused):
        told["findings"] = [finding_data(found) for found in error.findings]
    return {name: value for name, value in told.items() if isinstance(value, str | int | list | tuple | None)}


def _fields(error: BihuanError) -> dict[str, Any]:
    return {name: value for name, value in vars(error).items() if not name.startswith("_")}


def finding_line(found: Finding, lang: str) -> str:
    """✓ or ✗, the condition, and the value met."""
    mark = "✓" if found.held else "✗"
    return f"  {mark} {label(f'fact.{found.fact}', lang)}  {value_word(found.value, lang)}"


def finding_data(found: Finding) -> dict[str, Any]:
    """The same for programs."""
    return {"fact": found.fact, "op": found.op, "expected": found.expected, "value": found.value, "held": found.held}


def value_word(value: object, lang: str) -> str:
    """A fact's value as people say it."""
    if isinstance(value, bool):
        return label("value.yes" if value else "value.no", lang)
    return label(f"value.{value}", lang) if isinstance(value, str) else str(value)


def called(case: Case, lang: str) -> str:
    """How a case is called in a sentence."""
    return f"{label(f'kind.{case.kind}', lang)}{case.number or case.title}"
