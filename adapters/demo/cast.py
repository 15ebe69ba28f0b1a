"""Who takes part in the demo year, and what each proposal looks like when it arrives."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files

from bihuan.engine.intake import Intake
from bihuan.engine.records import PastCase
from bihuan.rules.book import Book, parse_book
from bihuan.rules.words import label, say

YEAR = 2024
FIRST_DAY = date(2024, 3, 4)
LAST_DAY = date(2024, 6, 17)
DIVISIONS = tuple(f"{name}处" for name in "甲乙丙丁戊己庚辛")
LEADERS = ("分管领导甲", "分管领导乙", "分管领导丙")
UNITS = ("会办单位甲", "会办单位乙")
ORG = "某省科技厅"
TELEPHONE = "0431-00000000"
TO = "省政府办公厅"
BOOK = "book.toml"

_SESSIONS = {"deputy_suggestion": "省十四届人大三次会议", "cppcc_proposal": "省政协十三届二次会议"}
_ASSEMBLIES = {"deputy_suggestion": "省人大", "cppcc_proposal": "省政协"}
_COLLECTIVE = frozenset({"党派", "团体", "界别", "专委会", "集体"})


def intakes() -> Iterator[Intake]:
    """The year's proposals in the order of their numbers."""
    numbers = {"deputy_suggestion": 0, "cppcc_proposal": 0}
    for line in _lines(YEAR):
        kind = line["kind"]
        numbers[kind] += 1
        yield Intake(
            kind=kind,
            role=line["role"],
            year=YEAR,
            number=f"第{numbers[kind]:04d}号",
            number_key=str(numbers[kind]),
            title=line["title"],
            members=tuple(name for name in line["proposer"].split("、") if name),
            collective=line["proposer_kind"] in _COLLECTIVE,
            received_on=FIRST_DAY,
            assembly=_ASSEMBLIES[kind],
            session=_SESSIONS[kind],
            category=line["topic"],
            counterpart="某主办单位" if line["role"] == "support" else "",
            note=_origin(line),
        )


def past(office: str) -> list[PastCase]:
    """The ledger of the year before, kept for comparison."""
    return [
        PastCase(
            office=office,
            year=YEAR - 1,
            key=f"{line['kind']}/{no}",
            kind=line["kind"],
            role=line["role"],
            number=f"第{no:04d}号",
            title=line["title"],
        )
        for no, line in enumerate(_lines(YEAR - 1), start=1)
    ]


def book() -> Book:
    """Who can be written to."""
    return parse_book(book_text(), BOOK)


def book_text() -> str:
    """The book as its file holds it."""
    return _read(BOOK)


def _origin(line: dict[str, str]) -> str:
    """Where the title was published, and which fields the demo made up."""
    printed = (line["place"], line["published_year"], line["published_number"])
    return say(
        "demo.origin",
        published=" ".join(part for part in printed if part),
        source=line["source"] or "—",
        made_up="、".join(label(f"made_up.{name}") for name in line["made_up"].split()),
    )


def _lines(year: int) -> Iterator[dict[str, str]]:
    lines = csv.DictReader(_read("titles.csv").splitlines())
    return (line for line in lines if line["year"] == str(year))


def _read(name: str) -> str:
    return (files("bihuan.adapters.demo") / name).read_text("utf-8")
