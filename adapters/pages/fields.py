"""The form of each event, made from the arguments it declares: what is asked, and in which way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bihuan.adapters.cli import tongue
from bihuan.engine.case_file import CaseFile
from bihuan.engine.saying import ARGUMENTS, EVERYWHERE
from bihuan.rules.formulas import GRADES
from bihuan.rules.policy import Policy
from bihuan.rules.words import label

STAGES = ("before", "during", "after")
WAYS = ("phone", "visit", "meeting", "onsite", "video", "message", "letter", "mail")
LEVELS = ("reminder", "urging", "supervision")
REASONED = (
    *("return_to_assigner", "accept_return", "refuse_return", "extend", "mute", "send_back"),
    *("withdraw", "resume", "reassign", "redispatch", "correct_feedback", "merge", "unmerge"),
    *("redo_opinion", "late_opinion"),
)
"""Events that a reason belongs to."""
WORDED = ("opinion", "late_opinion")
"""Events that bring what another unit wrote."""
LEFT_OUT = ("rung", "channels", "policy", "paper", "scheme", "template", "lines", "name")
"""What no person says: a clock's words, a file's own, and what the region has settled."""
NEEDED = {
    "dispatch": ("leader", "officer", "task", "division", "time"),
    "contact": ("how",),
    "co_handle": ("requests",),
    "extend": ("until",),
    "mute": ("until", "reason"),
    "draft": ("file",),
    "merge": ("host",),
    "send_back": ("reason",),
    "return_to_assigner": ("reason",),
}
"""What a browser asks for before it sends; the engine is asked in any case."""
KINDS: Mapping[str, str] = {
    **dict.fromkeys(("time", "until", "on"), "day"),
    **dict.fromkeys(("task", "note", "reason", "text", "comment", "reply"), "text"),
    **dict.fromkeys(("to", "countersigners", "requests", "commitments"), "lines"),
    **dict.fromkeys(("stage", "how", "level", "code", "member", "request", "urging"), "choice"),
    **dict.fromkeys(("attitude", "result", "verdict"), "marks"),
    **dict.fromkeys(("letters", "originals"), "each"),
    "file": "file",
    "all_agree": "yes",
}
"""How an argument is entered; one that is not here is a line of text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing a form asks for."""

    name: str
    kind: str
    """`line`, `text`, `day`, `lines`, `choice`, `marks`, `file`, `yes` or, of merged, `each`."""
    needed: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    """Values with what they are called; of `each`, the merged cases."""
    value: str = ""
    """What stands there before anybody writes."""

    @property
    def label(self) -> str:
        """What it is called."""
        return tongue.words(f"page_field.{self.name}")

    @property
    def hint(self) -> str:
        """How it is written, where that is not plain."""
        key = f"page_hint.{self.name}"
        return tongue.words(key) if tongue.has_words(key) else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a form needs to know of its case."""

    file: CaseFile
    policy: Policy
    merged: tuple[tuple[str, str], ...] = ()
    """The cases merged into it, by id, with what they are called."""


def fields_of(event: str, asked: Asked) -> list[Field]:
    """What the form of an event asks for, the usual things first."""
    return [one for name in _names(event) if (one := _field(event, name, asked)) is not None]


def _names(event: str) -> Iterator[str]:
    yield from (
        name for name in ARGUMENTS.get(event, ()) if name not in EVERYWHERE and name not in LEFT_OUT
    )
    yield from ("text",) if event in WORDED else ()
    yield "reason" if event in REASONED else "note"
    yield "on"


def _field(event: str, name: str, asked: Asked) -> Field | None:
    kind = KINDS.get(name, "line")
    found = _CHOICES[name](asked) if name in _CHOICES else ()
    if kind in ("choice", "each") and not found:
        return None
    needed = name in NEEDED.get(event, ())
    return Field(name=name, kind=kind, needed=needed, choices=tuple(found), value=_now(name, asked))


def _now(name: str, asked: Asked) -> str:
    """What the present round already has of the five assignments."""
    known = asked.file.round
    value = getattr(known, name, None) if name in FIVE and known is not None else None
    return "" if value is None else str(value)


FIVE = ("leader", "division", "officer", "task", "responsibility")


def _words(section: str, names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((name, tongue.word(f"{section}.{name}")) for name in names)


def _grades() -> tuple[tuple[str, str], ...]:
    """The grades by the word a form prints, which is what is said."""
    return tuple((label(f"value.{one}"), tongue.word(f"value.{one}")) for one in GRADES)


def _classes(asked: Asked) -> tuple[tuple[str, str], ...]:
    scheme = asked.policy.class_scheme
    classes = scheme.classes if scheme else ()
    return tuple(
        (one.code, one.label if one.label.startswith(one.code) else f"{one.code} {one.label}")
        for one in classes
    )


def _requests(asked: Asked) -> tuple[tuple[str, str], ...]:
    waiting = ("open", "overdue")
    return tuple(
        (str(one.no), f"{one.unit}（{tongue.day(one.due)}）")
        for one in asked.file.requests
        if one.status in waiting
    )


def _members(asked: Asked) -> tuple[tuple[str, str], ...]:
    members = asked.file.members
    return tuple((str(one.no), one.name) for one in members) if len(members) > 1 else ()


def _urgings(asked: Asked) -> tuple[tuple[str, str], ...]:
    told = {str(one.seq): f"{tongue.day(one.on)} {one.recipient}" for one in asked.file.urgings}
    return tuple(reversed(told.items()))


_CHOICES: Mapping[str, Callable[[Asked], tuple[tuple[str, str], ...]]] = {
    "stage": lambda _: _words("stage", STAGES),
    "how": lambda _: _words("how", WAYS),
    "level": lambda _: _words("level", LEVELS),
    "attitude": lambda _: _grades(),
    "result": lambda _: _grades(),
    "verdict": lambda _: _grades(),
    "code": _classes,
    "request": _requests,
    "member": _members,
    "urging": _urgings,
    "letters": lambda asked: asked.merged,
    "originals": lambda asked: asked.merged,
}
