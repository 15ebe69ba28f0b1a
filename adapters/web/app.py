"""The application: every operation over one engine, every error as a problem document."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from bihuan.adapters.notify.texts import Sender
from bihuan.adapters.notify.webhooks import NO_HOOKS, Hooks
from bihuan.adapters.pages.board_page import Boards
from bihuan.adapters.pages.limits import Limits
from bihuan.adapters.pages.member import LOOKS, SENDS, Reception
from bihuan.adapters.pages.routes import ROUTERS
from bihuan.adapters.pages.sessions import Seal
from bihuan.adapters.web import (
    acting,
    cases,
    doors,
    feed,
    figures,
    front,
    house,
    ledgers,
    metrics,
    papers,
    signing,
    webhooks,
)
from bihuan.adapters.web.around import MOST, Around
from bihuan.adapters.web.desk import Desk, admitted
from bihuan.adapters.web.documents import MEDIA_TYPE, Problem, problem_answer
from bihuan.adapters.web.doors import CLOSED, Doors
from bihuan.adapters.web.errors import BadRequest, BodyTooLarge, NoSuchPlace, WrongMethod
from bihuan.adapters.web.news import News
from bihuan.adapters.web.problems import problem_of
from bihuan.adapters.web.rates import PER_MINUTE, Rates
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BihuanError

READ = {
    400: "the request cannot be read",
    401: "no valid token",
    403: "not for this role",
    404: "not there, or not to be seen",
    429: "too often; ask again after `Retry-After` seconds",
    503: "try again",
}
WRITE = READ | {
    409: "somebody was there first",
    412: "the case has moved on since `If-Match`",
    413: "the body is too long",
    422: "refused, with every guard",
}
NOT_JSON = "this is not JSON"


def create_app(
    engine: Engine,
    *,
    org: str = "",
    most: int = MOST,
    key: bytes | None = None,
    address: str = "",
    correct_within: int | None = None,
    hooks: Hooks = NO_HOOKS,
    ways_in: Doors = CLOSED,
    sender: Sender | None = None,
    templates: Path | None = None,
    rate: int = PER_MINUTE,
) -> FastAPI:
    """The application over this engine; a host mounts it, or `bihuan serve` runs it.

    `org` is the name lists are signed with, `most` the bytes a body may have, `hooks` what
    webhooks are told with, `sender` whom papers come from, `templates` the folder of the office's
    own, `ways_in` who comes in with a login of elsewhere, `rate` how often a token may ask in a
    minute (0 for as often as it likes), `key` what sessions of people are sealed with: several
    servers of one office need the same. `address` is where members reach us; without one, links
    begin as the request that asked for them did. `correct_within` are the days in which a member
    may mend a form he handed in by a link; None leaves it to the office.
    """
    app = FastAPI(
        title="bihuan",
        version=version("bihuan"),
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=lambda route: route.name,
    )
    app.state.desk = Desk(
        engine=engine,
        org=org,
        sender=sender or Sender(name=org),
        templates=templates,
        rates=Rates(rate),
        doors=ways_in,
        hooks=hooks,
        news=News(engine),
    )
    app.state.seal, app.state.most, app.state.boards = Seal(key), most, Boards()
    app.state.address = address.rstrip("/")
    app.state.reception = Reception(correct_within, Limits(LOOKS), Limits(SENDS))
    app.include_router(front.router)
    for pages in ROUTERS:
        app.include_router(pages)
    app.include_router(doors.router)
    looking = (
        front.guarded,
        cases.router,
        feed.router,
        figures.router,
        house.router,
        metrics.router,
    )
    for router in (*looking, papers.looking, webhooks.looking):
        app.include_router(router, dependencies=[Depends(admitted)], responses=_told(READ))
    for router in (acting.router, ledgers.router, papers.router, signing.router, webhooks.router):
        app.include_router(router, dependencies=[Depends(admitted)], responses=_told(WRITE))
    app.openapi = cache(_described(app.openapi))  # type: ignore[method-assign]  # as documented
    _answer_errors(app, engine, most)
    app.add_middleware(Around, log=engine.log, most=most)
    return app


def _told(statuses: dict[int, str]) -> dict[int | str, dict[str, Any]]:
    return {code: problem_answer(text) for code, text in statuses.items()}


def _described(usual: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The OpenAPI document, without the answers the library would give and we do not."""

    def described() -> dict[str, Any]:
        document = usual()
        schemas = document["components"]["schemas"]
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        schemas |= _models(Problem)
        for methods in document["paths"].values():
            for operation in methods.values():
                if MEDIA_TYPE not in operation["responses"].get("422", {}).get("content", {}):
                    operation["responses"].pop("422", None)
        return document

    return described


def _models(model: type[Problem]) -> dict[str, Any]:
    told = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**told.pop("$defs", {}), model.__name__: told}


def _answer_errors(app: FastAPI, engine: Engine, most: int) -> None:
    @app.exception_handler(BihuanError)
    async def known(request: Request, error: BihuanError) -> Response:
        answer = problem_of(error, guarded=getattr(request.state, "guarded", False))
        if answer.status_code >= 500:
            engine.log("http.failed", error=error.code)
        return answer

    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, error: RequestValidationError) -> Response:
        first = error.errors()[0]
        if first["type"] == "json_invalid":
            return problem_of(BadRequest("body", NOT_JSON))
        where = ".".join(str(part) for part in first["loc"][1:]) or str(first["loc"][0])
        return problem_of(BadRequest(where, first["msg"].removeprefix("Value error, ")))

    @app.exception_handler(HTTPException)
    async def by_the_library(_request: Request, error: HTTPException) -> Response:
        match error.status_code:
            case 404:
                return problem_of(NoSuchPlace())
            case 413:
                return problem_of(BodyTooLarge(most))
            case 405:
                answer = problem_of(WrongMethod())
                answer.headers.update(error.headers or {})
                return answer
        return problem_of(BadRequest("body", NOT_JSON))
