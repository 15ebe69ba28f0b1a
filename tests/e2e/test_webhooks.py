"""The installed daemon tells another system what the installed commands did."""

from __future__ import annotations

import re

import pytest
from standardwebhooks import Webhook

from support.sinks import http_sink
from support.terminal import Office

pytestmark = pytest.mark.slow

CONFIG = """
[org]
name = "某厅"

[database]
url = "sqlite:///bihuan.db"

[webhooks]
key = "secret:webhooks"
hosts = ["127.0.0.1"]
allow_http = true
allow_addresses = ["127.0.0.0/8"]
"""
PROPOSAL = (
    *("--kind", "提案", "--role", "主办", "--number", "1", "--title", "关于绿化的提案"),
    *("--member", "某委员", "--received", "2025-03-03"),
)


def test_what_commands_do_is_told_signed_by_the_daemon(office: Office) -> None:
    (office.folder / "bihuan.toml").write_text(CONFIG, "utf-8")
    ours = Office(office.folder, {**office.environ, "BIHUAN_SECRET_WEBHOOKS": "k" * 40})
    with http_sink() as sink:
        made = ours.must("webhook", "add", sink.url, "--event", "receive").out
        id, secret = re.findall(r"([0-9a-f]{8})  (whsec_\S+)", made)[0]
        ours.must("case", "add", *PROPOSAL)
        ours.must("run", "--once")
        ours.must("run", "--once")
        told = ours.must("--json", "webhook", "deliveries", id).data

    (posted,) = sink.posted
    headers = {name.lower(): value for name, value in posted.headers.items()}
    assert Webhook(secret).verify(posted.body, headers)["data"]["event"] == "receive"
    assert [(one["status"], one["attempts"]) for one in told] == [("sent", 1)]
    assert "某委员" not in posted.body.decode() and "绿化" not in posted.body.decode()


def test_a_key_that_is_not_there_is_said_before_anything_is_told(office: Office) -> None:
    (office.folder / "bihuan.toml").write_text(CONFIG, "utf-8")

    said = office("run", "--once")

    assert said.code == 78
    assert "webhooks.key" in said.err
