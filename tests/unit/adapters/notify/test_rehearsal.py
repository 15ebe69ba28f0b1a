"""A template is tried on made-up notices of every kind, which hold what real ones hold."""

from __future__ import annotations

import pytest

from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.memory import MemoryStore
from bihuan.adapters.notify.bodies import BadTemplate, TemplateBody
from bihuan.adapters.notify.rehearsal import BODIES, fields
from bihuan.engine.calendar_reminders import remind_of_calendar
from support.people import FIRST_DAY, Desk, an_engine


def test_the_made_up_notices_hold_what_real_ones_hold() -> None:
    store, clock = MemoryStore(), FrozenClock(FIRST_DAY)
    desk = Desk(an_engine(store, clock=clock), clock)
    desk.receive()
    while not store.messages("office"):
        clock.advance(days=1)
        desk.engine.tick(100)
    (urging, *_) = store.messages("office")
    clock.set("2029-01-08")
    remind_of_calendar(desk.engine, clock.now())
    calendar = [one for one in store.messages("office") if one.topic == "calendar"]

    assert urging.body.keys() == BODIES["urging"].keys()
    assert calendar[0].body.keys() == BODIES["calendar"].keys()


def test_a_template_that_fits_every_notice_is_sound() -> None:
    text = '{"to": {{ address|tojson }}, "text": {{ (subject ~ text)|tojson }}'
    more = ', "due": {{ due|default("")|tojson }}}'

    TemplateBody(text + more, "oa").rehearse()


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ('{"due": {{ due_on|tojson }}}', "no notice has a field 'due_on'"),
        ('{"n": {{ number|tojson }}}', "a notice of topic 'digest' has no 'number'"),
        ('{"text": "{{ text }}"}', "makes no JSON"),
        ("{{ ''.__class__.__mro__ }}", "does not fit"),
    ],
)
def test_a_template_that_spoils_a_notice_is_told_with_what_it_lacks(
    source: str, reason: str
) -> None:
    with pytest.raises(BadTemplate, match=reason):
        TemplateBody(source, "oa").rehearse()


def test_every_field_of_a_notice_can_be_asked_for() -> None:
    for name in fields():
        TemplateBody(f"{{{{ {name}|default('')|tojson }}}}", "oa").rehearse()
