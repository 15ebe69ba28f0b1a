"""The servers that notices go to: asked only when told to, and never sent anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from bihuan.adapters.doctor.finding import Finding, note, sound, wrong
from bihuan.adapters.doctor.patient import Patient
from bihuan.adapters.doctor.settings import place_of
from bihuan.adapters.notify.channel import Knocking
from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.notify.routes import build
from bihuan.engine.errors import BihuanError


def servers(patient: Patient) -> Iterator[Finding]:
    """Every server lets us in; a slow one holds up no other."""
    known = _knocking(patient)
    if not known:
        yield sound("servers", "no_servers")
        return
    with ThreadPoolExecutor(len(known), "doctor") as pool:
        answers = dict(zip(known, pool.map(_refusal, known.values()), strict=True))
    for name, reason in answers.items():
        if reason:
            yield wrong("servers", "unanswered", channel=name, reason=reason)
    if well := [name for name, reason in answers.items() if not reason]:
        yield sound("servers", "servers", names=well)


def unasked(patient: Patient) -> Iterator[Finding]:
    """Which servers would be asked."""
    known = _knocking(patient)
    yield note("servers", "unasked", names=[*known]) if known else sound("servers", "no_servers")


def _knocking(patient: Patient) -> Mapping[str, Knocking]:
    """The channels behind which a server stands; what cannot be built the settings say."""
    known: dict[str, Knocking] = {}
    for name, way in patient.config.notify.channels.items():
        with suppress(BihuanError, ValueError, OSError):
            channel = build(name, way, place_of(patient))
            if isinstance(channel, Knocking):
                known[name] = channel
    return known


def _refusal(channel: Knocking) -> str:
    """Why its server does not let us in; empty when it does."""
    try:
        channel.knock()
    except Undelivered as error:
        return error.reason
    except Exception as error:  # whatever a server does, the others are told of
        return f"the notice cannot be made ({type(error).__name__})"
    return ""
