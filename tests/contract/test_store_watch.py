"""What every store must promise of signs of life, leases, incidents and plans."""

from dataclasses import replace
from datetime import timedelta

from bihuan.engine.operations import Incident, Plan, Pulse
from bihuan.engine.ports import Store
from support.samples import NOON, OFFICE, OTHER_OFFICE, RARE

LATER = NOON + timedelta(minutes=1)
PULSE = Pulse(
    office=OFFICE,
    daemon="host-a/1",
    host="host-a",
    pid=1,
    version="0.1.0",
    started_at=NOON,
    beat_at=NOON,
)
TROUBLE = Incident(
    office=OFFICE,
    kind="message",
    subject="urging/c-1/1",
    case="c-1",
    detail=RARE,
    opened_at=NOON,
    last_at=NOON,
)
PLAN = Plan(
    office=OFFICE,
    hash="a" * 64,
    source="b" * 64,
    target="c" * 64,
    text=RARE,
    actor="某人",
    created_at=NOON,
    changed_at=NOON,
)


def test_a_daemons_last_sign_of_life_is_kept(store: Store) -> None:
    other = replace(PULSE, daemon="host-b/1", beat_at=LATER, swept_at=NOON, stopped_at=LATER)
    store.watch.beat(PULSE)
    store.watch.beat(other)

    store.watch.beat(replace(PULSE, beat_at=LATER, fired=3, sent=2))

    latest = replace(PULSE, beat_at=LATER, fired=3, sent=2)
    assert store.watch.pulses(OFFICE) == [latest, other]
    assert store.watch.pulses(OTHER_OFFICE) == []


def test_a_daemon_that_is_long_gone_is_forgotten(store: Store) -> None:
    store.watch.beat(PULSE)
    store.watch.beat(replace(PULSE, daemon="host-b/1", beat_at=LATER))
    store.watch.beat(replace(PULSE, office=OTHER_OFFICE))

    assert store.watch.forget(OFFICE, LATER) == 1
    assert [one.daemon for one in store.watch.pulses(OFFICE)] == ["host-b/1"]
    assert len(store.watch.pulses(OTHER_OFFICE)) == 1


def test_what_only_one_may_do_one_has(store: Store) -> None:
    lease = store.watch.lease

    assert lease(OFFICE, "nightly", "a", NOON, LATER) == 1
    assert lease(OFFICE, "nightly", "b", NOON, LATER) is None
    assert lease(OFFICE, "digests", "b", NOON, LATER) == 1
    assert lease(OTHER_OFFICE, "nightly", "b", NOON, LATER) == 1


def test_a_lease_is_prolonged_by_its_holder_and_falls_to_another_when_it_ends(
    store: Store,
) -> None:
    lease, end = store.watch.lease, LATER + timedelta(minutes=1)
    lease(OFFICE, "nightly", "a", NOON, LATER)

    assert lease(OFFICE, "nightly", "a", NOON, end) == 1
    assert lease(OFFICE, "nightly", "b", LATER, end) is None
    assert lease(OFFICE, "nightly", "b", end, end + timedelta(1)) == 2
    assert lease(OFFICE, "nightly", "a", end, end + timedelta(1)) is None


def test_a_lease_given_back_is_free_and_only_its_holder_gives_it_back(store: Store) -> None:
    store.watch.lease(OFFICE, "nightly", "a", NOON, LATER)

    store.watch.release(OFFICE, "nightly", "b")
    assert store.watch.lease(OFFICE, "nightly", "b", NOON, LATER) is None
    store.watch.release(OFFICE, "nightly", "a")
    assert store.watch.lease(OFFICE, "nightly", "b", NOON, LATER) == 2


def test_the_same_trouble_is_counted_and_not_opened_twice(store: Store) -> None:
    assert store.watch.report(TROUBLE) == TROUBLE
    again = store.watch.report(replace(TROUBLE, detail="again", last_at=LATER, opened_at=LATER))

    assert again == replace(TROUBLE, times=2, detail="again", last_at=LATER)
    assert store.watch.incidents(OFFICE) == [again]
    assert store.watch.incidents(OTHER_OFFICE) == []


def test_trouble_that_comes_back_after_it_was_resolved_is_a_new_incident(store: Store) -> None:
    store.watch.report(TROUBLE)

    assert store.watch.resolve(
        OFFICE, "message", TROUBLE.subject, at=LATER, by="某人", resolution="地址已更正"
    )
    back = store.watch.report(replace(TROUBLE, opened_at=LATER, last_at=LATER))

    resolved = TROUBLE.closed(LATER, "某人", "地址已更正")
    assert back.no == 2
    assert back.id != TROUBLE.id
    assert store.watch.incidents(OFFICE) == [back, resolved]
    assert store.watch.incidents(OFFICE, status="open") == [back]


def test_what_is_not_open_cannot_be_resolved(store: Store) -> None:
    told = {"at": LATER, "by": "某人", "resolution": "-"}

    assert not store.watch.resolve(OFFICE, "message", TROUBLE.subject, **told)
    store.watch.report(TROUBLE)
    assert store.watch.resolve(OFFICE, "message", TROUBLE.subject, **told)
    assert not store.watch.resolve(OFFICE, "message", TROUBLE.subject, **told)


def test_plans_are_kept_as_they_last_stood(store: Store) -> None:
    later = replace(PLAN, hash="d" * 64, created_at=LATER)
    with store.begin() as work:
        work.keep_plan(PLAN)
        work.keep_plan(later)
    with store.begin() as work:
        work.keep_plan(replace(PLAN, status="done", moved=3))

    assert store.plans(OFFICE) == [later, replace(PLAN, status="done", moved=3)]
    assert store.plans(OTHER_OFFICE) == []
