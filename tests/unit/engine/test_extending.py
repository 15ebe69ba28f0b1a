"""Putting a deadline off: once, with a reason, consent where it is asked for, never too far."""

from __future__ import annotations

from datetime import date

import pytest

from bihuan.engine.errors import BadInput, Refused
from support.people import Desk, OpenDesk


def dispatched(desk: Desk, **changes: object) -> str:
    """A case that has been dispatched."""
    case = desk.receive(**changes)
    desk.do(case, "dispatch")
    return case


def refused_by(desk: Desk, case: str, **said: object) -> list[str]:
    """The facts an extension is refused for."""
    with pytest.raises(Refused) as refused:
        desk.do(case, "extend", **said)
    return [one.fact for one in refused.value.findings if not one.held]


def test_an_extended_deadline_keeps_its_start_and_its_reason(desk: Desk) -> None:
    case = dispatched(desk)

    moved = desk.do(case, "extend", until=date(2024, 7, 4))

    kept = desk.deadline(case, "answer")
    assert (kept.start, kept.due) == (date(2024, 3, 4), date(2024, 7, 4))
    assert (kept.extended, kept.note) == (1, "涉及面广 交办机关同意")
    assert moved.due == date(2024, 7, 4)


def test_an_extension_is_a_new_clock(desk: Desk) -> None:
    case = dispatched(desk)

    desk.do(case, "extend", until=date(2024, 7, 4))

    assert {alarm.generation for alarm in desk.alarms(case)} == {"2024-07-04"}
    assert {alarm.generation for alarm in desk.alarms(case, "cancelled")} >= {"2024-06-04"}


def test_a_deadline_is_put_off_once(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "extend", until=date(2024, 7, 4))

    assert "extension_allowed" in refused_by(desk, case, until=date(2024, 8, 4))


@pytest.mark.parametrize("role", ["lead", "support"])
@pytest.mark.parametrize("way", [("return_to_assigner", "refuse_return"), ("withdraw", "resume")])
def test_what_was_put_off_stays_so_when_a_case_comes_back_within_its_round(
    desk: Desk, role: str, way: tuple[str, str]
) -> None:
    case = dispatched(desk, role=role)
    desk.do(case, "extend", until=date(2024, 6, 20))

    desk.walk(case, *way, "dispatch")

    owed = desk.deadline(case, "co" if role == "support" else "answer")
    assert (desk.case(case).due, owed.due, owed.extended) == (*[date(2024, 6, 20)] * 2, 1)
    assert {alarm.generation for alarm in desk.alarms(case)} == {"2024-06-20"}
    assert "extension_allowed" in refused_by(desk, case, until=date(2024, 7, 4))


def test_a_new_round_may_be_put_off_anew(desk: Desk) -> None:
    case = dispatched(desk)
    desk.do(case, "extend", until=date(2024, 6, 20))
    desk.walk(case, "contact", "answer")
    desk.do(case, "feedback", verdict="不满意", comment="理由")

    again = desk.do(case, "reassign")

    assert (again.held["extensions"], desk.deadline(case, "answer", 2).extended) == (0, 0)
    assert desk.do(case, "extend", until=date(2024, 8, 4)).due == date(2024, 8, 4)


def test_an_extension_needs_a_reason_and_a_later_day(desk: Desk) -> None:
    case = dispatched(desk)

    assert refused_by(desk, case, until=date(2024, 7, 4), reason="") == ["extension_allowed"]
    assert refused_by(desk, case, until=date(2024, 6, 4)) == ["extension_allowed"]
    assert refused_by(desk, case) == ["extension_allowed"]


def test_no_extension_passes_six_months_from_the_assignment(desk: Desk) -> None:
    case = dispatched(desk)

    assert refused_by(desk, case, until=date(2024, 9, 5)) == ["extension_allowed"]
    assert desk.do(case, "extend", until=date(2024, 9, 4)).due == date(2024, 9, 4)


def test_where_the_six_months_run_from_receipt_receipt_counts(desk_under: OpenDesk) -> None:
    henan = desk_under("henan_2017")
    henan.clock.set("2024-03-20")
    case = dispatched(henan, assigned_on=date(2024, 3, 20))

    assert refused_by(henan, case, until=date(2024, 9, 5)) == ["extension_allowed"]


def test_shanghai_lengthens_by_three_months_at_most(desk_under: OpenDesk) -> None:
    shanghai = desk_under("shanghai_2015")
    case = dispatched(shanghai)

    assert refused_by(shanghai, case, until=date(2024, 9, 5)) == ["extension_allowed"]
    assert shanghai.do(case, "extend", until=date(2024, 9, 4)).due == date(2024, 9, 4)


def test_consent_is_asked_for_where_the_instrument_asks(desk_under: OpenDesk) -> None:
    qingdao = desk_under("qingdao_2021")
    case = dispatched(qingdao)

    assert refused_by(qingdao, case, until=date(2024, 7, 4), consent="") == ["extension_consented"]


def test_the_national_law_asks_for_nobodys_consent(desk: Desk) -> None:
    case = dispatched(desk)

    assert desk.do(case, "extend", until=date(2024, 7, 4), consent="").held["extensions"] == 1


def test_where_no_instrument_speaks_consent_and_a_reason_put_a_deadline_off(desk: Desk) -> None:
    case = dispatched(desk, kind="cppcc_proposal")

    assert refused_by(desk, case, until=date(2025, 7, 4), consent="") == ["extension_consented"]
    assert desk.do(case, "extend", until=date(2025, 7, 4)).due == date(2025, 7, 4)


def test_a_day_that_is_none_is_named(desk: Desk) -> None:
    case = dispatched(desk)

    with pytest.raises(BadInput) as refused:
        desk.do(case, "extend", until="七月四日")

    assert refused.value.field == "until"
