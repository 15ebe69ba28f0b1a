"""`bihuan serve`: the HTTP API, until it is told to stop."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import click

from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import Number
from bihuan.adapters.cli.session import Session, pass_session

SHORT_KEY = "a key has at least 32 bytes, such as openssl rand -hex 32 makes"
PORT = Number(0, 65535, "usage.no_number")
RATE = Number(0, 1_000_000, "usage.no_number")


@command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", type=PORT, default=8080)
@click.option("--trust-proxy", "proxies", multiple=True)
@click.option("--rate", type=RATE, default=600)
@pass_session
def serve(session: Session, host: str, port: int, proxies: tuple[str, ...], rate: int) -> None:
    from bihuan.adapters.web.errors import WebMissing

    _check(proxies)
    session.starting = True
    try:
        from bihuan.adapters.web.app import create_app
        from bihuan.adapters.web.doors import doors
        from bihuan.adapters.web.serving import address_of, listening, run
    except ModuleNotFoundError as missing:
        raise WebMissing(missing.name or "fastapi") from missing
    from bihuan.adapters.cli.ways import hooks
    from bihuan.adapters.logs import logger

    engine = session.engine
    settings, base = session.config.log, session.base
    engine.log = logger(session.verbose, daemon=not session.quiet, settings=settings, base=base)
    told_with = hooks(session)
    ways_in = doors(session.config.login, base, session.config.place)
    server = listening(host, port)
    session.starting = False
    if not ip_address(server.getsockname()[0]).is_loopback and not proxies:
        session.warn(session.say("serve.in_the_open"))
    address = address_of(server)
    session.note(session.say("serve.listening", address=address))
    run(
        create_app(engine, hooks=told_with, ways_in=ways_in, rate=rate, **_office(session)),
        server,
        proxies,
    )
    session.emit({"address": address}, [session.say("serve.stopped")])


def _office(session: Session) -> dict[str, Any]:
    """Whose lists and papers they are, and from whose templates."""
    from bihuan.adapters.notify.texts import Sender

    pages = session.config.pages
    org, own = session.config.org, session.config.documents.templates
    return {
        "org": org.name,
        "sender": Sender(name=org.name, contact=org.contact, telephone=org.telephone),
        "templates": session.base / own if own else None,
        "key": _secret(session, pages.key) if pages.key else None,
        "address": pages.address,
        "correct_within": pages.correct_within,
    }


def _secret(session: Session, reference: str) -> bytes:
    from bihuan.adapters.config import BadConfig
    from bihuan.adapters.pages.settings import SHORTEST_KEY
    from bihuan.adapters.secrets import NoSecret, find

    try:
        key = find(reference, session.base).get_secret_value().encode()
    except NoSecret as error:
        raise BadConfig(session.config.place, "pages.key", str(error)) from error
    if len(key) < SHORTEST_KEY:
        raise BadConfig(session.config.place, "pages.key", SHORT_KEY)
    return key


def _check(proxies: tuple[str, ...]) -> None:
    """A proxy is named by its address: believing every one would be believing everybody."""
    from bihuan.engine.errors import BadInput

    for one in proxies:
        try:
            ip_address(one)
        except ValueError:
            raise BadInput("proxies", "write the proxy's own IP address", one) from None
