"""Every value the shipped policies hold, beside what the instruments themselves say.

The articles were read in the official texts where a citation is marked T, and
in excerpts where it is marked E. A change here is a change of law, not of code.
"""

from __future__ import annotations

import pytest

from bihuan.rules.policy import ROLE_KEYS, SETTING_KEYS, Policy, load, shipped
from bihuan.rules.spans import Term

SOURCED: dict[str, list[str]] = {
    "national_law_2025": [
        "answer 3 month assigned [DBF2025] 第51条",
    ],
    "beijing_2014": [
        "answer 3 month assigned [BJ-REG] 第21条",
        "feedback 15 workday answered [BJ-REG] 第23条",
        "rework 2 month reordered [BJ-REG] 第27条",
    ],
    "shanghai_2015": [
        "assign_offsession 7 workday submitted [SH-REG] 第11条",
        "object 7 workday received [SH-REG] 第14条",
        "co 1 month received [SH-REG] 第17条",
        "answer 3 month assigned [SH-REG] 第19条",
        "rework 1 month reordered [SH-REG] 第21条",
    ],
    "shandong_2017": [
        "assign_offsession 5 day submitted [SD-REG] 第10条",
        "object 5 day received [SD-REG] 第12条",
        "co 1 month received [SD-REG] 第21条",
        "answer 3 month received [SD-REG] 第19条",
        "rework 1 month dissatisfied [SD-REG] 第24条",
    ],
    "qingdao_2021": [
        "assign_offsession 5 workday submitted [QD-REG] 第14条",
        "object 5 workday received [QD-REG] 第19条",
        "co 1 month received [QD-REG] 第24条",
        "answer 3 month assigned [QD-REG] 第25条",
    ],
    "zhejiang_2016": [
        "accept_notice 7 day submitted [ZJ-REG] 第10条",
        "object 10 day received [ZJ-REG] 第14条",
        "co 2 month received [ZJ-REG] 第18条",
        "answer 3 month received [ZJ-REG] 第21条",
        "rework 1 month reordered [ZJ-REG] 第24条",
    ],
    "chongqing_2017": [
        "assign_offsession 10 workday submitted [CQ-REG] 第13条",
        "object 10 workday assigned [CQ-REG] 第16条",
        "reassign 10 workday returned [CQ-REG] 第16条",
        "contact 20 workday received [CQ-REG] 第18条",
        "co 30 workday assigned [CQ-REG] 第20条",
        "co_redo 5 workday asked [CQ-REG] 第20条",
        "answer 3 month assigned [CQ-REG] 第21条",
        "feedback 20 workday answered [CQ-REG] 第27条",
        "rework 2 month reordered [CQ-REG] 第27条",
        "promise_feedback 20 workday reported [CQ-REG] 第28条",
    ],
    "henan_2017": [
        "object 10 workday assigned [HA-REG] 第14条",
        "reassign 10 workday returned [HA-REG] 第14条",
        "co 2 month received [HA-REG] 第18条",
        "answer 3 month received [HA-REG] 第20条",
        "feedback 10 workday answered [HA-REG] 第22条",
        "rework 1 month dissatisfied [HA-REG] 第22条",
        "unit_report 08-31 date assigned [HA-REG] 第28条",
    ],
    "sichuan_2023_gov": [
        "answer 3 month received [SC-2023]",
        "answer_offsession 3 month received [SC-2023]",
        "answer_plenary_proposal 5 month received [SC-2023]",
        "rework 3 month dissatisfied [SC-2023]",
    ],
    "guizhou_2025_notice": [
        "co 05-31 date assigned [GZ-2025]",
        "answer 06-30 date assigned [GZ-2025]",
    ],
    "yulin_2019_notice": [
        "object 7 workday received [YULIN]",
    ],
    "jilin_2025": [],
}
"""Every term with its value, unit, start and article, as read in the instruments themselves."""

LONGEST = {
    "national_law_2025": "6 month assigned, consent None, [DBF2025] 第51条",
    "beijing_2014": "6 month assigned, consent assigner, [BJ-REG] 第21条",
    "shandong_2017": "6 month received, consent assigner, [SD-REG] 第19条",
    "qingdao_2021": "6 month assigned, consent committee_office, [QD-REG] 第25条",
    "zhejiang_2016": "6 month received, consent assigner, [ZJ-REG] 第21条",
    "chongqing_2017": "6 month assigned, consent None, [CQ-REG] 第21条",
    "henan_2017": "6 month received, consent None, [HA-REG] 第20条",
    "sichuan_2023_gov": "6 month received, consent 省政府办公厅, [SC-2023]",
}
"""How far each instrument lets an answer be put off, counted from the start of the term."""

SETTINGS = {
    "national_law_2025": {
        "contact_required": (True, "[DBF2025] 第51条"),
        "class_scheme": ("npc_national", "[NPC-2005]（原文针对全国人大代表的建议）"),
        "joint_answer": ("each_or_lead", "[NPC-2005]（原文针对全国人大代表的建议）"),
        "annual_report": ("向常务委员会报告，印发下一次会议，并予公开", "[DBF2025] 第51条"),
    },
    "beijing_2014": {
        "withdraw": ("before_assign", "[BJ-REG] 第13条"),
        "rework_ordered_by": ("committee", "[BJ-REG] 第27条"),
        "contact_required": (True, "[BJ-REG] 第19条"),
        "annual_report": ("每年一次", "[BJ-REG] 第28条"),
    },
    "shanghai_2015": {
        "joint_withdraw_all": (True, "[SH-REG] 第10条"),
        "rework_ordered_by": ("committee", "[SH-REG] 第21条"),
        "contact_required": (True, "[SH-REG] 第16条"),
        "objection_needs": (("reason",), "[SH-REG] 第14条"),
        "joint_answer": ("each", "[SH-REG] 第20条"),
        "dimensions": (("attitude", "result"), "[SH-REG] 第21条"),
        "class_scheme": ("shanghai_2015", "[SH-REG] 第18条"),
        "carry_over": ("next_year", "[SH-REG] 第22条"),
        "annual_report": ("年中和年末", "[SH-REG] 第24条"),
    },
    "shandong_2017": {
        "withdraw": ("any_time", "[SD-REG] 第9条"),
        "rework_ordered_by": ("automatic", "[SD-REG] 第24条"),
        "contact_required": (True, "[SD-REG] 第17条"),
        "objection_needs": (("reason",), "[SD-REG] 第12条"),
        "merge": ("answer_each", "[SD-REG] 第20条"),
        "joint_answer": ("each_or_lead", "[SD-REG] 第20条"),
        "aggregation": ("lead", "[SD-REG] 第23条"),
        "dimensions": (("attitude", "result"), "[SD-REG] 第23条"),
        "annual_report": ("下次代表大会会议前", "[SD-REG] 第27条"),
    },
    "qingdao_2021": {
        "withdraw": ("any_time", "[QD-REG] 第12条"),
        "rework_ordered_by": ("committee", "[QD-REG] 第31条（根据测评、评估情况）"),
        "contact_required": (True, "[QD-REG] 第23条"),
        "objection_needs": (("reason",), "[QD-REG] 第19条"),
        "objection_refused": ("go_on", "[QD-REG] 第19条"),
        "joint_answer": ("mainly_lead", "[QD-REG] 第28条"),
        "promise_ledger": (True, "[QD-REG] 第27条"),
        "annual_report": ("第四季度", "[QD-REG] 第37条"),
    },
    "zhejiang_2016": {
        "contact_required": (True, "[ZJ-REG] 第17条"),
        "objection_needs": (("reason",), "[ZJ-REG] 第14条"),
        "merge": ("answer_each", "[ZJ-REG] 第18条"),
        "joint_answer": ("each", "[ZJ-REG] 第22条"),
        "annual_report": ("全部办结后", "[ZJ-REG] 第29条"),
    },
    "chongqing_2017": {
        "withdraw": ("any_time", "[CQ-REG] 第12条"),
        "rework_ordered_by": ("committee", "[CQ-REG] 第27条"),
        "contact_required": (True, "[CQ-REG] 第18条"),
        "objection_needs": (("reason",), "[CQ-REG] 第16条"),
        "second_dissatisfied": ("joint_meeting", "[CQ-REG] 第27条"),
        "merge": ("at_intake", "[CQ-REG] 第13条"),
        "joint_answer": ("each", "[CQ-REG] 第23条"),
        "aggregation": ("lead", "[CQ-REG] 第26条"),
        "scale": ("standard", "[CQ-REG] 第26条"),
        "class_scheme": ("chongqing_2017", "[CQ-REG] 第22条、[CQ-2024]"),
        "promise_ledger": (True, "[CQ-REG] 第24条"),
        "annual_report": ("11月", "[CQ-REG] 第34条"),
    },
    "henan_2017": {
        "rework_ordered_by": ("automatic", "[HA-REG] 第22条"),
        "contact_required": (True, "[HA-REG] 第19条"),
        "objection_needs": (("reason",), "[HA-REG] 第14条"),
        "second_dissatisfied": ("expert_evaluation", "[HA-REG] 第22条"),
        "merge": ("answer_each", "[HA-REG] 第21条"),
        "joint_answer": ("each", "[HA-REG] 第21条"),
        "annual_report": ("8月31日前", "[HA-REG] 第28条"),
    },
    "sichuan_2023_gov": {
        "rework_ordered_by": ("automatic", "[SC-2023]"),
        "second_dissatisfied": ("face_meeting", "[SC-2023]"),
    },
    "guizhou_2025_notice": {},
    "yulin_2019_notice": {
        "objection_needs": (("reason", "proposed_unit"), "[YULIN]"),
        "objection_late": ("refused", "[YULIN]（逾期不作调整）"),
    },
    "jilin_2025": {
        "five_words": ("jilin_kjt_2024", "[JLKJT-2024]"),
        "class_scheme": ("jilin_2022", "[JL-2022]"),
        "annual_report": ("6月中旬（实际做法）", "[JLKJT-2024]"),
    },
}
"""Every setting with its value and source."""

ROLE_WORDS = {
    "shanghai_2015": {"lead": "主办", "support": "会办", "co_step": "会办"},
    "shandong_2017": {"lead": "主办", "support": "协办"},
    "qingdao_2021": {"lead": "主办", "support": "协办"},
    "zhejiang_2016": {"lead": "主办", "support": "会办"},
    "chongqing_2017": {"lead": "主办", "support": "协办"},
    "henan_2017": {"lead": "主办", "support": "协办"},
    "sichuan_2023_gov": {"support": "协办"},
    "jilin_2025": {
        "lead": "主办",
        "separate": "分办",
        "support": "协办",
        "reading": "参阅",
        "co_step": "会办",
    },
}

BOTH_KINDS = ("sichuan_2023_gov", "guizhou_2025_notice", "jilin_2025")

SILENT = {
    "national_law_2025": "assign_offsession object reassign contact co feedback rework "
    "second_dissatisfied",
    "beijing_2014": "assign_offsession object reassign contact co second_dissatisfied",
    "shanghai_2015": "reassign contact feedback second_dissatisfied",
    "shandong_2017": "reassign contact feedback second_dissatisfied",
    "qingdao_2021": "reassign contact feedback rework second_dissatisfied",
    "zhejiang_2016": "assign_offsession reassign contact feedback second_dissatisfied",
    "henan_2017": "assign_offsession contact",
}
"""What each text was read for in full and does not fix; an excerpt proves no silence."""

every_policy = pytest.mark.parametrize("name", shipped())


def _told(key: str, term: Term) -> str:
    return f"{key} {term.month_day or term.n} {term.unit} {term.start} {term.source}"


@every_policy
def test_the_terms_are_those_of_the_instrument(name: str) -> None:
    found = [_told(key, term) for key, term in load(name).terms.items() if term]

    assert found == SOURCED[name]


def _longest(policy: Policy) -> str | None:
    extension = policy.extension
    if extension is None or extension.total_from_start is None:
        return None
    term = extension.total_from_start
    return f"{term.n} {term.unit} {term.start}, consent {extension.consent}, {term.source}"


@every_policy
def test_an_answer_is_put_off_no_further_than_the_instrument_says(name: str) -> None:
    assert _longest(load(name)) == LONGEST.get(name)


@every_policy
def test_the_settings_are_those_of_the_instrument(name: str) -> None:
    policy = load(name)

    found = {
        key: (policy.settings[key], policy.sources[key])
        for key in SETTING_KEYS
        if policy.settings[key] is not None
    }

    assert found == SETTINGS[name]


@every_policy
def test_the_roles_go_by_the_words_the_region_prints(name: str) -> None:
    roles = load(name).roles

    assert {key: roles[key] for key in ROLE_KEYS if roles[key]} == ROLE_WORDS.get(name, {})


@every_policy
def test_the_kinds_of_proposal_are_those_the_instrument_speaks_about(name: str) -> None:
    both = name in BOTH_KINDS

    assert load(name).kinds == (("deputy_suggestion", "cppcc_proposal")[: 1 + both])


@every_policy
def test_only_a_text_read_in_full_is_called_silent(name: str) -> None:
    policy = load(name)

    assert policy.silent == tuple(SILENT.get(name, "").split())
    read = [citation.read for citation in policy.citations.values()]
    assert "T" in read or not policy.silent


def test_only_chongqing_says_who_is_counted_when_no_form_comes_back() -> None:
    found = {name: load(name).satisfaction.no_reply for name in shipped()}

    assert {name for name, rule in found.items() if rule} == {"chongqing_2017"}
    rule = load("chongqing_2017").satisfaction
    assert (rule.counts, rule.base) == (("satisfied", "mostly_satisfied"), "returned")
    assert rule.source == "[CQ-REG] 第29条、[CQ-2023]"


def test_nobody_takes_silence_for_satisfaction() -> None:
    for name in shipped():
        assert load(name).satisfaction.no_reply in (None, "exclude_after_reminder")


def test_a_citation_is_used_or_left_out() -> None:
    for name in shipped():
        policy = load(name)
        terms = [term.source for term in policy.terms.values() if term]
        used = " ".join((*terms, *policy.sources.values()))
        unused = [key for key in policy.citations if f"[{key}]" not in used]
        assert unused == (["JL-2025"] if name == "jilin_2025" else [])
