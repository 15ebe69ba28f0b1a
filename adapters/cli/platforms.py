"""`bihuan platform`: exchange with the provincial platforms, and settle what they say otherwise."""

from __future__ import annotations

import os
import socket
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.commands import command
from bihuan.adapters.cli.kinds import Number, spellings
from bihuan.adapters.cli.layout import columns
from bihuan.adapters.cli.session import Session, pass_session

if TYPE_CHECKING:
    from bihuan.engine.platforms import Difference, Held, Platform

PARTLY = 6
TAKE = spellings(theirs="平台 以平台为准", ours="本单位 以本单位为准")
NO = Number(1, 2**31 - 1, "usage.no_number")


@command()
@click.argument("platform")
@click.option("--apply", is_flag=True)
@pass_session
def pull(session: Session, platform: str, apply: bool) -> None:
    from bihuan.engine import platform_run

    opened = _open(session, platform)
    if apply:
        outcomes = platform_run.pull(session.engine, opened, holder=_holder())
    else:
        outcomes = platform_run.preview(session.engine, opened)
        session.note(session.say("platform.preview"))
    _emit(session, outcomes)


@command()
@click.argument("platform")
@click.option("--apply", is_flag=True)
@pass_session
def push(session: Session, platform: str, apply: bool) -> None:
    from bihuan.engine import platform_push, platform_run

    opened = _open(session, platform)
    if apply:
        outcomes = platform_run.push(session.engine, opened, holder=_holder())
    else:
        waiting, _ = platform_push.due(session.engine, platform)
        outcomes = {record.key: "due" for one in waiting for record in one.records}
        session.note(session.say("platform.preview"))
    _emit(session, outcomes)


@command()
@click.argument("platform")
@click.argument("no", type=NO)
@pass_session
def replay(session: Session, platform: str, no: int) -> None:
    from bihuan.adapters.platforms.errors import NoExchange
    from bihuan.engine import platform_run

    opened, engine = _open(session, platform), session.engine
    exchange = engine.store.exchanges.exchange(engine.house.office, platform, no)
    if exchange is None:
        raise NoExchange(platform, no)
    _emit(session, platform_run.replay(engine, opened, exchange))


@command()
@click.argument("platform")
@pass_session
def status(session: Session, platform: str) -> None:
    from bihuan.adapters.cli.reasons import said as spoken

    _must_be_known(session, platform)
    engine = session.engine
    office, store = engine.house.office, engine.store.exchanges
    stuck = [
        one
        for standing in ("waiting", "refused", "conflict")
        for one in store.held(office, platform, status=standing)
    ]
    last = store.exchanges(office, platform, 10)
    links = len(store.links(office, platform))
    told = {
        "linked": links,
        "unsettled": [_held(one) for one in stuck],
        "exchanges": [
            {"no": one.no, "way": one.way, "at": one.at, "outcome": one.outcome, "error": one.error}
            for one in last
        ],
    }
    lines = [session.say("platform.linked", count=links)]
    rows = [(one.key, tongue.word(f"platform_outcome.{one.status}"), _why(one)) for one in stuck]
    lines += columns(rows)
    lines += columns(
        [
            (
                str(one.no),
                tongue.word(f"platform_way.{one.way}"),
                f"{one.at:%Y-%m-%d %H:%M}Z",
                tongue.word(f"platform_outcome.{one.outcome}"),
                spoken(one.error.replace("\n", " ")),
            )
            for one in last
        ]
    )
    session.emit(told, lines)


def _held(one: Held) -> dict[str, Any]:
    return {
        "record": one.key,
        "kind": one.kind,
        "proposal": one.proposal,
        "status": one.status,
        "reason": one.reason,
    }


def _why(one: Held) -> str:
    """Why a record is not applied, and what to do about it."""
    reason = dict(one.reason)
    code = reason.pop("code", "")
    match code:
        case "not_yet":
            said = {
                "event": tongue.word(f"event.{reason['event']}"),
                "why": tongue.word(f"refusal.{reason['why']}"),
            }
            return tongue.words("platform_why.not_yet", **said)
        case "bad_input":
            from bihuan.adapters.cli.reasons import said as spoken

            told = {**reason, "why": spoken(reason["why"])}
            return tongue.words("platform_why.bad_input", **told)
    return tongue.words(f"platform_why.{code}", **reason) if code else ""


@command()
@click.argument("platform")
@click.option("--all", "whole", is_flag=True)
@pass_session
def conflicts(session: Session, platform: str, whole: bool) -> None:
    _must_be_known(session, platform)
    engine = session.engine
    known = engine.store.exchanges.differences(engine.house.office, platform)
    shown = [one for one in known if whole or one.settled_at is None]
    rows = [
        (
            one.record,
            one.field,
            *(tongue.words(f"platform.{side}", value=_said(one, side)) for side in _SIDES),
            tongue.word(f"platform_take.{one.take}") if one.take else "",
        )
        for one in shown
    ]
    lines = [*columns(rows), session.say("platform.conflicts", count=len(shown))]
    session.emit(shown, lines)


_SIDES = ("theirs", "ours", "agreed")


def _said(one: Difference, side: str) -> str:
    value = one.said.get(side)
    return "-" if value is None else str(value)


@command()
@click.argument("platform")
@click.argument("record")
@click.option("--take", type=TAKE, required=True)
@click.option("--field", "field", multiple=True)
@click.option("--actor", default="office", envvar="BIHUAN_ACTOR")
@pass_session
def resolve(
    session: Session, platform: str, record: str, take: str, field: tuple[str, ...], actor: str
) -> None:
    from bihuan.engine.actor import Actor
    from bihuan.engine.errors import BadInput
    from bihuan.engine.platform_pull import settle

    _must_be_known(session, platform)
    count = settle(session.engine, platform, record, take, fields=field, by=Actor(actor))
    if not count:
        raise BadInput("record", "has no open difference with the platform", record)
    line = session.say("platform.settled", record=record, count=count)
    session.emit({"record": record, "settled": count, "take": take}, [line])


@command()
@click.argument("platform")
@pass_session
def check_mapping(session: Session, platform: str) -> None:
    from bihuan.adapters.platforms.mapping import load

    configured = session.config.platforms.get(platform)
    words = load((configured and configured.mapping) or platform, session.base)
    fields = {kind: dict(names) for kind, names in words.fields.items() if names}
    rows = [
        (kind, ours, theirs) for kind, names in fields.items() for ours, theirs in names.items()
    ]
    told = {"title": words.title, "fields": fields, "codes": words.codes}
    session.emit(told, [words.title, *columns(rows)])


def _must_be_known(session: Session, platform: str) -> None:
    from bihuan.adapters.platforms.errors import UnknownPlatform

    if platform not in session.config.platforms:
        raise UnknownPlatform(platform, tuple(sorted(session.config.platforms)))


def _open(session: Session, platform: str) -> Platform:
    from bihuan.adapters.platforms.opening import open_platform

    config = session.config
    return open_platform(platform, config.platforms, session.base, session.engine.clock.now)


def _holder() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _emit(session: Session, outcomes: Mapping[str, str]) -> None:
    counted = Counter(outcomes.values())
    rows = [(tongue.word(f"platform_outcome.{what}"), str(n)) for what, n in counted.items()]
    named = [
        (tongue.word(f"platform_outcome.{what}"), key)
        for key, what in sorted(outcomes.items())
        if what in ("refused", "conflict")
    ]
    lines = [*columns(rows), *columns(named)] or [session.say("platform.nothing")]
    problem = session.say("platform.unsettled") if named else ""
    told = {"counts": counted, "records": outcomes}
    session.emit(told, lines, exit_code=PARTLY if named else 0, problem=problem)
    if named:
        session.note(problem)
