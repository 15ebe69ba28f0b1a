"""Every error a caller can meet, in one tree.

BihuanError
├── Refused        the machine or a rule forbids the event; `findings` say why
├── BadInput       an argument is missing or cannot be understood
├── CaseNotFound   no case has this id
├── IncidentNotFound   no incident has this id
├── Ambiguous      several cases answer to this name
│   └── ManyDefinitions several definitions do
├── Conflict       somebody was there first
│   ├── StaleCase  the case has moved on; load it again
│   ├── CaseExists this proposal already has a case
│   ├── KeyTaken   this idempotency key belongs to another event
│   └── NumberTaken  this document number was given before
├── UnknownDefinition  a case is pinned to a definition nobody has stored
├── DefinitionNotFound no definition is called so
├── DefinitionInUse    cases still need the definition
├── Misplaced          a definition cannot go from this status to that one
├── NotOpen            cases cannot come to the definition in its status
├── NoLadder       no ladder says when to urge over a term
├── UnsafePlan         a plan of migration does harm, or leaves something open
├── PlanNotFound       no plan of migration is called so
├── LinkUnwanted       nobody waits for a form of the case, so no link to one is given
├── LinkNotFound       no link that could still be revoked has this id
├── PlatformAway       a platform does not answer; what was not exchanged waits
├── BadExchange        what came from a platform is not what was agreed on
├── ExchangeUnderWay   somebody else exchanges with the platform right now
└── Broken         stored history does not explain the stored state
"""

from __future__ import annotations

from bihuan.rules.facts import Finding


class BihuanError(Exception):
    """Something a caller can meet; `code` is for programs, the words are for people."""

    code = "error"


class Refused(BihuanError):
    """The case cannot take this event now."""

    code = "refused"

    def __init__(
        self, case: str, event: str, state: str, reason: str, findings: tuple[Finding, ...] = ()
    ) -> None:
        super().__init__(case, event, state, reason, findings)
        self.case = case
        self.event = event
        self.state = state
        self.reason = reason
        self.findings = findings

    def __str__(self) -> str:
        failed = ", ".join(found.fact for found in self.findings if not (found.held or found.moot))
        where = f"case {self.case!r} in {self.state!r}"
        return f"{where} refused {self.event!r}: {self.reason} {failed}".rstrip()


class BadInput(BihuanError):
    """An argument is missing or cannot be understood."""

    code = "bad_input"

    def __init__(self, field: str, reason: str, value: object = None) -> None:
        super().__init__(field, reason, value)
        self.field = field
        self.reason = reason
        self.value = value

    def __str__(self) -> str:
        return f"{self.field}: {self.reason}" + (
            f" (got {self.value!r})" if self.value is not None else ""
        )


class CaseNotFound(BihuanError):
    """No case has this id."""

    code = "case_not_found"

    def __init__(self, case: str) -> None:
        super().__init__(case)
        self.case = case

    def __str__(self) -> str:
        return f"no case {self.case!r}"


class IncidentNotFound(BihuanError):
    """No incident has this id, or an id that begins so."""

    code = "incident_not_found"

    def __init__(self, incident: str) -> None:
        super().__init__(incident)
        self.incident = incident

    def __str__(self) -> str:
        return f"no incident {self.incident!r}"


class Ambiguous(BihuanError):
    """Several cases answer to this name; say which."""

    code = "ambiguous"

    def __init__(self, name: str, candidates: tuple[str, ...]) -> None:
        super().__init__(name, candidates)
        self.name = name
        self.candidates = candidates

    def __str__(self) -> str:
        return f"{self.name!r} could be {', '.join(self.candidates)}"


class ManyDefinitions(Ambiguous):
    """Several definitions answer to this name; say which."""

    code = "many_definitions"


class Conflict(BihuanError):
    """Somebody was there first."""

    code = "conflict"


class StaleCase(Conflict):
    """The case has moved on since it was read; load it again and decide anew."""

    code = "stale_case"

    def __init__(self, case: str, expected: int, found: int | None = None) -> None:
        super().__init__(case, expected, found)
        self.case = case
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        at = f", it is at {self.found}" if self.found is not None else ""
        return f"case {self.case!r} is no longer at revision {self.expected}{at}"


class CaseExists(Conflict):
    """This proposal already has a case in this office."""

    code = "case_exists"

    def __init__(self, number: str, existing: str | None = None) -> None:
        super().__init__(number, existing)
        self.number = number
        self.existing = existing

    def __str__(self) -> str:
        return f"the proposal {self.number!r} already has a case" + (
            f": {self.existing}" if self.existing else ""
        )


class KeyTaken(Conflict):
    """This idempotency key belongs to another event."""

    code = "key_taken"

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key

    def __str__(self) -> str:
        return f"the key {self.key!r} was used for another event"


class NumberTaken(Conflict):
    """This document number was given before; a letter needs one of its own."""

    code = "number_taken"

    def __init__(self, number: str, status: str, case: str | None = None) -> None:
        super().__init__(number, status, case)
        self.number = number
        self.status = status
        self.case = case

    def __str__(self) -> str:
        whose = f" for case {self.case!r}" if self.case else ""
        return f"the document number {self.number} is {self.status}{whose}"


class UnknownDefinition(BihuanError):
    """A case is pinned to a definition nobody has stored."""

    code = "unknown_definition"

    def __init__(self, definition: str) -> None:
        super().__init__(definition)
        self.definition = definition

    def __str__(self) -> str:
        return f"the definition {self.definition[:12]} is not stored here"


class DefinitionNotFound(BihuanError):
    """No definition is called so."""

    code = "definition_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"no definition is called {self.name!r}"


class DefinitionInUse(BihuanError):
    """Cases still need the definition."""

    code = "definition_in_use"

    def __init__(self, definition: str, cases: int) -> None:
        super().__init__(definition, cases)
        self.definition = definition
        self.cases = cases

    def __str__(self) -> str:
        return f"{self.cases} cases are still under way under {self.definition}"


class Misplaced(BihuanError):
    """A definition cannot go from this status to that one."""

    code = "misplaced"

    def __init__(self, definition: str, status: str, wanted: str) -> None:
        super().__init__(definition, status, wanted)
        self.definition = definition
        self.status = status
        self.wanted = wanted

    def __str__(self) -> str:
        return f"{self.definition} is {self.status} and cannot become {self.wanted}"


class NotOpen(BihuanError):
    """Cases cannot come to the definition in its status."""

    code = "not_open"

    def __init__(self, definition: str, status: str) -> None:
        super().__init__(definition, status)
        self.definition = definition
        self.status = status

    def __str__(self) -> str:
        return f"no case can come to {self.definition}, which is {self.status}"


class NoLadder(BihuanError):
    """No ladder says when to urge over this term, not even the one for answers."""

    code = "no_ladder"

    def __init__(self, term: str) -> None:
        super().__init__(term)
        self.term = term

    def __str__(self) -> str:
        return f"no ladder for {self.term!r}, and none called 'answer' in its place"


class UnsafePlan(BihuanError):
    """A plan of migration does harm, or leaves something open; the proof tells how."""

    code = "unsafe_plan"

    def __init__(self, plan: str, flaws: int) -> None:
        super().__init__(plan, flaws)
        self.plan = plan
        self.flaws = flaws

    def __str__(self) -> str:
        return f"the plan {self.plan[:12]} must not be carried out: {self.flaws} flaws"


class PlanNotFound(BihuanError):
    """No plan of migration is called so."""

    code = "plan_not_found"

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"no plan of migration is called {self.name!r}"


class Broken(BihuanError):
    """Stored history does not explain the stored state."""

    code = "broken"

    def __init__(self, case: str, seq: int, reason: str) -> None:
        super().__init__(case, seq, reason)
        self.case = case
        self.seq = seq
        self.reason = reason

    def __str__(self) -> str:
        return f"case {self.case!r}, entry {self.seq}: {self.reason}"


class LinkUnwanted(BihuanError):
    """Nobody waits for a form of this case now, so no link to one is given."""

    code = "link_unwanted"

    def __init__(self, case: str, state: str) -> None:
        super().__init__(case, state)
        self.case = case
        self.state = state

    def __str__(self) -> str:
        return f"nobody waits for a form of case {self.case!r} in {self.state!r}"


class LinkNotFound(BihuanError):
    """No link that could still be revoked has this id."""

    code = "link_not_found"

    def __init__(self, link: str) -> None:
        super().__init__(link)
        self.link = link

    def __str__(self) -> str:
        return f"no link {self.link!r} could be revoked"


class PlatformAway(BihuanError):
    """A platform does not answer, or its folder is not there; what was not exchanged waits."""

    code = "platform_away"

    def __init__(self, platform: str, reason: str) -> None:
        super().__init__(platform, reason)
        self.platform = platform
        self.reason = reason

    def __str__(self) -> str:
        return f"the platform {self.platform!r} cannot be reached: {self.reason}"


class BadExchange(BihuanError):
    """What came from a platform is not what was agreed on; nothing of it was taken."""

    code = "bad_exchange"

    def __init__(self, platform: str, place: str, reason: str) -> None:
        super().__init__(platform, place, reason)
        self.platform = platform
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        return f"the platform {self.platform!r}: {self.place} {self.reason}"


class ExchangeUnderWay(BihuanError):
    """Somebody else exchanges with this platform right now."""

    code = "exchange_under_way"

    def __init__(self, platform: str) -> None:
        super().__init__(platform)
        self.platform = platform

    def __str__(self) -> str:
        return f"somebody else exchanges with the platform {self.platform!r}"
