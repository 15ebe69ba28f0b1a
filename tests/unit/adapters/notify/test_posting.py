"""What is posted: targets, documents, templates and signatures."""

import base64
import json
from datetime import timedelta, timezone

import pytest
from standardwebhooks import Webhook

from bihuan.adapters.notify.bodies import BadTemplate, TemplateBody, document
from bihuan.adapters.notify.errors import Undelivered
from bihuan.adapters.notify.signing import BadSecret, signer
from bihuan.adapters.notify.web import BadUrl, Gate, target
from support.notices import NOON, a_notice

SECRET = "whsec_" + base64.b64encode(b"a" * 24).decode()
NEXT = "whsec_" + base64.b64encode(b"b" * 24).decode()


@pytest.mark.parametrize(
    "url",
    [
        "http://oa.example.gov.cn/",
        "ftp://oa.example.gov.cn/",
        "file:///etc/passwd",
        "//oa.example.gov.cn/",
        "https://",
        "https:///path",
        "https://user@oa.example.gov.cn/",
        "https://user:secret@oa.example.gov.cn/",
        "https://oa.example.gov.cn/#part",
        "https://oa.example.gov.cn:99999/",
        "https://oa.example.gov.cn:x/",
        "https://①②⑦.⓪.⓪.①/",
        "https://oa.example.gov.cn\\@example.org/",
        "https://oa.example.gov.cn/a b",
        "https://oa.example.gov.cn/\r\nHost: x",
        "https://[::1/",
        "",
    ],
)
def test_what_is_no_plain_https_url_is_refused(url: str) -> None:
    with pytest.raises(BadUrl):
        target(url, Gate())


def test_only_hosts_that_are_named_are_posted_to() -> None:
    gate = Gate(hosts=frozenset({"oa.example.gov.cn"}))

    assert target("https://oa.example.gov.cn/api?key=1", gate).path == "/api?key=1"
    assert target("https://OA.example.gov.cn:8443", gate).port == 8443
    for host in ("example.org", "oa.example.gov.cn.example.org", "a.oa.example.gov.cn"):
        with pytest.raises(BadUrl, match="not among hosts"):
            target(f"https://{host}/", gate)


def test_a_secret_in_a_url_is_in_no_repr() -> None:
    assert "canary" not in repr(target("https://example.org/x?key=canary", Gate()))


def test_the_fixed_document_says_everything() -> None:
    told = json.loads(document(a_notice()))

    assert told["number"] == "第0123号"
    assert (told["recipient"], told["address"]) == ("某经办", "someone@example.org")
    assert told["id"] == a_notice().id
    assert "关于完善示例事项的提案".encode() in document(a_notice())


def test_a_template_of_the_office_makes_the_document() -> None:
    body = TemplateBody(
        '{"to": [{{ address|tojson }}], "msg": {{ (subject ~ text)|tojson }}}', "oa"
    )

    told = json.loads(body(a_notice(subject='一"二\\', text="</script>\n")))

    assert told == {"to": ["someone@example.org"], "msg": '一"二\\</script>\n'}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("{{ nobody }}", "does not fit"),
        ("{{ ''.__class__.__mro__ }}", "does not fit"),
        ("{{ id.__init__.__globals__ }}", "does not fit"),
        ("{% for a in range(9999999) %}{% endfor %}", "does not fit"),
        ('{"a": "{{ subject }}"', "makes no JSON"),
        ("{{ ('a' * 70000)|tojson }}", "longer than"),
    ],
)
def test_a_template_that_goes_wrong_stops_its_notice_only(source: str, reason: str) -> None:
    with pytest.raises(Undelivered, match=reason) as told:
        TemplateBody(source, "oa")(a_notice())

    assert not told.value.permanent


def test_a_template_that_cannot_be_read_names_its_line() -> None:
    with pytest.raises(BadTemplate, match="line 2"):
        TemplateBody("{\n{{ }", "oa")


def test_a_signature_verifies_with_either_secret() -> None:
    from datetime import UTC, datetime

    now = datetime.now(UTC).astimezone(timezone(timedelta(hours=8)))
    headers = signer([SECRET, NEXT], "oa")("msg-1", now, '{"甲": 1}')

    for secret in (SECRET, NEXT):
        assert Webhook(secret).verify('{"甲": 1}'.encode(), headers) == {"甲": 1}
    assert headers["webhook-id"] == "msg-1"


@pytest.mark.parametrize("secret", ["", "whsec_", "not base64!", "c2hvcnQ="])
def test_what_is_no_secret_signs_nothing_and_is_not_repeated(secret: str) -> None:
    with pytest.raises(BadSecret) as told:
        signer([secret], "oa")

    assert secret == "" or secret == "whsec_" or secret not in str(told.value)


def test_the_name_of_a_notice_is_the_same_at_every_try_and_holds_no_name() -> None:
    first, again = a_notice(), a_notice(at=NOON + timedelta(hours=1), text="又一次")

    assert first.id == again.id
    assert first.id.isascii()
    assert a_notice(key="other").id != first.id
    assert a_notice(office="other").id != first.id


def test_nothing_personal_is_in_the_repr_of_a_notice() -> None:
    shown = repr(a_notice())

    assert not [word for word in ("某经办", "someone@", "完善示例") if word in shown]
