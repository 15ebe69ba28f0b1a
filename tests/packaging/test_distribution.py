"""What we ship is what we have: the built files against the tree."""

import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from support.checkout import LINKED, ROOMS, ROOT, parts, python

TOP = ("__init__.py", "__main__.py", "aio.py", "commands.py", "testing.py", "py.typed")

IMPORT_ALL = """
import importlib, pkgutil, bihuan
for module in pkgutil.walk_packages(bihuan.__path__, "bihuan."):
    if "migrations" not in module.name and not module.name.endswith("__main__"):
        print(importlib.import_module(module.name).__file__)
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist, and the wheel built from that sdist."""
    folder = tmp_path_factory.mktemp("built")
    python("-m", "build", "--no-isolation", "--outdir", folder, ROOT)
    return folder


@pytest.fixture(scope="module")
def installed(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel has been installed."""
    target = tmp_path_factory.mktemp("installed")
    (wheel,) = built.glob("*.whl")
    options = ("--no-deps", "--no-index", "--no-compile", "--disable-pip-version-check")
    python("-m", "pip", "install", *options, "--target", target, wheel)
    return target


def test_the_wheel_holds_every_file_of_the_four_rooms_and_no_other(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if not name.split("/")[0].endswith("-info")}

    wanted = {f"bihuan/{name}" for name in (*parts(ROOT), *TOP)}
    assert shipped == wanted


def test_the_sdist_holds_what_the_wheel_needs_and_no_link(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        members = archive.getmembers()

    links = [member.name for member in members if member.issym() or member.islnk()]
    shipped = {member.name.partition("/")[2] for member in members}
    wanted = parts(ROOT) | {f"src/bihuan/{name}" for name in TOP} | {"pyproject.toml", "LICENSE"}
    assert not links
    assert wanted <= shipped


def test_the_wheel_holds_no_link(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        links = [
            entry.filename
            for entry in archive.infolist()
            if stat.S_ISLNK(entry.external_attr >> 16)
        ]

    assert not links


def test_every_module_of_the_installed_wheel_can_be_imported(installed: Path) -> None:
    printed = python("-c", IMPORT_ALL, cwd=installed, PYTHONPATH=str(installed))

    files = [Path(line) for line in printed.splitlines()]
    assert {file.relative_to(installed / "bihuan").parts[0] for file in files} >= set(ROOMS)


def test_the_installed_wheel_ships_its_types(installed: Path) -> None:
    assert (installed / "bihuan" / "py.typed").is_file()


def test_the_rooms_are_real_folders_at_the_root() -> None:
    assert all((ROOT / room).is_dir() and not (ROOT / room).is_symlink() for room in ROOMS)


def test_links_lead_from_the_package_to_the_rooms() -> None:
    if not LINKED:
        pytest.skip(
            "this checkout has no links below src/bihuan, so an editable install cannot work here; "
            "wheels and sdists built here are complete all the same"
        )
    targets = {room: (ROOT / "src" / "bihuan" / room).readlink().as_posix() for room in ROOMS}

    assert targets == {room: f"../../{room}" for room in ROOMS}
