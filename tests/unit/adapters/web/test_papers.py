"""Papers, ledgers, reports as files, the calendar and machines over HTTP."""

from __future__ import annotations

import base64
import io
from zipfile import ZipFile

import pytest

from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.web import FIVE, Caller, Service

CASE = "case-00001"
LETTER = "关于第1号建议的答复\n某代表：\n现答复如下：\n一、已办。\n某厅\n2024年3月4日\n"


def a_file(name: str, text: str) -> dict[str, str]:
    """As it is sent."""
    return {"name": name, "content": base64.b64encode(text.encode()).decode()}


def is_docx(content: bytes) -> bool:
    """Whether Word would open it."""
    return "word/document.xml" in ZipFile(io.BytesIO(content)).namelist()


def test_a_paper_is_rendered_and_saved_under_its_name(office: Caller) -> None:
    office.fire(CASE, "dispatch", FIVE)

    made = office("POST", f"/v1/cases/{CASE}/documents", json={"template": "form_suggestion"})

    assert is_docx(made.content)
    assert made.headers["content-disposition"].startswith("attachment; filename*=UTF-8''")
    assert made.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"template": "no_such_paper"}, None),
        ({"template": "form_proposal"}, "name"),
        ({"template": "form_suggestion", "fields": {"无此项": "x"}}, "given"),
    ],
)
def test_a_paper_that_cannot_be_made_is_refused_with_the_reason(
    office: Caller, wanted: dict[str, object], field: str | None
) -> None:
    answer = office("POST", f"/v1/cases/{CASE}/documents", json=wanted)

    assert answer.status_code in (400, 404)
    assert field is None or answer.json()["field"] == field
    assert answer.json()["cure"]


def test_a_letters_file_is_fetched_byte_for_byte_and_a_member_sees_it_when_it_left(
    service: Service, office: Caller
) -> None:
    office.fire(CASE, "dispatch", FIVE)
    office.fire(CASE, "draft", {"file": a_file("../答复 一.txt".replace("../", ""), LETTER)})
    member = service.caller(Role.MEMBER, "某代表1")

    (known,) = office.get(f"/v1/cases/{CASE}/files").json()
    fetched = office.get(f"/v1/cases/{CASE}/files/{known['digest']}")
    hidden = member.get(f"/v1/cases/{CASE}/files/{known['digest']}")

    assert fetched.content.decode() == LETTER
    assert (known["version"], known["sent"], known["name"]) == (1, False, "答复 一.txt")
    assert fetched.headers["content-type"] == "text/plain; charset=utf-8"
    assert (hidden.status_code, member.get(f"/v1/cases/{CASE}/files").json()) == (404, [])


def test_a_file_of_another_case_is_not_there(service: Service, engine: Engine) -> None:
    from bihuan.engine.actor import Actor
    from bihuan.testing import sample_intake

    engine.receive(sample_intake(2), actor=Actor("某办公室"))
    service.office.fire(CASE, "dispatch", FIVE)
    service.office.fire(CASE, "draft", {"file": a_file("答复.txt", LETTER)})
    (known,) = service.office.get(f"/v1/cases/{CASE}/files").json()

    other = service.office.get(f"/v1/cases/case-00002/files/{known['digest']}")

    assert other.status_code == 404


HEAD = "类型,编号,标题,提出人,承办方式,收到日期\n"
GOOD = "提案,7,关于树木的提案,某委员,主办,2024-03-04\n"
BAD = "信访,8,关于树木的来信,某委员,主办,2024-03-04\n"


def test_a_ledger_is_looked_at_first_and_then_taken_in(office: Caller, engine: Engine) -> None:
    ledger = {"file": a_file("台账.csv", HEAD + GOOD)}

    looked = office("POST", "/v1/cases:import", json=ledger).json()
    before = len(engine.store.history("office", CASE)), office.get("/v1/cases?year=2024").json()
    taken = office("POST", "/v1/cases:import?dry_run=false", json=ledger).json()
    again = office("POST", "/v1/cases:import?dry_run=false", json=ledger).json()

    assert (looked["applied"], looked["received"]) == (False, 0)
    assert [one["title"] for one in looked["sheets"][0]["new"]] == ["关于树木的提案"]
    assert looked["sheets"][0]["file"] == "台账.csv"
    assert len(before[1]["cases"]) == 1
    assert (taken["applied"], taken["received"]) == (True, 1)
    assert (again["applied"], again["received"]) == (True, 0)


def test_while_a_row_is_bad_nothing_is_taken_in_unless_it_is_to_be_left_out(
    office: Caller,
) -> None:
    ledger = {"file": a_file("台账.csv", HEAD + GOOD + BAD)}

    refused = office("POST", "/v1/cases:import?dry_run=false", json=ledger).json()
    taken = office("POST", "/v1/cases:import?dry_run=false&skip_bad=true", json=ledger).json()

    assert (refused["applied"], refused["bad"], refused["received"]) == (False, 1, 0)
    assert (taken["applied"], taken["bad"], taken["received"]) == (True, 1, 1)


@pytest.mark.parametrize("name", ["台账.xlsx", "台账.exe", "台账.csv"])
def test_what_is_no_ledger_is_said_so_without_our_folders(office: Caller, name: str) -> None:
    answer = office("POST", "/v1/cases:import", json={"file": a_file(name, "\x00\x01 none")})

    assert (answer.status_code, answer.json()["field"]) == (400, "file")
    assert "/tmp" not in answer.text and "bihuan-" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/v1/reports/annual?format=xlsx",
        "/v1/reports/annual?format=docx",
        "/v1/reports/board?format=docx",
        "/v1/reports/period?from=2024-03-01&to=2024-03-31&format=xlsx",
        "/v1/lists/ledger?format=xlsx",
        "/v1/lists/ledger?format=csv",
    ],
)
def test_reports_and_lists_come_as_files(office: Caller, path: str) -> None:
    answer = office.get(path)

    form = path.rpartition("=")[2]
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].endswith(f".{form}")
    assert form == "csv" or ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert form == "csv" or is_docx(answer.content) is (form == "docx")


def test_a_year_of_the_calendar_names_its_sources(office: Caller) -> None:
    told = office.get("/v1/calendar/2024").json()

    assert (told["status"], told["workdays"]) == ("official", 251)
    assert {"2024-10-01", "2024-02-18"} <= {one["date"] for one in told["days"]}
    assert all(one["source"] for one in told["days"])


def test_a_machine_is_told_as_data_and_as_a_drawing(office: Caller) -> None:
    listed = office.get("/v1/definitions").json()
    (lead,) = [one for one in listed if one["name"] == "lead"]

    data = office.get(f"/v1/definitions/{lead['hash']}").json()
    drawn = office.get("/v1/definitions/lead@1.0.0/diagram").text

    assert data["name"] == "lead" and data["rows"]
    assert drawn.startswith("stateDiagram-v2")
    assert office.get("/v1/definitions/none@9").status_code == 404


def test_an_extension_is_refused_or_done_as_the_event_is(office: Caller) -> None:
    office.fire(CASE, "dispatch", FIVE)

    short = office("POST", f"/v1/cases/{CASE}/extension", json={"until": "2024-09-30"})
    whole = office.fire(CASE, "extend", {"until": "2024-09-30"})

    assert short.json()["code"] == whole.json()["code"]
    assert [one["fact"] for one in short.json()["guards"]] == [
        one["fact"] for one in whole.json()["guards"]
    ]
