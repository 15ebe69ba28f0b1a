"""Read what is said with an event, and refuse what cannot be understood by naming it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from bihuan.engine.errors import BadInput
from bihuan.rules.reading import did_you_mean

_FIVE = "leader officer task division responsibility time"
_FORM = "member attitude result verdict comment"
_REQUEST = "request unit"
_FILE = "file name lines"
EVERYWHERE = ("note", "reason", "text", "timer", "lateness")
"""What every event understands; the last two only the clock says."""

ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    event: (*words.split(), *EVERYWHERE)
    for event, words in {
        "dispatch": _FIVE,
        "redispatch": _FIVE,
        "urge": "rung level to channels",
        "acknowledge": "urging recipient reply",
        "mute": "until",
        "co_handle": "requests",
        "opinion": _REQUEST,
        "opinion_overdue": _REQUEST,
        "late_opinion": _REQUEST,
        "contact": "stage how",
        "extend": "until consent",
        "reschedule": "policy",
        "draft": f"{_FILE} template countersigners originals",
        "countersign": "unit",
        "review": "reviewer",
        "sign": f"{_FILE} signer document scheme code public letters originals",
        "send_back": "",
        "answer": f"{_FILE} scheme code document signer public letters paper commitments",
        "opine": f"{_FILE} document signer public",
        "redo_opinion": "",
        "lead_answered": f"{_FILE} document signer public letters paper",
        "feedback": _FORM,
        "correct_feedback": _FORM,
        "close": "",
        "reassign": f"{_FIVE} ordered_by",
        "return_to_assigner": "proposed_unit",
        "accept_return": "proposed_unit",
        "refuse_return": "",
        "silence": "",
        "withdraw": "all_agree",
        "resume": "",
        "merge": "host",
        "unmerge": "",
        "note": "",
    }.items()
}
"""What each event understands; an event only a tailored machine knows may bring anything."""

FIRST_YEAR, LAST_YEAR = 1949, 2999


def check_names(event: str, args: Mapping[str, Any]) -> None:
    """Refuse an argument the event does not understand, since it would be lost in silence."""
    known = ARGUMENTS.get(event)
    for name in args:
        if known is not None and name not in known:
            hint = did_you_mean(name, known)
            raise BadInput(name, f"{event!r} understands no such argument; {hint}")


def text(args: Mapping[str, Any], name: str) -> str:
    """An argument as text without outer blanks; empty when it was not given."""
    value = args.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | date):
        raise BadInput(name, "write it as text", value)
    return str(value).strip()


def truth(args: Mapping[str, Any], name: str) -> bool:
    """An argument that is a yes or no; no when it was not given."""
    value = args.get(name, False)
    if not isinstance(value, bool):
        raise BadInput(name, "say true or false", value)
    return value


def whole(args: Mapping[str, Any], name: str) -> int | None:
    """An argument as a whole number, or None when it was not given."""
    value = args.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().isdecimal() and len(value.strip()) < 10:
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise BadInput(name, "write a whole number", value)
    return value


def words(args: Mapping[str, Any], name: str, default: tuple[str, ...]) -> tuple[str, ...]:
    """An argument as a list of words, each once; the default when it was not given."""
    value = args.get(name)
    if value is None:
        return default
    listed = (value,) if isinstance(value, str) else value
    if not isinstance(listed, list | tuple) or not listed:
        raise BadInput(name, "write a list of words", value)
    if not all(isinstance(word, str) and word.strip() for word in listed):
        raise BadInput(name, "write a list of words", value)
    return tuple(dict.fromkeys(word.strip() for word in listed))


def table(args: Mapping[str, Any], name: str) -> dict[str, str]:
    """An argument as texts by name; empty when it was not given."""
    value = args.get(name)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise BadInput(name, "write one text for each name", value)
    return {str(key): text(value, key) for key in value}


def day(name: str, value: object) -> date | None:
    """Read a date, a date or its ISO text; raises BadInput naming it."""
    if value is None or value == "":
        return None
    found = value
    if isinstance(value, str):
        try:
            found = date.fromisoformat(value.strip())
        except ValueError:
            raise BadInput(name, "write a date as YYYY-MM-DD", value) from None
    if not isinstance(found, date) or isinstance(found, datetime):
        raise BadInput(name, "write a date as YYYY-MM-DD", value)
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadInput(name, f"the year lies outside {FIRST_YEAR}-{LAST_YEAR}", found.isoformat())
    return found


def requests(args: Mapping[str, Any]) -> list[tuple[str, date | None]]:
    """The units asked to co-handle, each with its own due date if one was set."""
    said = args.get("requests")
    if said is None:
        return []
    if not isinstance(said, list | tuple):
        raise BadInput("requests", "write a list of units", said)
    return [_request(one) for one in said]


def _request(said: object) -> tuple[str, date | None]:
    unit, due = (said.get("unit"), said.get("due")) if isinstance(said, Mapping) else (said, None)
    if not isinstance(unit, str) or not unit.strip():
        raise BadInput("requests", "each request names the unit that is asked", said)
    return unit.strip(), day("due", due)


def commitments(args: Mapping[str, Any]) -> list[tuple[str, date | None]]:
    """What an answer promises, each with the day it is to be done by where one is said."""
    said = args.get("commitments")
    if said is None:
        return []
    if not isinstance(said, list | tuple):
        raise BadInput("commitments", "write a list of what is promised", said)
    return [_commitment(one) for one in said]


def _commitment(said: object) -> tuple[str, date | None]:
    words, due = (said.get("text"), said.get("due")) if isinstance(said, Mapping) else (said, None)
    if not isinstance(words, str) or not words.strip():
        raise BadInput("commitments", "each commitment says what is promised", said)
    return words.strip(), day("due", due)
