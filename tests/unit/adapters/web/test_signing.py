"""A letter is signed over HTTP with the next number, and what was open in it is filled in."""

from __future__ import annotations

import base64

import pytest

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.memory import MemoryStore
from bihuan.engine.actor import Actor
from bihuan.engine.document_numbers import Series
from bihuan.engine.engine import Engine
from bihuan.engine.records import Member
from bihuan.rules.instants import beijing_date
from bihuan.testing import sample_intake
from support.web import FIVE, Caller, a_service
from support.written_letters import UNIT, sound_letter

CASE = "case-00001"


@pytest.fixture
def engine() -> Engine:
    """An office with a series of numbers, and a letter that waits for its signature."""
    return open_engine(
        MemoryStore(),
        name=UNIT,
        series={"letter": Series(prefix="某科函", yearly=True, starts={})},
        clock=FrozenClock("2024-03-04"),
        ids=CountedIds(),
    )


@pytest.fixture
def office(engine: Engine) -> Caller:
    """The office, whose letter was reviewed."""
    engine.receive(sample_intake(), actor=Actor("某办公室"))
    office = a_service(engine).office
    office.fire(CASE, "dispatch", FIVE)
    office.fire(CASE, "contact", {"how": "phone"})
    case, today = engine.store.case("office", CASE), beijing_date(engine.clock.now())
    members = engine.store.records(Member, "office", CASE)
    text = "\n".join(sound_letter(case, members, [], engine.house.policy, today))
    file = {"name": "答复.txt", "content": base64.b64encode(text.encode()).decode()}
    office.fire(CASE, "draft", {"file": file})
    assert office.fire(CASE, "review", {"reviewer": "某主任"}).status_code == 200
    return office


def sign(office: Caller, **said: str) -> tuple[int, dict[str, object]]:
    """Sign it; the status and what was answered."""
    headers = {"idempotency-key": said.pop("key")} if "key" in said else {}
    body = {"signer": "某厅长", "document": "next", **said}
    answer = office("POST", f"/v1/cases/{CASE}/sign", json=body, headers=headers)
    return answer.status_code, answer.json()


def test_the_next_number_is_taken_and_written_into_the_file(office: Caller) -> None:
    status, told = sign(office)

    files = office.get(f"/v1/cases/{CASE}/files").json()
    newest = max(files, key=lambda one: one["version"])
    text = office.get(f"/v1/cases/{CASE}/files/{newest['digest']}").content.decode()
    assert status == 200, told
    assert "某科函〔2024〕1号" in text and "2024年3月4日" in text
    assert "{{" not in text


def test_the_same_key_again_takes_no_other_number(office: Caller, engine: Engine) -> None:
    first, again = sign(office, key="oa-1"), sign(office, key="oa-1")
    other = sign(office, key="oa-1", signer="他人")

    assert (first[0], again[0], again[1]["repeated"]) == (200, 200, True)
    assert (other[0], other[1]["code"]) == (409, "E-KEY-TAKEN")
    assert [one.text for one in engine.store.numbers("office")] == ["某科函〔2024〕1号"]


def test_a_signature_that_is_refused_keeps_its_number_for_the_next_try(
    office: Caller, engine: Engine
) -> None:
    office.fire(CASE, "send_back", {"reason": "再核实"})

    refused, told = sign(office)

    assert (refused, told["code"]) == (422, "E-REFUSED")
    assert [(one.text, one.case) for one in engine.store.numbers("office")] == [
        ("某科函〔2024〕1号", CASE)
    ]


def test_a_series_that_is_not_there_is_said_so(office: Caller) -> None:
    status, told = sign(office, series="none")

    assert (status, told["field"]) == (400, "series")
