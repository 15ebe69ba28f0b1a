"""A member's page in a real browser on a telephone, from the office's link to his word on file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bihuan import open_engine
from bihuan.adapters.pages import linking
from bihuan.testing import sample_case
from support.browser import a_browser, a_tab
from support.terminal import Office

pytestmark = pytest.mark.slow


def link_to(office: Office, no: int) -> str:
    """Where a link leads to a case that the office has answered."""
    with open_engine(f"sqlite:///{office.folder / 'bihuan.db'}") as engine:
        return linking.place(
            linking.give(engine, sample_case(engine, "answered", no), by="某人")[0]
        )


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that lets wrong clicks be mended for three days."""
    office = Office(tmp_path_factory.mktemp("office"))
    office.must("init", "--org", "某厅", "--policy", "national_law_2025")
    settings = office.folder / "bihuan.toml"
    text = settings.read_text("utf-8").replace("# correct_within", "correct_within")
    settings.write_text(text, "utf-8")
    return office


@pytest.fixture(scope="module")
def served(office: Office) -> Iterator[tuple[Any, str]]:
    """A browser, and where the office is served."""
    with a_browser() as browser:
        process = office.starts("serve", "--port", "0")
        try:
            assert process.stderr is not None
            found = re.search(r"http://[\d.:]+", process.stderr.readline())
            assert found
            yield browser, found[0]
        finally:
            process.kill()
            process.communicate()


def choose(page: Any, attitude: str, result: str, comment: str = "") -> None:
    """Fill the form in and look it over."""
    page.check(f"input[name=attitude][value={attitude}]")
    page.check(f"input[name=result][value={result}]")
    page.fill("#comment", comment)
    page.get_by_role("button", name="下一步").click()


def test_a_member_is_heard_by_clicks_alone_and_mends_a_wrong_one(
    office: Office, served: tuple[Any, str]
) -> None:
    browser, base = served
    place = link_to(office, 1)
    with a_tab(browser, base, "phone", java_script_enabled=False) as tab:
        tab.go(place)
        choose(tab.page, "满意", "不满意", "问题没有解决")
        tab.page.get_by_role("button", name="返回修改").click()
        assert tab.page.input_value("#comment") == "问题没有解决"
        tab.page.get_by_role("button", name="下一步").click()
        tab.page.get_by_role("button", name="确认提交").click()
        assert "将重新办理" in tab.page.inner_text("main")

        tab.page.get_by_role("link", name="更正刚才的评价").click()
        choose(tab.page, "满意", "基本满意")
        tab.page.get_by_role("button", name="确认提交").click()
        assert "将据此办结" in tab.page.inner_text("main")
        assert (tab.outside, tab.complaints) == ([], [])

        tab.go(place)
        assert "不能使用" in tab.page.inner_text("main")

    shown = office.must("case", "show", "建议1")
    assert "基本满意" in shown.out


@pytest.mark.parametrize(("size", "scheme"), [("desk", "dark"), ("phone", "light")])
def test_every_page_a_member_meets_fits_and_has_no_serious_fault(
    office: Office, served: tuple[Any, str], size: str, scheme: str
) -> None:
    browser, base = served
    place = link_to(office, 2 + 2 * (size == "phone") + (scheme == "dark"))
    with a_tab(browser, base, size, color_scheme=scheme, bypass_csp=True) as tab:
        faults: dict[str, list[str]] = {}
        tab.go(place)
        for step in ("read", "sure", "done"):
            faults[step] = tab.faults()
            wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            assert not tab.page.evaluate(wide), step
            tab.shoot(f"member-{step}-{size}-{scheme}")
            if step == "read":
                choose(tab.page, "满意", "满意")
            elif step == "sure":
                tab.page.get_by_role("button", name="确认提交").click()

        assert [one for some in faults.values() for one in some] == []
        assert tab.outside == []
