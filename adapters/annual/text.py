"""The yearly report as a page to go on writing: what the cases say is said, the rest is marked."""

from __future__ import annotations

from collections.abc import Iterator

from bihuan.adapters.annual.sentences import Report


def as_text(report: Report) -> str:
    """The report as a Markdown page; a chapter about nothing is left out."""
    chapters = {
        "overall": list(_overall(report)),
        "course": list(report.course()),
        "handled_again": _listed(report.again()),
        "practice": [report.say("practice_to_write")],
        "examples": _listed(report.examples()),
        "next": [report.say("next_to_write")],
    }
    numerals = iter(report.say("numerals").split("|"))
    pages = [list(_head(report))]
    for name, paragraphs in chapters.items():
        if paragraphs:
            title = report.say(name, count=len(report.figures.handled_again))
            pages.append([f"## {next(numerals)}{title}", *paragraphs])
    pages += [[f"{report.org}  \n{report.day()}"], list(_basis(report))]
    return "\n\n".join(paragraph for page in pages for paragraph in page) + "\n"


def _head(report: Report) -> Iterator[str]:
    yield f"# {report.title()}"
    yield report.say("to", to=report.reader())
    yield report.say("preamble", org=report.org, year=report.figures.year, subject=report.subject())


def _overall(report: Report) -> Iterator[str]:
    yield report.received()
    if report.figures.topics:
        yield report.say("topics", topics=report.topics())
    if report.figures.total:
        yield report.answered()


def _basis(report: Report) -> Iterator[str]:
    yield f"## {report.say('figures')}"
    yield "\n".join(f"- {line}" for line in report.basis())
    yield from report.grounds()


def _listed(lines: list[str]) -> list[str]:
    return ["\n".join(f"- {line}" for line in lines)] if lines else []
