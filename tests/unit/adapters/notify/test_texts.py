"""What a notice says."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bihuan.adapters.notify.texts import Sender, days_left, one_line, shortened, told
from support.notices import CASE, SENDER, TODAY, a_message


def test_an_urging_names_case_date_days_left_and_whom_to_ask() -> None:
    words = told(a_message(), "某经办", TODAY, SENDER)

    assert words.subject == "【催办】提案第0123号《关于完善示例事项的提案》 还有 3 天到期"
    assert words.text.splitlines() == [
        "某经办：",
        "提案第0123号《关于完善示例事项的提案》请抓紧办理，尽快答复。",
        "时限：2024年6月6日，还有 3 天到期。",
        "如有疑问，请联系 某厅 某办公室 0000。",
        "某厅",
    ]


@pytest.mark.parametrize(
    ("days", "said"), [(3, "还有 3 天到期"), (0, "今天到期"), (-2, "已逾期 2 天")]
)
def test_the_days_are_counted_on_the_day_it_is_sent(days: int, said: str) -> None:
    day = date(2024, 6, 6) - timedelta(days=days)

    assert said in told(a_message(), "某经办", day, SENDER).subject
    assert days_left(CASE, day) == days


@pytest.mark.parametrize(
    ("topic", "start"),
    [("reminder", "【提醒】"), ("urging", "【催办】"), ("supervision", "【督办】")],
)
def test_each_level_says_so_at_the_start(topic: str, start: str) -> None:
    assert told(a_message(topic), "某经办", TODAY, SENDER).subject.startswith(start)


def test_a_later_round_is_named() -> None:
    message = a_message(body={**CASE, "round": 2})

    assert "本件为第 2 轮办理。" in told(message, "某经办", TODAY, SENDER).text


CLOSED = "因非工作时间"


@pytest.mark.parametrize(
    ("late", "says"),
    [
        ({"delayed": 2, "closed": 2}, "本通知因非工作时间晚发 2 天。"),
        ({"delayed": 260, "closed": 0}, "本通知按期限本应于2024年6月1日发出。"),
        ({"delayed": 260, "closed": 2}, "本通知按期限本应于2024年6月1日发出。"),
        ({"delayed": 260}, "本通知按期限本应于2024年6月1日发出。"),
    ],
    ids=["the office was closed", "recorded late", "both", "stored by an earlier version"],
)
def test_a_late_notice_blames_the_closed_office_only_where_nothing_else_held_it(
    late: dict[str, int], says: str
) -> None:
    message = a_message(body={**CASE, "planned": "2024-06-01", **late})

    text = told(message, "某经办", TODAY, SENDER).text

    assert says in text
    assert (CLOSED in text) == (CLOSED in says)


def test_a_notice_in_time_says_nothing_of_it() -> None:
    message = a_message(body={**CASE, "planned": "2024-06-03", "delayed": 0, "closed": 0})

    text = told(message, "某经办", TODAY, SENDER).text

    assert "晚发" not in text
    assert "本应" not in text


def test_a_member_is_asked_politely_and_not_told_that_the_answer_is_late() -> None:
    message = a_message(body={**CASE, "round": 2, "role": "member", "due": "2024-06-01"})

    words = told(message, "某委员", TODAY, SENDER)

    assert words.subject.endswith("请您反馈意见")
    assert "感谢您对我们工作的支持" in words.text
    assert "逾期" not in words.subject + words.text
    assert "轮" not in words.text


def test_a_cohandling_unit_is_asked_for_its_opinion() -> None:
    message = a_message("reminder", body={**CASE, "role": "cohandler"})

    assert "请书面提出会办意见" in told(message, "乙局", TODAY, SENDER).text


def test_a_rung_may_choose_its_words() -> None:
    message = a_message("reminder", body={**CASE, "text": "feedback_reminder"})

    assert "尚未收到反馈" in told(message, "某经办", TODAY, SENDER).text


def test_a_digest_lists_each_case_with_its_days() -> None:
    items = [CASE, {**CASE, "number": "第0124号", "due": "2024-06-01", "level": "supervision"}]
    message = a_message("digest", case=None, body={"items": items})

    words = told(message, "某经办", TODAY, SENDER)

    assert words.subject == "【汇总】2 件请办理"
    assert "1. 〔催办〕提案第0123号《关于完善示例事项的提案》 还有 3 天到期" in words.text
    assert "2. 〔督办〕提案第0124号《关于完善示例事项的提案》 已逾期 2 天" in words.text


def test_the_office_is_told_of_a_missing_calendar_and_of_trouble() -> None:
    calendar = a_message("calendar", case=None, body={"year": 2025})
    incident = a_message("incident", case=None, body={"what": "timer", "about": "t-1", "times": 5})

    assert "2025年的放假安排尚未录入" in told(calendar, "办公室", TODAY, SENDER).text
    assert told(incident, "办公室", TODAY, SENDER).subject == "【告警】计时：t-1"


def test_a_topic_an_office_made_up_is_said_as_it_is() -> None:
    assert told(a_message("约谈"), "某经办", TODAY, SENDER).subject.startswith("【约谈】提案")


def test_the_words_are_there_in_english_too() -> None:
    words = told(a_message(), "某经办", TODAY, Sender(name="An Office"), "en")

    assert words.subject == ("[Urging] proposal 第0123号 “关于完善示例事项的提案” 3 days left")
    assert "Due on 2024-06-06, 3 days left." in words.text


def test_no_title_breaks_out_of_the_subject() -> None:
    message = a_message(body={**CASE, "title": "甲\r\nBcc: x@example.org\u2028乙\x1b[2J"})

    subject = told(message, "某经办", TODAY, SENDER).subject

    assert subject == one_line(subject)
    assert "\n" not in subject
    assert "\x1b" not in subject


def test_rare_characters_of_names_stay() -> None:
    assert one_line("𬱖𰻞\ue000") == "𬱖𰻞\ue000"


def test_a_long_text_is_cut_at_a_sentence_and_says_so() -> None:
    text = "第一句。第二句很长很长。第三句。"

    cut = shortened(text, 80, "zh")

    assert cut == "第一句。第二句很长很长。……（内容过长，未全部显示）" or len(text.encode()) <= 80
    assert shortened(text, 1000) == text


@given(st.text(alphabet="甲乙丙。！a \n", max_size=300), st.integers(60, 400))
def test_whatever_is_cut_fits_and_begins_like_the_whole(text: str, room: int) -> None:
    cut = shortened(text, room)

    assert len(cut.encode()) <= room
    assert cut == text or cut.endswith("（内容过长，未全部显示）")
    assert text.startswith(cut.removesuffix("……（内容过长，未全部显示）"))
