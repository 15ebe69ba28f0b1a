"""A member's page opened by a good link and by a wrong one: requests a second, and how alike.

Whoever guesses learns nothing from how long he waits: the medians of the two are told as a ratio,
beside the ratio of two halves of the wrong ones alone, which is the noise.
"""

from __future__ import annotations

import json
import logging
import secrets
import sys
import time
from statistics import median
from tempfile import TemporaryDirectory

from starlette.testclient import TestClient

from bihuan import make_tables, open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.pages import linking
from bihuan.adapters.pages.limits import Limits
from bihuan.adapters.web.app import create_app
from bihuan.testing import sample_case

ROUNDS = 400


def asked(client: TestClient, secret: str) -> float:
    """How long one look takes, in milliseconds."""
    began = time.perf_counter()
    client.get(f"/f/{secret}")
    return (time.perf_counter() - began) * 1000


def main() -> None:
    """Print one line of JSON."""
    logging.disable(logging.CRITICAL)
    with TemporaryDirectory() as folder:
        address = f"sqlite:///{folder}/bench.db"
        make_tables(address)
        with open_engine(address, clock=FrozenClock("2024-03-04")) as office:
            links = []
            for no in range(1, 51):
                case = sample_case(office, "answered", no)
                secret, link = linking.give(office, case, by="某办公室")
                office.store.links.revoke("office", link.id, at=link.created_at, by="某办公室")
                links.append(secret)
            good = linking.give(office, sample_case(office, "answered", 60), by="某办公室")[0]
            app = create_app(office)
            app.state.reception.looks = Limits(10**9)
            with TestClient(app) as client:
                times: dict[str, list[float]] = {"good": [], "taken back": [], "unknown": []}
                for no in range(ROUNDS):
                    times["good"].append(asked(client, good))
                    times["taken back"].append(asked(client, links[no % len(links)]))
                    times["unknown"].append(asked(client, secrets.token_urlsafe(32)))
    unknown = times["unknown"]
    told = {
        "what": "a member's link",
        "milliseconds": {name: round(median(each), 2) for name, each in times.items()},
        "taken_back_to_unknown": round(median(times["taken back"]) / median(unknown), 3),
        "noise": round(median(unknown[::2]) / median(unknown[1::2]), 3),
    }
    json.dump(told, sys.stdout, ensure_ascii=False)
    print()


if __name__ == "__main__":
    main()
