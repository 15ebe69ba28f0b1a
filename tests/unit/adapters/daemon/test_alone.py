"""One daemon for a SQLite file, and none on a share of the network."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bihuan.adapters.daemon.alone import SHARES, alone, file_system, refuse_share
from bihuan.adapters.daemon.errors import NetworkShare, SecondDaemon

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
