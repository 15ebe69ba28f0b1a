"""The member's page: who may read it, what it takes to be heard, and that it is heard once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import httpx
import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.pages import linking
from bihuan.adapters.pages.member import _sent_as
from bihuan.adapters.web.app import create_app
from bihuan.commands import Answer as AnswerNow
from bihuan.commands import Close, Contact, Dispatch, Feedback
from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput, LinkUnwanted
from bihuan.engine.letter_records import LetterStep
from bihuan.engine.records import Answer, Case
from bihuan.engine.records import Feedback as Form
from bihuan.states.machine import Party
from bihuan.testing import sample_case, sample_intake
from support.reader import KEY, Reader

CLERK = Actor("某办公室")
DISPATCHED = Dispatch(
    leader="某领导",
    division="甲处室",
    officer="某经办人",
    task="调研并答复",
    time=date(2024, 5, 10),
)
ANSWERED = AnswerNow(document="某函〔2024〕8号", signer="某领导", code="A")
HAPPY = {"attitude": "满意", "result": "满意", "comment": ""}
UNHAPPY = {"attitude": "满意", "result": "不满意", "comment": "问题没有解决"}


@pytest.fixture
def case(engine: Engine) -> Case:
    """A case that has been answered."""
    return sample_case(engine, "answered", no=5)


@pytest.fixture
def secret(engine: Engine, case: Case) -> str:
    """What a link to it holds."""
    return linking.give(engine, case, by="某办公室")[0]


@pytest.fixture
def member(engine: Engine) -> Reader:
    """A member at his telephone, where wrong clicks may be mended for three days."""
    return Reader(create_app(engine, org="某厅", key=KEY, correct_within=3))


def fill_in(member: Reader, secret: str, said: dict[str, str]) -> httpx.Response:
    """Open the page, choose, and look it over."""
    page = member.get(f"/f/{secret}").text
    mark = re.findall(r'name="mark" value="([^"]+)"', page)
    return member.post(f"/f/{secret}", said | {"mark": mark[0] if mark else ""})


def confirm(member: Reader, secret: str, looked_over: httpx.Response) -> httpx.Response:
    """Send what was looked over."""
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked_over.text)
    return member.post(f"/f/{secret}", {name: unescape(text) for name, text in hidden})


def answer_by(member: Reader, secret: str, said: dict[str, str]) -> httpx.Response:
    """The whole way."""
    return confirm(member, secret, fill_in(member, secret, said))


def forms(engine: Engine, case: Case) -> list[Form]:
    """What is on file of members' forms."""
    return engine.store.records(Form, case.office, case.id)


def test_a_member_reads_the_answer_and_is_heard(
    engine: Engine, member: Reader, case: Case, secret: str
) -> None:
    read = member.get(f"/f/{secret}")
    sent = answer_by(member, secret, UNHAPPY)

    assert case.title in read.text
    assert sent.status_code == 200
    assert "将重新办理" in sent.text
    (form,) = forms(engine, case)
    assert (form.verdict, form.comment) == ("unsatisfied", "问题没有解决")
    last = engine.store.history(case.office, case.id)[-1]
    assert (last.actor, last.party, last.key) == ("某代表1", "member", _key(engine, case))


def _key(engine: Engine, case: Case) -> str:
    """The key of the link that was used: the one to rate by."""
    links = engine.store.links.all(case.office, case.id)
    return next(one.key for one in links if one.purpose == "rate")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_whoever_only_looks_changes_nothing_and_uses_nothing_up(
    engine: Engine, member: Reader, case: Case, secret: str, method: str
) -> None:
    for _ in range(3):
        assert member.ask(method, f"/f/{secret}", {}).status_code == 200

    assert forms(engine, case) == []
    assert answer_by(member, secret, HAPPY).status_code == 200


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"attitude": "满意", "result": "满意"},
        {"attitude": "满意", "result": "满意", "mark": "x"},
        {"attitude": "满意", "result": "满意", "sure": "x"},
        {"attitude": "不满意", "result": "不满意", "comment": ""},
    ],
)
def test_a_scanner_that_sends_whatever_it_finds_is_not_heard(
    engine: Engine, member: Reader, case: Case, secret: str, said: dict[str, str]
) -> None:
    member.post(f"/f/{secret}", said)

    assert forms(engine, case) == []
    assert member.get(f"/f/{secret}").status_code == 200


def test_a_scanner_that_sends_the_page_as_it_stands_is_not_heard(
    engine: Engine, member: Reader, case: Case, secret: str
) -> None:
    assert fill_in(member, secret, {}).status_code == 422
    assert forms(engine, case) == []


def test_what_was_looked_over_is_what_is_handed_in(
    engine: Engine, member: Reader, case: Case, secret: str
) -> None:
    looked_over = fill_in(member, secret, UNHAPPY)
    changed = looked_over.text.replace('value="不满意"', 'value="满意"')

    member.post(
        f"/f/{secret}",
        {
            name: unescape(text)
            for name, text in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', changed)
        },
    )

    assert forms(engine, case) == []


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ({"attitude": "满意"}, "对办理结果"),
        ({"result": "满意"}, "对办理态度"),
        ({"attitude": "满意", "result": "不满意"}, "写明理由"),
        ({"attitude": "满意", "result": "很好"}, "对办理结果"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_typed_is_lost(
    member: Reader, secret: str, said: dict[str, str], asked: str
) -> None:
    answer = fill_in(member, secret, said)

    assert answer.status_code == 422
    assert asked in answer.text.partition('role="alert"')[2][:120]
    for text in said.values():
        chosen = rf'value="{text}" required checked'
        assert (chosen in answer.text) is (text in ("满意", "不满意"))


def test_who_goes_back_finds_what_was_typed(engine: Engine, member: Reader, secret: str) -> None:
    looked_over = fill_in(member, secret, UNHAPPY)
    hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', looked_over.text)
    told = {name: unescape(text) for name, text in hidden}

    back = member.post(f"/f/{secret}", told | {"back": "1"})

    assert (back.status_code, "alert" in back.text) == (200, False)
    assert 'name="result" value="不满意" required checked' in back.text
    assert ">问题没有解决</textarea>" in back.text


def test_of_two_links_of_one_member_the_second_opens_nothing_once_he_was_heard(
    engine: Engine, member: Reader
) -> None:
    made = engine.receive(sample_intake(8, members=2), actor=CLERK).case.id
    for said in (DISPATCHED, Contact(how="phone"), ANSWERED):
        engine.fire(made, said, actor=CLERK)
    joint = engine.store.case("office", made)
    first, second = (linking.give(engine, joint, 2, by="某办公室")[0] for _ in range(2))

    assert answer_by(member, first, HAPPY).status_code == 200
    assert member.get(f"/f/{second}").status_code == 410
    assert member.get(f"/f/{linking.give(engine, joint, 1, by='某人')[0]}").status_code == 200
    assert [one.member for one in forms(engine, joint)] == [2]


def test_nobody_reads_the_letter_of_an_earlier_round_as_the_answer(engine: Engine) -> None:
    earlier = LetterStep(
        office="office",
        case="case-1",
        seq=5,
        round=1,
        draft=1,
        step="signed",
        by="某领导",
        on=date(2024, 4, 1),
        document="某函〔2024〕1号",
        documents={"case-2": "某函〔2024〕3号"},
    )
    answer = Answer(
        office="office", case="case-1", seq=9, round=1, what="answer", on=date(2024, 4, 2)
    )

    assert _sent_as(earlier, replace(answer, document="某函〔2024〕1号"))
    assert not _sent_as(earlier, replace(answer, document="某函〔2024〕2号"))
    assert not _sent_as(earlier, replace(answer, round=2, document="某函〔2024〕1号"))
    assert _sent_as(earlier, replace(answer, case="case-2", document="某函〔2024〕3号"))
    assert not _sent_as(earlier, replace(answer, case="case-2", document="某函〔2024〕1号"))


Spoil = Callable[[Engine, FrozenClock, Case], object]
SPOILT: dict[str, Spoil] = {
    "it is too old": lambda _engine, clock, _case: clock.advance(days=31),
    "it was taken back": lambda engine, _clock, case: engine.store.links.revoke(
        case.office, engine.store.links.all(case.office)[0].id, at=engine.clock.now(), by="某人"
    ),
    "the form came by another way": lambda engine, _clock, case: engine.fire(
        case.id, Feedback(verdict="满意"), actor=CLERK
    ),
    "the case is closed": lambda engine, _clock, case: (
        engine.fire(case.id, Feedback(verdict="满意"), actor=CLERK),
        engine.fire(case.id, Close(), actor=CLERK),
    ),
}


@pytest.mark.parametrize("spoilt", SPOILT)
def test_every_link_that_opens_nothing_is_answered_alike_to_the_byte(
    engine: Engine, clock: FrozenClock, member: Reader, case: Case, secret: str, spoilt: str
) -> None:
    SPOILT[spoilt](engine, clock, case)
    stranger = member.get("/f/nobody-gave-this")

    for place in (
        f"/f/{secret}",
        f"/f/{secret}/letter",
        "/f/x/letter",
        "/f/委员",
        "/f/" + "x" * 5000,
    ):
        answer = member.get(place)
        assert (answer.status_code, answer.content) == (410, stranger.content)
        assert _alike(answer) == _alike(stranger)
    sent = member.post(f"/f/{secret}", HAPPY)
    assert (sent.status_code, sent.content) == (410, stranger.content)


def _alike(answer: httpx.Response) -> dict[str, str]:
    """Its headers, but for the number that every request is given anew."""
    return {name: told for name, told in answer.headers.items() if name != "x-request-id"}


def test_a_link_is_used_once(engine: Engine, member: Reader, case: Case, secret: str) -> None:
    looked_over = fill_in(member, secret, HAPPY)
    first = confirm(member, secret, looked_over)
    second = confirm(member, secret, looked_over)

    assert (first.status_code, second.status_code) == (200, 410)
    assert member.get(f"/f/{secret}").status_code == 410
    assert len(forms(engine, case)) == 1


def test_a_link_is_of_one_round(engine: Engine, member: Reader, case: Case, secret: str) -> None:
    answer_by(member, secret, UNHAPPY)
    engine.fire(
        case.id,
        "reassign",
        {"ordered_by": "某委员会", "time": "2024-05-10", "reason": "不满意"},
        actor=CLERK,
    )

    assert member.get(f"/f/{secret}").status_code == 410
    with pytest.raises(LinkUnwanted):
        linking.give(engine, engine.store.case(case.office, case.id), by="某办公室")


def test_a_wrong_click_is_mended_once_by_the_link_on_the_receipt(
    engine: Engine, clock: FrozenClock, member: Reader, case: Case, secret: str
) -> None:
    receipt = answer_by(member, secret, UNHAPPY)
    again = re.findall(r'href="/f/([\w-]+)"', receipt.text)[0]
    clock.advance(days=2)
    opened = member.get(f"/f/{again}").text

    mended = answer_by(member, again, HAPPY)

    assert ">问题没有解决</textarea>" in opened
    assert " checked" not in opened  # what stands on the page is nobody's choice yet
    assert mended.status_code == 200
    assert "/f/" not in mended.text.partition("<main")[2]
    assert [one.verdict for one in forms(engine, case)] == ["unsatisfied", "satisfied"]
    assert engine.store.case(case.office, case.id).held["verdict"] == "satisfied"
    assert member.get(f"/f/{again}").status_code == 410


@pytest.mark.parametrize(("days", "closed"), [(4, False), (0, True)])
def test_a_wrong_click_is_not_mended_too_late_or_after_the_end(
    engine: Engine,
    clock: FrozenClock,
    member: Reader,
    case: Case,
    secret: str,
    days: int,
    closed: bool,
) -> None:
    receipt = answer_by(member, secret, HAPPY)
    again = re.findall(r'href="/f/([\w-]+)"', receipt.text)[0]
    clock.advance(days=days)
    if closed:
        engine.fire(case.id, Close(), actor=CLERK)

    assert member.get(f"/f/{again}").status_code == 410


def test_where_the_office_says_nothing_a_wrong_click_is_mended_by_the_office(
    engine: Engine, secret: str
) -> None:
    member = Reader(create_app(engine, org="某厅", key=KEY))

    receipt = answer_by(member, secret, HAPPY)

    assert "/f/" not in receipt.text.partition("<main")[2]
    assert "请联系承办单位" in receipt.text


def test_a_member_speaks_for_nobody_else(engine: Engine, case: Case) -> None:
    with pytest.raises(BadInput, match="speaks for nobody else"):
        engine.fire(case.id, Feedback(verdict="满意"), actor=Actor("某代表9", Party.MEMBER))


def test_the_page_leaves_no_trace_elsewhere(member: Reader, secret: str) -> None:
    answer = member.get(f"/f/{secret}")

    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert 'name="robots" content="noindex"' in answer.text


def test_who_asks_too_often_is_told_to_wait_and_others_are_not(
    engine: Engine, case: Case, secret: str
) -> None:
    member = Reader(create_app(engine, org="某厅", key=KEY))
    statuses = [member.post(f"/f/{secret}", {}).status_code for _ in range(61)]

    assert set(statuses[:60]) == {422}
    assert statuses[60] == 429
    assert member.post(f"/f/{secret}", {}).headers["retry-after"] == "3601"
    assert member.get(f"/f/{secret}").status_code == 200
    assert forms(engine, case) == []


def test_no_link_is_given_before_there_is_an_answer(engine: Engine) -> None:
    early = sample_case(engine, "dispatched", no=6)

    with pytest.raises(LinkUnwanted):
        linking.give(engine, early, by="某办公室")
    with pytest.raises(BadInput, match="there are members 1"):
        linking.give(engine, sample_case(engine, "answered", no=7), 9, by="某办公室")


def test_nothing_of_a_link_but_its_digest_is_kept(engine: Engine, case: Case) -> None:
    secret, link = linking.give(engine, case, by="某办公室")

    assert secret not in repr(link)
    assert link.digest not in repr(link)
    assert link.expires_at - link.created_at == timedelta(days=30)
    assert len(secret) == 43
