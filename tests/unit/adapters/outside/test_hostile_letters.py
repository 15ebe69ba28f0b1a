"""Word files built to do harm are refused before a child is started, and cost nothing."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from bihuan.adapters.outside import docx_reader, letters
from bihuan.adapters.outside.archive import ArchiveLimits, check_size
from bihuan.adapters.outside.errors import HostileFile, UnreadableFile
from bihuan.adapters.outside.letters import check_docx, read_letter
from support import ledgers
from support.docx_files import BROKEN, HOSTILE, package, paragraph, write_docx

GROWTH = """
import json, resource, sys
from pathlib import Path
from bihuan.adapters.ledger import FileError, read_table
from bihuan.adapters.outside.letters import read_letter

before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
reasons = []
for name in sys.argv[1:]:
    path = Path(name)
    try:
        (read_letter if path.suffix == ".docx" else read_table)(path)
    except FileError as refused:
        reasons.append(refused.reason)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(json.dumps([reasons, (after - before) / 1024]))
"""
"""Refuse every file, and print the reasons and by how many megabytes the process grew."""


@pytest.fixture
def childless(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_child(*_: object) -> None:
        pytest.fail("the file must be refused before a child is started")

    monkeypatch.setattr(letters, "read_apart", no_child)


@pytest.mark.usefixtures("childless")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_letter_is_refused_by_name_before_it_is_parsed(name: str, tmp_path: Path) -> None:
    reason, build = HOSTILE[name]
    path = build(tmp_path / "a.docx")

    with pytest.raises(HostileFile) as refused:
        read_letter(path)

    assert refused.value.reason == reason
    assert refused.value.path == str(path)
    assert refused.value.cure("zh") != refused.value.cure("en")


@pytest.mark.usefixtures("childless")
@pytest.mark.parametrize("name", BROKEN)
def test_what_is_no_letter_is_refused_by_name(name: str, tmp_path: Path) -> None:
    reason, build = BROKEN[name]
    path = build(tmp_path / "a.docx")

    with pytest.raises(UnreadableFile) as refused:
        read_letter(path)

    assert refused.value.reason == reason
    assert refused.value.cure("zh") != refused.value.cure("en")


def test_a_refusal_names_the_member(tmp_path: Path) -> None:
    with pytest.raises(HostileFile) as refused:
        check_docx(HOSTILE["ratio"][1](tmp_path / "a.docx"))

    assert refused.value.detail.startswith("word/styles.xml 1:")


@pytest.mark.slow
def test_refusing_hostile_files_takes_no_memory_to_speak_of(tmp_path: Path) -> None:
    built = [
        *(build(tmp_path / f"{at}.docx") for at, (_, build) in enumerate(HOSTILE.values())),
        *(build(tmp_path / f"{at}.xlsx") for at, (_, build) in enumerate(ledgers.HOSTILE.values())),
    ]

    ended = subprocess.run(
        [sys.executable, "-c", GROWTH, *map(str, built)], capture_output=True, check=True
    )

    reasons, megabytes = json.loads(ended.stdout)
    expected = [*HOSTILE.values(), *ledgers.HOSTILE.values()]
    assert reasons == [reason for reason, _ in expected]
    assert megabytes < 20


def test_a_letter_too_big_is_refused(tmp_path: Path) -> None:
    path = write_docx(tmp_path / "a.docx", ["甲"])

    with pytest.raises(HostileFile):
        check_size(path, ArchiveLimits(file_bytes=999))


def test_a_text_that_cannot_be_a_letter_is_not_even_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_decoding(_: Path) -> None:
        pytest.fail("a file as long must not be read")

    monkeypatch.setattr(letters, "decode", no_decoding)
    (tmp_path / "a.txt").write_bytes(b"x" * (4 * docx_reader.MOST_CHARACTERS + 1))

    with pytest.raises(HostileFile):
        read_letter(tmp_path / "a.txt")


def test_a_password_is_seen_wherever_the_file_speaks_of_it(tmp_path: Path) -> None:
    mark = "EncryptedPackage".encode("utf-16-le")
    for before in ((1 << 16) - 8 - len(mark) // 2, 200_000):
        path = tmp_path / "a.docx"
        path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * before + mark)

        with pytest.raises(UnreadableFile) as refused:
            read_letter(path)
        assert refused.value.reason == "locked"


def test_an_honest_letter_passes_with_its_embedded_workbook(tmp_path: Path) -> None:
    check_docx(package(tmp_path / "a.docx", members={"word/embeddings/chart.xlsx": b"PK"}))


@pytest.mark.parametrize("form", ["docx", "txt"])
def test_a_text_longer_than_any_letter_is_refused(form: str, tmp_path: Path) -> None:
    most = docx_reader.MOST_CHARACTERS
    path = tmp_path / f"a.{form}"
    words = "".join(map(chr, random.Random(1).choices(range(0x4E00, 0x9FA0), k=most + 1)))
    for text in (words[1:], words):
        if form == "docx":
            package(path, paragraph(text))
        else:
            path.write_text(text, "utf-8")
        if len(text) == most:
            assert read_letter(path).paragraphs == (text,)

    with pytest.raises(HostileFile) as refused:
        read_letter(path)

    assert refused.value.reason == "text_too_long"


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"word/document.xml": b"<w:document"}, "damaged"),
        ({"word/document.xml": "\ud800".encode("utf-8", "surrogatepass")}, "damaged"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_broken_xml_is_refused_by_name(
    members: dict[str, bytes], reason: str, tmp_path: Path
) -> None:
    path = package(tmp_path / "a.docx", members=members)

    with pytest.raises(UnreadableFile) as refused:
        read_letter(path)

    assert refused.value.reason == reason


def test_a_workbook_is_no_letter(tmp_path: Path) -> None:
    path = ledgers.write_xlsx(tmp_path / "a.docx", [["案号"]])

    with pytest.raises(UnreadableFile) as refused:
        read_letter(path)

    assert refused.value.reason == "not_a_letter"
