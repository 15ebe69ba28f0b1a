"""Secrets are read where the configuration names them, and shown nowhere."""

from __future__ import annotations

import json
import re
import signal
import sqlite3
from pathlib import Path

import httpx
import pytest

from bihuan.adapters.config import load
from support.terminal import Office

pytestmark = pytest.mark.slow

CONFIG = """
[org]
name = "某厅"

[database]
url = "sqlite:///bihuan.db"

[notify]
default = ["oa"]

[notify.oa]
kind = "http"
url = "secret:oa_url"
sign = "standard-webhooks"
secrets = ["secret:oa_sign"]

[notify.mail]
kind = "smtp"
host = "mail.example.gov.cn"
user = "bljy"
password = "file:mail.secret"
from = "bljy@example.gov.cn"

[webhooks]
key = "secret:webhooks"
hosts = ["oa.example.gov.cn"]

[login.roles]
"bljy" = "office"

[login.proxy]
addresses = ["127.0.0.1"]
secret = "secret:login_proxy"

[login.oidc]
issuer = "https://sso.example.gov.cn"
client_id = "bihuan"
client_secret = "secret:oidc"
"""
CANARIES = {
    "BIHUAN_SECRET_OA_URL": "https://oa.example.gov.cn/?key=canary-0-oa-url",
    "BIHUAN_SECRET_OA_SIGN": "whsec_Y2FuYXJ5LTEtb2Etc2lnbi1jYW5hcnk=",
    "BIHUAN_SECRET_WEBHOOKS": "canary-2-webhooks-canary-2-webhooks-canary",
    "BIHUAN_SECRET_LOGIN_PROXY": "canary-3-login-proxy",
    "BIHUAN_SECRET_OIDC": "canary-4-oidc",
}
IN_A_FILE = "canary-5-mail"
FALSE = {"X-Login-Secret": "false", "X-Login-User": "x", "X-Login-Roles": "bljy"}
DATABASE = "postgresql://bihuan:canary-6-database@127.0.0.1:1/bihuan"


@pytest.fixture
def guarded(office: Office) -> Office:
    """An office whose configuration names six secrets."""
    (office.folder / "bihuan.toml").write_text(CONFIG, "utf-8")
    secret = office.folder / "mail.secret"
    secret.write_text(IN_A_FILE, "utf-8")
    secret.chmod(0o600)
    return Office(office.folder, {**office.environ, **CANARIES})


def seen(text: str) -> list[str]:
    """Which secrets a text shows, whole or in the part that is secret."""
    known = (*CANARIES.values(), IN_A_FILE, "canary")
    return [one for one in known if one in text]


def test_no_command_shows_a_secret_and_none_is_kept(guarded: Office) -> None:
    """Twelve commands, their failures with all details, the database and the argv of a server."""
    said = [
        guarded("config", "show"),
        guarded("--json", "config", "show"),
        guarded("config", "check"),
        guarded("config", "explain", "webhooks.key"),
        guarded("doctor"),
        guarded("-vv", "notify", "test", "oa", "某经办"),
        guarded("-vv", "notify", "test", "mail", "someone@example.org"),
        guarded("-vv", "run", "--once"),
        guarded("-vv", "--db", DATABASE, "case", "list"),
        guarded("--json", "--db", DATABASE, "doctor"),
        guarded("service", "print-unit"),
        guarded("service", "print-unit", "--serve"),
    ]
    hook = guarded.must("webhook", "add", "https://oa.example.gov.cn/hook")
    token = guarded.must("token", "add", "--role", "office", "--for", "某系统").lines[0]

    shown = "".join(one.out + one.err for one in (*said, hook))
    with sqlite3.connect(guarded.folder / "bihuan.db") as database:
        dump = "\n".join(database.iterdump())
    database.close()
    secret = re.findall(r"whsec_\S+", hook.out)[0]
    assert seen(shown) == []
    assert seen(dump) == []
    assert secret not in dump and token not in dump
    assert secret not in guarded.must("--json", "webhook", "list").out


def test_a_server_that_fails_and_ends_has_shown_none(guarded: Office) -> None:
    process = guarded.starts("-vv", "serve", "--port", "0")
    assert process.stderr is not None
    line = process.stderr.readline()
    where = re.findall(r"http://[\d.:]+", line)[0]
    alive = httpx.get(f"{where}/healthz", trust_env=False).status_code
    false = httpx.get(f"{where}/v1/me", headers=FALSE, trust_env=False)
    argv = Path(f"/proc/{process.pid}/cmdline").read_text("utf-8")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=60)

    assert (alive, false.status_code) == (200, 401)
    assert seen(argv + line + out + err + false.text) == []
    assert process.returncode == 0


def test_no_repr_of_what_was_read_shows_one(
    guarded: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bihuan.adapters.notify.hooks import hooks
    from bihuan.adapters.web.doors import doors

    for name, text in CANARIES.items():
        monkeypatch.setenv(name, text)
    config = load(guarded.folder / "bihuan.toml")
    made = (
        config,
        config.model_dump(),
        hooks(config.webhooks, guarded.folder),
        doors(config.login, guarded.folder),
        doors(config.login, guarded.folder).proxy,
    )

    assert seen(repr(made)) == []
    assert json.loads(config.model_dump_json())["webhooks"]["key"] == "secret:webhooks"
