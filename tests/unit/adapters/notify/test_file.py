"""Notices in a file."""

import fcntl
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from bihuan.adapters.notify import file
from bihuan.adapters.notify.errors import Unavailable, Undelivered
from bihuan.adapters.notify.file import FileChannel
from support.notices import CASE, a_notice


def test_each_notice_is_one_line_with_its_fields_and_its_words(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    channel = FileChannel(path)

    first, second = int(channel.send(a_notice())), int(channel.send(a_notice(text="一\n二")))

    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert [line["text"] for line in lines] == [a_notice().text, "一\n二"]
    assert lines[0] | CASE == lines[0]
    assert (lines[0]["key"], lines[0]["recipient"]) == (a_notice().key, "某经办")
    assert 0 < first < second == path.stat().st_size


def test_only_the_office_and_its_group_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    before = os.umask(0)
    try:
        FileChannel(path).send(a_notice())
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_after_a_torn_line_the_next_one_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    path.write_text('{"key": "c-9', "utf-8")

    FileChannel(path).send(a_notice())

    torn, whole = path.read_text("utf-8").splitlines()
    assert torn == '{"key": "c-9'
    assert json.loads(whole)["key"] == a_notice().key


def test_a_line_that_does_not_fit_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "outbox.jsonl"
    channel = FileChannel(path)
    channel.send(a_notice())
    before = path.read_bytes()
    real = os.write
    written: list[int] = []

    def full(handle: int, data: bytes) -> int:
        if written:
            raise OSError(28, "No space left on device")
        written.append(real(handle, data[:10]))
        return written[0]

    monkeypatch.setattr(file.os, "write", full)
    with pytest.raises(Unavailable) as told:
        channel.send(a_notice())

    assert path.read_bytes() == before
    assert told.value.reason == "the file cannot be written (ENOSPC)"
    assert not told.value.permanent


def test_a_file_that_cannot_be_opened_is_a_passing_trouble(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="ENOENT"):
        FileChannel(tmp_path / "none" / "outbox.jsonl").send(a_notice())


@pytest.fixture
def pipe(tmp_path: Path) -> Path:
    path = tmp_path / "notices.pipe"
    os.mkfifo(path)
    return path


@pytest.fixture
def reader(pipe: Path) -> Iterator[int]:
    """The other end, held by somebody who reads only when the test says so."""
    handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    yield handle
    os.close(handle)


def test_a_pipe_that_nobody_reads_takes_nothing(pipe: Path) -> None:
    with pytest.raises(Unavailable, match="ENXIO"):
        FileChannel(pipe).send(a_notice())


def test_a_pipe_hands_the_line_to_its_reader(pipe: Path, reader: int) -> None:
    FileChannel(pipe).send(a_notice())

    assert json.loads(os.read(reader, 65536))["key"] == a_notice().key


def test_a_reader_that_stands_still_holds_nobody_up_and_gets_whole_lines(
    pipe: Path, reader: int
) -> None:
    channel = FileChannel(pipe, seconds=0)
    taken = 0
    with pytest.raises(Unavailable, match="EAGAIN"):
        while True:
            channel.send(a_notice())
            taken += 1

    lines = os.read(reader, 1 << 20).decode().splitlines()
    assert [json.loads(line)["key"] for line in lines] == [a_notice().key] * taken
    channel.send(a_notice())


def test_a_long_line_goes_into_an_empty_pipe_or_not_at_all(pipe: Path, reader: int) -> None:
    long = a_notice(text="长" * 30_000)
    channel = FileChannel(pipe, seconds=0)
    channel.send(a_notice())

    with pytest.raises(Unavailable, match="EAGAIN"):
        channel.send(long)
    assert json.loads(os.read(reader, 1 << 20))["text"] == a_notice().text
    channel.send(long)

    assert json.loads(os.read(reader, 1 << 20))["text"] == long.text


def test_a_line_that_no_pipe_has_room_for_never_goes(pipe: Path, reader: int) -> None:
    with pytest.raises(Undelivered, match="longer than") as told:
        FileChannel(pipe, seconds=0).send(a_notice(text="x" * (1 << 20)))

    assert told.value.permanent
    assert type(told.value) is Undelivered


def test_a_file_that_another_keeps_locked_is_not_waited_for_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "outbox.jsonl"
    with path.open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(Unavailable, match="EAGAIN"):
            FileChannel(path, seconds=0).send(a_notice())

    FileChannel(path, seconds=0).send(a_notice())
    assert len(path.read_text("utf-8").splitlines()) == 1
