"""What every page has in common: its templates, its words, its policy and its style sheet.

A page is a template that extends `layout.html`. It may use `say` and `word` (the catalogue in
the language of the request), `day` and `instant`, `at` (a place of ours, wherever we are mounted)
and `static`. Whatever is put into a template is escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bihuan.adapters.cli import tongue
from bihuan.adapters.pages.rights import menu
from bihuan.adapters.web.errors import NoSuchPlace
from bihuan.adapters.web.rights import Visitor

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""A page uses what we serve and nothing else, and sends its forms to us alone."""
KINDS = {
    "style.css": "text/css; charset=utf-8",
    "board.js": "text/javascript; charset=utf-8",
    "echarts.common.min.js": "text/javascript; charset=utf-8",
    "echarts.LICENSE.txt": "text/plain; charset=utf-8",
    "mark.svg": "image/svg+xml",
}
"""The files that are served, and nothing beside them."""
LONG = "public, max-age=31536000, immutable"
"""A file's address holds its digest, so that it never changes under one address."""


def page(request: Request, template: str, /, status: int = 200, **values: Any) -> HTMLResponse:
    """A page of ours; `values` are the template's."""
    lang, visitor = tongue.language(), getattr(request.state, "visitor", None)
    shared = {
        "language": lang,
        "lang": "zh-CN" if lang == "zh" else "en",
        "at": lambda path, **query: place(request, path, query),
        "static": lambda name: place(request, f"/static/{_digest(name)}/{name}", {}),
        "other_language": _in_the_other_language(request, lang),
        "visitor": visitor,
        "places": _menu(visitor) if visitor else [],
        "nonce": getattr(request.state, "nonce", ""),
        "here": request.scope["path"].removeprefix(request.scope["root_path"]),
    }
    text = _environment().get_template(template).render(**(shared | values))
    headers = {"content-security-policy": POLICY, "referrer-policy": "same-origin"}
    return HTMLResponse(text, status, headers=headers)


def _menu(visitor: Visitor) -> list[tuple[str, str]]:
    return [(path, tongue.word(f"page.{name}")) for path, name in menu(visitor.role)]


def place(request: Request, path: str, query: Mapping[str, Any]) -> str:
    """A path of ours as a browser must ask for it; empty parts of the query are left out."""
    told = urlencode({name: value for name, value in query.items() if value not in (None, "")})
    return f"{request.scope['root_path']}{path}" + (f"?{told}" if told else "")


def static_file(name: str) -> Response:
    """A file of ours; raises NoSuchPlace for any other."""
    if name not in KINDS:
        raise NoSuchPlace
    headers = {"cache-control": LONG, "content-type": KINDS[name]}
    return Response(_content(name), headers=headers)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("bihuan.adapters.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "say": tongue.words,
        "word": tongue.word,
        "day": tongue.day,
        "instant": tongue.instant,
    }
    return made


@cache
def _content(name: str) -> bytes:
    return files(__package__).joinpath("static", name).read_bytes()


@cache
def _digest(name: str) -> str:
    return sha256(_content(name)).hexdigest()[:12]


def _in_the_other_language(request: Request, lang: str) -> str:
    """This page in the other language: the address it was asked for, for a form the one before."""
    query = dict(request.query_params) if request.method == "GET" else {}
    path = request.scope["path"].removeprefix(request.scope["root_path"])
    if request.method != "GET":
        path = getattr(request.state, "came_from", "/")
    return place(request, path, query | {"lang": "en" if lang == "zh" else "zh"})
