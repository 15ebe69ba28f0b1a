"""The figures with which the demo ends, in lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.adapters.reports.naming import KINDS, role_word, roles_of
from bihuan.engine.digests import TOPIC as DIGEST
from bihuan.engine.ports import Store
from bihuan.engine.records import Mute, Receipt
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures
from bihuan.rules.words import label, say


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What left the house, what came back, and what is left to do."""

    letters: int
    digests: int
    """So many of the letters gather what was held for somebody."""
    receipts: int
    unsent: int
    """What waits, is held or is parked."""
    incidents: int
    muted: str
    """The number of a case that was left in peace for some days."""


def delivered(store: Store, office: str) -> Delivered:
    """Count it."""
    sent = store.messages(office, status="sent")
    counts = store.outbox.counts(office)
    (mute,) = store.records(Mute, office)
    return Delivered(
        letters=len(sent),
        digests=sum(one.topic == DIGEST for one in sent),
        receipts=len(store.records(Receipt, office)),
        unsent=sum(counts.get(status, 0) for status in ("pending", "held", "parked")),
        incidents=len(store.watch.incidents(office, status="open")),
        muted=store.case(office, mute.case).number,
    )


def ending(
    figures: Figures, house: House, letters: Delivered, entries: int, lang: str
) -> Iterator[str]:
    """What came of the year, each figure beside what it is counted from."""
    f = figures
    yield say("demo.end_total", lang, year=f.year, total=f.total)
    for kind in KINDS:
        roles = " + ".join(
            say("demo.end_role", lang, role=role_word(house, role, lang), count=count)
            for role, count in roles_of(f, kind)
        )
        name = label(f"kind_name.{kind}", lang)
        yield say("demo.end_kind", lang, kind=name, count=f"{f.by_kind[kind]:>3}", roles=roles)
    more = f.total - f.last_year
    yield say("demo.end_growth", lang, last=f.last_year, more=more, growth=f.growth.text)
    yield say(
        "demo.end_answered",
        lang,
        answered=f.answered,
        total=f.total,
        rate=f.answer_rate.text,
        in_time=f.on_time.numerator,
        on_time=f.on_time.text,
    )
    first, final = f.first_satisfaction, f.satisfaction
    yield say(
        "demo.end_satisfied",
        lang,
        final=final.text,
        final_n=final.numerator,
        final_d=final.denominator,
        first=first.text,
        first_n=first.numerator,
        first_d=first.denominator,
    )
    again = len(f.handled_again)
    yield say("demo.end_again", lang, again=again, rounds=max(f.by_round))
    yield say("demo.end_urged", lang, urges=f.urges, supervised=f.supervised, late=f.late_opinions)
    yield say(
        "demo.end_letters",
        lang,
        letters=letters.letters,
        digests=letters.digests,
        receipts=letters.receipts,
        unsent=letters.unsent,
        incidents=letters.incidents,
    )
    yield say("demo.end_audit", lang, entries=entries)
