"""`bihuan case`: the verbs about one case or many."""

from __future__ import annotations

import click

from bihuan.adapters.cli import cases_import, cases_read, cases_side, cases_write


@click.group()
def case() -> None:
    """Cases."""


for command in (
    cases_import.import_,
    cases_write.add,
    cases_read.list_,
    cases_read.show,
    cases_read.history,
    cases_write.assign,
    cases_write.contact,
    cases_write.ask,
    cases_write.opinion,
    cases_write.reply,
    cases_write.feedback,
    cases_side.close,
    cases_side.reassign,
    cases_side.note,
    cases_side.return_,
    cases_side.merge,
    cases_side.unmerge,
    cases_side.withdraw,
    cases_side.resume,
    cases_side.fire,
    cases_side.why_not,
):
    case.add_command(command)
