"""Hold what a region's law or notice says about handling, every value with its source."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from bihuan.rules.assignments import FiveWords, five_words
from bihuan.rules.classes import Scheme, scheme
from bihuan.rules.formulas import SatisfactionRule
from bihuan.rules.letters.requirements import NO_RULES, LetterRules
from bihuan.rules.reading import BadText, did_you_mean
from bihuan.rules.satisfaction import Aggregation
from bihuan.rules.spans import CIVIL_CODE, Counting, Extension, Term

KINDS = ("deputy_suggestion", "cppcc_proposal")

TERM_KEYS = (
    "assign_offsession",
    "accept_notice",
    "object",
    "reassign",
    "contact",
    "co",
    "co_redo",
    "answer",
    "answer_offsession",
    "answer_plenary_proposal",
    "feedback",
    "rework",
    "promise_feedback",
    "unit_report",
)
"""Every term a policy may set, in the order of a case's life."""

SETTING_KEYS = (
    "withdraw",
    "joint_withdraw_all",
    "rework_ordered_by",
    "contact_required",
    "objection_needs",
    "objection_late",
    "objection_refused",
    "second_dissatisfied",
    "merge",
    "joint_answer",
    "aggregation",
    "scale",
    "dimensions",
    "class_scheme",
    "five_words",
    "promise_ledger",
    "carry_over",
    "annual_report",
)
"""Every other thing a policy may set."""

ROLE_KEYS = ("sole", "lead", "separate", "support", "reading", "co_step")
SATISFACTION_KEYS = ("counts", "base", "rounding", "digits", "no_reply")

_CITED = re.compile(r"\[([A-Za-z0-9-]+)\]")


class PolicyError(BadText):
    """A policy file says something that cannot be used."""

    @property
    def file(self) -> str:
        """The file, or the name the policy was asked for by."""
        return self.where.partition(": ")[0]

    @property
    def key(self) -> str:
        """The key within the file, or an empty text."""
        return self.where.partition(": ")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """An instrument the values are taken from.

    `read` says how much of it was read: T its full text, E an excerpt, and
    E/M an excerpt on a mirror, to be confirmed at the original.
    """

    title: str
    url: str | None
    read: str


class Effective(NamedTuple):
    """A value that applies, and the policy it comes from: the local one or its fallback."""

    term: Term
    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One region's parameters; None everywhere means that no source was found."""

    name: str
    label: str
    kinds: tuple[str, ...]
    """The kinds of proposal its instrument speaks about."""
    fallback: str | None
    citations: Mapping[str, Citation]
    terms: Mapping[str, Term | None]
    extension: Extension | None
    settings: Mapping[str, Any]
    roles: Mapping[str, str | None]
    satisfaction: SatisfactionRule
    sources: Mapping[str, str]
    """The source of each setting and group of words."""
    silent: tuple[str, ...] = ()
    """Keys the instrument was read for and says nothing about."""
    counting: Counting = field(default=CIVIL_CODE)
    letter: LetterRules = field(default=NO_RULES)
    """What it asks of letters."""

    @staticmethod
    def parse(text: str, name: str) -> Policy:
        """Read a policy file; `name` is how it is called in messages."""
        from bihuan.rules.policy_file import read_policy

        return read_policy(text, name)

    def get_term(self, key: str) -> Term | None:
        """This policy's own term, or None when it is not sourced."""
        if key not in TERM_KEYS:
            raise PolicyError(self.name, f"{key!r} is no term", did_you_mean(key, TERM_KEYS))
        return self.terms[key]

    def answer_term(self, kind: str, off_session: bool) -> Term | None:
        """This policy's own term for the answer, by kind of proposal and time of handing in."""
        return self.terms[key] if (key := self._answer_key(kind, off_session)) else None

    def effective(self, key: str, kind: str | None = None) -> Effective | None:
        """The term that applies: this policy's own, else its fallback's, else None.

        With a kind of proposal, only instruments that speak about it are asked.
        """
        term = self.get_term(key)
        if term is not None and self.speaks_about(kind):
            return Effective(term, self)
        return self.fallen_back.effective(key, kind) if self.fallen_back else None

    def effective_answer(self, kind: str, off_session: bool) -> Effective | None:
        """Like `effective`, for the answer to a kind of proposal."""
        term = self.answer_term(kind, off_session)
        if term is not None:
            return Effective(term, self)
        return self.fallen_back.effective_answer(kind, off_session) if self.fallen_back else None

    def effective_extension(self, kind: str | None = None) -> tuple[Extension, Policy] | None:
        """The extension that applies, and the policy it comes from."""
        if self.extension is not None and self.speaks_about(kind):
            return self.extension, self
        return self.fallen_back.effective_extension(kind) if self.fallen_back else None

    def effective_setting(self, key: str, kind: str | None = None) -> tuple[Any, Policy] | None:
        """The setting that applies, and the policy it comes from; None when nobody sets it."""
        if key not in SETTING_KEYS:
            raise PolicyError(self.name, f"{key!r} is no setting", did_you_mean(key, SETTING_KEYS))
        if self.settings[key] is not None and self.speaks_about(kind):
            return self.settings[key], self
        return self.fallen_back.effective_setting(key, kind) if self.fallen_back else None

    def speaks_about(self, kind: str | None) -> bool:
        """Whether the instrument covers this kind of proposal; any kind when none is named."""
        if kind is not None and kind not in KINDS:
            raise PolicyError(self.name, f"{kind!r} is no kind", did_you_mean(kind, KINDS))
        return kind is None or kind in self.kinds

    @property
    def fallen_back(self) -> Policy | None:
        """The policy that fills what this one leaves open."""
        return load(self.fallback) if self.fallback else None

    @property
    def unsourced(self) -> tuple[str, ...]:
        """Every key without a sourced value, so that a report can say so."""
        terms = [key for key in TERM_KEYS if self.terms[key] is None]
        if self.terms["answer"] is not None:
            terms = [key for key in terms if not key.startswith("answer_")]
        return (
            *terms,
            *(() if self.extension else ("extension",)),
            *(key for key in SETTING_KEYS if self.settings[key] is None),
            *(f"roles.{key}" for key in ROLE_KEYS if self.roles[key] is None),
            *(
                f"satisfaction.{key}"
                for key in SATISFACTION_KEYS
                if getattr(self.satisfaction, key) is None
            ),
        )

    @property
    def filled(self) -> tuple[str, ...]:
        """What is unsourced here and taken from the fallback."""
        other = self.fallen_back
        if other is None:
            return ()
        there = {key for key in TERM_KEYS if other.effective(key)}
        there |= {key for key in SETTING_KEYS if other.effective_setting(key)}
        there |= {"extension"} if other.effective_extension() else set()
        return tuple(key for key in self.unsourced if key in there)

    def cite(self, source: str) -> str:
        """A source with its keys written out, those of the fallback too: 《…条例》第16条."""

        def title(match: re.Match[str]) -> str:
            known = self.citation(match[1])
            return f"《{known.title}》" if known else match[0]

        return re.sub(r"》\s+", "》", _CITED.sub(title, source))

    def citation(self, key: str) -> Citation | None:
        """The instrument that goes by this key, here or in the fallback."""
        if key in self.citations or self.fallen_back is None:
            return self.citations.get(key)
        return self.fallen_back.citation(key)

    @property
    def withdraw(self) -> str | None:
        """Until when a member may withdraw: before_assign or any_time."""
        return self._text("withdraw")

    @property
    def joint_withdraw_all(self) -> bool | None:
        """Whether a joint proposal is withdrawn only by all its members."""
        return self._flag("joint_withdraw_all")

    @property
    def rework_ordered_by(self) -> str | None:
        """Who sets a new round going: automatic (the verdict itself) or committee."""
        return self._text("rework_ordered_by")

    @property
    def contact_required(self) -> bool | None:
        """Whether the member must be contacted before the answer."""
        return self._flag("contact_required")

    @property
    def objection_needs(self) -> tuple[str, ...] | None:
        """What an objection must hold: reason, proposed_unit."""
        return self._texts("objection_needs")

    @property
    def second_dissatisfied(self) -> str | None:
        """What follows a second dissatisfaction."""
        return self._text("second_dissatisfied")

    @property
    def merge(self) -> str | None:
        """How like proposals are merged: answer_each, or at_intake."""
        return self._text("merge")

    @property
    def dimensions(self) -> tuple[str, ...] | None:
        """What the form asks apart: attitude and result."""
        return self._texts("dimensions")

    @property
    def aggregation(self) -> Aggregation | None:
        """How the forms of joint members become one verdict."""
        value = self._text("aggregation")
        return None if value is None else Aggregation(value)

    @property
    def class_scheme(self) -> Scheme | None:
        """The result classes."""
        value = self._text("class_scheme")
        return None if value is None else scheme(value)

    @property
    def five_words(self) -> FiveWords | None:
        """The five words of 五定."""
        value = self._text("five_words")
        return None if value is None else five_words(value)

    def _answer_key(self, kind: str, off_session: bool) -> str | None:
        if not self.speaks_about(kind):
            return None
        if off_session and self.terms["answer_offsession"] is not None:
            return "answer_offsession"
        plenary = kind == "cppcc_proposal" and not off_session
        if plenary and self.terms["answer_plenary_proposal"] is not None:
            return "answer_plenary_proposal"
        return "answer"

    def _text(self, key: str) -> str | None:
        value = self.settings[key]
        return None if value is None else str(value)

    def _flag(self, key: str) -> bool | None:
        value = self.settings[key]
        return None if value is None else bool(value)

    def _texts(self, key: str) -> tuple[str, ...] | None:
        value = self.settings[key]
        return None if value is None else tuple(value)


def shipped() -> tuple[str, ...]:
    """The names of all policies that come with the product."""
    folder = files("bihuan.rules") / "policies"
    names = (entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        sorted(name.removesuffix(".toml") for name in names if not name.startswith("ladder_"))
    )


@lru_cache(maxsize=64)
def load(name: str) -> Policy:
    """A shipped policy by its name."""
    if name not in shipped():
        raise PolicyError(name, "no such policy is shipped", did_you_mean(name, shipped()))
    path = files("bihuan.rules") / "policies" / f"{name}.toml"
    return Policy.parse(path.read_text(encoding="utf-8"), f"{name}.toml")
