"""Compare what was found in a letter with what a person recorded about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bihuan.rules.identifiers import plain
from bihuan.rules.letters.elements import Element, Letter
from support.skeletons import Record, all_names

FIELDS = {
    "title_line": Element.TITLE,
    "doc_number": Element.DOCUMENT_NUMBER,
    "class_mark": Element.CLASS_MARK,
    "addressee": Element.ADDRESSEE,
    "opening_courtesy": Element.OPENING,
    "body_items": Element.BODY,
    "closing_courtesy": Element.CLOSING,
    "contact_person": Element.CONTACT,
    "phone": Element.PHONE,
    "cc": Element.COPIES,
    "signing_unit": Element.UNIT,
    "date": Element.DATE,
    "signer": Element.SIGNER,
    "public_attr": Element.PUBLIC,
}
EMPTY_LABEL = "(label only)"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of one letter: what was recorded, and what was found."""

    letter: str
    field: str
    recorded: str
    found: str

    @property
    def there(self) -> bool:
        return bool(self.recorded)

    @property
    def equal(self) -> bool:
        return self.recorded == self.found


def compare(record: Record, letter: Letter) -> Iterator[Comparison]:
    """Every annotated field: for texts the words, for the others whether they are there."""
    for name, element in FIELDS.items():
        recorded = _recorded(name, record.seen[name])
        yield Comparison(record.name, name, recorded, _found(name, element, letter))


def _recorded(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, int):
        return str(value or "")
    if value and "后空" in value:
        return EMPTY_LABEL
    if name == "signer":
        return _key(re.sub("（.*", "", value))
    if name == "class_mark":
        return _key(re.sub(r".*[:： ]|类|類|[()（）]", "", re.sub("（.*", "", value.rstrip(" 类"))))
    if name == "public_attr":
        first = re.split("[;；]", value)[0]
        return _key(re.sub(r".*[:： ]|[()（）]", "", first))
    if name == "cc":
        value = value.removeprefix("送:")
    return _key(all_names(value).rstrip(":："))


def _found(name: str, element: Element, letter: Letter) -> str:
    first = letter.first(element)
    if first is None:
        return ""
    if name == "body_items":
        return str(first.value)
    if name in ("opening_courtesy", "closing_courtesy", "signing_unit"):
        return "yes"
    if not first.filled:
        return EMPTY_LABEL if name == "signer" else ""
    if name in ("class_mark", "signer"):
        return _key(str(first.value))
    if name == "public_attr":
        return _key(re.sub(r"[()（）]", "", first.printed))
    return _key(first.printed.rstrip(":："))


def _key(text: str) -> str:
    return plain(text).replace(" ", "")
