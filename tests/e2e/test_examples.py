"""The examples run as they are shown, and do what they say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from bihuan import Actor, open_engine
from bihuan.testing import FrozenClock, sample_intake

EXAMPLES = Path(__file__).parents[2] / "examples"
SERVICE = EXAMPLES / "fastapi_service"
OFFICER = {"X-Officer": "clerk"}


def ran(*command: str, cwd: Path, **env: str) -> str:
    """What a command prints; it must succeed, and warn of nothing."""
    done = subprocess.run(
        [sys.executable, "-W", "error", *command],
        cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **env},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_plain_script_carries_a_case_to_a_satisfied_member(tmp_path: Path) -> None:
    told = ran(str(EXAMPLES / "plain.py"), cwd=tmp_path)

    assert "自己的任务也没有留下：conditions，0 条任务" in told
    assert "已交办，自己的任务同时入库：1 条任务" in told
    assert "(交办)  五定齐全" in told
    assert "6  2024-03-04  close → closed" in told
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestClient:
    """The FastAPI service over a file of its own, on the fourth of March."""
    monkeypatch.syspath_prepend(SERVICE)
    monkeypatch.chdir(tmp_path)
    from app import create_app

    return TestClient(create_app("cases.db", clock=FrozenClock("2024-03-04")), headers=OFFICER)


PROPOSAL = {
    "number": "第0001号",
    "title": "关于示例事项的建议",
    "member": "王某某",
    "received_on": "2024-03-04",
}
ASSIGNED = {
    "leader": "某领导",
    "officer": "某经办人",
    "task": "调研并答复",
    "division": "甲处室",
    "time": "2024-05-10",
}


def test_the_fastapi_service_keeps_its_tasks_and_the_events_together(service: TestClient) -> None:
    with service:
        case = service.post("/cases", json=PROPOSAL).json()["case"]
        events = f"/cases/{case}/events"
        refused = service.post(f"{events}/dispatch", json=ASSIGNED | {"task": ""})
        unread = service.post(f"{events}/contact", json={"how": "pigeon"})
        first = service.post(
            f"{events}/dispatch", json=ASSIGNED, headers={"Idempotency-Key": "oa-7"}
        )
        again = service.post(
            f"{events}/dispatch", json=ASSIGNED, headers={"Idempotency-Key": "oa-7"}
        )
        shown = service.get(f"/cases/{case}").json()

    assert refused.status_code == 409
    assert refused.headers["content-type"] == "application/problem+json"
    assert {"label": "五定齐全", "value": False, "held": False} in refused.json()["conditions"]
    assert (unread.status_code, unread.json()["code"]) == (422, "bad_input")
    assert first.json() == again.json() == {"case": case, "state": "dispatched", "seq": 2}
    assert shown["state"] == "已交办"
    assert shown["tasks"] == ["clerk: receive", "clerk: dispatch"]
    buttons = {button["event"]: button for button in shown["buttons"]}
    assert buttons["contact"]["asks_for"] == "how"
    assert buttons["close"]["reasons"] == ["尚未答复"]


def test_the_fastapi_service_says_what_it_does_not_have(service: TestClient) -> None:
    with service:
        assert service.get("/cases/none").status_code == 404
        twice = [service.post("/cases", json=PROPOSAL).status_code for _ in range(2)]

    assert twice == [201, 409]


def test_the_django_projects_own_tests_pass(tmp_path: Path) -> None:
    project = EXAMPLES / "django_project"

    ran("manage.py", "test", "--verbosity", "0", cwd=project, OA_FOLDER=str(tmp_path))
    ran("manage.py", "makemigrations", "--check", cwd=project, OA_FOLDER=str(tmp_path))


def test_the_django_project_carries_out_what_waits_over_real_files(tmp_path: Path) -> None:
    project, here = EXAMPLES / "django_project", {"OA_FOLDER": str(tmp_path)}
    ran("manage.py", "migrate", "--verbosity", "0", cwd=project, **here)
    with open_engine(f"sqlite:///{tmp_path}/cases.db", clock=FrozenClock("2024-03-04")) as office:
        case = office.receive(sample_intake(), actor=Actor("clerk")).case.id
        wants = f"Task.objects.create(case={case!r}, event='urge', officer='clerk')"
        ran(
            "manage.py", "shell", "-c", f"from desk.models import Task; {wants}",
            cwd=project, **here,
        )  # fmt: skip

        told = ran("manage.py", "carry_out", cwd=project, **here)
        again = ran("manage.py", "carry_out", cwd=project, **here)

        assert told == f"{case} urge: done\n"
        assert again == ""
        assert [one.event for one in office.store.history("office", case)] == ["receive", "urge"]
