"""Which role may look at which page, and what its menu holds."""

from __future__ import annotations

from collections.abc import Mapping

from bihuan.adapters.web.errors import NotPermitted
from bihuan.engine.access import Role

_WATCH = {Role.OFFICE, Role.LEADER, Role.SUPERVISION, Role.AUDITOR}
_STAFF = _WATCH | {Role.DIVISION, Role.ASSIGNER}

PAGES: Mapping[str, frozenset[Role]] = {
    name: frozenset(roles)
    for name, roles in {
        "show_home": set(Role),
        "log_out": set(Role),
        "page_board": _WATCH,
        "page_cases": _STAFF,
        "page_case": _STAFF,
        "page_work": {Role.OFFICE, Role.DIVISION},
        "act_on_case": {Role.OFFICE, Role.DIVISION, Role.ASSIGNER},
    }.items()
}
"""Each page with the roles that may ask for it; what is not here nobody may."""

BY_LINK = frozenset({"show_answer", "take_letter", "send_form"})
"""What a member's link opens, and nothing else does."""
OPEN = frozenset({"show_static", "show_login", "log_in"})
"""What needs no session, and tells nothing of any case."""

MENU = (("/work", "page_work"), ("/cases", "page_cases"), ("/board", "page_board"))


def permit(role: Role, name: str) -> None:
    """Raise NotPermitted unless the page is for this role."""
    if role not in PAGES.get(name, ()):
        raise NotPermitted(role.value, name)


def menu(role: Role) -> list[tuple[str, str]]:
    """The places a role goes to, with the page of each."""
    return [(path, name) for path, name in MENU if role in PAGES[name]]
