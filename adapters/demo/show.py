"""Run the demo year in a folder of its own and leave there what a newcomer wants to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from random import Random

from bihuan.adapters.annual import Report, write_annual
from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.demo.cast import BOOK, FIRST_DAY, LAST_DAY, ORG, TO, YEAR, book, book_text
from bihuan.adapters.demo.ending import Delivered, delivered
from bihuan.adapters.demo.letters import clear, lay_out, writer
from bihuan.adapters.demo.news import Gazette, Say
from bihuan.adapters.demo.year import DemoYear
from bihuan.adapters.ids import TimeOrderedIds
from bihuan.adapters.ledger import MissingOffice
from bihuan.adapters.lists import page, write_list
from bihuan.adapters.notify.file import FileChannel
from bihuan.adapters.sql import SqlStore, open_database, schema
from bihuan.adapters.starting import template
from bihuan.engine.audit import audit
from bihuan.engine.engine import Engine
from bihuan.engine.errors import BadInput
from bihuan.engine.lists import LISTS, cases_for
from bihuan.engine.query import Query
from bihuan.engine.scene import House
from bihuan.engine.statistics import Figures, figures
from bihuan.rules.words import say
from bihuan.states.diagrams import mermaid
from bihuan.states.lead import LEAD

POLICY = "jilin_2025"
MARK = ".bihuan-demo"
DATABASE, CONFIG, DIAGRAM, NOTICES = "bihuan.db", "bihuan.toml", "lead.mmd", "outbox.jsonl"
REPORTS = {form: f"{YEAR}年度办理情况报告.{form}" for form in ("docx", "xlsx", "md")}
"""The report to sign, its figures, and the page of text that stands in for both."""
SHEETS = {
    "ledger": f"{YEAR}年度台账.xlsx",
    "tasks": f"{YEAR}年度任务清单.xlsx",
    "duties": f"{YEAR}年度责任清单.xlsx",
    "commitments": f"{YEAR}年度承诺事项台账.xlsx",
}
OURS = (
    *(DATABASE, f"{DATABASE}-wal", f"{DATABASE}-shm", CONFIG, BOOK, DIAGRAM, NOTICES),
    *REPORTS.values(),
    *SHEETS.values(),
)
"""What a demo makes, and so what the next one may remove."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demo left behind."""

    database: str
    reports: tuple[Path, ...]
    """The report to sign and its workbook; a page of text where no library writes these."""
    diagram: Path
    config: Path
    notices: Path
    lists: tuple[Path, ...]
    """Sheets to print; none where the library that writes them is not installed."""
    papers: tuple[Path, ...]
    """The letters that were sent from here, as they were signed."""
    figures: Figures
    house: House
    entries: int
    delivered: Delivered


def run(
    folder: Path, tell: Say, *, url: str | None = None, seed: int = 2024, lang: str = "zh"
) -> Shown:
    """Live the year; in a new SQLite file in `folder`, or in an empty database at `url`.

    Raises BadInput for a folder that is not the demo's, and for a database
    that already holds cases.
    """
    if _make_room(folder):
        tell(say("demo.rebuilt", lang))
    database = url or f"sqlite:///{folder / DATABASE}"
    config = folder / CONFIG
    place = _without_password(url) if url else str(folder / DATABASE)
    config.write_text(_config(place if url else f"sqlite:///{DATABASE}"), "utf-8")
    (folder / BOOK).write_text(book_text(), "utf-8")
    tell(say("demo.begin", lang, org=ORG, database=place))
    clock = FrozenClock(FIRST_DAY)
    gazette = Gazette(tell, clock, lang)
    with _engine(database, clock, gazette, seed) as engine:
        gazette.heading()
        keep = FileChannel(folder / NOTICES).send
        writes = writer(engine)
        year = DemoYear(engine, clock, seed, gazette.notable, keep, lang, writes)
        year.run(gazette.evening)
        counted = figures(engine.store, engine.house, engine.library.machine, YEAR, LAST_DAY)
        told = Report(figures=counted, house=engine.house, org=ORG, to=TO, lang=lang)
        diagram = folder / DIAGRAM
        reports = tuple(_reports(folder, told))
        diagram.write_text(mermaid(LEAD, lang), "utf-8")
        lists = tuple(_lists(engine, folder, lang))
        papers = tuple(lay_out(engine, folder))
        checked, letters = audit(engine), delivered(engine.store, engine.house.office)
    assert checked.sound, checked.faults
    return Shown(
        database=place,
        reports=reports,
        diagram=diagram,
        config=config,
        notices=folder / NOTICES,
        lists=lists,
        papers=papers,
        figures=counted,
        house=engine.house,
        entries=checked.entries,
        delivered=letters,
    )


def _lists(engine: Engine, folder: Path, lang: str) -> Iterator[Path]:
    """The ledger and the list of tasks as they stand on the last day."""
    machine, house = engine.library.machine, engine.house
    for name, file in SHEETS.items():
        listed = LISTS[name]
        cases = cases_for(listed, engine.store, house, machine, year=YEAR, as_of=LAST_DAY)
        with suppress(MissingOffice):
            told = page(listed, cases, house, ORG, LAST_DAY, YEAR, lang)
            write_list(folder / file, told, "xlsx")
            yield folder / file


def _reports(folder: Path, told: Report) -> Iterator[Path]:
    """The yearly report as the office signs it, and its figures with their charts."""
    try:
        for form in ("docx", "xlsx"):
            write_annual(folder / REPORTS[form], told, form)
            yield folder / REPORTS[form]
    except MissingOffice:
        write_annual(folder / REPORTS["md"], told, "text")
        yield folder / REPORTS["md"]


def _config(url: str) -> str:
    """A file to start from, whose notices go where those of the demo went."""
    ours = f'[notify]\nfile = "{NOTICES}"\nbook = "{BOOK}"\n'
    told = template(ORG, url, POLICY).replace("[notify]\n", ours, 1)
    return told.replace('# letter  = { prefix = "某函" }', 'letter = { prefix = "某科函" }', 1)


@contextmanager
def _engine(database: str, clock: FrozenClock, gazette: Gazette, seed: int) -> Iterator[Engine]:
    store = SqlStore(open_database(database))
    try:
        schema.upgrade(store.engine)
        ids = TimeOrderedIds(Random(seed))  # noqa: S311  # the same names at every run
        engine = open_engine(
            store,
            name=ORG,
            policy=POLICY,
            book=book(),
            clock=clock,
            ids=ids,
            log=gazette.log,
        )
        if store.find(engine.house.office, Query(limit=1)):
            raise BadInput(
                "db", "already holds cases; name an empty database", _without_password(database)
            )
        yield engine
    finally:
        store.close()


def _make_room(folder: Path) -> bool:
    """Make the folder the demo's own; tells whether an earlier demo's files were removed."""
    again = (folder / MARK).exists()
    if not again and folder.exists() and any(folder.iterdir()):
        raise BadInput(
            "dir", "is not empty and was not made by the demo; name another", str(folder)
        )
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).touch()
    clear(folder)
    for name in OURS:
        (folder / name).unlink(missing_ok=True)
    return again


def _without_password(url: str) -> str:
    """The address as it may stand in a file and on the screen."""
    head, at, tail = url.rpartition("@")
    scheme, _, user = head.partition("://")
    return f"{scheme}://{user.partition(':')[0]}@{tail}" if at else url
