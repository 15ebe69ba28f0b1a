"""The installed command serves the API over a real socket and ends as it is told."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from support.terminal import Office

pytestmark = pytest.mark.slow

PROPOSAL = {
    "kind": "cppcc_proposal",
    "role": "lead",
    "title": "关于绿化的提案",
    "members": ["某委员"],
    "received_on": "2025-03-04",
}
FIVE = {
    "leader": "某领导",
    "division": "甲处",
    "officer": "某经办",
    "task": "办理",
    "time": "2025-05-30",
}


@contextmanager
def served(office: Office, *words: str) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    """The API on a free port, and a client with a token of the office."""
    token = office.must("token", "add", "--role", "office", "--for", "某系统").lines[0]
    process = office.starts("serve", "--port", "0", *words)
    try:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://[\d.:]+", line)
        assert found, line
        with httpx.Client(
            base_url=found[0], headers={"authorization": f"Bearer {token}"}, trust_env=False
        ) as client:
            yield client, process
    finally:
        process.kill()
        process.communicate()


def test_a_case_is_received_and_handed_out_over_http(office: Office) -> None:
    with served(office) as (client, process):
        told = client.post("/v1/cases", json=PROPOSAL).json()["case"]
        answer = client.post(
            f"/v1/cases/{told['id']}/events/dispatch",
            json={"args": FIVE, "on": "2025-03-05"},
            headers={"if-match": '"1"', "idempotency-key": "oa-7"},
        )
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)

    assert (answer.status_code, answer.json()["case"]["state"]) == (200, "dispatched")
    assert (process.returncode, out) == (0, "已停止\n")
    assert "server" not in answer.headers
    assert "oa-7" not in err and "bihuan_" not in err
    assert "某系统" in office.must("case", "history", told["id"]).out


def test_a_request_under_way_is_finished_before_the_end(office: Office) -> None:
    with served(office) as (client, process):
        body = json.dumps(PROPOSAL).encode()
        with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
            head = (
                f"POST /v1/cases HTTP/1.1\r\nHost: test\r\nConnection: close\r\n"
                f"Authorization: {client.headers['authorization']}\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            line.sendall(head.encode() + body[:20])
            assert client.get("/v1/health").status_code == 200  # it is read by now
            process.send_signal(signal.SIGINT)
            line.sendall(body[20:])
            answer = b"".join(iter(lambda: line.recv(65536), b""))
        process.communicate(timeout=60)

    assert answer.startswith(b"HTTP/1.1 201 ")
    assert process.returncode == 0


def test_a_stream_hears_other_processes_and_ends_with_the_service(office: Office) -> None:
    with served(office) as (client, process):
        client.post("/v1/cases", json=PROPOSAL)
        with client.stream("GET", "/v1/events/stream", timeout=60) as stream:
            lines = stream.iter_lines()
            first = next(line for line in lines if line.startswith("data: "))
            case = json.loads(first.removeprefix("data: "))["case"]
            office.must("case", "assign", case, *words_of(FIVE), "--at", "2025-03-05")
            second = next(line for line in lines if line.startswith("data: "))
            process.send_signal(signal.SIGTERM)
            rest = [line for line in lines if line.startswith("data: ")]
        _, err = process.communicate(timeout=60)

    assert json.loads(second.removeprefix("data: "))["entry"]["event"] == "dispatch"
    assert (process.returncode, rest) == (0, [])
    assert "Traceback" not in err


def words_of(five: dict[str, str]) -> list[str]:
    """The same as options of the command."""
    return [word for name, text in five.items() for word in (f"--{name}", text)]


@pytest.mark.parametrize("trusted", [True, False])
def test_forwarded_headers_are_believed_of_the_named_proxy_alone(
    office: Office, trusted: bool
) -> None:
    words = ("--trust-proxy", "127.0.0.1") if trusted else ()
    with served(office, *words) as (client, process):
        client.get("/v1/me", headers={"x-forwarded-for": "203.0.113.9"})
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)

    assert ("203.0.113.9" in err) is trusted


def test_an_address_that_is_taken_is_said_so(office: Office) -> None:
    with served(office) as (client, _):
        said = office("serve", "--port", str(client.base_url.port))

    assert said.code == 78
    assert "E-CANNOT-LISTEN" in said.err


def test_a_key_that_can_be_guessed_seals_no_visits(office: Office) -> None:
    key = office.folder / "pages.key"
    key.write_text("secret", encoding="utf-8")
    key.chmod(0o600)
    place = office.folder / "bihuan.toml"
    told = place.read_text(encoding="utf-8")
    place.write_text(told.replace("[pages]", f'[pages]\nkey = "file:{key}"'), encoding="utf-8")

    said = office("serve", "--port", "0")

    assert said.code == 78
    assert "pages.key" in said.err
    assert "32" in said.err


def test_the_demo_year_can_be_walked_through_in_a_browser(tmp_path: Path) -> None:
    process = Office(tmp_path).starts("demo", "--serve", "--port", "0")
    try:
        assert process.stderr is not None
        said = ""
        while said.count("bihuan_") < 3:
            said += process.stderr.readline()
        found = re.search(r"http://[\d.:]+", said)
        assert found
        token = re.findall(r"bihuan_\S+", said)[0]
        with httpx.Client(base_url=found[0], trust_env=False, follow_redirects=True) as client:
            come_in = client.post("/login", data={"token": token})
            board = client.get("/board?year=2024")
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)

    assert come_in.status_code == 200
    assert "146" in board.text
    assert process.returncode == 0
