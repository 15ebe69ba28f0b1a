"""A thousand answers made from their template, ours beside plain docxtpl: seconds and memory.

Ours looks at the archive, checks fields and tags, fills in a child of narrow limits and reads each
paper back; docxtpl alone fills, in this process, and looks at nothing.
"""

from __future__ import annotations

import io
import json
import resource
import sys
import time
from collections.abc import Callable, Iterable

import docx
from docxtpl import DocxTemplate
from jinja2 import Environment

from bihuan.adapters.papers.catalog import PAPERS, find_template
from bihuan.adapters.papers.rendering import render, render_all
from bihuan.adapters.papers.samples import sample
from bihuan.adapters.papers.sandbox import FILTERS
from bihuan.adapters.papers.tags import paragraphs

LETTERS = 1_000
PAPER = PAPERS["answer_suggestion"]
TEMPLATE = find_template(PAPER, None).content


def fields(number: int) -> dict[str, object]:
    """The fields of one letter."""
    return {**sample(PAPER), "编号": f"第{number}号"}


def plain_template() -> bytes:
    """The template with its tags as docxtpl alone understands them."""
    made = docx.Document(io.BytesIO(TEMPLATE))
    section = made.sections[0]
    for root in (made.element.body, section.first_page_header._element):
        for paragraph in paragraphs(root):
            paragraph.join_tags()
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def with_docxtpl(papers: Iterable[dict[str, object]]) -> int:
    """Fill each by docxtpl as its manual says."""
    filled = DocxTemplate(io.BytesIO(plain_template()))
    filters = Environment(autoescape=True)
    filters.filters.update(FILTERS)
    count = 0
    for each in papers:
        filled.render(each, filters, autoescape=True)
        filled.save(io.BytesIO())
        count += 1
    return count


def measured(what: str, act: Callable[[], int], who: int) -> None:
    """Print how long it took, and the most memory of this process or of its children."""
    began = time.perf_counter()
    count = act()
    seconds = time.perf_counter() - began
    memory = resource.getrusage(who).ru_maxrss // 1024
    told = {"what": what, "letters": count, "seconds": round(seconds, 2)}
    told |= {"ms_each": round(1000 * seconds / count, 1), "memory_mb": memory}
    print(json.dumps(told, ensure_ascii=False), flush=True)


def main() -> None:
    """Print what was measured, one line each."""
    papers = [fields(number) for number in range(LETTERS)]
    children = resource.RUSAGE_CHILDREN
    measured("one letter by itself", lambda: len([render(TEMPLATE, papers[0])]), children)
    measured(
        "a thousand letters, each read back",
        lambda: sum(1 for _ in render_all(TEMPLATE, papers)),
        children,
    )
    measured("the same by docxtpl alone", lambda: with_docxtpl(papers), resource.RUSAGE_SELF)


if __name__ == "__main__":
    sys.exit(main())
