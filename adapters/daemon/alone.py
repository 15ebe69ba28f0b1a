"""One daemon for a SQLite file: the lock that holds the others off, and where it does not hold."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bihuan.adapters.daemon.errors import LockNotOurs, NetworkShare, SecondDaemon

MOUNTS = Path("/proc/self/mountinfo")
SHARES = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("gfs2", "ocfs2", "ncpfs", "davfs", "beegfs", "virtiofs", "fuse.sshfs", "fuse.rclone"),
        *(
            "fuse.glusterfs",
            "fuse.s3fs",
            "fuse.davfs",
            "fuse.ceph",
            "fuse.juicefs",
            "fuse.curlftpfs",
        ),
    }
)
"""File systems on which another machine may hold the same file."""


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Be the only daemon on this SQLite file until the block ends, or the process does.

    Raises NetworkShare, LockNotOurs, and SecondDaemon which names the one that is there.
    """
    file = file.resolve()  # by a link it is the same file, and SQLite keeps its journal beside it
    refuse_share(file)
    handle = _open(file)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SecondDaemon(str(file), **_who(handle)) from None
        _sign(handle)
        yield
    finally:
        os.close(handle)  # the lock goes with it; the file stays, or two could lock two files


def lock_of(file: Path) -> Path:
    """Where the lock of a SQLite file lies."""
    file = file.resolve()
    return file.with_name(f"{file.name}.daemon")


def refuse_foreign_lock(file: Path) -> None:
    """Raise LockNotOurs where whoever owns the SQLite file could not start a daemon on it."""
    place = lock_of(file)
    if not place.exists() or not file.exists():
        return
    owner = place.stat().st_uid
    by_root = owner == 0 != file.stat().st_uid
    if by_root or not os.access(place, os.R_OK | os.W_OK):
        raise LockNotOurs(str(place), _name(owner), _name(file.stat().st_uid))


def _open(file: Path) -> int:
    """The lock's handle; by whomever it is opened, it belongs to the owner of the database."""
    try:
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
        handle = os.open(lock_of(file), flags, 0o640)
    except PermissionError:
        refuse_foreign_lock(file)
        raise
    if os.geteuid() == 0 and file.exists() and os.fstat(handle).st_nlink == 1:
        had = file.stat()
        os.fchown(handle, had.st_uid, had.st_gid)
    return handle


def _name(owner: int) -> str:
    try:
        return pwd.getpwuid(owner).pw_name
    except KeyError:
        return str(owner)


def refuse_share(file: Path, mounts: Path = MOUNTS) -> None:
    """Raise NetworkShare where another machine may hold the file too."""
    try:
        told = mounts.read_text("utf-8", errors="surrogateescape")
    except OSError:
        return  # not Linux: there is nobody to ask
    kind = file_system(file.resolve().parent, told)
    if kind in SHARES:
        raise NetworkShare(str(file), kind)


def file_system(folder: Path, mounts: str) -> str:
    """The kind of file system a folder lies on, by the text of a mountinfo; empty for unknown.

    Sandboxes call their own root 9p, as if it were a share; it is told as unknown.
    """
    best, kind = -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields, rest = before.split(" "), after.split(" ")
        if len(fields) < 5 or not rest[0]:
            continue
        point = Path(_plain(fields[4]))
        deep = len(point.parts)
        if deep >= best and (folder == point or point in folder.parents):
            best, kind = deep, "" if (deep, rest[0]) == (1, "9p") else rest[0]
    return kind


def _plain(point: str) -> str:
    """A mount point with its blanks: the kernel writes them as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point)


def _sign(handle: int) -> None:
    """Leave our name for whoever is refused; a full disk is no reason not to work."""
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(
            handle, json.dumps({"host": socket.gethostname(), "pid": os.getpid()}).encode(), 0
        )


def _who(handle: int) -> dict[str, str]:
    try:
        told = json.loads(os.pread(handle, 1000, 0))
        return {"host": str(told["host"]), "pid": str(told["pid"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {"host": "?", "pid": "?"}
