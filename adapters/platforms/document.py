"""The documents that are exchanged: version 1 of the format, the same over HTTP and in folders."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from bihuan.adapters.platforms.mapping import BadField, WordMap
from bihuan.engine.errors import BadExchange
from bihuan.engine.history import canonical_text
from bihuan.engine.platforms import INCOMING, Incoming, Outgoing

FORMAT, VERSION = "bihuan-exchange", 1
LONGEST_NAME = 150
_NAMES = ("id", "kind", "proposal", "version", "fields", "checksum")


def digest(content: bytes) -> str:
    """`sha256:` and the digest in hexadecimal."""
    return f"sha256:{hashlib.sha256(content).hexdigest()}"


def checksum(record: Mapping[str, Any]) -> str:
    """Of a record of the platform's as it is sent: over all but the checksum itself."""
    said = {name: record.get(name) for name in _NAMES if name != "checksum"}
    return digest(canonical_text(said).encode())


def parsed(platform: str, place: str, text: bytes | str) -> dict[str, Any]:
    """A JSON document of this format; raises BadExchange saying where and why it is none."""
    try:
        plain = text.decode() if isinstance(text, bytes) else text
        told = json.loads(plain, object_pairs_hook=_once, parse_constant=_no_constant)
        canonical_text(told).encode()  # half a character, or nested too deep to be written again
    except (ValueError, RecursionError):
        raise BadExchange(platform, place, "is no whole JSON document") from None
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise BadExchange(platform, place, "is no document of bihuan-exchange")
    if told.get("version") != VERSION or isinstance(told["version"], bool):
        raise BadExchange(platform, place, "is of a version that is not known here")
    return told


def storable(text: str) -> str:
    """The document as it can be kept: the one character that no database keeps is shown."""
    return text.replace("\\u0000", "\\u2400")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) != len(pairs):
        raise ValueError("a name stands there twice")
    return told


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def records_of(
    platform: str, place: str, told: Mapping[str, Any], words: WordMap
) -> tuple[Incoming, ...]:
    """The records of a document, in our words; one that cannot be read says why itself.

    Raises BadExchange where a record does not even say which one it is.
    """
    listed = told.get("records")
    if not isinstance(listed, list):
        raise BadExchange(platform, f"{place} records", "must be a list")
    return tuple(
        _record(platform, f"{place} records[{no}]", one, words) for no, one in enumerate(listed)
    )


def _record(platform: str, place: str, told: Any, words: WordMap) -> Incoming:
    if not isinstance(told, dict):
        raise BadExchange(platform, place, "must be an object")
    for name in ("id", "kind", "proposal"):
        value = told.get(name)
        if (
            not isinstance(value, str)
            or not 1 <= len(value) <= LONGEST_NAME
            or not value.isprintable()
        ):
            raise BadExchange(platform, f"{place} {name}", "must be a text of at most 150")
    version = told.get("version")
    if isinstance(version, bool) or not isinstance(version, int) or not 1 <= version < 2**31:
        raise BadExchange(platform, f"{place} version", "must be a whole number from 1 on")
    fields, fault = _fields(told, words)
    return Incoming(
        key=told["id"],
        kind=told["kind"] if told["kind"] in INCOMING else "unknown",
        proposal=told["proposal"],
        version=version,
        checksum=checksum(told),
        fields=fields,
        fault=fault,
    )


def _fields(told: Mapping[str, Any], words: WordMap) -> tuple[dict[str, Any], dict[str, str]]:
    """What a record says, and why that cannot be read."""
    if told["kind"] not in INCOMING:
        return {}, {"code": "unknown_kind", "value": told["kind"]}
    if "\\u0000" in canonical_text(told):
        return {}, {"code": "unstorable"}
    if told.get("checksum") != checksum(told):
        return {}, {"code": "checksum"}
    if not isinstance(told.get("fields"), dict):
        return {}, {"code": "no_fields"}
    try:
        return words.read(told["kind"], told["fields"]), {}
    except BadField as error:
        return {}, error.told


def sent(platform: str, records: Sequence[Outgoing], words: WordMap) -> str:
    """A document with records of ours; raises BadExchange where the mapping lacks a word."""
    return canonical_text(
        {
            "format": FORMAT,
            "version": VERSION,
            "records": [_written(platform, one, words) for one in records],
        }
    )


def _written(platform: str, one: Outgoing, words: WordMap) -> dict[str, Any]:
    try:
        fields = words.write(one.kind, one.fields)
    except BadField as error:
        told = error.told
        reason = "the mapping has no word for {}".format(told["value"])
        raise BadExchange(platform, f"{one.key} {told['field']}", reason) from None
    letter = {"letter": one.paper} if one.paper else {}
    return {
        "key": one.key,
        "kind": one.kind,
        "proposal": one.proposal,
        "fields": fields,
        **letter,
    }


def refused_of(
    platform: str, place: str, told: Mapping[str, Any], keys: Sequence[str]
) -> dict[str, str]:
    """Which records the platform did not take, and why.

    Raises BadExchange where it does not speak of each: then nothing is certain.
    """
    listed = told.get("results")
    each = {
        one["key"]: one
        for one in (listed if isinstance(listed, list) else ())
        if isinstance(one, dict) and isinstance(one.get("key"), str)
    }
    missing = [key for key in keys if key not in each]
    if missing:
        raise BadExchange(platform, f"{place} results", f"does not speak of {missing[0]}")
    taken = ("taken", "known")
    return {
        key: str(each[key].get("reason") or "-")[:500]
        for key in keys
        if each[key].get("outcome") not in taken
    }
