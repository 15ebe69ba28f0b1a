"""A real browser, where the machine has one; what it asked others for is written down."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parent / "axe" / "axe.min.js"
SIZES = {"desk": (1280, 900), "phone": (390, 844)}
SHOTS = os.environ.get("BIHUAN_SHOTS")
"""A folder for screenshots, where somebody wants to look at them."""


def chromium() -> str:
    """Where Chromium is; skips the test with a reason where there is none."""
    pytest.importorskip("playwright", reason="playwright is not installed")
    named = os.environ.get("BIHUAN_CHROMIUM")
    found = named or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on this machine; BIHUAN_CHROMIUM names one")
    return found


@contextmanager
def a_browser() -> Iterator[Any]:
    """Chromium without a window."""
    path = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Tab:
    """A page in a browser, at the address of a service."""

    page: Any
    base: str
    outside: list[str] = field(default_factory=list)
    """What was asked of anybody else."""
    complaints: list[str] = field(default_factory=list)
    """What the browser did not like."""

    def __post_init__(self) -> None:
        self.page.on("request", self._hear)
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hear(self, request: Any) -> None:
        if not request.url.startswith(f"{self.base}/"):
            self.outside.append(request.url)

    def _note(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)

    def go(self, path: str) -> None:
        """Open a page."""
        self.page.goto(f"{self.base}{path}")

    def enter(self, token: str) -> None:
        """Come in."""
        self.go("/login")
        self.page.fill("#token", token)
        self.page.click("main button")

    def faults(self) -> list[str]:
        """What axe calls serious or critical; the tab must let scripts of a test run."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("axe.run({resultTypes: ['violations']})")
        return [
            f"{one['id']} {node['target']} {node['any'][:1]}"
            for one in found["violations"]
            if one["impact"] in ("serious", "critical")
            for node in one["nodes"]
        ]

    def shoot(self, name: str) -> None:
        """Keep a picture, where pictures are wanted."""
        if SHOTS:
            self.page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


@contextmanager
def a_tab(browser: Any, base: str, size: str = "desk", **settings: Any) -> Iterator[Tab]:
    """A tab of its own, that remembers nothing of any other."""
    width, height = SIZES[size]
    viewport = {"width": width, "height": height}
    context = browser.new_context(viewport=viewport, locale="zh-CN", **settings)
    context.set_default_timeout(10_000)
    try:
        yield Tab(context.new_page(), base)
    finally:
        context.close()
