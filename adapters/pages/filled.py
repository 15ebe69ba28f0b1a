"""A form as it was filled in: the arguments of its event, and what was typed, to show it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.datastructures import FormData, UploadFile

from bihuan.adapters.pages.fields import Field
from bihuan.adapters.web.asked import READ, letter
from bihuan.adapters.web.errors import BadRequest
from bihuan.engine import saying
from bihuan.engine.text import unstorable

_DATED = re.compile(r"(.+?)[\s，,：:]+(\d{4}-\d{2}-\d{2})\s*", re.ASCII)
"""A line that ends with a day."""
DATED = {"requests": "unit", "commitments": "text"}
"""Lists whose lines may say a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What came with a form besides its arguments."""

    args: Mapping[str, Any]
    on: date | None
    seq: int | None
    """The revision that was seen when the form was made."""
    key: str | None
    """The same form sent twice has the same key."""


def typed(form: FormData) -> dict[str, str]:
    """What was written into each field; files cannot be put back."""
    return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def filled(event: str, fields: Iterable[Field], form: FormData) -> Filled:
    """The event's arguments as the engine takes them; raises BadInput or BadRequest by field."""
    args: dict[str, Any] = {}
    for one in fields:
        if one.name != "on":
            args |= _argument(event, one, form)
    if (odd := unstorable({name: args[name] for name in args if name != "file"})) is not None:
        raise BadRequest(odd.partition(".")[0], "the text holds a character no database can keep")
    return Filled(
        args=args,
        on=saying.day("on", _text(form, "on")),
        seq=saying.whole(dict(form), "seq"),
        key=_text(form, "key") or None,
    )


def _argument(event: str, field: Field, form: FormData) -> dict[str, Any]:
    """One argument, or nothing where the field was left empty."""
    name = field.name
    match field.kind:
        case "file":
            return _file(event, form.get(name), name)
        case "yes":
            return {name: True} if _text(form, name) else {}
        case "lines":
            found = [line.strip() for line in _text(form, name).splitlines() if line.strip()]
            told = [_dated(line, DATED[name]) for line in found] if name in DATED else found
            return {name: told} if told else {}
        case "each":
            return _each(event, field, form)
    said = _text(form, name)
    return {name: said} if said else {}


def _each(event: str, field: Field, form: FormData) -> dict[str, Any]:
    """Of merged cases, what each has of its own."""
    found: dict[str, Any] = {}
    for case, _ in field.choices:
        value = form.get(f"{field.name}:{case}")
        if isinstance(value, UploadFile):
            if made := _file(event, value, field.name):
                found[case] = made
        elif isinstance(value, str) and value.strip():
            found[case] = value.strip()
    return {field.name: found} if found else {}


def _file(event: str, sent: object, name: str) -> dict[str, Any]:
    if not isinstance(sent, UploadFile) or not sent.filename:
        return {}
    sent.file.seek(0)
    return letter(sent.file.read(), sent.filename, name, read=event in READ)


def _dated(line: str, of: str) -> str | dict[str, str]:
    found = _DATED.fullmatch(line)
    return {of: found[1], "due": found[2]} if found else line


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""
