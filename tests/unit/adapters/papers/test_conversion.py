"""PDF and OFD are made by programs that may be absent, slow or broken, and never half a file."""

from __future__ import annotations

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bihuan.adapters.papers import conversion
from bihuan.adapters.papers.conversion import find_soffice, to_ofd, to_pdf
from bihuan.adapters.papers.errors import ConverterFailed, ConverterMissing
from bihuan.adapters.papers.fonts import FACES, configuration

COPIES = "import shutil, sys; shutil.copyfile(sys.argv[1], sys.argv[2])"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """Something to be converted."""
    file = tmp_path / "a.docx"
    file.write_bytes(b"docx")
    return file


@pytest.fixture
def soffice(tmp_path: Path) -> Path:
    """A program that answers as LibreOffice does, and tells how it was asked."""
    program = tmp_path / "soffice"
    program.write_text(
        f"#!{sys.executable}\n"
        "import os, pathlib, sys\n"
        "folder = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
        "told = [*sys.argv[1:], os.environ['HOME'], open(os.environ['FONTCONFIG_FILE']).read()]\n"
        "(folder / 'paper.pdf').write_text(chr(10).join(told))\n"
    )
    program.chmod(0o755)
    return program


def test_libreoffice_is_asked_with_a_profile_and_fonts_of_its_own(
    paper: Path, soffice: Path, tmp_path: Path
) -> None:
    told = to_pdf(paper, soffice=str(soffice), fonts=tmp_path / "字体").decode()

    assert "-env:UserInstallation=file://" in told
    assert "--convert-to\npdf" in told
    assert f"<dir>{tmp_path / '字体'}</dir>" in told
    assert "<family>仿宋_GB2312</family>" in told


def test_without_libreoffice_it_is_said_what_to_install(
    paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")

    assert find_soffice() is None
    with pytest.raises(ConverterMissing) as refused:
        to_pdf(paper)

    assert "LibreOffice" in refused.value.cure()


def test_ofd_is_made_by_the_program_the_office_has(paper: Path) -> None:
    assert to_ofd(paper, (sys.executable, "-c", COPIES, "{in}", "{out}")) == b"docx"


@pytest.mark.parametrize("command", [(), ("/nowhere/ofd", "{in}", "{out}")])
def test_without_such_a_program_it_is_said_what_to_configure(
    command: tuple[str, ...], paper: Path
) -> None:
    with pytest.raises(ConverterMissing) as refused:
        to_ofd(paper, command)

    assert "documents.ofd" in refused.value.cure()


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import sys; sys.exit('坏了')", "坏了"),
        ("pass", "exit 0"),
        ("import sys; open(sys.argv[2], 'w')", "exit 0"),
    ],
)
def test_a_program_that_makes_nothing_is_no_success(program: str, said: str, paper: Path) -> None:
    with pytest.raises(ConverterFailed) as refused:
        to_ofd(paper, (sys.executable, "-c", program, "{in}", "{out}"))

    assert said in refused.value.text()


def test_a_program_that_hangs_is_ended(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(conversion, "SECONDS", 0.2)

    with pytest.raises(ConverterFailed) as refused:
        to_ofd(paper, (sys.executable, "-c", "input() if 0 else __import__('time').sleep(60)"))

    assert "0.2 s" in refused.value.text()


def test_the_font_file_is_sound_and_names_a_face_for_each_font(tmp_path: Path) -> None:
    root = ElementTree.fromstring(configuration(tmp_path / "a&b", tmp_path))

    assert [one.findtext("family") for one in root.iter("alias")] == list(FACES)
    assert root.findtext("dir") == str(tmp_path / "a&b")
