"""What every store must promise of what is exchanged with the platforms."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bihuan.engine.errors import Conflict
from bihuan.engine.platforms import Bookmark, Difference, Exchange, Held, Link
from bihuan.engine.ports import Store
from support.samples import CASE, NOON, OFFICE, OTHER_OFFICE, RARE, birth
from support.stores import save

LATER = NOON + timedelta(minutes=1)
LINK = Link(office=OFFICE, platform="renda", proposal="P-1", case=CASE, linked_at=NOON)
HELD = Held(
    office=OFFICE,
    platform="renda",
    key="R-1",
    kind="assignment",
    proposal="P-1",
    version=2,
    checksum="sha256:1",
    fields={"title": RARE},
    agreed={},
    status="waiting",
    reason={"code": "no_assignment"},
    seen_at=NOON,
)
DIFFERENCE = Difference(
    office=OFFICE,
    platform="renda",
    record="R-1",
    version=2,
    field="title",
    said={"theirs": RARE, "ours": "甲", "agreed": None},
    opened_at=NOON,
)
EXCHANGE = Exchange(
    office=OFFICE,
    platform="renda",
    no=0,
    way="pull",
    at=NOON,
    request="POST /pull",
    digest="sha256:2",
    text="{}",
    cursor="7",
    records={"R-1": "waiting"},
    outcome="done",
)
MARK = Bookmark(office=OFFICE, platform="renda", way="push", place="9", changed_at=NOON)


def test_what_was_exchanged_is_read_back_in_its_office_and_platform_only(store: Store) -> None:
    save(store, birth())
    kept = store.exchanges

    kept.keep([MARK, DIFFERENCE, HELD, EXCHANGE, LINK])

    assert kept.links(OFFICE, "renda") == kept.some_links(OFFICE, "renda", ["P-1"]) == [LINK]
    assert kept.held(OFFICE, "renda") == kept.held(OFFICE, "renda", status="waiting") == [HELD]
    assert kept.some_held(OFFICE, "renda", ["R-1", "R-2"]) == [HELD]
    assert kept.held(OFFICE, "renda", status="agreed") == []
    assert kept.differences(OFFICE, "renda") == [DIFFERENCE]
    assert kept.exchanges(OFFICE, "renda") == [replace(EXCHANGE, no=1)]
    assert kept.bookmark(OFFICE, "renda", "push") == "9"
    assert kept.bookmark(OFFICE, "renda", "pull") == ""
    assert kept.links(OFFICE, "zhengxie") == kept.links(OTHER_OFFICE, "renda") == []


def test_exchanges_are_numbered_where_they_are_kept_the_latest_first(store: Store) -> None:
    store.exchanges.keep([EXCHANGE])
    store.exchanges.keep([EXCHANGE, replace(EXCHANGE, platform="zhengxie")])

    assert [one.no for one in store.exchanges.exchanges(OFFICE, "renda")] == [2, 1]
    assert [one.no for one in store.exchanges.exchanges(OFFICE, "renda", 1)] == [2]
    assert store.exchanges.exchange(OFFICE, "zhengxie", 1) is not None
    assert store.exchanges.exchange(OFFICE, "zhengxie", 2) is None


@pytest.mark.parametrize(
    "after",
    [
        replace(LINK, case="c-2"),
        replace(LINK, proposal="P-2"),
        replace(LINK, pushed=3),
        replace(HELD, version=1),
        replace(HELD, proposal="P-2"),
        replace(DIFFERENCE, said={}),
        replace(MARK, place="8"),
    ],
    ids=str,
)
def test_what_was_agreed_on_is_not_taken_back(store: Store, after: Link) -> None:
    save(store, birth())
    store.exchanges.keep([replace(LINK, pushed=4), HELD, DIFFERENCE, MARK])

    with pytest.raises(Conflict):
        store.exchanges.keep([EXCHANGE, after])

    assert store.exchanges.exchanges(OFFICE, "renda") == []


def test_a_difference_is_settled_once(store: Store) -> None:
    store.exchanges.keep([DIFFERENCE])
    settled = replace(DIFFERENCE, settled_at=LATER, settled_by="某人", take="ours")

    store.exchanges.keep([settled])

    assert store.exchanges.differences(OFFICE, "renda") == [settled]
    with pytest.raises(Conflict):
        store.exchanges.keep([replace(settled, take="theirs")])


def test_what_is_done_together_is_kept_or_undone_together(store: Store) -> None:
    with pytest.raises(KeyError), store.together() as here:
        save(here, birth())
        here.exchanges.keep([LINK, EXCHANGE])
        raise KeyError

    assert (
        store.exchanges.links(OFFICE, "renda") == store.exchanges.exchanges(OFFICE, "renda") == []
    )

    with store.together() as here:
        save(here, birth())
        here.exchanges.keep([LINK])
    assert store.exchanges.links(OFFICE, "renda") == [LINK]
    assert store.case(OFFICE, CASE).id == CASE


def test_what_is_told_of_work_done_together_is_told_when_it_is_kept(store: Store) -> None:
    told: list[str] = []

    with store.together() as here:
        save(here, birth())
        here.once_kept(lambda: told.append("kept"))
        assert told == []

    assert told == ["kept"]
