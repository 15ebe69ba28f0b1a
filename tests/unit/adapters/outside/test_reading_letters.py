"""What counts as the text of a letter, and what is told as not read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import docx
import pytest
from docx.enum.text import WD_BREAK

from bihuan.adapters.outside.errors import UnreadableFile
from bihuan.adapters.outside.letters import read_letter
from support.docx_files import package, paragraph, write_docx
from support.letters import ANSWER

RUN = "<w:r><w:t>{}</w:t></w:r>"
BOX = "<w:txbxContent><w:p><w:r><w:t>框中</w:t></w:r></w:p></w:txbxContent>"


def test_paragraphs_are_read_as_they_were_typed(tmp_path: Path) -> None:
    read = read_letter(write_docx(tmp_path / "a.docx", ["", *ANSWER, "  "]))

    assert (read.form, read.paragraphs, read.margins, read.unread) == ("docx", ANSWER, (), {})


def test_the_library_is_loaded_by_the_child_alone() -> None:
    code = "import sys, bihuan.adapters.outside.letters; sys.exit('docx' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_name_of_the_file_says_nothing(tmp_path: Path) -> None:
    assert read_letter(write_docx(tmp_path / "a.txt", ["甲"])).form == "docx"


def test_cells_of_tables_stand_where_their_table_stands(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(2, 2)
    for at, text in enumerate("甲乙丙丁"):
        table.cell(at // 2, at % 2).text = text
    table.cell(0, 0).add_table(1, 1).cell(0, 0).text = "表中表"
    document.add_paragraph("后")
    document.save(str(tmp_path / "a.docx"))

    read = read_letter(tmp_path / "a.docx")

    assert read.paragraphs == ("前", "甲", "表中表", "乙", "丙", "丁", "后")


def test_headers_and_footers_are_kept_apart(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("正文")
    document.sections[0].header.paragraphs[0].text = "某厅文件"
    document.sections[0].footer.paragraphs[0].text = "第1页"
    document.save(str(tmp_path / "a.docx"))

    read = read_letter(tmp_path / "a.docx")

    assert (read.paragraphs, read.margins) == (("正文",), ("某厅文件", "第1页"))


def test_a_break_within_a_paragraph_and_a_tab_are_kept(tmp_path: Path) -> None:
    document = docx.Document()
    run = document.add_paragraph().add_run("甲\t乙")
    run.add_break(WD_BREAK.LINE)
    run.add_text("丙")
    document.save(str(tmp_path / "a.docx"))

    assert read_letter(tmp_path / "a.docx").paragraphs == ("甲\t乙\n丙",)


@pytest.mark.parametrize(
    ("inside", "text", "unread"),
    [
        (f"<w:ins>{RUN.format('添')}</w:ins>", "甲添乙", {}),
        ("<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", "甲乙", {"deletions": 1}),
        (f"<w:moveFrom>{RUN.format('移')}</w:moveFrom>", "甲乙", {"deletions": 1}),
        (f"<w:moveTo>{RUN.format('移')}</w:moveTo>", "甲移乙", {}),
        (f"<w:hyperlink>{RUN.format('链')}</w:hyperlink>", "甲链乙", {}),
        (f"<w:sdt><w:sdtContent>{RUN.format('控')}</w:sdtContent></w:sdt>", "甲控乙", {}),
        (f'<w:fldSimple w:instr="DATE">{RUN.format("域")}</w:fldSimple>', "甲域乙", {}),
        ("<w:r><w:instrText>DATE</w:instrText></w:r>", "甲乙", {}),
        ('<w:r><w:commentReference w:id="1"/></w:r>', "甲乙", {"comments": 1}),
        ('<w:r><w:footnoteReference w:id="1"/></w:r>', "甲乙", {"notes": 1}),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "甲乙", {"symbols": 1}),
        ("<w:r><w:noBreakHyphen/></w:r>", "甲-乙", {}),
        (
            "<w:r><w:ruby><w:rt><w:r><w:t>pin</w:t></w:r></w:rt>"
            "<w:rubyBase><w:r><w:t>拼</w:t></w:r></w:rubyBase></w:ruby></w:r>",
            "甲拼乙",
            {},
        ),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>", "甲乙", {"hidden": 1}),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>显</w:t></w:r>', "甲显乙", {}),
        (
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>"
            f"{BOX}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{BOX}</w:pict>"
            "</mc:Fallback></mc:AlternateContent></w:r>",
            "甲乙",
            {"text_boxes": 1},
        ),
        ("<w:r><w:pict><v:imagedata/></w:pict></w:r>", "甲乙", {"pictures": 1}),
    ],
)
def test_what_stands_on_the_paper_is_text_and_the_rest_is_told(
    inside: str, text: str, unread: dict[str, int], tmp_path: Path
) -> None:
    body = f"<w:p>{RUN.format('甲')}{inside}{RUN.format('乙')}</w:p>"

    read = read_letter(package(tmp_path / "a.docx", body))

    assert (read.paragraphs, read.unread) == ((text,), unread)


def test_a_number_that_word_counts_is_no_text(tmp_path: Path) -> None:
    numbered = '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>' + RUN.format("关于")
    body = f"{numbered}</w:p>{numbered}</w:p>{paragraph('二、关于')}"

    read = read_letter(package(tmp_path / "a.docx", body))

    assert (read.paragraphs, read.unread) == (("关于", "关于", "二、关于"), {"numbers": 2})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_is_read_line_by_line_in_any_of_its_encodings(
    encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("甲𬭎\r\n\r\n乙", encoding, newline="")

    read = read_letter(path)

    assert (read.form, read.paragraphs) == ("txt", ("甲𬭎", "", "乙"))


def test_a_text_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xff\xff")

    with pytest.raises(UnreadableFile) as refused:
        read_letter(path)

    assert refused.value.reason == "encoding"
