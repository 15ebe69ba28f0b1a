"""The reference platform over real HTTP on loopback, and offices that exchange with it."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from bihuan.adapters.assembly import open_engine
from bihuan.adapters.clocks import FrozenClock
from bihuan.adapters.ids import CountedIds
from bihuan.adapters.notify.web import Gate
from bihuan.adapters.platforms.http import HttpPlatform
from bihuan.adapters.platforms.mapping import load
from bihuan.engine import platform_run
from bihuan.engine.engine import Engine
from bihuan.engine.platform_plans import form, particulars
from bihuan.engine.ports import Store
from bihuan.engine.query import ALL, Query
from bihuan.engine.records import Feedback, Member

ROOT = Path(__file__).resolve().parents[2]
SECRET = "a secret that both of them know"
GATE = Gate(allow_http=True, allow_addresses=(ip_network("127.0.0.0/8"),), seconds=10)
ROLES = ("主办", "协办", "独办", "参阅")
Reached = tuple[Engine, Any, HttpPlatform]
"""An office, the platform, and the way between them."""


def _server() -> Any:
    name = "reference_platform_server"
    if name not in sys.modules:
        file = ROOT / "examples" / "reference_platform" / "server.py"
        spec = importlib.util.spec_from_file_location(name, file)
        assert spec is not None and spec.loader is not None
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]


server = _server()


@contextmanager
def reference(engine: Engine) -> Iterator[tuple[Any, HttpPlatform]]:
    """The platform, and the way an office goes to it; both live by the office's clock."""
    platform = server.Platform(SECRET, lambda: engine.clock.now().timestamp())
    running = server.serve(platform)
    thread = threading.Thread(target=lambda: running.serve_forever(poll_interval=0.01))
    thread.start()
    url = f"http://127.0.0.1:{running.server_address[1]}/api"
    try:
        yield platform, way_to(url, engine)
    finally:
        running.shutdown()
        thread.join()
        running.server_close()


@contextmanager
def within_reach(store: Store) -> Iterator[Reached]:
    """An office on the morning of 4 March 2024, the platform, and the way between them."""
    engine = open_engine(store, clock=FrozenClock("2024-03-04"), ids=CountedIds())
    with reference(engine) as (platform, way):
        yield engine, platform, way


def pull(reached: Reached) -> dict[str, str]:
    """Take what is new there; what became of each record."""
    return dict(platform_run.pull(reached[0], reached[2], holder="here"))


def push(reached: Reached) -> dict[str, str]:
    """Tell the platform what is new here; what became of each record."""
    return dict(platform_run.push(reached[0], reached[2], holder="here"))


def way_to(url: str, engine: Engine, gate: Gate = GATE, secret: str = SECRET) -> HttpPlatform:
    """How an office reaches a platform."""
    words = load("renda", ROOT)
    return HttpPlatform(
        "renda", url, secret=secret, words=words, gate=gate, now=engine.clock.now, at_once=40
    )


def assignment(no: int, **changes: object) -> dict[str, Any]:
    """What the platform says of a proposal."""
    return {
        "承办方式": ROLES[no % len(ROLES)],
        "年度": 2024,
        "建议编号": f"第{no:04d}号",
        "标题": f"关于示例事项的建议（{no}）",
        "提出代表": [f"王某{no % 7}", "某代表"][: 1 + no % 2],
        "交办日期": "2024-03-01",
        **changes,
    }


def known(engine: Engine) -> list[object]:
    """What an office knows in the end, without the names and instants that each run makes anew."""
    office, store = engine.house.office, engine.store
    found = []
    for case in store.find(office, Query(limit=ALL)):
        members = store.records(Member, office, case.id)
        forms = store.records(Feedback, office, case.id)
        said = [form(forms, one.no, case.round) for one in members]
        history = [
            (entry.event, entry.target, entry.key) for entry in store.history(office, case.id)
        ]
        found.append((particulars(case, members), case.state, said, history))
    kept = store.exchanges
    names = {one.case: one.proposal for one in kept.links(office, "renda")}
    links = [
        (one.proposal, store.case(office, one.case).number) for one in kept.links(office, "renda")
    ]
    held = [
        (one.key, one.version, one.status, dict(one.fields), dict(one.agreed), dict(one.reason))
        for one in kept.held(office, "renda")
    ]
    differences = [
        (one.record, one.field, dict(one.said), one.take)
        for one in kept.differences(office, "renda")
    ]
    assert len(names) == len(links), "two proposals lead to one case"
    return [sorted(found, key=str), links, held, differences]
