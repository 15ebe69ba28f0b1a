"""The OpenAPI document as a page: no script, no request to anywhere, readable on a phone."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from hashlib import sha256
from html import escape
from typing import Any

from bihuan.rules.words import say

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
body { max-width: 60rem; margin: 0 auto; padding: 1rem }
h2 { font: 600 1rem/1.6 ui-monospace, monospace; margin: 2.5rem 0 .25rem }
h2 b { display: inline-block; min-width: 3.5rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0 }
th { font-weight: 600 }
tr { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere }
"""
_HASH = base64.b64encode(sha256(_STYLE.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; frame-ancestors 'none'; base-uri 'none'"
"""The only thing the page may use is its own style."""


def page(document: Mapping[str, Any], lang: str) -> str:
    """The page: every operation with what it takes and what it answers."""
    title = escape(say("web_page.title", lang))
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{"zh-CN" if lang == "zh" else "en"}">',
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title>",
            f"<style>{_STYLE}</style>",
            f"<main><h1>{title}</h1>",
            f"<p>{escape(say('web_page.about', lang))} "
            '<a href="openapi.json"><code>openapi.json</code></a></p>',
            *_operations(document, lang),
            "</main></html>\n",
        )
    )


def _operations(document: Mapping[str, Any], lang: str) -> Iterator[str]:
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            yield f"<section><h2><b>{method.upper()}</b> {escape(path)}</h2>"
            about = say(f"web_operation.{told['operationId']}", lang)
            yield f"<p>{escape(about)}</p>"
            yield from _table("takes", _taken(told, document), lang)
            answers = [(code, say(f"web_status.{code}", lang)) for code in told["responses"]]
            yield from _table("answers", answers, lang)
            yield "</section>"


def _taken(told: Mapping[str, Any], document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Parameters and fields of the body, a star at those that must be there."""
    rows = [
        (_starred(one["name"], one.get("required")), _kind(one["schema"], one))
        for one in told.get("parameters", ())
    ]
    body = told.get("requestBody", {}).get("content", {}).get("application/json")
    if body:
        model = _found(body["schema"], document)
        needed = model.get("required", ())
        rows += [
            (_starred(name, name in needed), _kind(field, field))
            for name, field in model.get("properties", {}).items()
        ]
    return rows


def _found(schema: Mapping[str, Any], document: Mapping[str, Any]) -> Mapping[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    found: Mapping[str, Any] = document["components"]["schemas"].get(name, schema)
    return found


def _starred(name: str, needed: object) -> str:
    return f"{name} *" if needed else name


def _kind(schema: Mapping[str, Any], told: Mapping[str, Any]) -> str:
    """A field's type in a word, with what is said about it."""
    either = [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]
    one = either[0] if either else schema
    words = one.get("enum") or [one.get("format") or one.get("type", "")]
    said = told.get("description", "")
    return " | ".join(map(str, words)) + (f": {said}" if said else "")


def _table(head: str, rows: list[tuple[str, str]], lang: str) -> Iterator[str]:
    if not rows:
        return
    yield f'<table><tr><th colspan="2">{escape(say(f"web_page.{head}", lang))}</th></tr>'
    for name, told in rows:
        yield f"<tr><td><code>{escape(name)}</code></td><td>{escape(told)}</td></tr>"
    yield "</table>"
