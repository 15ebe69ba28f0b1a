"""Read the calendar files that offices write: days off, days of work, days without urging."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from bihuan.rules.calendar import CalendarError, Layer
from bihuan.rules.reading import Table, parse_toml


def parse_layer(text: str, name: str) -> Layer:
    """Read a layer from TOML.

    It has [source] with name, doc_no and years, and [off], [work] and [recess]
    with days or ranges of days.
    """
    root = parse_toml(text, name, CalendarError)
    source = root.table("source")
    if source is None:
        raise CalendarError(
            name, "has no [source]", 'begin with [source] and name = "who announced this"'
        )
    title, number = source.text("name"), source.maybe_text("doc_no")
    years, official = _years(source), source.maybe_bool("official")
    source.done()
    layer = Layer(
        name=name,
        source=f"{title}（{number}）" if number else title,
        years=years,
        off=_days(root, "off"),
        work=_days(root, "work"),
        recess=_days(root, "recess"),
        official=official is not False,
    )
    root.done()
    return layer


def unlikely(layer: Layer) -> tuple[date, ...]:
    """Statutory days off that a published arrangement forgets; worth asking its author about.

    Only the holidays with a fixed date are checked (全国年节及纪念日放假办法).
    """
    fixed = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
    days = (date(year, *month_day) for year in sorted(layer.years) for month_day in fixed)
    return tuple(day for day in days if day not in layer.off)


def unlisted(layer: Layer) -> tuple[int, ...]:
    """Years it has days off or of work in, but is not the published arrangement of.

    Right for a day of an office's own; an oversight in a file that takes in a new year.
    """
    years = {day.year for day in (*layer.off, *layer.work)} if layer.official else set()
    return tuple(sorted(years - layer.years))


def _years(source: Table) -> frozenset[int]:
    written = source.whole_numbers("years") or ()
    for year in written:
        if not 1949 <= year <= 2999:
            raise source.fail("years", f"{year} is no year", "write four digits, such as 2027")
    return frozenset(written)


def _days(root: Table, key: str) -> dict[date, str]:
    table = root.table(key)
    days: dict[date, str] = {}
    for written in table.keys() if table else ():
        assert table is not None
        name = table.text(written)
        for day in _range(table, written):
            if day in days:
                raise table.fail(written, f"lists {day} a second time", "keep one of the two")
            days[day] = name
    return days


def _range(table: Table, written: str) -> Iterator[date]:
    first, _, last = written.partition("..")
    start = _date(table, written, first)
    end = _date(table, written, last) if last else start
    if end < start:
        raise table.fail(written, "ends before it begins", "write the earlier day first")
    if (end - start).days > 366:
        raise table.fail(written, "is longer than a year", "check the years of both ends")
    return (start + timedelta(days=n) for n in range((end - start).days + 1))


def _date(table: Table, written: str, part: str) -> date:
    try:
        return date.fromisoformat(part.strip())
    except ValueError:
        raise table.fail(
            written, f"{part!r} is not a date", 'write "2027-02-05" or "2027-02-05..2027-02-11"'
        ) from None
