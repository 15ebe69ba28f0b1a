"""A letter of a case is one command away, and what keeps it from being made is said with a cure."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from bihuan.adapters.papers import conversion
from support.templates import said, template
from support.terminal import Terminal

OFFICE = """
[org]
name = "吉林省水利厅"
contact = "联络员甲"
telephone = "0431-00000000"
[rules]
policy = "jilin_2025"
"""
TEXT = "一、关于资金\n  已安排。\n\n二、关于养护\n\u3000\u3000已列入计划。\n"
TO = "交办机关=省政府办公厅"
ANSWER = "第123号-答复函（建议）.docx"


@pytest.fixture
def at_work(terminal: Terminal) -> Terminal:
    """A dispatched suggestion, and a text for its answer."""
    Path("bihuan.toml").write_text(OFFICE, "utf-8")
    Path("正文.txt").write_text(
        "一、关于资金\n  已安排。\n\n二、关于养护\n\u3000\u3000已列入计划。\n", "utf-8"
    )
    register(terminal, "第123号")
    terminal.dispatches("123")
    return terminal


def register(terminal: Terminal, number: str, kind: str = "建议") -> None:
    said = ("--title", f"关于支持农村道路建设的{kind}", "--received", "2024-03-04")
    place = ("--assembly", "省十四届人大", "--session", "三次会议")
    members = ("--member", "甲某丁", "--member", "乙某丙")
    words = ("--kind", kind, "--role", "主办", "--number", number, *said, *members, *place)
    terminal.must("case", "add", *words)


def test_the_letter_of_the_round_is_made_without_being_named(at_work: Terminal) -> None:
    made = at_work.must("doc", "render", "123", "--body", "正文.txt")

    text = said(Path(ANSWER).read_bytes())
    assert made.lines == [
        f"第123号 答复函（建议）：{ANSWER}",
        "    待填：文号、成文日期、类别标注、公开标注",
    ]
    assert "甲某丁、乙某丙代表：" in text
    assert {"一、关于资金", "已安排。", "二、关于养护", "已列入计划。", "吉林省水利厅"} <= set(text)


def test_programs_are_told_file_digest_and_what_is_still_to_come(at_work: Terminal) -> None:
    told = at_work("doc", "render", "123", "--body", "正文.txt", "--json").data["papers"]

    assert [(one["paper"], one["own"], one["file"]) for one in told] == [
        ("answer_suggestion", False, ANSWER)
    ]
    assert len(told[0]["sha256"]) == 64
    assert told[0]["late"] == ["文号", "成文日期", "类别标注", "公开标注"]


def test_an_answer_that_was_sent_shows_what_was_signed(at_work: Terminal) -> None:
    at_work.must("case", "contact", "123", "--how", "电话")
    at_work.answers("123", "吉水函〔2024〕12号")

    made = at_work.must("doc", "render", "123", "--body", "正文.txt")

    assert len(made.lines) == 1
    assert {"吉水函〔2024〕12号", "2024年3月4日"} <= set(said(Path(ANSWER).read_bytes()))


def test_a_text_may_be_typed_in_word(at_work: Terminal) -> None:
    typed = docx.Document()
    for line in ("一、关于资金", "", "已安排。"):
        typed.add_paragraph(line)
    typed.save("正文.docx")

    at_work.must("doc", "render", "123", "--body", "正文.docx", "--out", "a.docx")

    assert {"一、关于资金", "已安排。"} <= set(said(Path("a.docx").read_bytes()))


def test_a_letter_without_a_text_says_where_the_text_goes(at_work: Terminal) -> None:
    refused = at_work("doc", "render", "123")

    assert (refused.code, refused.out) == (3, "")
    assert refused.err.splitlines() == [
        "错误[E-PAPER-INCOMPLETE] 答复函（建议） “正文”没有内容",
        "办法：用 --body 给出正文（txt、docx）",
    ]
    assert not Path(ANSWER).exists()


def test_a_file_that_is_there_is_replaced_only_when_asked_for(at_work: Terminal) -> None:
    words = ("doc", "render", "123", "--body", "正文.txt")
    at_work.must(*words)

    assert at_work(*words).code == 2
    assert at_work(*words, "--replace").code == 0


def test_every_merged_case_gets_a_letter_of_its_own(at_work: Terminal) -> None:
    register(at_work, "第124号")
    at_work.must("case", "merge", "124", "--into", "123")

    made = at_work.must("doc", "render", "123", "--body", "正文.txt", "--all")

    files = [Path(line.partition("：")[2]) for line in made.lines if line.startswith("第")]
    assert [file.name[:5] for file in files] == ["第123号", "第124号"]
    texts = ["\n".join(said(file.read_bytes())) for file in files]
    assert ["第124号" in text for text in texts] == [False, True]
    assert all("已列入计划。" in text for text in texts)


def test_a_merged_case_is_answered_with_what_its_host_does(at_work: Terminal) -> None:
    register(at_work, "第124号")
    at_work.must("case", "merge", "124", "--into", "123")

    at_work.must("doc", "render", "124", "--template", "催办通知", "--out", "a.docx")

    assert "甲处：" in said(Path("a.docx").read_bytes())


@pytest.mark.parametrize(
    ("name", "given", "line"),
    [
        (
            "延期申请",
            ("理由=需会商", "申请期限=2024年7月4日", "交办机关=省政府办公厅"),
            "省政府办公厅：",
        ),
        (
            "return",
            ("理由=不属职责", "建议单位=某局", "交办机关=省政府办公厅"),
            "建议调整为由某局承办。",
        ),
        ("催办通知", ("办理要求=请抓紧。",), "请抓紧。"),
        ("督办通知", ("催办对象=乙处",), "乙处："),
        ("征询意见表（建议）", (), "人大代表建议办理情况征询意见表"),
    ],
)
def test_every_other_paper_is_made_from_what_is_given(
    name: str, given: tuple[str, ...], line: str, at_work: Terminal
) -> None:
    words = [word for one in given for word in ("--set", one)]

    at_work.must("doc", "render", "123", "--template", name, "--out", "a.docx", *words)

    assert line in said(Path("a.docx").read_bytes())


@pytest.mark.parametrize(
    ("words", "code", "told", "cure"),
    [
        (("--template", "答复"), 4, "没有这种函件", "bihuan doc templates list"),
        (("--template", "答复函（提案）"), 2, "--template", "这是另一类件的函件"),
        (("--set", "标题=x"), 2, "--set", "没有可以这样给出的字段“标题”"),
        (("--set", "文号={{ x }}"), 3, "字段“文号”里有会被当作模板标记的文字", "加空格"),
        (("--set", "文号=a\x07"), 3, "字段“文号”里有文件容不下的字符 U+0007", "删去"),
        (("--out", "a.txt"), 2, "--out", ".docx"),
        (("--out", "nowhere", "--all"), 2, "--out", "写一个已有的文件夹"),
        (("--template", "延期申请"), 3, "“交办机关、理由、申请期限”没有内容", "--set 理由=…"),
        (("--ofd",), 78, "没有配置或没有找到转成 OFD 的程序", "[documents.ofd]"),
    ],
)
def test_what_cannot_be_made_is_said_with_its_cure(
    words: tuple[str, ...], code: int, told: str, cure: str, at_work: Terminal
) -> None:
    refused = at_work("doc", "render", "123", "--body", "正文.txt", *words)

    first, last = refused.err.splitlines()
    assert refused.code == code
    assert told in first
    assert cure in last


def test_the_copies_a_region_describes_are_told_to_whoever_writes(at_work: Terminal) -> None:
    Path("bihuan.toml").write_text(OFFICE.replace("jilin_2025", "shandong_2017"), "utf-8")

    made = at_work.must("doc", "render", "123", "--body", "正文.txt")

    assert made.err.splitlines() == ["第123号 的抄送还要写明：省人大常委会人事代表…"]
    assert "抄送：省人民政府办公厅。" in said(Path(ANSWER).read_bytes())


def test_pdf_and_ofd_lie_beside_the_docx(
    at_work: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion, "to_pdf", lambda *_, **__: b"pdf")
    monkeypatch.setattr(conversion, "to_ofd", lambda *_: b"ofd")

    at_work.must("doc", "render", "123", "--body", "正文.txt", "--pdf", "--ofd", "--out", "a.docx")

    assert (Path("a.pdf").read_bytes(), Path("a.ofd").read_bytes()) == (b"pdf", b"ofd")


def test_a_template_is_exported_edited_checked_and_used(at_work: Terminal) -> None:
    Path("模板").mkdir()
    at_work.must("doc", "templates", "export", "答复函（建议）", "--out", "模板")
    file = Path("模板/答复函（建议）.docx")
    edited = docx.Document(str(file))
    edited.paragraphs[-2].insert_paragraph_before("本单位另行说明。")
    edited.save(str(file))
    with Path("bihuan.toml").open("a", encoding="utf-8") as settings:
        settings.write('[documents]\ntemplates = "模板"\n')

    checked = at_work.must("doc", "templates", "check", str(file))
    listed = at_work.must("doc", "templates", "list")
    made = at_work("doc", "render", "123", "--body", "正文.txt", "--json").data["papers"][0]

    assert checked.lines == ["答复函（建议）.docx：没有发现问题"]
    assert str(file) in listed.lines[0]
    assert made["own"]
    assert "本单位另行说明。" in said(Path(made["file"]).read_bytes())


def test_a_broken_template_is_told_paragraph_by_paragraph(at_work: Terminal) -> None:
    Path("t.docx").write_bytes(template("{{ 函件标题 }}", "{{ 收件 }}：", "{{ 正文 }"))

    found = at_work("doc", "templates", "check", "t.docx", "--as", "答复函（建议）")
    told = at_work("doc", "templates", "check", "t.docx", "--as", "答复函（建议）", "--json").data

    assert found.code == 7
    assert found.lines == [
        "✗ 第3段：标记没有写完：{{ 正文 }",
        "    办法：补上 }} 或 %}",
        "t.docx：1 处要改",
    ]
    assert [(one["reason"], one["paragraph"]) for one in told["faults"]] == [("tag_open", 3)]


def test_the_fields_a_template_may_show_are_listed_with_an_example(at_work: Terminal) -> None:
    listed = at_work.must("doc", "fields", "--template")
    told = at_work("doc", "fields", "--template", "--json").data["fields"]

    assert any("{{ 收件人 }}" in line for line in listed.lines)
    assert len(listed.lines) == len(told)
    assert {one["when"] for one in told} == {"filed", "typed", "late"}


def test_everything_is_said_in_english_as_well(at_work: Terminal) -> None:
    refused = at_work("--lang", "en", "doc", "render", "123")
    listed = at_work.must("--lang", "en", "doc", "templates", "list")

    assert refused.err.splitlines()[1] == "what to do: give the text with --body (txt, docx)"
    assert "answer to a suggestion" in listed.out


def test_a_letter_that_is_complete_passes_the_check_of_letters(at_work: Terminal) -> None:
    signed = {
        "文号": "吉水函〔2024〕12号",
        "成文日期": "2024年3月4日",
        "类别标注": "",
        "公开标注": "（此件主动公开）",
    }
    given = [word for name, value in signed.items() for word in ("--set", f"{name}={value}")]
    at_work.must("doc", "render", "123", "--body", "正文.txt", *given)

    checked = at_work("doc", "check", ANSWER, "--case", "123", "--json")

    assert checked.code == 0, checked.out
    found = {one["element"] for one in checked.data["elements"]}
    assert {"title", "addressee", "opening", "body", "closing", "enclosure", "public"} <= found
    assert {"document_number", "unit", "date", "contact", "phone"} <= found
    assert checked.data["findings"] == []
