"""What is asked: models of requests, which refuse what they do not know, and headers."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import Header
from fastapi import Path as InPath
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from bihuan.adapters.cli import tongue
from bihuan.adapters.web.errors import BadRequest
from bihuan.engine.intake import Intake
from bihuan.engine.saying import FIRST_YEAR, LAST_YEAR
from bihuan.rules.proposals import proposal_key

Name = Annotated[str, InPath(max_length=100, pattern=r"^[^\x00-\x1f]+$")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


def _iso(value: object) -> object:
    """A date is written one way only; a number would be taken for seconds since 1970."""
    if isinstance(value, date | None):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("write a date as YYYY-MM-DD")


Day = Annotated[
    date,
    BeforeValidator(_iso),
    Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31)),
]
Text = Annotated[str, Field(max_length=4000)]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=100,
        pattern=r"^[!-~]+$",
        description="the same key again returns the first outcome",
    ),
]
Seen = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=40,
        description='the revision seen, as `ETag` told it: `"7"`',
    ),
]
FILED = ("draft", "sign", "answer", "opine", "lead_answered")
"""Events that may bring a letter's file."""
READ = ("draft", "sign")
"""Of these, the ones whose file is read."""
LETTERS = (".docx", ".txt", ".pdf", ".ofd", ".wps", ".doc")
"""Files a letter may be: nothing that a member who opens it would run."""
INNER = ("timer", "lateness")
"""Arguments of the clock's, which nobody else may say."""


NO_FILE = "write a file as an object with name and content, its content in base64"


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CaseQuery(_Asked):
    """Which cases a list holds; what is not said does not restrict."""

    year: Year | None = None
    kind: Literal["deputy_suggestion", "cppcc_proposal"] | None = None
    role: Literal["sole", "lead", "separate", "support", "reading"] | None = None
    state: Annotated[str, Field(max_length=100)] | None = None
    division: Annotated[str, Field(max_length=200)] | None = None
    due_before: Day | None = Field(None, description="due on that day or before it")
    q: Annotated[str, Field(max_length=200)] | None = Field(
        None, description="part of the title or the number"
    )
    open: bool = Field(False, description="only cases that are not closed")
    cursor: Annotated[str, Field(max_length=300)] | None = None
    limit: int = Field(50, ge=1, le=200)


class Proposal(_Asked):
    """A proposal as it reaches the office."""

    kind: Literal["deputy_suggestion", "cppcc_proposal"]
    role: Literal["sole", "lead", "separate", "support", "reading"]
    title: Annotated[str, Field(min_length=1, max_length=1000)]
    members: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]],
        Field(min_length=1, max_length=500),
    ]
    received_on: Day
    year: Year | None = None
    number: Annotated[str, Field(max_length=100)] = ""
    assigned_on: Day | None = None
    session_closed_on: Day | None = None
    assembly: Annotated[str, Field(max_length=100)] = ""
    session: Annotated[str, Field(max_length=100)] = ""
    category: Annotated[str, Field(max_length=100)] = ""
    counterpart: Annotated[str, Field(max_length=100)] = ""
    collective: bool = False
    off_session: bool = False
    note: Text = ""

    def intake(self) -> Intake:
        """The same, as the engine takes it."""
        told = self.model_dump()
        told |= {
            "year": self.year or self.received_on.year,
            "number_key": proposal_key(self.number, self.title),
            "members": tuple(self.members),
        }
        return Intake(**told)


class LinkWish(_Asked):
    """Who is asked, and for how long."""

    member: int | None = Field(None, ge=1, le=10_000, description="the lead one unless said")
    days: int = Field(30, ge=1, le=365)


class Happening(_Asked):
    """What is said with an event."""

    args: dict[str, Any] = Field(
        default_factory=dict,
        description="by name; a letter goes into `file` as {name, content}, content in base64",
    )
    on: Day | None = Field(None, description="the legal date, today unless it is back-dated")

    def arguments(self, event: str) -> dict[str, Any]:
        """The arguments as the engine takes them; raises BadRequest for those nobody may say."""
        args = dict(self.args)
        for name in INNER:
            if name in args:
                raise BadRequest(f"args.{name}", "only a timer may say this")
        if event in FILED and "file" in args:
            args |= _file(event, args["file"], "args.file")
        if event in READ and isinstance(args.get("originals"), Mapping):
            args["originals"] = {
                case: _file(event, one, f"args.originals.{case}")
                for case, one in args["originals"].items()
            }
        return args


class Extension(_Asked):
    """A later date, and who agreed to it."""

    until: Day
    consent: Annotated[str, Field(max_length=1000)] | None = None
    reason: Text = ""
    on: Day | None = Field(None, description="the legal date, today unless it is back-dated")


class Signature(_Asked):
    """Who signs, and what becomes known with it."""

    signer: Annotated[str, Field(min_length=1, max_length=200)]
    document: Annotated[str, Field(max_length=100)] = Field(
        "", description="the document number, or `next` for the next one of the series"
    )
    series: Annotated[str, Field(max_length=100)] | None = None
    code: Annotated[str, Field(max_length=20)] = ""
    scheme: Annotated[str, Field(max_length=100)] = ""
    public: Annotated[str, Field(max_length=100)] = ""
    letters: Annotated[
        dict[str, Annotated[str, Field(max_length=100)]],
        Field(max_length=200, description="numbers of merged cases' letters, by case"),
    ] = {}
    reason: Text = ""
    on: Day | None = None

    def said(self) -> dict[str, str]:
        """What is said with the event itself."""
        names = ("signer", "code", "scheme", "public", "reason")
        return {name: getattr(self, name) for name in names}


class Rendering(_Asked):
    """A paper, and what a person writes into it."""

    template: Annotated[str, Field(max_length=100)] | None = Field(
        None, description="the letter that the round asks for, unless another paper is named"
    )
    text: Annotated[list[Text], Field(max_length=1000)] = []
    fields: Annotated[dict[str, Text], Field(max_length=100)] = Field(
        default_factory=dict, description="what is typed, by the name of the field"
    )


class Ledger(_Asked):
    """A ledger's file, and what it does not say itself."""

    file: dict[str, Any] = Field(description="{name, content}, the content in base64")
    year: Year | None = None
    role: Literal["sole", "lead", "separate", "support", "reading"] | None = None
    kind: Literal["deputy_suggestion", "cppcc_proposal"] | None = None
    received_on: Day | None = None
    sheets: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=50)] = []
    reason: Text = ""


class Subscription(_Asked):
    """Who wants to be told, and of what."""

    url: Annotated[str, Field(min_length=1, max_length=2000)]
    events: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=100)]],
        Field(max_length=100, description="events by name; all of them where none is named"),
    ] = []
    after: Annotated[
        int | None, Field(ge=0, le=2**31 - 1, description="told from there on, not from now on")
    ] = None


class Rotation(_Asked):
    """How long the secret before is valid as well."""

    hours: int = Field(24, ge=0, le=24 * 90)

    @property
    def overlap(self) -> timedelta:
        """The same as a span."""
        return timedelta(hours=self.hours)


def revision(seen: str | None) -> int | None:
    """The revision in an `If-Match`; None where any will do."""
    if seen is None or seen.strip() == "*":
        return None
    found = re.fullmatch(r'\s*"(\d{1,9})"\s*', seen, re.ASCII)
    if found is None:
        raise BadRequest("If-Match", 'write the revision as the ETag told it, such as "7"')
    return int(found[1])


def cursor_after(last: str) -> str:
    """The cursor of what comes after this case."""
    return base64.urlsafe_b64encode(last.encode()).decode().rstrip("=")


def after_cursor(cursor: str | None) -> str | None:
    """The case a cursor stands behind; raises BadRequest for one that nobody gave."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        found = raw.decode()
    except (ValueError, binascii.Error):
        raise BadRequest("cursor", "this cursor is none of ours") from None
    if not found.isprintable():
        raise BadRequest("cursor", "this cursor is none of ours")
    return found


def content_of(told: object, where: str) -> tuple[str, bytes]:
    """The name and the bytes of a file; raises BadRequest for what is none."""
    name = told.get("name") if isinstance(told, Mapping) else None
    content = told.get("content") if isinstance(told, Mapping) else None
    if not isinstance(name, str) or not isinstance(content, str):
        raise BadRequest(where, NO_FILE)
    try:
        return name, base64.b64decode(content, validate=True)
    except (ValueError, binascii.Error):
        raise BadRequest(f"{where}.content", "this is not base64") from None


def _file(event: str, told: object, where: str) -> dict[str, Any]:
    """A letter's file: its bytes, its name and, where the event reads it, its paragraphs."""
    name, content = content_of(told, where)
    return letter(content, name, where, read=event in READ)


def letter(content: bytes, name: str, where: str, *, read: bool) -> dict[str, Any]:
    """A letter's file as events take it, with its paragraphs where it is read."""
    if not _plain(name):
        raise BadRequest(where, NO_FILE)
    if Path(name).suffix.lower() not in LETTERS:
        raise BadRequest(where, f"a letter's file is one of {', '.join(LETTERS)}")
    said: dict[str, Any] = {"file": content, "name": name}
    return said | {"lines": _paragraphs(content, name, where)} if read else said


def _plain(name: str) -> bool:
    """Whether it names a file and no folder."""
    return 0 < len(name) <= 200 and name.isprintable() and not set(name) & set('/\\:*?"<>|')


def _paragraphs(content: bytes, name: str, where: str) -> list[str]:
    from bihuan.adapters.outside.errors import FileError
    from bihuan.adapters.outside.letters import read_letter

    with TemporaryDirectory(prefix="bihuan-") as folder:
        file = Path(folder) / f"letter{Path(name).suffix.lower()[:8]}"
        file.write_bytes(content)
        try:
            return list(read_letter(file).paragraphs)
        except FileError as error:
            told = f"{error.text(tongue.language())} {error.cure(tongue.language())}"
            raise BadRequest(where, told.replace(str(file), name)) from None
