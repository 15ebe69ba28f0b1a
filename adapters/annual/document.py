"""The yearly report as a Word document: the office's template, its fields, tables and charts."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

from bihuan.adapters.annual.fields import fields
from bihuan.adapters.annual.sentences import Report
from bihuan.adapters.annual.tables import tables
from bihuan.adapters.papers.rendering import render
from bihuan.adapters.reports.word import with_tables

TEMPLATE = "annual.docx"
TEMPLATES = ("年度报告.docx", TEMPLATE)
"""What the office's own may be called in the folder of its templates."""


def template() -> bytes:
    """The shipped template, to be edited in Word or WPS."""
    return (files("bihuan.adapters.annual") / TEMPLATE).read_bytes()


def as_docx(report: Report, form: bytes | None = None, name: str = TEMPLATE) -> bytes:
    """The document; `form` is the office's own template, which errors call by `name`.

    It is Chinese whatever language the report is told in, since the template's
    words are. The same cases and template give the same bytes. Raises PaperError
    and, where its library is not installed, MissingOffice.
    """
    report = replace(report, lang="zh")
    paper = render(template() if form is None else form, fields(report), name=name)
    told = tables(report.figures, report.house, report.lang, report.shares)
    return with_tables(paper, told, name)
