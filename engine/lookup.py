"""Find the case a person means: by id, by number, or by kind and number."""

from __future__ import annotations

import re
from dataclasses import replace

from bihuan.engine.errors import Ambiguous, CaseNotFound
from bihuan.engine.ports import Store
from bihuan.engine.query import Query
from bihuan.engine.records import Case
from bihuan.rules.identifiers import number

_KINDS = {
    "建议": "deputy_suggestion",
    "代表建议": "deputy_suggestion",
    "提案": "cppcc_proposal",
    "政协提案": "cppcc_proposal",
}
_NAME = re.compile(r"(?:(\d{4})年?)?[\s-]*(代表建议|政协提案|建议|提案)?[\s-]*(.+)", re.ASCII)


def find_case(store: Store, office: str, name: str) -> Case:
    """The case called `提案123`, `建议-0031`, `第0123号`, `2024提案7`, its title or its id.

    Raises Ambiguous with the candidates, and CaseNotFound.
    """
    name = name.strip()
    try:
        return store.case(office, name)
    except CaseNotFound:
        pass
    found = _matching(store, office, name)
    if not found:
        raise CaseNotFound(name)
    if len(found) > 1:
        raise Ambiguous(name, tuple(spell(case) for case in found[:8]))
    return found[0]


def spell(case: Case) -> str:
    """How a case is called on screen: year, kind, printed number."""
    kind = "建议" if case.kind == "deputy_suggestion" else "提案"
    return f"{case.year}年{kind}{case.number or case.title}"


def _matching(store: Store, office: str, name: str) -> list[Case]:
    """With no year and no kind said, the whole name is the number first."""
    exact = store.find(office, Query(number_key=number(name).match_key))
    if exact:
        return exact
    said = _NAME.fullmatch(name)
    if said is None:
        return []
    year, kind, rest = said.groups()
    query = Query(year=int(year) if year else None, kind=_KINDS.get(kind or ""))
    found = store.find(office, replace(query, number_key=number(rest).match_key))
    return found or _titled(store, office, query, rest) or _titled(store, office, Query(), name)


def _titled(store: Store, office: str, query: Query, title: str) -> list[Case]:
    """A case without a number is called by its title."""
    found = store.find(office, replace(query, text=title))
    return [case for case in found if case.title == title]
