"""Read a policy from its TOML file, refusing what is misspelled or unsourced."""

from __future__ import annotations

import re
from typing import Any

from bihuan.rules.assignments import known_five_words
from bihuan.rules.classes import known_schemes
from bihuan.rules.formulas import Base, Rounding, SatisfactionRule
from bihuan.rules.letters.requirements_file import read_letter
from bihuan.rules.policy import (
    KINDS,
    ROLE_KEYS,
    SETTING_KEYS,
    TERM_KEYS,
    Citation,
    Policy,
    PolicyError,
)
from bihuan.rules.reading import Table, did_you_mean, parse_toml
from bihuan.rules.satisfaction import Aggregation, Grade, known_scales
from bihuan.rules.spans import (
    CIVIL_CODE,
    Counting,
    Extension,
    MonthEnd,
    Shift,
    StartEvent,
    Term,
    TermError,
    Unit,
)

_CITED = re.compile(r"\[([A-Za-z0-9-]+)\]")
_READ = ("T", "E", "E/M", "own")

_WORDS: dict[str, tuple[str, ...]] = {
    "withdraw": ("before_assign", "any_time"),
    "rework_ordered_by": ("automatic", "committee"),
    "objection_late": ("refused",),
    "objection_refused": ("go_on",),
    "second_dissatisfied": ("joint_meeting", "expert_evaluation", "face_meeting"),
    "merge": ("answer_each", "at_intake"),
    "joint_answer": ("each", "each_or_lead", "mainly_lead"),
    "aggregation": tuple(Aggregation),
    "scale": known_scales(),
    "class_scheme": known_schemes(),
    "five_words": known_five_words(),
    "carry_over": ("next_year",),
}
_LISTS: dict[str, tuple[str, ...]] = {
    "objection_needs": ("reason", "proposed_unit"),
    "dimensions": ("attitude", "result"),
}
_FLAGS = ("joint_withdraw_all", "contact_required", "promise_ledger")
_NO_REPLY = ("exclude_after_reminder",)


def read_policy(text: str, name: str) -> Policy:
    """The policy a TOML text describes; PolicyError names the file, the key and the cure."""
    root = parse_toml(text, name, PolicyError)
    citations = _citations(root)
    sources: dict[str, str] = {}
    cited = _Cited(citations, sources)
    kinds = _listed(root, "kinds", KINDS) or KINDS
    policy = Policy(
        name=name.removesuffix(".toml"),
        label=root.text("label"),
        kinds=kinds,
        fallback=root.maybe_text("fallback"),
        citations=citations,
        terms=_terms(root, cited),
        extension=_extension(root, cited),
        settings=_settings(root, cited),
        roles=_roles(root, cited),
        satisfaction=_satisfaction(root, cited),
        sources=sources,
        silent=_listed(root, "silent", (*TERM_KEYS, *SETTING_KEYS, "extension")) or (),
        counting=_counting(root),
        letter=read_letter(root.table("letter"), kinds, cited.source),
    )
    root.done()
    _check_silence(root, policy)
    return policy


class _Cited:
    """Collects sources and refuses one that cites an instrument nobody listed."""

    __slots__ = ("_citations", "_sources")

    def __init__(self, citations: dict[str, Citation], sources: dict[str, str]) -> None:
        self._citations = citations
        self._sources = sources

    def source(self, table: Table, key: str) -> str:
        """The `source` of a table, remembered under the key it supports."""
        source = table.text("source")
        for cited in _CITED.findall(source):
            if cited not in self._citations:
                known = tuple(self._citations)
                cure = did_you_mean(cited, known) if known else f"add [sources.{cited}]"
                raise table.fail("source", f"cites [{cited}], which is not in [sources]", cure)
        self._sources[key] = source
        return source


def _citations(root: Table) -> dict[str, Citation]:
    table = root.table("sources")
    found: dict[str, Citation] = {}
    for key in table.keys() if table else ():
        assert table is not None
        entry = table.table(key)
        assert entry is not None
        read = entry.text("read")
        if read not in _READ:
            raise entry.fail("read", f"{read!r} is not known", did_you_mean(read, _READ))
        found[key] = Citation(title=entry.text("title"), url=entry.maybe_text("url"), read=read)
        entry.done()
    return found


def _terms(root: Table, cited: _Cited) -> dict[str, Term | None]:
    table = root.table("terms")
    if table is None:
        return dict.fromkeys(TERM_KEYS)
    terms = {key: _term(table.table(key), key, cited) for key in TERM_KEYS}
    table.done()
    return terms


def _term(table: Table | None, key: str, cited: _Cited) -> Term | None:
    if table is None:
        return None
    try:
        term = Term(
            n=table.maybe_int("n"),
            unit=table.choice("unit", Unit),
            start=table.choice("start", StartEvent),
            month_day=table.maybe_text("month_day"),
            source=cited.source(table, key),
            note=table.text("note", "-").strip("-"),
        )
    except TermError as problem:
        raise table.fail(problem.where, problem.reason, problem.cure) from None
    table.done()
    return term


def _extension(root: Table, cited: _Cited) -> Extension | None:
    table = root.table("extension")
    if table is None:
        return None
    extension = Extension(
        max_times=table.maybe_int("max_times"),
        n=table.maybe_int("n"),
        unit=table.maybe_choice("unit", Unit),
        total_from_start=_term(table.table("total_from_start"), "extension.total", cited),
        consent=table.maybe_text("consent"),
        needs_reason=table.maybe_bool("needs_reason"),
        tell_member=table.maybe_bool("tell_member"),
        source=cited.source(table, "extension"),
    )
    if (extension.n is None) != (extension.unit is None):
        raise table.fail("n", "and unit belong together", "write both or neither")
    table.done()
    return extension


def _settings(root: Table, cited: _Cited) -> dict[str, Any]:
    table = root.table("settings")
    if table is None:
        return dict.fromkeys(SETTING_KEYS)
    settings = {key: _setting(table.table(key), key, cited) for key in SETTING_KEYS}
    table.done()
    return settings


def _setting(table: Table | None, key: str, cited: _Cited) -> Any:
    if table is None:
        return None
    cited.source(table, key)
    if "value" not in table:
        raise table.fail("value", "is missing", "write value = ... or leave the setting out")
    value: Any
    if key in _FLAGS:
        value = table.maybe_bool("value")
    elif key in _LISTS:
        value = _listed(table, "value", _LISTS[key])
    elif key in _WORDS:
        value = _worded(table, "value", _WORDS[key])
    else:
        value = table.text("value")
    table.done()
    return value


def _roles(root: Table, cited: _Cited) -> dict[str, str | None]:
    table = root.table("roles")
    if table is None:
        return dict.fromkeys(ROLE_KEYS)
    roles = {key: table.maybe_text(key) for key in ROLE_KEYS}
    cited.source(table, "roles")
    table.done()
    return roles


def _satisfaction(root: Table, cited: _Cited) -> SatisfactionRule:
    table = root.table("satisfaction")
    if table is None:
        return SatisfactionRule()
    rule = SatisfactionRule(
        counts=_listed(table, "counts", tuple(Grade)),
        base=table.maybe_choice("base", Base),
        rounding=table.maybe_choice("rounding", Rounding),
        digits=table.maybe_int("digits"),
        no_reply=_worded(table, "no_reply", _NO_REPLY),
        source=cited.source(table, "satisfaction"),
    )
    table.done()
    return rule


def _counting(root: Table) -> Counting:
    table = root.table("counting")
    if table is None:
        return CIVIL_CODE
    counting = Counting(
        day_one_counted=table.maybe_bool("day_one_counted") or False,
        month_end=table.choice("month_end", MonthEnd, CIVIL_CODE.month_end),
        last_day_on_holiday=table.choice(
            "last_day_on_holiday", Shift, CIVIL_CODE.last_day_on_holiday
        ),
        fixed_date_on_holiday=table.choice(
            "fixed_date_on_holiday", Shift, CIVIL_CODE.fixed_date_on_holiday
        ),
        day_one_source=table.text("day_one_source", CIVIL_CODE.day_one_source),
        month_end_source=table.text("month_end_source", CIVIL_CODE.month_end_source),
        last_day_source=table.text("last_day_source", CIVIL_CODE.last_day_source),
    )
    table.done()
    return counting


def _worded(table: Table, key: str, known: tuple[str, ...]) -> str | None:
    value = table.maybe_text(key)
    if value is not None and value not in known:
        raise table.fail(key, f"{value!r} is not known", did_you_mean(value, known))
    return value


def _listed(table: Table, key: str, known: tuple[str, ...]) -> tuple[str, ...] | None:
    values = table.texts(key)
    for value in values or ():
        if value not in known:
            raise table.fail(key, f"{value!r} is not known", did_you_mean(value, known))
    return values


def _check_silence(root: Table, policy: Policy) -> None:
    values = {**policy.terms, **policy.settings, "extension": policy.extension}
    for key in policy.silent:
        if values[key] is not None:
            raise root.fail("silent", f"lists {key}, which is set", "remove one of the two")
