"""What letters are made of: the office's templates, LibreOffice, fonts, the OFD program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator

from bihuan.adapters.doctor.finding import Finding, note, sound, wrong
from bihuan.adapters.doctor.patient import Patient

_SECONDS = 20


def papers(patient: Patient) -> Iterator[Finding]:
    """Every template of the office's own is sound, and papers can be turned into pages."""
    yield from _templates(patient)
    yield from _programs(patient)


def _templates(patient: Patient) -> Iterator[Finding]:
    from bihuan.adapters.papers.catalog import PAPERS, find_template
    from bihuan.adapters.papers.checking import check_template
    from bihuan.adapters.policies import find_policy

    own = patient.config.documents.templates
    folder = patient.base / own if own else None
    if folder and not folder.is_dir():
        yield wrong("papers", "no_templates", folder=folder)
        return
    policy = find_policy(patient.config.rules.policy, patient.base)
    found = [find_template(paper, folder) for paper in PAPERS.values()]
    edited = [one for one in found if one.own]
    faulty = [
        one for one in edited if not check_template(one.content, one.paper, policy, one.file).sound
    ]
    for one in faulty:
        yield wrong("papers", "template", file=one.file)
    if not faulty:
        yield sound("papers", "templates", count=len(found), own=len(edited))


def _programs(patient: Patient) -> Iterator[Finding]:
    from bihuan.adapters.papers.conversion import find_soffice

    documents = patient.config.documents
    program = find_soffice(documents.soffice)
    if documents.soffice and shutil.which(documents.soffice) is None:
        yield wrong("papers", "soffice_gone", program=documents.soffice)
    elif program is None:
        yield note("papers", "no_soffice")
    else:
        yield sound("papers", "soffice", program=program)
        if absent := _absent_fonts():
            yield note("papers", "fonts", names=absent)
    command = documents.ofd.command
    if command and shutil.which(command[0]) is None:
        yield wrong("papers", "ofd_gone", program=command[0])


def _absent_fonts() -> list[str]:
    """The fonts that templates name and fontconfig does not know; nothing where it is absent."""
    from bihuan.adapters.papers.fonts import FACES

    asked = shutil.which("fc-list")
    if asked is None:
        return []
    try:
        listed = subprocess.run(  # noqa: S603  the path's own program and no shell
            [asked, ":", "family"], capture_output=True, timeout=_SECONDS, check=False
        ).stdout.decode("utf-8", "replace")
    except (OSError, subprocess.TimeoutExpired):
        return []
    known = {name.strip() for line in listed.splitlines() for name in line.split(",")}
    return [name for name in FACES if name not in known]
