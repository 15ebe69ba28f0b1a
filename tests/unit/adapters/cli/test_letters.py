"""A letter typed elsewhere is read, and what is wrong with it is told with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from bihuan.rules.policy import shipped
from support.docx_files import HOSTILE, package, paragraph, write_docx
from support.letters import ANSWER, spoiled
from support.terminal import Terminal

LETTER = [text for text in ANSWER if not text.startswith("类别")]
MEMBERS = ("--member", "甲某丁", "--member", "乙某丙")


@pytest.fixture
def letter(terminal: Terminal) -> Path:
    """A faultless letter, on a day after it was signed."""
    terminal.clock.set("2024-06-20")
    return write_docx(Path("答复.docx"), LETTER)


def register(terminal: Terminal) -> None:
    """The case that the letter answers."""
    terminal.under("jilin_2025")
    settings = Path("bihuan.toml")
    settings.write_text(settings.read_text("utf-8").replace("某厅", "吉林省水利厅"), "utf-8")
    said = ("--title", "关于支持农村道路建设的建议", "--received", "2024-03-04", *MEMBERS)
    place = ("--assembly", "省十四届人大", "--session", "三次会议")
    terminal.must(
        "case", "add", "--kind", "建议", "--role", "主办", "--number", "第123号", *said, *place
    )


def test_a_sound_letter_ends_with_nothing_wrong(terminal: Terminal, letter: Path) -> None:
    said = terminal.must("doc", "check", str(letter))

    assert said.lines[0] == "答复.docx：人大代表建议的答复，按吉林省（2025年条例）核对"
    assert said.lines[1].startswith("找到：文号、")
    assert said.lines[-1] == "没有发现问题"


def test_a_fault_is_told_with_place_cure_and_source(terminal: Terminal, letter: Path) -> None:
    register(terminal)
    write_docx(letter, spoiled("第123号建议", "第124号建议")[1:])

    said = terminal("doc", "check", str(letter), "--case", "123")

    assert said.code == 7
    assert said.lines[2:5] == [
        "✗ 第2段“关于省十四届人大三次会…”：写的是124，本件是第123号",
        "    办法：改为第123号",
        "    依据：产品的提醒，不是法规",
    ]
    assert said.lines[-1] == "须改 1 处，提醒 0 处"


def test_english_says_the_same(terminal: Terminal, letter: Path) -> None:
    register(terminal)
    write_docx(letter, spoiled("乙某丙代表", "乙某甲代表")[1:])

    said = terminal("--lang", "en", "doc", "check", str(letter), "--case", "123")

    assert said.code == 7
    assert "“乙某甲” is not who wrote it" in said.out
    assert said.lines[-1] == "1 to be changed, 1 to be weighed"


def test_a_program_gets_elements_and_findings(terminal: Terminal, letter: Path) -> None:
    write_docx(letter, spoiled("列入明年计划", "列入××计划")[1:])

    said = terminal("doc", "check", str(letter), "--json")

    assert said.code == 7
    told = said.data
    assert (told["form"], told["kind"], told["letter"]) == ("docx", "deputy_suggestion", "answer")
    assert {"element": "date", "paragraph": 10, "printed": "2024年6月17日"} in told["elements"]
    [finding] = told["findings"]
    assert (finding["code"], finding["severity"], finding["paragraph"]) == (
        "placeholder",
        "must",
        6,
    )
    assert finding["cure"]


def test_advice_alone_is_no_problem(terminal: Terminal, letter: Path) -> None:
    write_docx(letter, [text for text in LETTER if not text.startswith("感谢")])

    said = terminal.must("doc", "check", str(letter))

    assert said.lines[-1] == "须改 0 处，提醒 1 处"


def test_what_was_not_read_is_said(terminal: Terminal, letter: Path) -> None:
    box = "<w:p><w:r><w:pict><w:txbxContent><w:p/></w:txbxContent></w:pict></w:r></w:p>"
    package(letter, "".join(map(paragraph, LETTER)) + box)

    said = terminal.must("doc", "check", str(letter), "--json")

    assert said.document["warnings"] == ["未读取：文本框 1 个"]
    assert said.data["unread"] == {"text_boxes": 1}


def test_a_letter_alone_needs_no_database(terminal: Terminal, letter: Path) -> None:
    terminal.store = None  # type: ignore[assignment]

    assert terminal("doc", "check", str(letter)).code == 0
    assert terminal("doc", "fields").code == 0


def test_a_text_file_is_told_by_its_lines(terminal: Terminal, letter: Path) -> None:
    Path("答复.txt").write_text("\n".join(["", *spoiled("列入明年", "列入××")[1:]]), "utf-8")

    said = terminal("doc", "check", "答复.txt")

    assert said.code == 7
    assert "✗ 第7行“二、关于养护。列入××" in said.out


@pytest.mark.parametrize("name", ["ratio", "macros"])
def test_a_hostile_file_is_one_named_error(name: str, terminal: Terminal, tmp_path: Path) -> None:
    HOSTILE[name][1](tmp_path / "a.docx")

    said = terminal("doc", "check", "a.docx")

    assert said.code == 2
    assert said.err.startswith("错误[E-HOSTILE-FILE] a.docx ")
    assert said.err.splitlines()[-1].startswith("办法：")


def test_a_letter_that_says_nothing_of_its_kind_asks_for_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    write_docx(tmp_path / "a.docx", ["某厅", "2024年1月2日"])

    said = terminal("doc", "check", "a.docx")

    assert said.code == 2
    assert "--kind" in said.err
    assert terminal("doc", "check", "a.docx", "--kind", "提案", "--letter", "复函").code == 7


def test_what_the_case_says_is_not_said_again(terminal: Terminal, letter: Path) -> None:
    register(terminal)

    for words in (("--kind", "提案"), ("--letter", "复函")):
        assert terminal("doc", "check", str(letter), "--case", "123", *words).code == 2
        assert terminal("doc", "fields", "--case", "123", *words).code == 2


def test_a_case_that_is_only_read_has_no_letter(terminal: Terminal, letter: Path) -> None:
    terminal.receives("9", role="参阅")

    said = terminal("doc", "check", str(letter), "--case", "9")

    assert (said.code, "参阅件没有函" in said.err) == (2, True)


def test_the_fields_come_with_their_sources(terminal: Terminal) -> None:
    said = terminal.must("doc", "fields", "--policy", "shandong_2017", "--kind", "建议", "--json")

    found = {one["what"]: one for one in said.data["demands"]}
    assert found["unit"]["severity"] == "must"
    assert "第22条" in found["unit"]["source"]
    assert found["title"]["source"] == ""
    assert "省人民政府办公厅" in found["copies_to"]["value"]


def test_the_fields_of_a_case_are_those_of_its_letter(terminal: Terminal) -> None:
    terminal.receives("9", role="协办")

    said = terminal.must("doc", "fields", "--case", "9", "--json")

    assert (said.data["kind"], said.data["letter"]) == ("cppcc_proposal", "opinion")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("policy", shipped())
def test_every_demand_has_a_line(lang: str, policy: str, terminal: Terminal) -> None:
    for kind in ("建议", "提案"):
        words = ("--policy", policy, "--kind", kind, "--assembly", "全国")
        told = terminal.must("doc", "fields", *words, "--json").data["demands"]

        lines = terminal.must("--lang", lang, "doc", "fields", *words).lines

        assert len(lines) == len(told) + 1
