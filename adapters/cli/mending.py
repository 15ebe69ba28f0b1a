"""What `audit repair` and `timer reconcile` share: case by case, first to look and then to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from bihuan.adapters.cli.reasons import said
from bihuan.adapters.cli.session import Session

if TYPE_CHECKING:
    from bihuan.engine.errors import Broken

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Looked(Generic[T]):
    """What was found of so many cases, and those whose history itself is broken."""

    cases: int
    found: list[T]
    broken: list[Broken]


def each_case(session: Session, case: str | None, act: Callable[[str], T]) -> Looked[T]:
    """Look at one case, or at all of the office; one whose history is broken keeps no other."""
    from bihuan.engine.audit import cases_of
    from bihuan.engine.errors import Broken

    cases = cases_of(session.engine, session.case(case).id if case else None)
    found: list[T] = []
    broken: list[Broken] = []
    for one in cases:
        try:
            found.append(act(one.id))
        except Broken as error:
            broken.append(error)
    return Looked(len(cases), found, broken)


def told_why(apply: bool, reason: str | None) -> str:
    """The reason, which whoever mends must give; raises BadInput."""
    from bihuan.engine.errors import BadInput

    if apply and not reason:
        raise BadInput("reason", "say why it is put right")
    return reason or ""


def lost(session: Session, broken: list[Broken]) -> Iterator[str]:
    """A line for each case that only a backup helps."""
    for one in broken:
        yield session.say("audit.fault", case=one.case, seq=one.seq, reason=said(one.reason))
