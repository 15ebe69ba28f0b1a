"""A platform's words and ours: which field is called what, and which code means what."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bihuan.adapters.platforms.errors import BadMapping
from bihuan.adapters.texts import read_text
from bihuan.engine.platform_plans import FORM, PARTICULARS
from bihuan.engine.platforms import INCOMING, OUTGOING
from bihuan.rules.reading import BadText, did_you_mean

SHIPPED = Path(__file__).parent
OURS: Mapping[str, tuple[str, ...]] = {
    "assignment": PARTICULARS,
    "feedback": ("member", "round", "on", *FORM),
    "lead_answer": ("document", "signer", "note", "round", "on"),
    "acceptance": ("number", "on", "round"),
    "contact": ("stage", "how", "note", "on", "round"),
    "progress": ("event", "state", "on", "round"),
    "answer": ("document", "scheme", "code", "signer", "public", "on", "round"),
    "opinion": ("document", "scheme", "code", "signer", "public", "on", "round"),
}
"""What each kind of record says, by our names."""
NUMBERS = ("year", "member", "round")
DAYS = ("assigned_on", "session_closed_on", "on")
LISTS = ("members",)
TRUTHS = ("off_session",)
NEEDED = {"assignment": ("kind", "role", "year", "number", "title", "members")}
BETWEEN = "、"
"""Between names where several stand in one cell."""


class BadField(ValueError):
    """A field of a record cannot be read: a code and its values."""

    def __init__(self, code: str, field: str, value: object, hint: str = "") -> None:
        super().__init__(code, field, value, hint)
        self.told = {"code": code, "field": field, "value": str(value)[:200], "hint": hint}


@dataclass(frozen=True, slots=True, kw_only=True)
class WordMap:
    """The words of one platform."""

    title: str
    """What the platform is called."""
    fields: Mapping[str, Mapping[str, str]]
    """By kind of record: our name to theirs."""
    constants: Mapping[str, Mapping[str, Any]]
    """By kind of record: what all of the platform's say, and no field does."""
    codes: Mapping[str, Mapping[str, Any]]
    """By our field: their word to our code."""

    def read(self, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """A record's fields in our words; raises BadField for the first that cannot be read."""
        names = {theirs: ours for ours, theirs in self.fields[kind].items()}
        for name in told:
            if name not in names:
                raise BadField("unknown_field", name, told[name], did_you_mean(name, tuple(names)))
        read = dict(self.constants.get(kind, {}))
        for theirs, ours in names.items():
            value = told.get(theirs)
            if value not in (None, ""):
                read[ours] = self._value(ours, theirs, value)
        for ours in NEEDED.get(kind, ()):
            if ours not in read:
                raise BadField("field_missing", self.fields[kind].get(ours, ours), "")
        return read

    def _value(self, ours: str, theirs: str, value: Any) -> Any:
        if ours in self.codes:
            codes = self.codes[ours]
            if not isinstance(value, str) or value.strip() not in codes:
                raise BadField("unknown_value", theirs, value, BETWEEN.join(codes))
            return codes[value.strip()]
        if ours in LISTS:
            return _names(theirs, value)
        if ours in NUMBERS:
            return _number(theirs, value)
        if ours in TRUTHS and not isinstance(value, bool):
            raise BadField("no_truth", theirs, value)
        if ours in DAYS:
            return _day(theirs, value)
        if ours not in TRUTHS and not isinstance(value, str):
            raise BadField("no_text", theirs, value)
        return value

    def write(self, kind: str, told: Mapping[str, Any]) -> dict[str, Any]:
        """A record's fields in the platform's words; raises BadField for a code it has none for."""
        names, written = self.fields[kind], dict[str, Any]()
        for ours, value in told.items():
            if ours not in names or value in (None, ""):
                continue
            words = {code: word for word, code in self.codes.get(ours, {}).items()}
            if words and value not in words:
                raise BadField("no_word", ours, value, BETWEEN.join(map(str, words)))
            written[names[ours]] = words[value] if words else value
        return written


def _names(field: str, value: Any) -> list[str]:
    names = value.split(BETWEEN) if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
        raise BadField("no_list", field, value)
    return [one.strip() for one in names]


def _number(field: str, value: Any) -> int:
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, str) and text.isascii() and text.isdigit() and len(text) <= 9:
        return int(text)
    if isinstance(text, bool) or not isinstance(text, int):
        raise BadField("no_number", field, value)
    return text


def _day(field: str, value: Any) -> str:
    try:
        return date.fromisoformat(value.strip()).isoformat()
    except (ValueError, AttributeError):
        raise BadField("no_day", field, value) from None


def load(name: str, base: Path) -> WordMap:
    """A shipped mapping by its name, or a file beside the configuration; raises BadMapping."""
    shipped = SHIPPED / f"{name}.toml"
    file = shipped if "/" not in name and "." not in name and shipped.exists() else base / name
    try:
        told = tomllib.loads(read_text(file))
    except FileNotFoundError:
        raise BadMapping(str(file), "-", "the file does not exist") from None
    except (tomllib.TOMLDecodeError, BadText) as error:
        raise BadMapping(str(file), "-", f"is not TOML: {error}") from None
    return _checked(str(file), told)


def _checked(file: str, told: Mapping[str, Any]) -> WordMap:
    known = ("title", "constants", "codes", *INCOMING, *OUTGOING)
    for key, value in told.items():
        if key not in known:
            raise BadMapping(file, key, did_you_mean(key, known))
        if key != "title" and not isinstance(value, Mapping):
            raise BadMapping(file, key, "must be a table")
    fields = {kind: dict(told.get(kind, {})) for kind in OURS}
    for kind, names in fields.items():
        _check_names(file, kind, names)
    constants = told.get("constants", {})
    for kind, needed in NEEDED.items():
        for name in needed:
            if name not in fields[kind] and name not in constants.get(kind, {}):
                raise BadMapping(file, f"{kind}.{name}", "is needed, as a field or a constant")
    return WordMap(
        title=str(told.get("title", "")),
        fields=fields,
        constants=constants,
        codes=told.get("codes", {}),
    )


def _check_names(file: str, kind: str, names: Mapping[str, Any]) -> None:
    seen: dict[str, str] = {}
    for ours, theirs in names.items():
        if ours not in OURS[kind]:
            raise BadMapping(file, f"{kind}.{ours}", did_you_mean(ours, OURS[kind]))
        if not isinstance(theirs, str) or not theirs.strip():
            raise BadMapping(file, f"{kind}.{ours}", "must be the platform's name of the field")
        if theirs in seen:
            raise BadMapping(file, f"{kind}.{ours}", f"{theirs} stands for {seen[theirs]} already")
        seen[theirs] = ours
