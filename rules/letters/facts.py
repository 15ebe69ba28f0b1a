"""What a check may know about the case: plain values, handed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bihuan.rules.classes import Scheme
from bihuan.rules.letters.requirements import LetterKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """A member by name, or an organisation; the lead member comes first in the list."""

    name: str
    collective: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """The case a letter is about, as the office has it on file.

    What is empty is not known, and nothing is held against it.
    A merged original has facts of its own, since it gets its own letter.
    """

    kind: str
    """`deputy_suggestion` or `cppcc_proposal`."""
    letter: LetterKind
    office: str
    """The name the office signs with."""
    number: str
    title: str
    session: str
    members: tuple[Recipient, ...]
    begun_on: date
    """The day the term of the answer starts: no answer is older."""
    today: date
    government: bool = True
    """Whether the office belongs to the government; courts and committees do not."""
    lead_unit: str = ""
    """To whom a co-handler's opinion goes."""
    cohandlers: tuple[str, ...] = ()
    scheme: Scheme | None = None
    document: str = ""
    """The 文号 on file, once the letter has left."""
    code: str = ""
    """The result class on file, once the letter has left."""
    points: int = 0
    """How many numbered points the proposal has; a hint, since numbers may be no points."""

    @property
    def bodies(self) -> tuple[str, ...]:
        """The organisations the letter may be written to."""
        named = [one.name for one in self.members if one.collective]
        return (*named, *((self.lead_unit,) if self.lead_unit else ()))
