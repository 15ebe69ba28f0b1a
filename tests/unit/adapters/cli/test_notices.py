"""`bihuan notify`: trying channels, and the outbox as operators see it."""

import json
from pathlib import Path

import pytest

from bihuan.engine import delivery
from support.sinks import http_sink, mail_sink
from support.terminal import Terminal

CONFIG = """
[org]
name = "某厅"
[notify]
file = "out.jsonl"
[notify.mail]
kind = "smtp"
host = "127.0.0.1"
port = {port}
security = "none"
from = "bljy@example.gov.cn"
[notify.oa]
kind = "http"
url = "http://127.0.0.1:{port}/"
allow_http = true
allow_addresses = ["127.0.0.0/8"]
"""


def configure(port: int = 1) -> None:
    Path("bihuan.toml").write_text(CONFIG.format(port=port), "utf-8")


@pytest.fixture
def urged(terminal: Terminal) -> Terminal:
    """A case somebody was urged for; the messages wait."""
    configure()
    terminal.receives("123")
    terminal.dispatches("123")
    terminal.must("urge", "send", "123", "--to", "officer", "--to", "leader")
    return terminal


def park(terminal: Terminal) -> list[str]:
    """Let every message be parked; returns their ids."""
    outbox = terminal.store.outbox
    messages = terminal.store.messages("office", status="pending")
    now = terminal.clock.now()
    for one in messages:
        parked = delivery.failed(one, "no connection (ECONNREFUSED)", now, 0, permanent=True)
        assert outbox.settle([parked]) == [True]
        terminal.store.watch.report(delivery.trouble(parked, now))
    return [one.id[:8] for one in messages]


def test_a_channel_is_tried_with_an_address(terminal: Terminal) -> None:
    with mail_sink() as sink:
        configure(sink.port)
        said = terminal.must("notify", "test", "mail", "someone@example.org")

    assert said.out == "“mail”已送达 someone@example.org（回执 250）\n"
    assert sink.mails[0]["Subject"] == "【测试】闭环通知"
    assert sink.envelopes[0].rcpt_tos == ["someone@example.org"]


def test_the_language_of_the_screen_is_not_that_of_the_letters(terminal: Terminal) -> None:
    with mail_sink() as sink:
        configure(sink.port)
        said = terminal.must("--lang", "en", "notify", "test", "mail", "someone@example.org")
        terminal.receives("123")
        terminal.dispatches("123")
        terminal.must("--lang", "en", "urge", "send", "123")
        terminal.must("--lang", "en", "run", "--once")

    assert "delivered" in said.out
    assert sink.mails[0]["Subject"] == "【测试】闭环通知"
    assert "请抓紧办理" in Path("out.jsonl").read_text("utf-8")


def test_an_office_that_writes_in_english_says_so(terminal: Terminal) -> None:
    with mail_sink() as sink:
        text = CONFIG.format(port=sink.port).replace("[notify]", '[notify]\nlang = "en"')
        Path("bihuan.toml").write_text(text, "utf-8")
        terminal.must("notify", "test", "mail", "someone@example.org")

    assert sink.mails[0]["Subject"] == "[Test] a notice of bihuan"


def test_a_channel_is_tried_with_a_name_of_the_book(terminal: Terminal) -> None:
    with mail_sink() as sink:
        text = CONFIG.format(port=sink.port).replace("[notify]", '[notify]\nbook = "book.toml"')
        Path("bihuan.toml").write_text(text, "utf-8")
        Path("book.toml").write_text(
            '[[entry]]\nname = "办公室"\nkind = "office"\n'
            '[[entry]]\nname = "某经办"\naddress = { mail = "officer@example.org" }\n',
            "utf-8",
        )
        terminal.must("notify", "test", "mail", "某经办")
        bare = terminal("notify", "test", "mail", "办公室")

    assert sink.envelopes[0].rcpt_tos == ["officer@example.org"]
    assert bare.code == 4
    assert "通讯录中没有“办公室”的 mail 地址" in bare.err


def test_whoever_stands_in_is_urged(terminal: Terminal) -> None:
    text = CONFIG.format(port=1).replace("[notify]", '[notify]\nbook = "book.toml"')
    Path("bihuan.toml").write_text(text, "utf-8")
    Path("book.toml").write_text(
        '[[entry]]\nname = "办公室"\nkind = "office"\n'
        '[[entry]]\nname = "某经办"\naway = true\nstand_in = "另一经办"\n'
        '[[entry]]\nname = "另一经办"\n',
        "utf-8",
    )
    terminal.receives("123")
    terminal.dispatches("123")

    terminal.must("urge", "send", "123")

    (waiting,) = terminal.must("notify", "outbox", "list", "--json").data
    assert waiting["recipient"] == "另一经办"


def test_a_gateway_is_tried_and_its_refusal_told(terminal: Terminal) -> None:
    with http_sink() as sink:
        configure(sink.port)
        sink.status = 503
        said = terminal("notify", "test", "oa", "某经办")

    assert said.code == 69
    assert said.err.startswith("错误[E-UNDELIVERED] “oa”未能送达：服务器答复 503\n")
    assert "bihuan notify test oa" in said.err


def test_a_channel_that_is_none_is_told_with_those_there_are(terminal: Terminal) -> None:
    configure()

    said = terminal("notify", "test", "fax", "某经办", "--lang", "en")

    assert said.code == 4
    assert "there is no channel fax" in said.err
    assert "mail" in said.err


def test_the_outbox_is_listed_with_its_ids_and_states(urged: Terminal) -> None:
    said = urged.must("notify", "outbox", "list")

    assert said.lines[-1] == "共 2 条"
    assert "待发送" in said.lines[0]
    told = urged.must("notify", "outbox", "list", "--status", "待发送", "--json").data
    assert {one["recipient"] for one in told} == {"某经办", "某领导"}
    assert urged.must("notify", "outbox", "list", "--status", "parked", "--json").data == []
    assert urged.must("notify", "outbox", "list", "--channel", "mail", "--json").data == []


def test_the_deliveries_of_a_case_say_why_one_did_not_go(urged: Terminal) -> None:
    park(urged)

    said = urged.must("notify", "deliveries", "123")

    assert "已搁置" in said.out
    assert "连接不上（ECONNREFUSED）" in said.out


def test_retry_is_a_preview_until_it_is_applied(urged: Terminal) -> None:
    first, second = park(urged)

    preview = urged.must("notify", "outbox", "retry", "--all")
    assert preview.lines[-1] == "将处理 2 条，未执行。确认无误后加 --apply。"
    assert urged.store.outbox.counts("office") == {"parked": 2}

    done = urged.must("notify", "outbox", "retry", first, "--apply", "--json").data
    assert (done["done"], done["applied"]) == (1, True)
    assert urged.store.outbox.counts("office") == {"parked": 1, "pending": 1}
    assert second


def test_what_is_tried_again_stays_an_incident_until_it_has_gone(urged: Terminal) -> None:
    park(urged)

    urged.must("notify", "outbox", "retry", "--all", "--apply")
    assert len(urged.store.watch.incidents("office", status="open")) == 2

    urged.must("run", "--once")
    assert urged.store.watch.incidents("office", status="open") == []


def test_a_message_is_dropped_only_for_a_reason(urged: Terminal) -> None:
    park(urged)

    bare = urged("notify", "outbox", "drop", "--case", "123", "--apply")
    assert bare.code == 2
    assert urged.store.outbox.counts("office") == {"parked": 2}

    said = urged.must(
        "notify", "outbox", "drop", "--case", "123", "--apply", "--reason", "已电话告知"
    )
    assert said.lines[-1] == "已放弃 2 条"
    resolved = urged.store.watch.incidents("office", status="resolved")
    assert {one.resolution for one in resolved} == {"dropped: 已电话告知"}


def test_what_is_being_carried_is_left_to_its_courier(urged: Terminal) -> None:
    now = urged.clock.now()
    outbox = urged.store.outbox
    (claimed,) = outbox.claim("office", "notice", now, now, "courier", 1)

    told = urged.must("notify", "outbox", "retry", "--all", "--apply", "--json").data

    assert told["done"] == 1
    assert outbox.get("office", claimed.key) == claimed


def test_what_changed_meanwhile_is_left_and_said(
    urged: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    park(urged)
    monkeypatch.setattr(type(urged.store.outbox), "settle", lambda *_, **__: [False])

    said = urged("notify", "outbox", "retry", "--all", "--apply")

    assert said.code == 6
    assert "2 条在此期间已有变化，未处理" in said.out


def test_what_has_left_already_is_told_so_and_not_sent_again(urged: Terminal) -> None:
    (first, _) = [one.id[:8] for one in urged.store.messages("office")]
    urged.must("run", "--once")

    again = urged("notify", "outbox", "retry", first, "--apply")
    english = urged("--lang", "en", "notify", "outbox", "retry", first)

    assert again.code == english.code == 4
    assert f"通知 {first} 已发送，没有可再发或放弃的" in again.err
    assert f"nothing is left to do for the notice {first}: sent" in english.err


def test_a_message_is_known_by_its_key_as_well(urged: Terminal) -> None:
    park(urged)
    key = urged.store.messages("office")[0].key

    done = urged.must("notify", "outbox", "retry", key, "--apply", "--json").data

    assert [one["key"] for one in done["messages"]] == [key]


def test_the_channel_asked_for_is_that_by_which_a_notice_would_go(urged: Terminal) -> None:
    def listed(*channel: str) -> int:
        return len(urged.must("notify", "outbox", "list", *channel, "--json").data)

    assert [listed("--channel", name) for name in ("file", "notice", "mail")] == [2, 2, 0]
    assert listed() == 2
    assert (
        urged.must("notify", "outbox", "retry", "--channel", "file")
        .lines[-1]
        .startswith("将处理 2 条")
    )


@pytest.mark.parametrize("verb", ["list", "retry", "drop"])
def test_a_channel_that_is_none_is_refused(verb: str, urged: Terminal) -> None:
    said = urged("notify", "outbox", verb, "--channel", "nosuch")

    assert said.code == 4
    assert "没有通道“nosuch”" in said.err
    assert "mail、oa、file、notice" in said.err


def test_what_failed_is_listed_with_the_channel_that_failed(urged: Terminal) -> None:
    text = CONFIG.format(port=1).replace('file = "out.jsonl"', 'default = ["mail"]')
    book = '[[entry]]\nname = "某经办"\naddress = { mail = "officer@example.org" }\n'
    Path("bihuan.toml").write_text(
        text.replace("[notify]", '[notify]\nbook = "book.toml"'), "utf-8"
    )
    Path("book.toml").write_text(book + '[[entry]]\nname = "办公室"\nkind = "office"\n', "utf-8")
    urged("run", "--once")

    said = urged.must("notify", "deliveries", "123")

    assert "mail：连接不上（ECONNREFUSED）" in said.out


@pytest.mark.parametrize("verb", ["retry", "drop"])
def test_which_ones_must_be_said(verb: str, urged: Terminal) -> None:
    assert urged("notify", "outbox", verb).code == 2
    assert urged("notify", "outbox", verb, "ffffffff").code == 2
    assert json.loads(urged("notify", "outbox", verb, "--json").out)["ok"] is False
