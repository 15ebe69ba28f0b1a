"""Who may do what over HTTP: a role for each operation, the machine's parties for each event."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bihuan.adapters.web.errors import NotPermitted
from bihuan.engine.access import PARTIES, Role, Token
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import CaseNotFound
from bihuan.engine.records import Case, Member, Round

_WATCH = {Role.OFFICE, Role.LEADER, Role.SUPERVISION, Role.AUDITOR}
_STAFF = _WATCH | {Role.DIVISION, Role.ASSIGNER}
_ACT = {Role.OFFICE, Role.DIVISION, Role.ASSIGNER}

RIGHTS: Mapping[str, frozenset[Role]] = {
    name: frozenset(roles)
    for name, roles in {
        "show_me": set(Role),
        "list_cases": _STAFF | {Role.MEMBER},
        "show_case": _STAFF | {Role.MEMBER},
        "receive_case": {Role.OFFICE},
        "list_history": _STAFF,
        "list_events": _STAFF,
        "stream_events": _STAFF,
        "list_options": _ACT,
        "ask_why_not": _ACT,
        "fire_event": _ACT,
        "give_link": {Role.OFFICE},
        "extend_deadline": _ACT,
        "sign_letter": {Role.OFFICE},
        "import_cases": {Role.OFFICE},
        "render_document": {Role.OFFICE, Role.DIVISION},
        "list_files": _STAFF | {Role.MEMBER},
        "show_file": _STAFF | {Role.MEMBER},
        "show_calendar": _STAFF | {Role.OPS},
        "list_definitions": _STAFF | {Role.OPS},
        "show_definition": _STAFF | {Role.OPS},
        "draw_definition": _STAFF | {Role.OPS},
        "list_deadlines": _STAFF,
        "list_timers": _STAFF | {Role.OPS},
        "list_urgings": _STAFF,
        "show_metrics": {Role.OPS, Role.AUDITOR},
        "add_webhook": {Role.OFFICE},
        "list_webhooks": {Role.OFFICE, Role.OPS, Role.AUDITOR},
        "rotate_webhook": {Role.OFFICE},
        "revoke_webhook": {Role.OFFICE, Role.OPS},
        "list_deliveries": {Role.OFFICE, Role.OPS, Role.AUDITOR},
        "show_list": _WATCH | {Role.DIVISION},
        "show_annual": _WATCH,
        "show_period": _WATCH,
        "show_board": _WATCH,
    }.items()
}
"""Each operation with the roles that may ask for it; what is not here nobody may do."""

OPEN = frozenset(
    {
        "show_health",
        "begin_login",
        "finish_login",
        "show_alive",
        "show_ready",
        "show_document",
        "show_pages",
        "show_static",
    }
)
"""What needs no token, and tells nothing of any case."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who stands behind a request."""

    token: Token

    @property
    def role(self) -> Role:
        """In which capacity."""
        return Role(self.token.role)

    @property
    def actor(self) -> Actor:
        """Who is written into the history; only who acts for a party has a place there."""
        party = PARTIES.get(self.role)
        if party is None:
            raise NotPermitted(self.role.value, "fire_event")
        return Actor(self.token.actor, party)

    @property
    def division(self) -> str | None:
        """The one division whose cases are seen; None for those who see them all."""
        return self.token.unit if self.role is Role.DIVISION else None


def permit(role: Role, operation: str) -> None:
    """Raise NotPermitted unless the operation is for this role."""
    if role not in RIGHTS.get(operation, ()):
        raise NotPermitted(role.value, operation)


def visible(visitor: Visitor, engine: Engine, name: str) -> Case:
    """The case with this id; what a visitor does not see is not there at all."""
    store, case = engine.store, engine.store.case(engine.house.office, name)
    if visitor.role is Role.MEMBER:
        members = store.records(Member, case.office, case.id)
        seen = any(one.name == visitor.token.actor for one in members)
    elif visitor.role is Role.DIVISION:
        seen = any(
            _handles(visitor, one, case) for one in store.records(Round, case.office, case.id)
        )
    else:
        seen = True
    if not seen:
        raise CaseNotFound(name)
    return case


def _handles(visitor: Visitor, one: Round, case: Case) -> bool:
    return one.round == case.round and one.division == visitor.token.unit
