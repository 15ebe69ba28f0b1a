"""A host mounts the API at a place of its own."""

from __future__ import annotations

from fastapi import FastAPI

from bihuan.adapters.web.app import create_app
from bihuan.engine.access import Role
from bihuan.engine.engine import Engine
from support.web import Caller, a_token

PROPOSAL = {
    "kind": "cppcc_proposal",
    "role": "lead",
    "title": "关于绿化的提案",
    "members": ["某委员"],
    "received_on": "2024-03-04",
}


def test_a_mounted_api_answers_and_names_its_own_place(engine: Engine) -> None:
    host = FastAPI()
    host.mount("/bljy", create_app(engine))
    caller = Caller(host, a_token(engine, Role.OFFICE))

    made = caller("POST", "/bljy/v1/cases", json=PROPOSAL)
    refused = caller.get("/bljy/v1/cases/none")

    assert made.headers["location"] == "/bljy/v1/cases/case-00002"
    assert caller.get(made.headers["location"]).status_code == 200
    assert (refused.status_code, refused.json()["code"]) == (404, "E-CASE-NOT-FOUND")
    assert caller.get("/v1/cases").status_code == 404
