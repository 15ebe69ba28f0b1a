"""What the forms do."""

from __future__ import annotations

import re

import pytest

from bihuan.adapters.cli import tongue
from bihuan.adapters.pages.drawing import drawing
from bihuan.adapters.pages.fields import EVERYWHERE, KINDS, LEFT_OUT, Asked, fields_of
from bihuan.engine.access import Role
from bihuan.engine.case_file import case_file
from bihuan.engine.engine import Engine
from bihuan.engine.saying import ARGUMENTS
from support.pages import Guest, a_guest, forms_of
from support.web import FIVE, Service

CASE = "case-00001"
LETTER = """关于第0001号建议的答复
某代表1代表：
您提出的建议收悉。现答复如下：
一、关于示例事项。已办。
某厅
2024年3月4日
"""


def test_a_case_is_carried_from_assignment_to_the_end_through_an_unsatisfied_round(
    office: Guest, engine: Engine
) -> None:
    steps = (
        ("dispatch", FIVE),
        ("contact", {"how": "phone"}),
        ("answer", {"document": "某函〔2024〕1号", "signer": "某领导", "code": "A"}),
        ("feedback", {"verdict": "不满意", "comment": "不够具体"}),
        ("reassign", {"reason": "不满意"}),
        ("contact", {"how": "visit"}),
        ("answer", {"document": "某函〔2024〕2号", "signer": "某领导", "code": "A"}),
        ("feedback", {"verdict": "满意"}),
        ("close", {}),
    )

    for event, typed in steps:
        answer = office.act(CASE, event, **typed)
        assert answer.status_code == 303, (event, answer.text)

    case = engine.store.case("office", CASE)
    assert (case.state, case.round) == ("closed", 2)
    assert "已办理：办结" in office.get(answer.headers["location"]).text


def test_a_refusal_shows_every_condition_and_loses_nothing_typed(
    office: Guest, engine: Engine
) -> None:
    answer = office.act(CASE, "dispatch", leader="某领导", task="调研 <并> 答复", note="急")

    sheet = next(one for one in forms_of(answer) if one.action.endswith("/dispatch"))
    assert answer.status_code == 422
    assert (sheet.values["leader"], sheet.values["note"]) == ("某领导", "急")
    assert sheet.values["task"] == "调研 <并> 答复"
    assert "五定齐全：否" in re.sub(r"<[^>]+>", "", answer.text)
    assert engine.store.case("office", CASE).seq == 1


def test_what_cannot_be_read_is_told_at_its_field(office: Guest) -> None:
    answer = office.act(CASE, "dispatch", **(FIVE | {"time": "下周"}))

    assert answer.status_code == 400
    (box,) = re.findall(r'<input id="[^"]+-time"[^>]+>', answer.text.replace("\n", " "))
    assert 'aria-invalid="true"' in box and 'value="下周"' in box


def test_a_form_sent_twice_does_it_once(office: Guest, engine: Engine) -> None:
    sheet = office.form(f"/cases/{CASE}", "/events/contact")

    answers = [office.send(sheet, how="phone") for _ in range(2)]

    assert [one.status_code for one in answers] == [303, 303]
    assert engine.store.case("office", CASE).seq == 2


def test_who_saw_an_older_case_is_shown_the_newer_one_with_what_was_typed(
    office: Guest, engine: Engine
) -> None:
    old = office.form(f"/cases/{CASE}", "/events/contact")
    office.act(CASE, "dispatch", **FIVE)

    answer = office.send(old, how="phone", note="已约时间")
    sheet = next(one for one in forms_of(answer) if one.action.endswith("/contact"))

    assert (answer.status_code, sheet.values["seq"], sheet.values["note"]) == (412, "2", "已约时间")
    assert office.send(sheet).status_code == 303
    assert engine.store.case("office", CASE).seq == 3


def test_a_draft_is_uploaded_as_a_file(office: Guest, engine: Engine) -> None:
    office.act(CASE, "dispatch", **FIVE)
    file = {"file": ("答复.txt", LETTER.encode(), "text/plain")}

    answer = office.act(CASE, "draft", files=file, countersigners="乙处\n丙处")

    assert answer.status_code == 303
    (entry,) = [one for one in engine.store.history("office", CASE) if one.event == "draft"]
    assert entry.args["file"].startswith("sha256:")
    assert list(entry.args["countersigners"]) == ["乙处", "丙处"]


@pytest.mark.parametrize("name", ["../a.txt", "a.docx", "b.doc"])
def test_a_file_that_is_no_letter_is_refused_and_the_rest_is_kept(office: Guest, name: str) -> None:
    office.act(CASE, "dispatch", **FIVE)

    answer = office.act(CASE, "draft", files={"file": (name, b"PK\x03\x04" + bytes(99))}, note="急")

    sheet = next(one for one in forms_of(answer) if one.action.endswith("/draft"))
    assert (answer.status_code, sheet.values["note"]) == (400, "急")
    assert "/tmp" not in answer.text and "/dev/shm" not in answer.text


def test_units_are_asked_each_with_its_day(office: Guest, engine: Engine) -> None:
    office.act(CASE, "dispatch", **FIVE)

    office.act(CASE, "co_handle", requests="乙局 2024-04-01\n丙局，2024-04-02\n丁局")

    told = {
        one.unit: str(one.due)
        for one in case_file(engine.store, engine.store.case("office", CASE)).requests
    }
    assert (told["乙局"], told["丙局"], set(told)) == (
        "2024-04-01",
        "2024-04-02",
        {"乙局", "丙局", "丁局"},
    )


def test_a_division_works_from_its_list_and_stays_there(service: Service, office: Guest) -> None:
    office.act(CASE, "dispatch", **FIVE)
    division = a_guest(service, Role.DIVISION)
    sheet = division.form(f"/work?case={CASE}", "/events/contact")

    refused = division.send(sheet, note="急")
    done = division.send(sheet, how="phone")

    assert (refused.status_code, "待办" in refused.text, "急" in refused.text) == (400, True, True)
    assert done.headers["location"] == "/work?done=contact"


def test_who_only_looks_has_no_forms(service: Service) -> None:
    for role in (Role.LEADER, Role.SUPERVISION, Role.AUDITOR):
        forms = forms_of(a_guest(service, role).get(f"/cases/{CASE}"))
        assert [one.action for one in forms] == ["/logout"]


@pytest.mark.parametrize("event", sorted(ARGUMENTS))
def test_every_argument_that_people_say_has_a_field(engine: Engine, event: str) -> None:
    case = engine.store.case("office", CASE)
    asked = Asked(file=case_file(engine.store, case), policy=engine.house.policy)

    fields = {one.name: one.kind for one in fields_of(event, asked)}

    by_choice = {name for name, kind in KINDS.items() if kind in ("choice", "each")}
    meant = set(ARGUMENTS[event]) - set(EVERYWHERE) - set(LEFT_OUT)
    assert meant - set(fields) <= by_choice
    assert set(fields) - meant <= {"text", "reason", "note", "on"}


def test_the_machine_is_drawn_with_its_state_lit_and_the_way_marked(
    office: Guest, engine: Engine
) -> None:
    office.act(CASE, "dispatch", **FIVE)
    case = engine.store.case("office", CASE)
    machine = engine.library.machine(case.definition)

    tongue.speak("zh")
    drawn = str(drawing(machine, case, engine.store.history("office", CASE)))

    assert drawn.count("<rect") == len(machine.states)
    assert re.findall(r'class="now[^"]*"><rect[^>]+/><text[^>]+>([^<]+)', drawn) == ["已交办"]
    assert drawn.count('class="went"') == 1
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
