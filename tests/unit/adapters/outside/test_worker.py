"""A reader that crashes, hangs or swells ends alone, and the next file is read."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import pytest

from bihuan.adapters.outside.errors import HostileFile, MissingOffice, ReaderStopped, UnreadableFile
from bihuan.adapters.outside.letters import read_letter
from bihuan.adapters.outside.worker import Quota, read_apart
from support.docx_files import write_docx

SMALL = Quota(memory_bytes=256 << 20, cpu_seconds=1, wall_seconds=20.0, output_bytes=1 << 20)


def reader(folder: Path, body: str) -> ModuleType:
    """A reader whose `read` does this."""
    module = ModuleType("reader")
    file = folder / "reader.py"
    file.write_text(f"import os, sys, time\ndef read(path):\n    {body}\n    yield 1\n", "utf-8")
    module.__file__ = str(file)
    return module


STOPPED = {
    "aborts": ("os.abort()", "signal 6"),
    "reads where nothing is": ("import ctypes; ctypes.string_at(0)", "signal 11"),
    "wants a terabyte": ("bytearray(1 << 40)", "memory"),
    "swells": ("kept = []\n    while True: kept.append(bytearray(1 << 24))", "memory"),
    "leaves without a word": ("os._exit(0)", "output"),
    "ends the program": ("sys.exit(9)", "exit 9"),
    "never stops printing": ("while True: yield 'x' * 100_000", "exit"),
}


@pytest.mark.parametrize("what", STOPPED)
def test_a_reader_that(what: str, tmp_path: Path) -> None:
    body, how = STOPPED[what]

    with pytest.raises(ReaderStopped) as stopped:
        list(read_apart(tmp_path / "a.docx", reader(tmp_path, body), SMALL))

    assert stopped.value.detail.startswith(how)
    assert stopped.value.text("zh") != stopped.value.text("en")


def test_a_reader_that_hangs_is_stopped(tmp_path: Path) -> None:
    hanging = reader(tmp_path, "time.sleep(3600)")

    with pytest.raises(ReaderStopped) as stopped:
        list(read_apart(tmp_path / "a.docx", hanging, Quota(wall_seconds=0.3)))

    assert stopped.value.detail == "0.3 s"


@pytest.mark.slow
def test_a_reader_that_computes_for_ever_is_stopped(tmp_path: Path) -> None:
    busy = reader(tmp_path, "while True: pass")

    with pytest.raises(ReaderStopped) as stopped:
        list(read_apart(tmp_path / "a.docx", busy, SMALL))

    assert stopped.value.detail.startswith("signal")


def test_a_letter_is_read_after_a_crash(tmp_path: Path) -> None:
    with pytest.raises(ReaderStopped):
        list(read_apart(tmp_path / "a.docx", reader(tmp_path, "os.abort()"), SMALL))

    assert read_letter(write_docx(tmp_path / "a.docx", ["甲"])).paragraphs == ("甲",)


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        ("import no_such_library", MissingOffice, "office_missing"),
        ("raise OSError('broken')", UnreadableFile, "damaged"),
        ("raise OSError('needs a Password')", UnreadableFile, "locked"),
        (
            "error = ValueError('9'); error.reason = 'text_too_long'; raise error",
            HostileFile,
            "text_too_long",
        ),
    ],
)
def test_a_reader_that_gives_up_says_why(
    body: str, kind: type[Exception], reason: str, tmp_path: Path
) -> None:
    with pytest.raises(kind) as refused:
        list(read_apart(tmp_path / "a.docx", reader(tmp_path, body)))

    assert refused.value.reason == reason  # type: ignore[attr-defined]


def test_the_child_gets_neither_our_passwords_nor_the_folder_we_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit(77)")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BIHUAN_DATABASE__URL", "postgresql://secret")
    spy = reader(tmp_path, "yield [name for name in os.environ if 'BIHUAN' in name]")

    assert list(read_apart(tmp_path / "a.docx", spy)) == [[], 1]
