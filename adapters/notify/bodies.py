"""What is posted to a gateway: a fixed document, or one from a template of the office's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from bihuan.adapters.notify.channel import Notice
from bihuan.adapters.notify.errors import PartMissing, Undelivered

if TYPE_CHECKING:
    from jinja2 import Template

LARGEST = 64 * 1024
Body = Callable[[Notice], bytes]


def told(notice: Notice) -> dict[str, object]:
    """The notice as plain values, under the names that templates use."""
    return {
        **plain(notice.fields),
        "id": notice.id,
        "topic": notice.topic,
        "recipient": notice.recipient,
        "address": notice.address,
        "case": notice.case,
        "subject": notice.subject,
        "text": notice.text,
        "at": notice.at.isoformat(),
    }


def plain(fields: Mapping[str, object]) -> dict[str, object]:
    """Texts, numbers, lists and tables of such, and nothing with methods of its own."""
    copied: dict[str, object] = json.loads(json.dumps(fields, ensure_ascii=False, default=str))
    return copied


def document(notice: Notice) -> bytes:
    """The fixed document: everything that is known."""
    return json.dumps(told(notice), ensure_ascii=False).encode()


class TemplateBody:
    """A JSON document written as a template: `{"content": {{ text|tojson }}}`.

    The template runs in a sandbox, an unknown name is an error, and what
    comes out must be JSON.
    """

    def __init__(self, source: str, channel: str) -> None:
        self._channel = channel
        self._template, self._asks_for = _compiled(source, channel)

    def __call__(self, notice: Notice) -> bytes:
        """The document for this notice."""
        try:
            text = self._template.render(told(notice))
        except Exception:  # whatever its author made go wrong, it stops this notice only
            raise Undelivered(self._channel, "the template does not fit the notice") from None
        try:
            json.loads(text)
        except ValueError:
            raise Undelivered(self._channel, "the template makes no JSON; use |tojson") from None
        body = text.encode()
        if len(body) > LARGEST:
            raise Undelivered(self._channel, f"the document is longer than {LARGEST} bytes")
        return body

    def rehearse(self) -> None:
        """Fill it with a notice of every kind; raises BadTemplate for the first it spoils."""
        from bihuan.adapters.notify.rehearsal import fields, notices

        for notice in notices():
            try:
                self(notice)
            except Undelivered as error:
                lacking = sorted(self._asks_for - set(told(notice)))
                known = [name for name in lacking if name in fields()]
                raise BadTemplate(_lack(lacking, known, notice.topic) or error.reason) from None


class BadTemplate(ValueError):
    """A template that cannot be read, or not be filled."""


def _lack(lacking: Sequence[str], known: Sequence[str], topic: str) -> str:
    """What a notice has no field for, and what to write; empty when it has all."""
    if strange := [name for name in lacking if name not in known]:
        return f"no notice has a field {strange[0]!r}"
    if known:
        name = known[0]
        return f"a notice of topic {topic!r} has no {name!r}; write {name}|default('')"
    return ""


def _compiled(source: str, channel: str) -> tuple[Template, frozenset[str]]:
    """The template, and the names it asks for."""
    try:
        from jinja2 import StrictUndefined, TemplateSyntaxError
        from jinja2.meta import find_undeclared_variables
        from jinja2.sandbox import ImmutableSandboxedEnvironment
    except ModuleNotFoundError:
        raise PartMissing(channel, "jinja2") from None
    room = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    try:
        asked = find_undeclared_variables(room.parse(source))
        return room.from_string(source), frozenset(asked) - set(room.globals)
    except TemplateSyntaxError as error:
        raise BadTemplate(f"line {error.lineno}: {error.message}") from None
