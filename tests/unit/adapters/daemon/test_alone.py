"""One daemon for a SQLite file, and none on a share of the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bihuan.adapters.daemon.alone import SHARES, alone, file_system, lock_of, refuse_share
from bihuan.adapters.daemon.errors import LockNotOurs, NetworkShare, SecondDaemon

MOUNTS = """\
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
40 22 0:35 / /srv/cases rw - {kind} server:/cases rw
41 22 0:36 / /srv/my\\040files rw - cifs //server/files rw
42 40 8:2 / /srv/cases/local rw - xfs /dev/sdb1 rw
"""


def test_the_second_is_told_who_the_first_is(tmp_path: Path) -> None:
    file = tmp_path / "bihuan.db"

    with alone(file), pytest.raises(SecondDaemon) as refused, alone(file):
        pass

    assert refused.value.pid == str(os.getpid())


def test_after_the_first_has_ended_another_may_begin(tmp_path: Path) -> None:
    for _ in range(2):
        with alone(tmp_path / "bihuan.db"):
            pass


SERVICE = 4711


@pytest.fixture
def theirs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A database of the service's user; who is asked for a file's owner, is told so."""
    file = tmp_path / "bihuan.db"
    file.touch()
    stat = Path.stat

    def told(place: Path, **how: bool) -> os.stat_result:
        found = stat(place, **how)
        owner = SERVICE if place == file else 0
        return os.stat_result((*found[:4], owner, owner, *found[6:]))

    monkeypatch.setattr(Path, "stat", told)
    return file


def test_a_lock_made_by_root_belongs_to_the_owner_of_the_database(
    theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[tuple[int, int]]()
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    monkeypatch.setattr(os, "fchown", lambda _handle, user, group: given.append((user, group)))

    with alone(theirs):
        pass

    assert given == [(SERVICE, SERVICE)]


def test_a_lock_left_by_root_is_named_with_its_owner_and_its_cure(
    theirs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock_of(theirs).touch()

    def refused(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(LockNotOurs) as told, alone(theirs):
        pass

    assert str(told.value) == (
        f"{lock_of(theirs)} belongs to root; type `chown {SERVICE} {lock_of(theirs)}`"
    )


def test_a_lock_is_not_followed_to_another_file(tmp_path: Path) -> None:
    (tmp_path / "bihuan.db.daemon").symlink_to(tmp_path / "elsewhere")

    with pytest.raises(OSError, match="symbolic"), alone(tmp_path / "bihuan.db"):
        pass

    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/var/lib", "ext4"),
        ("/srv/cases/2024", "nfs4"),
        ("/srv/cases", "nfs4"),
        ("/srv/cases/local/deep", "xfs"),
        ("/srv/casesalike", "ext4"),
        ("/srv/my files", "cifs"),
    ],
)
def test_the_deepest_mount_says_what_a_folder_lies_on(folder: str, kind: str) -> None:
    assert file_system(Path(folder), MOUNTS.format(kind="nfs4")) == kind


@pytest.mark.parametrize("kind", sorted(SHARES))
def test_a_share_is_refused_whatever_its_kind(kind: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"22 1 8:1 / {tmp_path} rw - {kind} server:/ rw\n", "utf-8")

    with pytest.raises(NetworkShare) as refused:
        refuse_share(tmp_path / "bihuan.db", mounts)

    assert refused.value.kind == kind


def test_the_root_of_a_sandbox_is_no_share() -> None:
    assert file_system(Path("/var/lib"), "22 1 0:1 / / rw - 9p none rw\n") == ""
    assert file_system(Path("/mnt/c"), "22 1 0:1 / /mnt/c rw - 9p C: rw\n") == "9p"


@pytest.mark.parametrize("text", ["", "rubbish\n", "1 2 3\n - \n"])
def test_a_list_of_mounts_nobody_understands_refuses_nothing(text: str, tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(text, "utf-8")

    refuse_share(tmp_path / "bihuan.db", mounts)

    assert file_system(tmp_path, text) == ""


def test_by_a_link_it_is_still_the_same_file(tmp_path: Path) -> None:
    file, link = tmp_path / "bihuan.db", tmp_path / "also.db"
    link.symlink_to(file)

    with alone(file), pytest.raises(SecondDaemon), alone(link):
        pass


def test_a_link_to_a_share_is_refused_like_the_share(tmp_path: Path) -> None:
    share, link = tmp_path / "share", tmp_path / "bihuan.db"
    share.mkdir()
    link.symlink_to(share / "bihuan.db")
    mounts = tmp_path / "mounts"
    mounts.write_text(f"22 1 8:1 / {share} rw - nfs4 server:/ rw\n", "utf-8")

    with pytest.raises(NetworkShare):
        refuse_share(link, mounts)
