"""The HTTP API in this process: no network, no server, one call after another."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import APIRoute

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory_webhooks import MemoryWebhooks
from bihuan.adapters.notify.texts import Sender
from bihuan.adapters.notify.web import Gate
from bihuan.adapters.notify.webhooks import Hooks
from bihuan.adapters.web import keys
from bihuan.adapters.web.app import create_app
from bihuan.engine.access import Role
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.webhooks import Webhook
from bihuan.testing import memory_engine, sample_intake

SENDER = Sender(name="某厅", contact="某办公室", telephone="0000-1234567")
HOOKS = Hooks(gate=Gate(hosts=frozenset({"oa.example.gov.cn"})), key=b"k" * 32)
"""Webhooks may be told to one host."""
FIVE = {
    "leader": "某领导",
    "division": "甲处",
    "officer": "某经办",
    "task": "提出办理意见",
    "time": "2024-05-31",
}


def a_token(engine: Engine, role: Role, actor: str = "", unit: str = "", days: int = 90) -> str:
    """A token of this role; a division's is of 甲处 unless another is named."""
    now = engine.clock.now()
    secret, token = keys.made(
        engine.house.office,
        role=role,
        actor=actor or f"某{role}",
        unit=unit or "甲处",
        now=now,
        expires_at=now + timedelta(days=days),
        by="某管理员",
    )
    engine.store.tokens.add(token)
    return secret


def settled() -> None:
    """Wait for the threads of a loop that has ended: they end with it, but a moment later."""
    while mine := [one for one in threading.enumerate() if one.name == "AnyIO worker thread"]:
        for thread in mine:
            if thread.is_alive():  # one that is only about to begin is waited for the next time
                thread.join()


@dataclass(frozen=True)
class Caller:
    """Somebody with a token, or without one."""

    app: FastAPI
    token: str = ""

    def __call__(self, method: str, path: str, **said: Any) -> httpx.Response:
        """Ask once."""
        headers = {"authorization": f"Bearer {self.token}"} if self.token else {}
        headers |= said.pop("headers", {})
        answer = asyncio.run(self._ask(method, path, headers, said))
        settled()
        return answer

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], said: dict[str, Any]
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.request(method, path, headers=headers, **said)

    def get(self, path: str, **said: Any) -> httpx.Response:
        """Look at something."""
        return self("GET", path, **said)

    def fire(
        self, case: str, event: str, args: dict[str, Any] | None = None, **said: Any
    ) -> httpx.Response:
        """Let an event happen."""
        body = {"args": args or {}, **({"on": said.pop("on")} if "on" in said else {})}
        return self("POST", f"/v1/cases/{case}/events/{event}", json=body, headers=said)


def a_webhook(service: Service, id: str) -> None:
    """A subscription of this id that stands."""
    service.engine.store.webhooks = MemoryWebhooks(threading.RLock())  # type: ignore[misc]
    now = service.engine.clock.now()
    made = Webhook(
        office="office",
        id=id,
        url="https://oa.example.gov.cn/hook",
        position=0,
        created_at=now,
        created_by="某管理员",
    )
    service.engine.store.webhooks.add(made)


@dataclass(frozen=True)
class Service:
    """The application over an engine, and callers of every role."""

    engine: Engine
    app: FastAPI

    def caller(self, role: Role, actor: str = "", unit: str = "") -> Caller:
        """Somebody of this role."""
        return Caller(self.app, a_token(self.engine, role, actor, unit))

    @property
    def office(self) -> Caller:
        """The office itself."""
        return self.caller(Role.OFFICE, "某经办")


def an_office(clock: FrozenClock) -> Engine:
    """An engine over a store in memory, with one case."""
    engine = memory_engine(clock)
    engine.receive(sample_intake(), actor=Actor("某办公室"))
    return engine


def a_service(engine: Engine, **settings: Any) -> Service:
    """The application over this engine."""
    told = {"org": "某厅", "hooks": HOOKS, "sender": SENDER, **settings}
    return Service(engine, create_app(engine, **told))


def endpoints_of(app: FastAPI) -> list[APIRoute]:
    """Every route of the application, by whatever router it came."""
    found: list[APIRoute] = []
    waiting: list[Any] = [*app.routes]
    while waiting:
        route = waiting.pop()
        if isinstance(route, APIRoute):
            found.append(route)
        else:
            waiting += getattr(route, "original_router", route).routes
    return found
