"""Every sentence about a ledger, in both languages, each with its cure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """What is wrong and what to do about it."""

    zh: str
    en: str
    cure_zh: str
    cure_en: str


_RESAVE = ("请用 WPS 或 Excel 另存为新的 xlsx 后重试", "save it anew as xlsx and try again")
_CORRECT = ("请改正该单元格", "correct that cell")
_KEPT = ("原文已保留，请核对", "the printed text is kept; check it")

MESSAGES: dict[str, Message] = {
    # The whole file
    "file_missing": Message(
        "没有这个文件", "there is no such file", "请检查文件名", "check the file name"
    ),
    "file_too_big": Message(
        "文件过大（{detail}）", "the file is too big ({detail})", "请拆分后导入", "split it"
    ),
    "not_a_table": Message("不是表格文件（{detail}）", "not a table file ({detail})", *_RESAVE),
    "workbook_kind": Message(
        "不支持的工作簿格式（{detail}）", "this kind of workbook is not read ({detail})", *_RESAVE
    ),
    "locked": Message(
        "工作簿有打开密码", "the workbook is locked", "请去除密码后重试", "remove the password"
    ),
    "damaged": Message("文件已损坏（{detail}）", "the file is damaged ({detail})", *_RESAVE),
    "parser_stopped": Message(
        "读取过程异常中止（{detail}）", "the reader was stopped ({detail})", *_RESAVE
    ),
    "no_sheet": Message(
        "没有工作表“{detail}”",
        "there is no sheet {detail!r}",
        "请检查表名",
        "check the sheet's name",
    ),
    "encoding": Message(
        "无法识别文字编码", "the text encoding is not known", "请另存为 UTF-8", "save it as UTF-8"
    ),
    "quote_open": Message(
        "第 {detail} 行的引号没有配对",
        "a quotation mark in line {detail} has no partner",
        "请补上引号",
        "close the quotation",
    ),
    "office_missing": Message(
        "读取工作簿需要 python-calamine",
        "reading workbooks needs python-calamine",
        '请执行 pip install "bihuan[office]"，或另存为 csv',
        'run pip install "bihuan[office]", or save it as csv',
    ),
    # A file built to do harm
    "archive_members": Message(
        "压缩包内文件过多（{detail}）", "the archive has too many members ({detail})", *_RESAVE
    ),
    "archive_size": Message(
        "解压后过大（{detail}）", "the archive unpacks to too much ({detail})", *_RESAVE
    ),
    "archive_ratio": Message(
        "压缩比异常（{detail}）", "the archive is packed too tightly ({detail})", *_RESAVE
    ),
    "archive_overlap": Message("压缩包内容重叠", "members of the archive overlap", *_RESAVE),
    "archive_nested": Message(
        "压缩包内还有压缩包（{detail}）", "an archive inside the archive ({detail})", *_RESAVE
    ),
    "xml_dtd": Message(
        "含有文档类型声明（{detail}）", "it declares a document type ({detail})", *_RESAVE
    ),
    "far_cell": Message(
        "有远离表格的单元格（{detail}）",
        "a cell lies far outside any table ({detail})",
        "请删除该单元格后重试",
        "delete that cell and try again",
    ),
    "too_many_cells": Message(
        "单元格过多（{detail}）", "it has too many cells ({detail})", "请拆分后导入", "split it"
    ),
    # Headings and the map
    "no_heading_row": Message(
        "找不到表头行（应有“案号”或“案由”等列名）",
        "no row holds the headings of a ledger",
        "请检查表头，或用列对应文件说明",
        "check the headings, or name them in a map file",
    ),
    "heading_twice": Message(
        "列名重复：{detail}",
        "headings appear twice: {detail}",
        "请改名或删除",
        "rename or delete one",
    ),
    "heading_absent": Message(
        "列对应文件中的列名不存在：{detail}",
        "the map file names headings that are not there: {detail}",
        "请改正列对应文件",
        "correct the map file",
    ),
    "map_unreadable": Message(
        "列对应文件无法读取（{detail}）",
        "the map file cannot be read ({detail})",
        "请改正列对应文件",
        "correct the map file",
    ),
    "map_unknown": Message(
        "列对应文件中有未知的项：{detail}",
        "the map file holds unknown keys: {detail}",
        "请改正列对应文件",
        "correct the map file",
    ),
    # One row
    "row_wide": Message(
        "单元格多于列名（{value}）",
        "the row has more cells than headings ({value})",
        "检查是否有未加引号的逗号",
        "look for a comma outside quotation marks",
    ),
    "heading_again": Message(
        "该行重复了表头", "the row repeats the headings", "请删除该行", "delete the row"
    ),
    "row_of_sums": Message(
        "“{value}”行不是建议提案",
        "the row of {value!r} is no proposal",
        "请删除该行",
        "delete the row",
    ),
    "row_between": Message(
        "“{value}”是各行之间的小标题，不是建议提案",
        "{value!r} is a title between the rows and no proposal",
        "请删除该行",
        "delete the row",
    ),
    "cell_long": Message(
        "内容超过 32767 字，电子表格无法容纳",
        "the text is longer than the 32,767 characters a spreadsheet cell holds",
        "请移到附件",
        "move it to an attachment",
    ),
    "digits_lost": Message(
        "“{value}”超过 15 位，表格软件已丢失末尾数字",
        "{value!r} has more than 15 digits, so the spreadsheet has lost the last ones",
        "请将该列设为文本后重新录入",
        "make the column text and type it again",
    ),
    "forbidden_characters": Message(
        "含有无法保存的控制字符", "holds control characters that cannot be stored", *_CORRECT
    ),
    "nothing_to_identify": Message(
        "编号和案由均为空",
        "both the number and the title are empty",
        "请补充，或删除该行",
        "fill one in, or delete the row",
    ),
    "number_missing": Message(
        "编号为空，将以案由识别",
        "the number is empty, so the title identifies the row",
        "如有案号请补充；案号在“序号”列时请用列对应文件说明",
        "fill it in if there is one; if it stands in a serial column, say so in a map file",
    ),
    "title_missing": Message("案由为空", "the title is empty", "请补充", "fill it in"),
    "title_long": Message(
        "案由过长，可能是全文", "the title is very long; is it the whole text?", *_KEPT
    ),
    "kind_missing": Message(
        "未说明是代表建议还是政协提案",
        "it does not say whether this is a suggestion or a proposal",
        "请补充类型列，或在列对应文件写 [defaults] kind",
        "fill in the kind, or give [defaults] kind in a map file",
    ),
    "kind_unknown": Message("类型“{value}”无法识别", "the kind {value!r} is not known", *_CORRECT),
    "kind_bill": Message(
        "“{value}”是议案，不按建议办理",
        "{value!r} is a bill, not a suggestion",
        "如已转为建议，请改类型，或在列对应文件写 [kinds]",
        "if it was turned into a suggestion, say so in the cell or under [kinds] in a map file",
    ),
    "kind_disputed": Message(
        "类型与会议届次“{value}”不一致",
        "the kind disagrees with the session {value!r}",
        "请核对",
        "check both",
    ),
    "year_unreadable": Message(
        "年度“{value}”无法识别", "the year {value!r} cannot be read", *_CORRECT
    ),
    "time_unknown": Message(
        "年度和届次均为空，编号可能与其他年份重复",
        "neither a year nor a session, so the number may repeat one of another year",
        "请补充年度，或在列对应文件写 [defaults] year",
        "fill in the year, or give [defaults] year in a map file",
    ),
    "session_unreadable": Message(
        "届次“{value}”无法识别", "the session {value!r} cannot be read", *_KEPT
    ),
    "date_unreadable": Message(
        "日期“{value}”无法识别（{reason}）",
        "the date {value!r} cannot be read ({reason})",
        "请写成 2024-06-17 的样子",
        "write it like 2024-06-17",
    ),
    "time_dropped": Message(
        "日期“{value}”中的时刻未采用", "the time of day in {value!r} is not used", *_KEPT
    ),
    "word_unknown": Message("“{value}”不是已知的取值", "{value!r} is not a known value", *_KEPT),
    "document_number_irregular": Message(
        "文号“{value}”不完整（{reason}）",
        "the document number {value!r} is not whole ({reason})",
        *_KEPT,
    ),
    "units_open": Message(
        "“{value}”未列全单位", "{value!r} does not name every unit", "请补全单位", "name them all"
    ),
    "row_repeated": Message(
        "与第 {other} 行完全相同", "the same as row {other}", "可删除一行", "one of them can go"
    ),
    "number_repeated": Message(
        "编号与第 {other} 行重复而内容不同",
        "the same number as row {other}, with other content",
        "请核对；按类别编号的，请把类别写进编号",
        "check both; where each class counts anew, put the class in the number",
    ),
    "title_repeated": Message(
        "编号为空，且案由与第 {other} 行相同",
        "no number, and the same title as row {other} with other content",
        "请补充编号，或删除一行",
        "fill in the numbers, or delete one row",
    ),
}

DATE_REASONS = {
    "no_year": "缺年份",
    "no_month": "缺月份",
    "no_day": "缺日",
    "cut": "不完整",
    "run_together": "年月日连写，有歧义",
    "impossible": "没有这一天",
    "year_range": "年份超出范围",
    "unreadable": "写法不明",
}

DOCUMENT_REASONS = {
    "truncated": "缺号或括号",
    "empty_serial": "缺序号",
    "unreadable": "写法不明",
}


def message(code: str, **values: object) -> Message:
    """The sentences of a code with its values filled in; the values are never read as patterns."""
    found = MESSAGES[code]
    return Message(
        found.zh.format(**values),
        found.en.format(**values),
        found.cure_zh.format(**values),
        found.cure_en.format(**values),
    )
