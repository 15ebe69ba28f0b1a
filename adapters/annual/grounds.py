"""Say what the report's policy leaves open, and what fills it: nothing is set without a source."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.rules.policy import Policy
from bihuan.rules.words import label, say


def grounds(policy: Policy, lang: str) -> Iterator[str]:
    """A sentence each for what is filled, what was read for and is not there, and what is open."""
    filled = policy.filled
    silent = tuple(key for key in policy.silent if key not in filled)
    unsourced = tuple(key for key in policy.unsourced if key not in (*filled, *silent))
    for group, keys in (("filled", filled), ("silent", silent), ("unsourced", unsourced)):
        if keys:
            words = say("report.comma", lang).join(_word(key, lang) for key in keys)
            fallback = _fallback(policy, lang)
            yield say(f"policy.{group}", lang, policy=policy.label, fallback=fallback, keys=words)


def _fallback(policy: Policy, lang: str) -> str:
    """The fallback's name, and the kinds it speaks about where those are fewer."""
    other = policy.fallen_back
    if other is None or set(policy.kinds) <= set(other.kinds):
        return other.label if other else ""
    kinds = say("report.comma", lang).join(label(f"kind.{kind}", lang) for kind in other.kinds)
    return say("policy.only", lang, policy=other.label, kinds=kinds.strip())


def _word(key: str, lang: str) -> str:
    group, _, name = key.rpartition(".")
    if group == "roles":
        return label(f"policy_role.{name}", lang)
    if group == "satisfaction":
        return label(f"policy_satisfaction.{name}", lang)
    return label(f"policy_key.{name}", lang)
