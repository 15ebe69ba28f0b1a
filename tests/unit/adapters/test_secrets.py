"""Secrets are named in the configuration and kept elsewhere."""

from pathlib import Path

import pytest

from bihuan.adapters import secrets
from bihuan.adapters.secrets import NoSecret

CANARY = "canary-4711"


def test_a_credential_of_systemd_comes_before_the_environment(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text(f"{CANARY}\n", "utf-8")
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "BIHUAN_SECRET_MAIL": "other"}

    found = secrets.find("secret:mail", tmp_path, environ)

    assert found.get_secret_value() == CANARY
    assert CANARY not in repr(found) + str(found)


def test_without_a_credential_the_environment_is_asked(tmp_path: Path) -> None:
    environ = {"CREDENTIALS_DIRECTORY": str(tmp_path), "BIHUAN_SECRET_MAIL": CANARY}

    assert secrets.find("secret:mail", tmp_path, environ).get_secret_value() == CANARY


def test_a_file_that_only_its_owner_and_group_may_read_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "mail.key"
    path.write_text(CANARY, "utf-8")
    path.chmod(0o640)

    assert secrets.find("file:mail.key", tmp_path, {}).get_secret_value() == CANARY


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602, 0o666, 0o777])
def test_a_file_that_everybody_may_use_is_refused(mode: int, tmp_path: Path) -> None:
    path = tmp_path / "mail.key"
    path.write_text(CANARY, "utf-8")
    path.chmod(mode)

    with pytest.raises(NoSecret, match="chmod 640") as told:
        secrets.find("file:mail.key", tmp_path, {})

    assert CANARY not in str(told.value)


@pytest.mark.parametrize("reference", ["secret:mail", "file:none.key", "file:empty.key", "file:."])
def test_what_is_not_there_is_said_so(reference: str, tmp_path: Path) -> None:
    (tmp_path / "empty.key").touch(0o600)
    tmp_path.chmod(0o700)

    with pytest.raises(NoSecret):
        secrets.find(reference, tmp_path, {})


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("secret:wecom_url", True),
        ("file:/etc/bihuan/key", True),
        ("secret:../key", False),
        ("secret:", False),
        ("hunter2", False),
        ("", False),
    ],
)
def test_a_reference_is_told_from_a_secret(text: str, is_one: bool) -> None:
    assert secrets.is_reference(text) is is_one
