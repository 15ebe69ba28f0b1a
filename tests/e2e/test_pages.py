"""The pages in a real browser, served by the installed command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from support.browser import a_browser, a_tab
from support.terminal import Office

pytestmark = pytest.mark.slow
TODAY = date.today()  # noqa: DTZ011  # the served command lives by the same clock


@dataclass(frozen=True)
class Site:
    """An office that is served, and the tokens of those who come in."""

    browser: Any
    base: str
    office: str
    division: str


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office with three cases, one of them handed to a division."""
    office = Office(tmp_path_factory.mktemp("office"))
    with a_browser() as browser:
        office.must("init", "--org", "某厅", "--policy", "jilin_2025")
        for no in (1, 2, 3):
            office.must(
                *("case", "add", "--kind", "建议" if no == 3 else "提案", "--role", "主办"),
                *("--number", f"第{no:04}号", "--title", f"关于示例事项的提案（{no}）"),
                *("--member", "某委员", "--category", "交通"),
                *("--received", f"{TODAY - timedelta(days=20 * no)}"),
            )
        office.must(
            *("case", "assign", "提案2", "--leader", "某领导", "--division", "甲处"),
            *("--officer", "某经办", "--task", "调研", "--time", f"{TODAY + timedelta(days=5)}"),
        )
        tokens = [
            office.must("token", "add", "--role", role, "--for", "某人", *more).lines[0]
            for role, more in (("office", ()), ("division", ("--division", "甲处")))
        ]
        process = office.starts("serve", "--port", "0")
        try:
            assert process.stderr is not None
            found = re.search(r"http://[\d.:]+", process.stderr.readline())
            assert found
            yield Site(browser, found[0], *tokens)
        finally:
            process.kill()
            process.communicate()


FIVE = {"leader": "某领导", "division": "甲处", "officer": "某经办", "task": "调研并答复"}
LIFE: tuple[tuple[str, dict[str, str]], ...] = (
    ("dispatch", FIVE | {"time": f"{TODAY + timedelta(days=60)}"}),
    ("contact", {"how": "phone"}),
    (
        "answer",
        {"document": "某函〔2025〕{no}1号", "signer": "某领导", "code": "得到解决或基本解决"},
    ),
    ("feedback", {"verdict": "不满意", "comment": "不够具体"}),
    ("reassign", {"reason": "不满意"}),
    ("contact", {"how": "visit"}),
    (
        "answer",
        {"document": "某函〔2025〕{no}2号", "signer": "某领导", "code": "得到解决或基本解决"},
    ),
    ("feedback", {"verdict": "满意"}),
    ("close", {}),
)


def fill(page: Any, event: str, typed: dict[str, str]) -> None:
    """Open an action, fill its form in, and press its button."""
    box = page.locator(f"details[id$='-{event}']")
    box.locator("summary").click()
    for name, text in typed.items():
        entry = box.locator(f"[name='{name}']").first
        match entry.evaluate("one => one.type"):
            case "radio":
                box.locator(f"[name='{name}'][value='{text}']").check()
            case "select-one":
                entry.select_option(text)
            case _:
                entry.fill(text)
    box.locator("form button").click()


@pytest.mark.parametrize("scripts", [True, False], ids=["with_scripts", "without"])
def test_a_case_is_carried_to_its_end_by_clicks_alone(site: Site, scripts: bool) -> None:
    no = 1 if scripts else 3
    with a_tab(site.browser, site.base, java_script_enabled=scripts) as tab:
        tab.enter(site.office)
        tab.page.get_by_role("link", name="办件", exact=True).click()
        tab.page.get_by_role("link", name=f"关于示例事项的提案（{no}）").click()

        for event, typed in LIFE:
            fill(tab.page, event, {name: text.format(no=no) for name, text in typed.items()})
            main = tab.page.inner_text("main")
            assert main.startswith("已办理"), (event, main)

        assert tab.page.locator(".tag.state").inner_text() == "办结"
        assert "2" in tab.page.locator("dd").all_inner_texts()
        assert (tab.outside, tab.complaints) == ([], [])


PAGES = ("/board", "/cases", "/work", "/work?case={case}", "/cases/{case}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", ["desk", "phone"])
def test_every_page_fits_asks_nobody_and_has_no_serious_fault(
    site: Site, size: str, scheme: str
) -> None:
    settings = {"color_scheme": scheme, "bypass_csp": True}
    with a_tab(site.browser, site.base, size, **settings) as tab:
        tab.go("/login")
        faults = {"/login": tab.faults()}
        tab.shoot(f"login-{size}-{scheme}")
        tab.enter(site.office)
        tab.go("/cases?q=2")
        link = tab.page.get_by_role("link", name="关于示例事项的提案（2）")
        case = link.get_attribute("href").rpartition("/")[2]

        for path in PAGES:
            for lang in ("en", "zh") if scheme == "light" else ("zh",):
                joined = "&" if "?" in path else "?"
                tab.go(f"{path.format(case=case)}{joined}lang={lang}")
                if "case" in path and "{" in path:
                    tab.page.locator("summary").first.click()
                faults[f"{path} {lang}"] = tab.faults()
                assert (
                    tab.page.evaluate("document.documentElement.scrollWidth")
                    <= (tab.page.viewport_size["width"])
                ), path
            tab.shoot(f"{path.strip('/').translate(str.maketrans('/?=', '---'))}-{size}-{scheme}")
            if path == "/board":
                assert tab.page.locator(".chart canvas").count() >= 3

        assert {path: found for path, found in faults.items() if found} == {}
        assert (tab.outside, tab.complaints) == ([], [])


def test_no_policy_of_ours_stands_in_the_way_of_our_own_charts(site: Site) -> None:
    with a_tab(site.browser, site.base) as tab:
        tab.enter(site.office)
        tab.go("/board")

        assert tab.page.locator(".chart canvas").count() >= 3
        assert (tab.outside, tab.complaints) == ([], [])


REACHABLE = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter(one => one.type !== 'hidden' && one.checkVisibility()).length"""
HERE = """() => { const one = document.activeElement;
    one.dataset.met = '1'; return one === document.body ? 'body' : one.className }"""


def test_the_keyboard_alone_reaches_every_action_and_does_it(site: Site) -> None:
    with a_tab(site.browser, site.base) as tab:
        page = tab.page
        tab.go("/login")
        page.focus("#token")
        page.keyboard.type(site.division)
        page.keyboard.press("Enter")
        page.wait_for_url("**/work")
        tab.go("/work")
        page.keyboard.press("Tab")
        assert page.evaluate(HERE) == "skip"
        tab.page.get_by_role("link", name=re.compile("^办理")).first.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**case=*")

        total = page.evaluate(REACHABLE)
        page.evaluate("document.activeElement.blur()")
        for _ in range(total + 5):
            page.keyboard.press("Tab")
            page.evaluate(HERE)
        assert (
            page.locator("[data-met]:is(a, button, input, select, textarea, summary)").count()
            == total
        )

        page.locator("details[id$='-contact'] summary").focus()
        page.keyboard.press("Enter")
        page.locator("details[id$='-contact'] [name='how']").focus()
        page.keyboard.press("ArrowDown")
        page.locator("details[id$='-contact'] form button").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/work?done=contact")
        assert page.get_by_role("status").inner_text() == "已办理：沟通"
