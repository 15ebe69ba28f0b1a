"""Somebody at a browser without scripts: keeps cookies, reads forms and sends them."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx
from fastapi import FastAPI

from bihuan.engine.access import Role
from support.web import Caller, Service, a_token


@dataclass
class Sheet:
    """A form of a page: where it goes, and what already stands in it."""

    action: str
    values: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    """Finds the forms of a page with their fields as they stand."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Sheet] = []
        self._area = self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Sheet(told["action"]))
            return
        values = self.forms[-1].values if self.forms else {}
        name = told.get("name", "")
        if tag == "input" and told.get("type") in ("radio", "checkbox"):
            if "checked" in told:
                values[name] = told["value"]
        elif tag == "input" and told.get("type") != "file" and name:
            values[name] = told.get("value", "")
        elif tag == "textarea":
            self._area, values[name] = name, ""
        elif tag == "select":
            self._select, values[name] = name, ""
        elif tag == "option" and "selected" in told:
            values[self._select] = told["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.forms[-1].values[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


def forms_of(answer: httpx.Response) -> list[Sheet]:
    """The forms of a page."""
    reader = _Reader()
    reader.feed(answer.text)
    return reader.forms


@dataclass
class Guest:
    """A person with a browser."""

    app: FastAPI
    cookies: dict[str, str] = field(default_factory=dict)

    def __call__(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Ask once, and keep the cookies of the answer."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"cookie": cookie, **said.pop("headers", {})}
        answer = Caller(self.app)(method, path, headers=headers, **said)
        for one in answer.headers.get_list("set-cookie"):
            name, _, rest = one.partition("=")
            value = rest.partition(";")[0].strip('"')
            self.cookies[name] = value
            if "Max-Age=0" in one:
                del self.cookies[name]
        return answer

    def get(self, path: str, **said: Any) -> httpx.Response:
        """Look at a page."""
        return self("GET", path, **said)

    def form(self, path: str, ends: str) -> Sheet:
        """The form of a page whose address ends so."""
        return next(one for one in forms_of(self.get(path)) if one.action.endswith(ends))

    def send(self, sheet: Sheet, files: Any = None, **typed: str) -> httpx.Response:
        """Fill a form in, and send it."""
        data = sheet.values | typed
        return self("POST", sheet.action, data=data, files=files)

    def act(self, case: str, event: str, files: Any = None, **typed: str) -> httpx.Response:
        """Let an event happen by the form of the case's page."""
        sheet = self.form(f"/cases/{case}", f"/{case}/events/{event}")
        return self.send(sheet, files, **typed)


def a_guest(service: Service, role: Role, actor: str = "", unit: str = "") -> Guest:
    """Somebody of this role who has come in."""
    guest = Guest(service.app)
    token = a_token(service.engine, role, actor, unit)
    answer = guest("POST", "/login", data={"token": token})
    assert answer.status_code == 303, answer.text
    return guest
