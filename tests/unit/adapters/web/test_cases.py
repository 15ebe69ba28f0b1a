"""What the API tells of cases."""

from __future__ import annotations

from bihuan.engine.actor import Actor
from bihuan.engine.engine import Engine
from bihuan.testing import sample_intake
from support.web import FIVE, Caller, Service

CASE = "case-00001"


def test_a_case_is_told_with_its_revision_as_etag(office: Caller) -> None:
    answer = office.get(f"/v1/cases/{CASE}")

    told = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, '"1"')
    assert (told["id"], told["state"], told["state_label"]) == (CASE, "received", "已受理")
    assert told["members"] == [{"no": 1, "name": "某代表1", "lead": True, "collective": False}]
    assert told["changed_at"] == "2024-03-04T09:00:00+08:00"


def test_words_are_chinese_unless_english_is_asked_for(office: Caller) -> None:
    path = f"/v1/cases/{CASE}/history"

    chinese = office.get(path).json()["entries"][0]["event_label"]
    english = office.get(path, headers={"accept-language": "fr, en-GB;q=0.8, zh;q=0.2"})

    assert chinese == "受理"
    assert english.json()["entries"][0]["event_label"] == "receive"
    assert english.headers["content-language"] == "en"


def test_pages_follow_one_another_until_every_case_was_told_once(
    engine: Engine, office: Caller
) -> None:
    for no in range(2, 8):
        engine.receive(sample_intake(no), actor=Actor("某办公室"))
    found, cursor, pages = [], "", 0

    while cursor is not None:
        page = office.get("/v1/cases?limit=3" + (f"&cursor={cursor}" if cursor else "")).json()
        found += [one["id"] for one in page["cases"]]
        cursor, pages = page["next"], pages + 1

    assert found == [f"case-{no:05}" for no in range(1, 8)]
    assert pages == 3


def test_a_list_is_narrowed_by_what_is_asked_for(engine: Engine, office: Caller) -> None:
    engine.receive(sample_intake(2, kind="cppcc_proposal"), actor=Actor("某办公室"))
    office.fire(CASE, "dispatch", FIVE)

    def ids(asked: str) -> list[str]:
        return [one["id"] for one in office.get(f"/v1/cases?{asked}").json()["cases"]]

    assert ids("kind=cppcc_proposal") == ["case-00002"]
    assert ids("state=dispatched") == [CASE]
    assert ids("division=甲处") == [CASE]
    assert ids("division=乙处") == []
    assert ids("due_before=2024-03-31") == ["case-00002"]
    assert ids("q=（2）&open=true&year=2024&role=lead") == ["case-00002"]
    assert ids("q=%25") == []


def test_history_goes_on_after_the_last_line_seen(office: Caller) -> None:
    office.fire(CASE, "dispatch", FIVE)
    office.fire(CASE, "contact", {"how": "phone"})

    first = office.get(f"/v1/cases/{CASE}/history?limit=2").json()
    rest = office.get(f"/v1/cases/{CASE}/history?after={first['next']}").json()

    assert [one["event"] for one in first["entries"]] == ["receive", "dispatch"]
    assert [one["event"] for one in rest["entries"]] == ["contact"]
    assert rest["next"] is None
    assert first["entries"][1]["actor"] == "某经办"


def test_options_say_what_is_allowed_and_what_stands_in_the_way(office: Caller) -> None:
    told = office.get(f"/v1/cases/{CASE}/can").json()

    options = {one["event"]: one for one in told["options"]}
    assert options["answer"]["reason"] == "not_dispatched"
    assert options["contact"]["needs"] == "how"
    assert [one["fact"] for one in options["dispatch"]["guards"]] == ["five_assigned"]
    assert "reschedule" not in options


def test_a_question_before_the_event_changes_nothing(office: Caller) -> None:
    asked = f"/v1/cases/{CASE}/why-not?event=contact"

    bare = office.get(asked).json()["options"][0]
    said = office.get(asked, params={"event": "contact", "args": '{"how": "phone"}'}).json()

    assert (bare["allowed"], bare["needs"]) == (False, "how")
    assert (said["options"][0]["allowed"], said["seq"]) == (True, 1)


def test_a_deadline_is_told_day_by_day(office: Caller) -> None:
    (told,) = office.get(f"/v1/cases/{CASE}/deadlines").json()

    assert (told["term"], told["due"]) == ("dispatch", "2024-03-11")
    assert any("3月5日" in step for step in told["steps"])


def test_timers_and_urgings_are_told(engine: Engine, office: Caller) -> None:
    office.fire(CASE, "urge", {"to": ["甲处"]})

    timers = office.get(f"/v1/cases/{CASE}/timers").json()
    urgings = office.get(f"/v1/cases/{CASE}/urgings").json()

    assert timers[0]["due_at"] == "2024-03-08T09:00:00+08:00"
    assert [one["recipient"] for one in urgings] == ["甲处"]


def test_lists_and_reports_are_those_of_the_office(office: Caller) -> None:
    ledger = office.get("/v1/lists/ledger").json()
    board = office.get("/v1/reports/board?as_of=2024-03-04").json()
    annual = office.get("/v1/reports/annual?year=2024").json()
    period = office.get("/v1/reports/period?from=2024-03-01&to=2024-03-31").json()

    assert (ledger["name"], len(ledger["rows"]), ledger["year"]) == ("ledger", 1, 2024)
    assert "某厅" in ledger["about"]
    assert (board["total"], annual["total"], period["counts"]["received"]) == (1, 1, 1)


def test_health_is_told_to_everybody_and_tells_nothing_else(service: Service) -> None:
    answer = Caller(service.app).get("/v1/health")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
