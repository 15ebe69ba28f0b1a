"""Somebody who reads a member's page in this process: no network, no browser, no script."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
from fastapi import FastAPI

from support.web import settled

KEY = b"k" * 32
ORIGIN = "http://test"


@dataclass
class Reader:
    """A browser that runs no script and keeps no cookie."""

    app: FastAPI

    def get(self, place: str, **said: Any) -> httpx.Response:
        """Open a page."""
        return self.ask("GET", place, said)

    def post(self, place: str, data: dict[str, str], **said: Any) -> httpx.Response:
        """Send a form as it was given out, or as somebody has changed it."""
        return self.ask("POST", place, {"data": data, **said})

    def ask(self, method: str, place: str, said: dict[str, Any]) -> httpx.Response:
        answer = asyncio.run(self._asked(method, place, said))
        settled()
        return answer

    async def _asked(self, method: str, place: str, said: dict[str, Any]) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return await client.request(method, place, **said)
