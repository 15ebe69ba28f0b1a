"""What makes two cases, rows or records the same proposal, however they are printed."""

from __future__ import annotations

import hashlib

from bihuan.rules.identifiers import number, plain, title_key
from bihuan.rules.sessions import session, session_key

Identity = tuple[str, str, str, str]
LONGEST_TITLE = 80


def proposal_identity(
    *, kind: str, assembly: str, session_printed: str, year: int, number_key: str
) -> Identity:
    """Kind, place, sitting and number: equal for one proposal, and for no two of an office."""
    sitting = session_key(session(session_printed)) or str(year)
    return (kind, plain(assembly).replace(" ", ""), sitting, number_key)


def proposal_key(printed_number: str, title: str) -> str:
    """How a proposal is matched: by its number, or by its title where it has none."""
    return number(printed_number).match_key or named_by_title(title)


def named_by_title(title: str) -> str:
    """A title as the name of a proposal without a number."""
    return f"title:{shortened(title_key(title) or title, LONGEST_TITLE)}"


def shortened(key: str, most: int) -> str:
    """A key that fits a store, and is still nobody else's."""
    if len(key) <= most:
        return key
    return f"{key[: most - 20]}#{hashlib.sha256(key.encode()).hexdigest()[:16]}"
