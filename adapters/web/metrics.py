"""The office's figures for Prometheus, over HTTP; no case, no person and no title is among them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Response

from bihuan.adapters.daemon.metrics import up
from bihuan.adapters.web.desk import Admitted, AtDesk, Guarded
from bihuan.adapters.web.errors import NoSuchPlace
from bihuan.engine.engine import Engine
from bihuan.engine.ports import Store

router = APIRouter(route_class=Guarded)
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class _Asked:
    """The office, as the figures ask it."""

    engine: Engine

    @property
    def store(self) -> Store:
        return self.engine.store

    @property
    def office(self) -> str:
        return self.engine.house.office

    def now(self) -> datetime:
        return self.engine.clock.now()

    def describe(self) -> Sequence[Any]:
        """Nothing beforehand; the library would gather everything to find out."""
        return ()

    def collect(self) -> Iterator[Any]:
        """What is stored, as it stands now."""
        yield from up(self)


@router.get(
    "/metrics",
    response_class=Response,
    responses={
        200: {"description": "the figures", "content": {PLAIN: {"schema": {"type": "string"}}}}
    },
)
def show_metrics(desk: AtDesk, _visitor: Admitted) -> Response:
    """Figures for Prometheus, where the extra `metrics` is installed."""
    try:
        from prometheus_client import CollectorRegistry, generate_latest
    except ModuleNotFoundError:
        raise NoSuchPlace from None
    registry = CollectorRegistry()
    registry.register(_Asked(desk.engine))
    return Response(generate_latest(registry), media_type=PLAIN)
