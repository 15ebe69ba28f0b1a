"""Take in what a platform says: each page in one transaction with all that it changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bihuan.engine.actor import Actor
from bihuan.engine.errors import BadInput, BihuanError, CaseExists, CaseNotFound, KeyTaken, Refused
from bihuan.engine.intake import Intake
from bihuan.engine.platform_plans import (
    FORM,
    Action,
    Disagreement,
    Doing,
    form,
    intake_of,
    newest,
    particulars,
    planned,
)
from bihuan.engine.platforms import (
    ASSIGNMENT,
    FEEDBACK,
    INCOMING,
    PULL,
    Bookmark,
    Difference,
    Exchange,
    Held,
    Incoming,
    Link,
    Page,
)
from bihuan.engine.records import Feedback, Member
from bihuan.rules.instants import beijing_date

if TYPE_CHECKING:
    from bihuan.engine.engine import Engine

PRINTED = {"satisfied": "满意", "mostly_satisfied": "基本满意", "unsatisfied": "不满意"}
"""The grades as a form prints them, which is how an event is told of them."""


@dataclass(slots=True)
class Taken:
    """What became of each record, by key; what is kept of it comes along."""

    outcomes: dict[str, str] = field(default_factory=dict)
    held: dict[str, Held] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


class Reader:
    """Applies the records of one platform to the cases, inside a transaction."""

    def __init__(self, engine: Engine, platform: str) -> None:
        self._engine = engine
        self._platform = platform
        self._office = engine.house.office
        self._actor = Actor(f"platform:{platform}")
        self._now = engine.clock.now()
        self._taken = Taken()
        self._before: dict[str, Held] = {}
        self._links: dict[str, Link] = {}

    def take(self, records: Sequence[Incoming]) -> Taken:
        """Apply them, and put what is known of each into the store."""
        wanted, store = newest(records), self._engine.store.exchanges
        keys = [one.key for one in wanted]
        proposals = sorted({one.proposal for one in wanted})
        known = store.some_held(self._office, self._platform, keys)
        linked = store.some_links(self._office, self._platform, proposals)
        self._before = {one.key: one for one in known}
        self._links = {one.proposal: one for one in linked}
        fresh = [one for one in wanted if self._is_new(one)]
        self._receive(fresh)
        for one in wanted:
            if one.key not in self._taken.outcomes:
                self._one(one)
        self._supersede()
        taken = self._taken
        store.keep([*taken.links, *taken.held.values(), *taken.differences])
        return taken

    def _is_new(self, record: Incoming) -> bool:
        if record.kind != ASSIGNMENT or record.proposal in self._links:
            return False
        return planned(record, self._before.get(record.key), None).doing is Doing.RECEIVE

    def _receive(self, records: Sequence[Incoming]) -> None:
        """Begin cases for assignments of proposals that are not linked yet."""
        today = beijing_date(self._now)
        arrivals: list[tuple[Incoming, Intake]] = []
        for one in records:
            try:
                arrivals.append((one, intake_of(one.fields, today)))
            except BadInput as error:
                self._keep(one, "refused", _told(error))
        keyed = [(intake, self._key(one)) for one, intake in arrivals]
        outcomes = self._engine.receive_all(keyed, actor=self._actor)
        for (one, _), outcome in zip(arrivals, outcomes, strict=True):
            match outcome:
                case CaseExists() if outcome.existing:
                    self._join(one, outcome.existing)
                case BihuanError():
                    self._keep(one, "refused", _told(outcome))
                case _:
                    self._link(one, outcome.case.id)

    def _key(self, record: Incoming) -> str:
        return f"platform:{self._platform}:{record.key}"

    def _join(self, record: Incoming, case: str) -> None:
        """The proposal is a case we have, unless the platform calls that one by another name."""
        others = self._engine.store.exchanges.links(self._office, self._platform)
        twin = next((one for one in (*others, *self._taken.links) if one.case == case), None)
        if twin is None:
            self._link(record, case)
        else:
            other = Disagreement("proposal", record.proposal, twin.proposal, None)
            self._disagree(record, (other,))

    def _link(self, record: Incoming, case: str) -> None:
        """The proposal is this case; what both say of it is compared next."""
        link = Link(
            office=self._office,
            platform=self._platform,
            proposal=record.proposal,
            case=case,
            linked_at=self._now,
        )
        self._links[record.proposal] = link
        self._taken.links.append(link)

    def _one(self, record: Incoming) -> None:
        """Apply a record to its case."""
        before, link = self._before.get(record.key), self._links.get(record.proposal)
        if record.fault:
            self._keep(record, "refused", record.fault)
        elif link is None:
            self._keep(record, "waiting", {"code": "no_assignment"})
        else:
            ours = self._ours(record, link.case)
            action = planned(record, before, ours)
            self._do(record, action, link.case)

    def _ours(self, record: Incoming, case: str) -> Mapping[str, Any] | None:
        store = self._engine.store
        found = store.case(self._office, case)
        if record.kind == ASSIGNMENT:
            return particulars(found, store.records(Member, self._office, case))
        if record.kind == FEEDBACK:
            forms = store.records(Feedback, self._office, case)
            member = int(record.fields.get("member") or 1)
            return form(forms, member, int(record.fields.get("round") or found.round))
        before = self._before.get(record.key)
        return before.agreed if before is not None and before.agreed else None

    def _do(self, record: Incoming, action: Action, case: str) -> None:
        match action.doing:
            case Doing.NOTHING:
                self._taken.outcomes[record.key] = "known"
            case Doing.APPLY:
                self._apply(record, action.event, case)
            case Doing.CONFLICT:
                self._disagree(record, action.disagreements)
            case _:
                self._keep(record, "agreed", outcome=self._word(record))

    def _word(self, record: Incoming) -> str:
        new = any(one.proposal == record.proposal for one in self._taken.links)
        return "received" if new and record.kind == ASSIGNMENT else "updated"

    def _apply(self, record: Incoming, event: str, case: str) -> None:
        """Let the event happen; what is refused now may be accepted later."""
        now_round = self._engine.store.case(self._office, case).round
        if int(record.fields.get("round") or now_round) != now_round:
            self._keep(record, "waiting", {"code": "other_round"})
            return
        try:
            fire(self._engine, record.fields, event, case, self._actor, self._key_of(record))
        except Refused as error:
            self._keep(record, "waiting", _told(error))
        except (BadInput, KeyTaken) as error:
            self._keep(record, "refused", _told(error))
        else:
            self._keep(record, "agreed", outcome="applied")

    def _key_of(self, record: Incoming) -> str:
        return f"{self._key(record)}:{record.version}:{record.checksum[-12:]}"

    def _disagree(self, record: Incoming, found: Sequence[Disagreement]) -> None:
        for one in found:
            self._taken.differences.append(
                Difference(
                    office=self._office,
                    platform=self._platform,
                    record=record.key,
                    version=record.version,
                    field=one.field,
                    said={"theirs": one.theirs, "ours": one.ours, "agreed": one.agreed},
                    opened_at=self._now,
                )
            )
        names = "、".join(one.field for one in found)
        self._keep(record, "conflict", {"code": "conflict", "fields": names})

    def _keep(
        self,
        record: Incoming,
        status: str,
        reason: Mapping[str, str] | None = None,
        outcome: str = "",
    ) -> None:
        before = self._before.get(record.key)
        agreed = before.agreed if before is not None else {}
        self._taken.outcomes[record.key] = outcome or status
        self._taken.held[record.key] = Held(
            office=self._office,
            platform=self._platform,
            key=record.key,
            kind=record.kind,
            proposal=record.proposal,
            version=record.version,
            checksum=record.checksum,
            fields=record.fields,
            agreed=record.fields if status == "agreed" else agreed,
            status=status,
            reason=reason or {},
            seen_at=self._now,
        )

    def _supersede(self) -> None:
        """Differences of a version that a later one has replaced are no longer asked about."""
        moved = {
            key for key, one in self._taken.held.items() if self._is_replaced(key, one.version)
        }
        if not moved:
            return
        known = self._engine.store.exchanges.differences(self._office, self._platform)
        self._taken.differences += [
            replace(one, settled_at=self._now, settled_by=self._actor.id, take="superseded")
            for one in known
            if one.record in moved
            and one.settled_at is None
            and one.version < self._taken.held[one.record].version
        ]

    def _is_replaced(self, key: str, version: int) -> bool:
        before = self._before.get(key)
        return before is not None and before.status == "conflict" and before.version < version


def _told(error: BihuanError) -> dict[str, str]:
    """Why a record waits or is refused, as a code and its values."""
    if isinstance(error, Refused):
        return {"code": "not_yet", "event": error.event, "why": error.reason, "state": error.state}
    if isinstance(error, BadInput):
        value = "" if error.value is None else str(error.value)
        return {"code": "bad_input", "field": error.field, "why": error.reason, "value": value}
    return {"code": "refused", "why": str(error)}


def fire(
    engine: Engine, fields: Mapping[str, Any], event: str, case: str, actor: Actor, key: str
) -> None:
    """Let what a record says happen to a case."""
    names = ("member", *FORM) if "feedback" in event else ("document", "signer", "note")
    given = {name: fields[name] for name in names if fields.get(name) not in (None, "")}
    said = {name: PRINTED.get(value, value) for name, value in given.items()}
    on = date.fromisoformat(fields["on"]) if fields.get("on") else None
    engine.fire(case, event, said, actor=actor, on=on, key=key)


def take_page(engine: Engine, platform: str, page: Page, before: str) -> Taken:
    """Apply a page, move the cursor and write the exchange down, all in one transaction."""
    with engine.together() as here:
        return _page(here, platform, page, before)


def _page(here: Engine, platform: str, page: Page, before: str) -> Taken:
    office, now = here.house.office, here.clock.now()
    taken = Reader(here, platform).take(page.records)
    mark = Bookmark(office=office, platform=platform, way=PULL, place=page.cursor, changed_at=now)
    written = Exchange(
        office=office,
        platform=platform,
        no=0,
        way=PULL,
        at=now,
        request=page.request,
        digest=page.digest,
        text=page.text,
        cursor=page.cursor,
        records=taken.outcomes,
        outcome=outcome_of(taken.outcomes),
    )
    here.store.exchanges.keep([written, *([mark] if page.cursor != before else [])])
    return taken


def outcome_of(outcomes: Mapping[str, str]) -> str:
    """`done`, or `partly` where something needs a person."""
    return "partly" if {"refused", "conflict"} & set(outcomes.values()) else "done"


def try_again(engine: Engine, platform: str) -> Taken:
    """Apply what waited or was refused before, now that more is known."""
    with engine.together() as here:
        return Reader(here, platform).take(list(unsettled(here, platform)))


def unsettled(engine: Engine, platform: str) -> Iterator[Incoming]:
    """What waits, as it last came; what could not be read waits for `replay`."""
    store, office = engine.store.exchanges, engine.house.office
    waiting = [
        one
        for status in ("waiting", "refused")
        for one in store.held(office, platform, status=status)
    ]
    for one in waiting:
        if one.kind in INCOMING and one.fields:
            yield Incoming(
                key=one.key,
                kind=one.kind,
                proposal=one.proposal,
                version=one.version,
                checksum=one.checksum,
                fields=one.fields,
            )


def settle(
    engine: Engine, platform: str, record: str, take: str, *, fields: Sequence[str], by: Actor
) -> int:
    """Settle the open differences of a record as a person says; returns how many there were.

    Taking theirs of a feedback corrects the form here. Particulars of a case stay in its history
    as it was received: taking theirs there makes theirs what is agreed on. Raises CaseNotFound
    where the record has no case, and Refused where the case does not allow the correction.
    """
    with engine.together() as here:
        office, now = here.house.office, here.clock.now()
        store = here.store.exchanges
        known = store.some_held(office, platform, [record])
        still = [
            one
            for one in store.differences(office, platform)
            if one.record == record and one.settled_at is None
        ]
        mine = [one for one in still if not fields or one.field in fields]
        if not known or not mine:
            return 0
        held = known[0]
        if take == "theirs" and held.kind == FEEDBACK:
            links = store.some_links(office, platform, [held.proposal])
            if not links:
                raise CaseNotFound(held.proposal)
            key = f"platform:{platform}:{record}:{held.version}:settled"
            fire(here, held.fields, "correct_feedback", links[0].case, by, key)
        settled = [replace(one, settled_at=now, settled_by=by.id, take=take) for one in mine]
        done = len(mine) == len(still)
        store.keep(
            [
                *settled,
                *([replace(held, status="agreed", agreed=held.fields, reason={})] if done else []),
            ]
        )
        return len(mine)
