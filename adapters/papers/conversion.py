"""Turn a docx into PDF by LibreOffice, or into OFD by the program the office has for it."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from bihuan.adapters.papers.errors import ConverterFailed, ConverterMissing
from bihuan.adapters.papers.fonts import configuration

SECONDS = 120
"""A letter takes two; a cold start of LibreOffice twenty."""
_NAMES = ("soffice", "libreoffice")
_PASSED_ON = ("PATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG")
_COMPLAINT = 200


def find_soffice(configured: str = "") -> str | None:
    """LibreOffice as configured, else as the path finds it; None where there is none."""
    return next(
        (found for name in (configured, *_NAMES) if name and (found := shutil.which(name))), None
    )


def to_pdf(paper: Path, *, soffice: str = "", fonts: Path | None = None) -> bytes:
    """The paper as PDF; raises ConverterMissing without LibreOffice, ConverterFailed when it fails.

    Each run has a profile and a font cache of its own, so that two at once do not meet.
    """
    program = find_soffice(soffice)
    if program is None:
        raise ConverterMissing(soffice or _NAMES[0], "no_soffice")
    with tempfile.TemporaryDirectory(prefix="bihuan-pdf-") as folder:
        place = Path(folder)
        faces = place / "fonts.conf"
        faces.write_text(configuration(fonts, place / "cache"), "utf-8")
        given = place / "paper.docx"
        shutil.copyfile(paper, given)
        command = [program, f"-env:UserInstallation={(place / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", "pdf", "--outdir", folder, str(given)]
        return _made(command, given.with_suffix(".pdf"), place, {"FONTCONFIG_FILE": str(faces)})


def to_ofd(paper: Path, command: Sequence[str]) -> bytes:
    """The paper as OFD, by a command in which {in} and {out} stand for the two files."""
    if not command or shutil.which(command[0]) is None:
        raise ConverterMissing(command[0] if command else "ofd", "no_ofd")
    with tempfile.TemporaryDirectory(prefix="bihuan-ofd-") as folder:
        given, made = Path(folder, "paper.docx"), Path(folder, "paper.ofd")
        shutil.copyfile(paper, given)
        files = {"{in}": str(given), "{out}": str(made)}
        return _made([_filled(word, files) for word in command], made, Path(folder), {})


def _filled(word: str, files: Mapping[str, str]) -> str:
    for mark, file in files.items():
        word = word.replace(mark, file)
    return word


def _made(command: Sequence[str], wanted: Path, folder: Path, more: Mapping[str, str]) -> bytes:
    """The file that a command was to make; ConverterFailed says why there is none."""
    known = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    try:
        ended = subprocess.run(  # noqa: S603  the office's own program and no shell
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            cwd=folder,
            env={**known, "HOME": str(folder), "TMPDIR": str(folder), **more},
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise ConverterFailed(command[0], "not_converted", f"{SECONDS} s") from None
    except OSError as problem:
        raise ConverterFailed(command[0], "not_converted", str(problem)) from None
    if ended.returncode or not wanted.is_file() or not wanted.stat().st_size:
        said = (ended.stderr or ended.stdout).decode("utf-8", "replace").strip()
        detail = said[-_COMPLAINT:] or f"exit {ended.returncode}"
        raise ConverterFailed(command[0], "not_converted", detail)
    return wanted.read_bytes()
