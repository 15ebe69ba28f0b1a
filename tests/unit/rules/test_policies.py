"""What each shipped policy says, and how a faulty one is refused."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from bihuan.rules.assignments import FIELDS
from bihuan.rules.calendar import WorkCalendar
from bihuan.rules.policy import SETTING_KEYS, TERM_KEYS, Policy, PolicyError, load, shipped
from bihuan.rules.satisfaction import Aggregation
from bihuan.rules.spans import Unit
from bihuan.rules.terms import due_date, extend, latest
from bihuan.rules.words import LANGUAGES, catalogue, label

START = date(2026, 3, 16)
"""A Monday; in 2026 4 to 6 April, 1 to 5 May and 19 to 21 June are off, 9 May works."""

DUE = {
    ("national_law_2025", "answer"): date(2026, 6, 16),
    ("beijing_2014", "answer"): date(2026, 6, 16),
    ("beijing_2014", "feedback"): date(2026, 4, 7),
    ("beijing_2014", "rework"): date(2026, 5, 18),
    ("shanghai_2015", "assign_offsession"): date(2026, 3, 25),
    ("shanghai_2015", "object"): date(2026, 3, 25),
    ("shanghai_2015", "co"): date(2026, 4, 16),
    ("shanghai_2015", "answer"): date(2026, 6, 16),
    ("shanghai_2015", "rework"): date(2026, 4, 16),
    ("shandong_2017", "assign_offsession"): date(2026, 3, 23),
    ("shandong_2017", "object"): date(2026, 3, 23),
    ("shandong_2017", "co"): date(2026, 4, 16),
    ("shandong_2017", "answer"): date(2026, 6, 16),
    ("shandong_2017", "rework"): date(2026, 4, 16),
    ("qingdao_2021", "assign_offsession"): date(2026, 3, 23),
    ("qingdao_2021", "object"): date(2026, 3, 23),
    ("qingdao_2021", "co"): date(2026, 4, 16),
    ("qingdao_2021", "answer"): date(2026, 6, 16),
    ("zhejiang_2016", "accept_notice"): date(2026, 3, 23),
    ("zhejiang_2016", "object"): date(2026, 3, 26),
    ("zhejiang_2016", "co"): date(2026, 5, 18),
    ("zhejiang_2016", "answer"): date(2026, 6, 16),
    ("zhejiang_2016", "rework"): date(2026, 4, 16),
    ("chongqing_2017", "assign_offsession"): date(2026, 3, 30),
    ("chongqing_2017", "object"): date(2026, 3, 30),
    ("chongqing_2017", "reassign"): date(2026, 3, 30),
    ("chongqing_2017", "contact"): date(2026, 4, 14),
    ("chongqing_2017", "co"): date(2026, 4, 28),
    ("chongqing_2017", "co_redo"): date(2026, 3, 23),
    ("chongqing_2017", "answer"): date(2026, 6, 16),
    ("chongqing_2017", "feedback"): date(2026, 4, 14),
    ("chongqing_2017", "rework"): date(2026, 5, 18),
    ("chongqing_2017", "promise_feedback"): date(2026, 4, 14),
    ("henan_2017", "object"): date(2026, 3, 30),
    ("henan_2017", "reassign"): date(2026, 3, 30),
    ("henan_2017", "co"): date(2026, 5, 18),
    ("henan_2017", "answer"): date(2026, 6, 16),
    ("henan_2017", "feedback"): date(2026, 3, 30),
    ("henan_2017", "rework"): date(2026, 4, 16),
    ("henan_2017", "unit_report"): date(2026, 8, 31),
    ("sichuan_2023_gov", "answer"): date(2026, 6, 16),
    ("sichuan_2023_gov", "answer_offsession"): date(2026, 6, 16),
    ("sichuan_2023_gov", "answer_plenary_proposal"): date(2026, 8, 17),
    ("sichuan_2023_gov", "rework"): date(2026, 6, 16),
    ("guizhou_2025_notice", "co"): date(2026, 5, 31),
    ("guizhou_2025_notice", "answer"): date(2026, 6, 30),
    ("yulin_2019_notice", "object"): date(2026, 3, 25),
}
"""Worked out by hand from the calendar on the wall, for a term that starts on START."""

TOTAL = {
    "national_law_2025": date(2026, 9, 16),
    "beijing_2014": date(2026, 9, 16),
    "shanghai_2015": None,
    "shandong_2017": date(2026, 9, 16),
    "qingdao_2021": date(2026, 9, 16),
    "zhejiang_2016": date(2026, 9, 16),
    "chongqing_2017": date(2026, 9, 16),
    "henan_2017": date(2026, 9, 16),
    "sichuan_2023_gov": date(2026, 9, 16),
}

SMALL = """
label = "某市"
fallback = "national_law_2025"
[terms]
object = { n = 5, unit = "workday", start = "received", source = "[X] 第1条" }
[settings]
withdraw = { value = "any_time", source = "[X] 第2条" }
[sources]
X = { title = "某市办法", read = "own" }
"""


@pytest.mark.parametrize(("name", "key"), sorted(DUE))
def test_every_sourced_term_ends_on_the_day_worked_out_by_hand(
    calendar: WorkCalendar, name: str, key: str
) -> None:
    term = load(name).get_term(key)

    assert term is not None
    assert due_date(term, START, calendar) == DUE[name, key]


def test_no_sourced_term_is_left_unchecked() -> None:
    sourced = {(name, key) for name in shipped() for key in TERM_KEYS if load(name).terms[key]}

    assert sourced == set(DUE)


def test_every_hard_end_of_an_extension_is_checked_too(calendar: WorkCalendar) -> None:
    found = {
        name: latest(extension, START, calendar)
        for name in shipped()
        if (extension := load(name).extension)
    }

    assert found == TOTAL


def test_shanghai_may_extend_by_three_months_on_a_report_and_with_consent(
    calendar: WorkCalendar,
) -> None:
    extension = load("shanghai_2015").extension

    assert extension is not None
    assert (extension.n, extension.unit, extension.consent) == (3, Unit.MONTH, "assigner")
    assert extension.needs_reason
    assert extend(date(2026, 6, 16), 3, Unit.MONTH, calendar) == date(2026, 9, 16)


def test_a_second_round_in_chongqing_runs_from_the_new_order(calendar: WorkCalendar) -> None:
    rework = load("chongqing_2017").get_term("rework")

    assert rework is not None
    assert rework.start == "reordered"
    assert due_date(rework, date(2026, 7, 9), calendar) == date(2026, 9, 9)


def test_all_twelve_regions_are_shipped_and_name_themselves() -> None:
    assert len(shipped()) == 12
    for name in shipped():
        policy = load(name)
        assert policy.name == name
        assert policy.label


def test_every_value_names_an_instrument_that_is_listed_with_how_far_it_was_read() -> None:
    for name in shipped():
        policy = load(name)
        terms = [term.source for term in policy.terms.values() if term]
        for source in (*terms, *policy.sources.values()):
            assert source.startswith("[")
            assert policy.cite(source).startswith("《")
        assert {citation.read for citation in policy.citations.values()} <= {"T", "E", "E/M"}


def test_a_citation_is_written_out_for_people() -> None:
    assert (
        load("chongqing_2017").cite("[CQ-REG] 第16条")
        == "《重庆市人民代表大会代表建议、批评和意见工作条例（2017年11月30日）》第16条"
    )


def test_jilin_says_what_it_lacks_and_falls_back_to_the_national_law() -> None:
    policy = load("jilin_2025")

    assert {"object", "co", "answer", "feedback", "rework"} <= set(policy.unsourced)
    assert policy.answer_term("deputy_suggestion", off_session=False) is None
    found = policy.effective_answer("deputy_suggestion", off_session=False)
    assert found is not None
    assert (found.term.n, found.term.unit, found.policy.name) == (3, "month", "national_law_2025")
    assert policy.effective("feedback") is None
    assert policy.effective_answer("cppcc_proposal", off_session=False) is None


def test_what_jilin_leaves_open_is_told_apart_from_what_the_law_fills() -> None:
    policy = load("jilin_2025")

    filled = ("answer", "extension", "contact_required", "joint_answer")
    assert policy.filled == filled
    assert set(filled) < set(policy.unsourced)
    assert load("national_law_2025").filled == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_a_policy_may_set_has_a_word(lang: str) -> None:
    for name in shipped():
        for key in load(name).unsourced:
            group, _, last = key.rpartition(".")
            section = {"roles": "policy_role", "satisfaction": "policy_satisfaction"}
            assert f"{section.get(group, 'policy_key')}.{last}" in catalogue()
    words = [label(f"policy_key.{key}", lang) for key in (*TERM_KEYS, *SETTING_KEYS, "extension")]
    assert len(set(words)) == len(words)


def test_jilin_has_the_words_its_own_papers_print() -> None:
    policy = load("jilin_2025")

    assert policy.roles["reading"] == "参阅"
    assert policy.roles["co_step"] == "会办"
    assert policy.five_words is not None
    assert policy.five_words.fields == FIELDS
    assert policy.class_scheme is not None
    assert policy.class_scheme.name == "jilin_2022"


def test_contact_is_required_in_jilin_for_suggestions_by_the_national_law() -> None:
    policy = load("jilin_2025")

    assert policy.contact_required is None
    found = policy.effective_setting("contact_required", "deputy_suggestion")
    assert found == (True, load("national_law_2025"))
    assert policy.effective_setting("contact_required", "cppcc_proposal") is None
    assert policy.effective_setting("five_words") == ("jilin_kjt_2024", policy)
    with pytest.raises(PolicyError, match="did you mean 'withdraw'"):
        policy.effective_setting("withdrw")


def test_the_national_law_fills_nothing_for_proposals() -> None:
    policy = load("jilin_2025")

    assert policy.effective("answer", "deputy_suggestion") is not None
    assert policy.effective("answer", "cppcc_proposal") is None
    assert policy.effective_extension("cppcc_proposal") is None


def test_an_extension_falls_back_as_well() -> None:
    found = load("jilin_2025").effective_extension()

    assert found is not None
    assert found[1].name == "national_law_2025"
    assert load("chongqing_2017").effective_extension() is not None


def test_sichuan_answers_depend_on_kind_and_session() -> None:
    policy = load("sichuan_2023_gov")

    months = [
        term.n
        for kind in ("deputy_suggestion", "cppcc_proposal")
        for off_session in (False, True)
        if (term := policy.answer_term(kind, off_session))
    ]

    assert months == [3, 3, 5, 3]


def test_a_kind_the_instrument_does_not_speak_about_has_no_term() -> None:
    assert load("chongqing_2017").answer_term("cppcc_proposal", off_session=False) is None
    with pytest.raises(PolicyError, match="did you mean 'cppcc_proposal'"):
        load("chongqing_2017").answer_term("cppc_proposal", off_session=False)


def test_the_settings_of_chongqing_are_typed() -> None:
    policy = load("chongqing_2017")

    assert policy.withdraw == "any_time"
    assert policy.rework_ordered_by == "committee"
    assert policy.contact_required is True
    assert policy.objection_needs == ("reason",)
    assert policy.second_dissatisfied == "joint_meeting"
    assert policy.aggregation is Aggregation.LEAD
    assert policy.satisfaction.no_reply == "exclude_after_reminder"
    assert policy.joint_withdraw_all is None
    assert "satisfaction.rounding" in policy.unsourced


def test_what_a_read_text_is_silent_on_is_told_apart_from_what_nobody_could_read() -> None:
    policy = load("beijing_2014")

    assert "object" in policy.silent
    assert set(policy.silent) <= set(policy.unsourced)


def test_unsourced_and_sourced_settings_make_up_all_of_them() -> None:
    for name in shipped():
        policy = load(name)
        sourced = {key for key in SETTING_KEYS if policy.settings[key] is not None}
        assert sourced.isdisjoint(policy.unsourced)
        assert sourced | set(policy.unsourced) >= set(SETTING_KEYS)


def test_an_office_s_own_policy_is_read_like_a_shipped_one() -> None:
    policy = Policy.parse(SMALL, "own.toml")

    assert policy.name == "own"
    assert policy.kinds == ("deputy_suggestion", "cppcc_proposal")
    found = policy.effective("answer")
    assert found is not None
    assert found.policy.name == "national_law_2025"
    assert [policy.dimensions, policy.merge, policy.class_scheme, policy.five_words] == [None] * 4


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ("withdraw =", "withdrw =", "settings.withdrw", "did you mean 'withdraw'?"),
        ("[terms]", "[term]", "term", "did you mean 'terms'?"),
        ("n = 5, ", "n = 0, ", "terms.object.n", "write 1 or more"),
        ("n = 5, ", "", "terms.object.n", "write 1 or more"),
        ('"workday"', '"workdays"', "terms.object.unit", "did you mean 'workday'?"),
        ("[X] 第1条", "[Y] 第1条", "terms.object.source", "cites [Y]"),
        (', source = "[X] 第2条"', "", "settings.withdraw.source", "is missing"),
        ('value = "any_time", ', "", "settings.withdraw.value", "is missing"),
        ('"any_time"', '"anytime"', "settings.withdraw.value", "did you mean 'any_time'?"),
        ('"own" }', '"R" }', "sources.X.read", "use one of: T, E, E/M, own"),
        ('label = "某市"', "", "label", "is missing"),
        ('label = "某市"', "label = 1", "label", "is of the wrong type"),
        ('label = "某市"', 'label = ""', "label", "is empty"),
        ('label = "某市"', 'label = "a"\nkinds = [1]', "kinds", "holds something that is no text"),
        ("n = 5, ", "n = true, ", "terms.object.n", "is of the wrong type"),
        (', start = "received"', "", "terms.object.start", "is missing"),
        ("[terms]", '[extension]\nn=1\nsource="[X]"\n[terms]', "extension.n", "belong together"),
        ('label = "某市"', 'label = "a"\nkinds = ["x"]', "kinds", "'x' is not known"),
        ('label = "某市"', 'label = "a"\nsilent = ["object"]', "silent", "which is set"),
    ],
)
def test_a_faulty_policy_is_refused_with_file_key_and_cure(
    old: str, new: str, key: str, words: str
) -> None:
    assert old in SMALL

    with pytest.raises(PolicyError) as refused:
        Policy.parse(SMALL.replace(old, new, 1), "own.toml")

    assert refused.value.file == "own.toml"
    assert refused.value.key == key
    assert words in str(refused.value)
    assert str(pickle.loads(pickle.dumps(refused.value))) == str(refused.value)


def test_every_group_of_a_policy_can_be_set() -> None:
    text = (
        SMALL
        + """
[counting]
day_one_counted = true
last_day_on_holiday = "stay"
[extension]
n = 1
unit = "month"
max_times = 1
source = "[X] 第3条"
[satisfaction]
base = "all"
rounding = "truncate"
digits = 2
source = "[X] 第4条"
[roles]
lead = "牵头"
source = "[X] 第5条"
"""
    )

    policy = Policy.parse(text, "own.toml")

    assert policy.counting.day_one_counted
    assert policy.extension is not None
    assert policy.extension.max_times == 1
    assert policy.satisfaction.digits == 2
    assert policy.roles["lead"] == "牵头"


def test_a_policy_that_is_not_shipped_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(PolicyError, match="did you mean 'jilin_2025'"):
        load("jilin_2024")
    with pytest.raises(PolicyError, match="did you mean 'answer'"):
        load("jilin_2025").get_term("anser")
