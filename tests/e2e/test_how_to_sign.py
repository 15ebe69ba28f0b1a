"""The page on signing a letter: each of its blocks is typed where it belongs."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from support.terminal import ASSIGN, Office

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
PATH, ANEW, LOOKED_AT, MERGED, ELSEWHERE = range(5)
"""The blocks of the page, in their order."""
REFUSED = "why-not"
BODY = "一、关于所提意见。\n已列入2024年计划，年底前完成。\n"
CONFIG = '\n[org]\nname = "某省科学技术厅"\ntelephone = "0431-00000000"\n'


@pytest.fixture
def office(nowhere: Office) -> Office:
    """An office with a case that may be answered and the texts the page speaks of."""
    nowhere.must("init")
    config = nowhere.folder / "bihuan.toml"
    text = re.sub(r"\[org\].*?(?=\n\[)", CONFIG, config.read_text("utf-8"), count=1, flags=re.S)
    text = text.replace('# letter  = { prefix = "某函" }', 'letter = { prefix = "某科函" }')
    config.write_text(text, "utf-8")
    for name in ("正文.txt", "body.txt"):
        (nowhere.folder / name).write_text(BODY, "utf-8")
    takes_in(nowhere, "123", "某甲")
    return nowhere


def takes_in(office: Office, number: str, member: str) -> None:
    """Receive a proposal."""
    session = ("--session", "省政协十三届二次会议", "--member", member)
    title = ("--title", f"关于第{number}件事的提案", "--received", "2024-03-04")
    office.must(
        "case", "add", "--kind", "提案", "--role", "主办", "--number", number, *title, *session
    )


def dispatches(office: Office) -> None:
    """Have it handled, and speak with its member."""
    office.must("case", "assign", "123", *ASSIGN, "--at", "2024-03-05")
    office.must("case", "contact", "123", "--how", "走访")


def block(page: str, which: int) -> list[list[str]]:
    """The commands of one block."""
    text = (PAGES / page).read_text("utf-8")
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.M | re.S)
    return [shlex.split(line, comments=True)[1:] for line in blocks[which].splitlines()]


def types(office: Office, page: str, which: int) -> None:
    """Type a block; what asks why something is refused may end with the refusal."""
    for words in block(page, which):
        said = office(*words)
        assert said.code in ((0, 3) if REFUSED in words else (0,)), (words, said.err)


PAGE = "sign-a-letter.zh-CN.md"


@pytest.mark.parametrize("page", [PAGE, pytest.param("sign-a-letter.md", marks=pytest.mark.soak)])
def test_the_path_leads_from_the_draft_to_the_answer(office: Office, page: str) -> None:
    dispatches(office)

    types(office, page, PATH)

    case = office.must("--json", "case", "show", "123").data
    assert case["case"]["state"] == "answered"
    assert case["answers"][0]["document"].startswith("某科函〔")


@pytest.mark.soak
def test_a_draft_is_sent_back_looked_at_and_written_anew(office: Office) -> None:
    dispatches(office)
    render, draft = block(PAGE, PATH)[:2]
    office.must(*render)
    office.must(*draft)
    for words in block(PAGE, ANEW):
        if words[1] == "draft":
            office.must(*render[:-1], words[-1])
        office.must(*words)

    types(office, PAGE, LOOKED_AT)

    assert office.must("--json", "case", "letter", "123").data["letter"] == "drafted"


def test_merged_cases_go_the_way_together(office: Office) -> None:
    dispatches(office)
    takes_in(office, "124", "某乙")
    office.must("case", "merge", "124", "--into", "123")
    render, draft, sign = block(PAGE, MERGED)
    office.must(*render)
    office.must(*draft)
    office.must("case", "review", "123")
    office.must(*sign)
    office.must("case", "reply", "123", "--code", "A")

    answer = office.must("--json", "case", "show", "124").data["answers"][0]
    assert answer["document"] == "某科函〔2024〕13号"


@pytest.mark.soak
def test_a_letter_signed_elsewhere_is_recorded(office: Office) -> None:
    dispatches(office)

    types(office, PAGE, ELSEWHERE)
