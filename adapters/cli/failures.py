"""Say what went wrong, what to do about it, and with which code the program ends."""

from __future__ import annotations

import errno
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import click

from bihuan.adapters.cli import tongue
from bihuan.adapters.cli.evidence import evidence
from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.refusals import finding_document, finding_lines, remedies
from bihuan.adapters.cli.session import Session
from bihuan.adapters.cli.usage import complaint
from bihuan.adapters.outside.errors import FileError
from bihuan.engine.errors import BadInput, BihuanError, Refused
from bihuan.rules.reading import BadText
from bihuan.states.machine import BadMachine
from bihuan.states.prover import Unproven

BUG, USAGE, REFUSED, NOT_FOUND, CONFLICT = 1, 2, 3, 4, 5
PARTLY, PROBLEMS, UNREACHABLE, TRY_AGAIN, CONFIGURATION = 6, 7, 69, 75, 78

EXITS: Mapping[str, int] = {
    "error": BUG,
    "bad_input": USAGE,
    "refused": REFUSED,
    "case_not_found": NOT_FOUND,
    "incident_not_found": NOT_FOUND,
    "ambiguous": NOT_FOUND,
    "definition_not_found": NOT_FOUND,
    "many_definitions": NOT_FOUND,
    "definition_in_use": REFUSED,
    "misplaced": REFUSED,
    "not_open": REFUSED,
    "no_ladder": CONFIGURATION,
    "unsafe_plan": REFUSED,
    "plan_not_found": NOT_FOUND,
    "conflict": CONFLICT,
    "stale_case": CONFLICT,
    "case_exists": CONFLICT,
    "key_taken": CONFLICT,
    "number_taken": CONFLICT,
    "unknown_definition": CONFIGURATION,
    "broken": PROBLEMS,
    "database_unreachable": UNREACHABLE,
    "disk_full": TRY_AGAIN,
    "database_busy": TRY_AGAIN,
    "outdated_read": TRY_AGAIN,
    "driver_missing": CONFIGURATION,
    "wrong_schema": CONFIGURATION,
    "no_database": CONFIGURATION,
    "no_tables": CONFIGURATION,
    "newer_schema": CONFIGURATION,
    "law_broken": REFUSED,
    "bad_config": CONFIGURATION,
    "second_daemon": CONFLICT,
    "lock_not_ours": CONFIGURATION,
    "network_share": CONFIGURATION,
    "no_calendar": CONFIGURATION,
    "clock_behind": TRY_AGAIN,
    "clock_skewed": TRY_AGAIN,
    "clock_doubted": TRY_AGAIN,
    "bad_backup": PROBLEMS,
    "in_use": CONFLICT,
    "tool_missing": CONFIGURATION,
    "tool_failed": UNREACHABLE,
    "ledger": USAGE,
    "ledger_headings": USAGE,
    "ledger_map": USAGE,
    "foreign_file": USAGE,
    "hostile_file": USAGE,
    "unreadable_file": USAGE,
    "reader_stopped": USAGE,
    "office_missing": CONFIGURATION,
    "paper": REFUSED,
    "paper_template": CONFIGURATION,
    "paper_field": REFUSED,
    "paper_wrong": PROBLEMS,
    "paper_unknown": NOT_FOUND,
    "paper_incomplete": REFUSED,
    "paper_converter_missing": CONFIGURATION,
    "paper_converter_failed": UNREACHABLE,
    "notify": CONFIGURATION,
    "undelivered": UNREACHABLE,
    "unknown_channel": NOT_FOUND,
    "no_address": NOT_FOUND,
    "not_waiting": NOT_FOUND,
    "part_missing": CONFIGURATION,
    "webhooks_off": REFUSED,
    "webhook_not_found": NOT_FOUND,
    "web": USAGE,
    "unauthenticated": REFUSED,
    "not_permitted": REFUSED,
    "forged_form": REFUSED,
    "bad_request": USAGE,
    "body_too_large": USAGE,
    "too_many": TRY_AGAIN,
    "no_such_place": NOT_FOUND,
    "wrong_method": USAGE,
    "token_not_found": NOT_FOUND,
    "link_not_found": NOT_FOUND,
    "link_unwanted": REFUSED,
    "web_missing": CONFIGURATION,
    "cannot_listen": CONFIGURATION,
    "platform_away": UNREACHABLE,
    "bad_exchange": TRY_AGAIN,
    "exchange_under_way": TRY_AGAIN,
    "unknown_platform": NOT_FOUND,
    "no_exchange": NOT_FOUND,
    "bad_mapping": CONFIGURATION,
}
"""The exit code of each error, by its own code."""

CODES: Mapping[str, int] = {
    **EXITS,
    "usage": USAGE,
    "bad_text": CONFIGURATION,
    "bad_machine": PROBLEMS,
    "unproven": PROBLEMS,
    "file": CONFIGURATION,
    "bug": BUG,
    "partly": PARTLY,
    "problems": PROBLEMS,
}
"""The same for everything that can be printed behind `E-`."""

NAMED_OTHERWISE = {
    "on": "at",
    "received_on": "received",
    "assigned_on": "assigned",
    "session_closed_on": "session_closed",
    "requests": "units",
    "request": "unit",
    "number_key": "number",
    "dir": "folder",
    "letter": "letters",
}
"""Fields of the engine whose option has another name."""
_STANDINGS = ("status", "wanted")
PASSING = (errno.ENOSPC, errno.EIO, errno.EAGAIN, errno.EMFILE, errno.ENFILE)
"""What is wrong with a file today and may be right tomorrow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What went wrong, ready to be shown."""

    exit_code: int
    code: str
    message: str
    hint: str
    hints: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    findings: tuple[Mapping[str, Any], ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The failure for programs."""
        return {
            "code": self.code,
            "message": self.message,
            "hint": self.hint,
            **self.details,
            "findings": list(self.findings),
        }


def lines_of(failure: Failure) -> Iterator[str]:
    """The failure for people."""
    yield tongue.words("error.line", code=failure.code, message=failure.message)
    yield from failure.lines
    if failure.hint:
        yield tongue.words("error.hint", hint=failure.hint)


def failure_of(error: Exception, session: Session | None = None) -> Failure:
    """What an error means to whoever typed the command; the session knows what was tried."""
    session = session or Session()
    failure = _failure(error, session)
    if session.starting and failure.exit_code in (USAGE, PROBLEMS):
        return replace(failure, exit_code=CONFIGURATION)  # beginning again would not help
    return failure


def _failure(error: Exception, session: Session) -> Failure:
    match error:
        case click.UsageError():
            return _usage(error)
        case Refused():
            return refusal(error, session)
        case BadInput():
            return _bad_input(error, session)
        case BihuanError():
            return _known(error)
        case BadText():
            return _bad_text(error)
        case Unproven():
            return _unproven(error)
        case BadMachine():
            reason = error.told(tongue.language())
            return _simple("bad_machine", PROBLEMS, machine=error.machine, reason=reason)
        case OSError():
            return _file(error)
    return _simple("bug", BUG, kind=type(error).__name__, reason=str(error))


def coded(name: str) -> str:
    """An error's code as people see it: E-CASE-NOT-FOUND."""
    return "E-" + name.upper().replace("_", "-")


def _usage(error: click.UsageError) -> Failure:
    path = error.ctx.command_path if error.ctx else "bihuan"
    hint = tongue.words("cure.usage", path=path)
    return Failure(exit_code=USAGE, code="E-USAGE", message=complaint(error), hint=hint)


def refusal(error: Refused, session: Session) -> Failure:
    """A refusal with every condition, met and unmet, and what to type now."""
    tried = session.tried
    called = tried.called if tried is not None else error.case
    known = evidence(session, tried) if tried is not None and error.findings else {}
    hints = remedies(error.findings, error.reason, called)
    return Failure(
        exit_code=REFUSED,
        code="E-REFUSED",
        message=tongue.words(
            "error.refused",
            case=called,
            event=tongue.word(f"event.{error.event}"),
            reason=tongue.word(f"refusal.{error.reason}"),
            state=tongue.word(f"state.{error.state}"),
        ),
        hint=tongue.words("usage.then").join(hints) or tongue.words("cure.refused", case=called),
        hints=tuple(hints),
        lines=tuple(finding_lines(error.findings, known)),
        findings=tuple(map(finding_document, error.findings)),
        details={
            "case": error.case,
            "event": error.event,
            "state": error.state,
            "reason": error.reason,
        },
    )


def _bad_input(error: BadInput, session: Session) -> Failure:
    value = "" if error.value is None else str(error.value)
    shown = tongue.words("error.value", value=value) if value else ""
    option = session.options.get(NAMED_OTHERWISE.get(error.field, error.field))
    field = option or tongue.words("error.field", field=error.field)
    return Failure(
        exit_code=USAGE,
        code="E-BAD-INPUT",
        message=tongue.words("error.bad_input", field=field, value=shown),
        hint=said(error.reason),
        details={"field": error.field, "value": value, "reason": error.reason},
    )


def _known(error: BihuanError) -> Failure:
    values = {name: _shown(value) for name, value in vars(error).items()}
    code = error.code
    if isinstance(error, FileError):  # what is wrong with a file its own error says
        message = f"{error.path} {error.text(tongue.language())}"
        hint = error.cure(tongue.language())
    else:
        if "reason" in values:
            values["reason"] = said(str(values["reason"]))
        if code in ("misplaced", "not_open"):
            told = [name for name in _STANDINGS if name in values]
            values |= {name: tongue.word(f"standing.{values[name]}") for name in told}
        if code == "number_taken":
            whose = tongue.words("number.whose", case=values["case"]) if vars(error)["case"] else ""
            values["status"] = tongue.word(f"number_status.{values['status']}") + whose
        if code == "not_waiting":
            values["status"] = tongue.word(f"outbox_status.{values['status']}")
        message = tongue.words(f"error.{code}", **values)
        hint = tongue.words(f"cure.{code}", **values)
    return Failure(
        exit_code=EXITS.get(code, BUG),
        code=coded(code),
        message=message,
        hint=hint,
        details={name: value for name, value in vars(error).items() if not name.startswith("_")},
    )


def _shown(value: object) -> object:
    if isinstance(value, tuple | list):
        return tongue.words("usage.comma").join(map(str, value))
    return "-" if value is None else value


def _bad_text(error: BadText) -> Failure:
    return Failure(
        exit_code=CONFIGURATION,
        code="E-BAD-TEXT",
        message=tongue.words("error.bad_text", where=error.where, reason=said(error.reason)),
        hint=said(error.cure),
        details={"where": error.where, "reason": error.reason},
    )


def _unproven(error: Unproven) -> Failure:
    laws = [one.law for one in error.proof.broken]
    return Failure(
        exit_code=PROBLEMS,
        code="E-UNPROVEN",
        message=tongue.words("error.unproven", machine=error.machine, count=len(laws)),
        hint=tongue.words("cure.unproven"),
        lines=tuple(f"  ✗ {law} {tongue.word(f'law.{law}')}" for law in laws),
        details={"machine": error.machine, "laws": laws},
    )


def _file(error: OSError) -> Failure:
    code = errno.errorcode.get(error.errno or 0, "")
    known = tongue.has_words(f"os.{code}")
    exit_code = TRY_AGAIN if error.errno in PASSING else CONFIGURATION
    reason = tongue.word(f"os.{code}") if known else error.strerror or str(error)
    return _simple("file", exit_code, file=error.filename or "-", reason=reason)


def _simple(name: str, exit_code: int, **values: object) -> Failure:
    return Failure(
        exit_code=exit_code,
        code=coded(name),
        message=tongue.words(f"error.{name}", **values),
        hint=tongue.words(f"cure.{name}", **values),
        details=values,
    )
