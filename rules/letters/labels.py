"""Labels, such as 联系人: each with the element its value belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bihuan.rules.letters.elements import Element
from bihuan.rules.letters.lines import Line, without_brackets

_LABELS: dict[Element | None, tuple[str, ...]] = {
    Element.CONTACT: (
        "联系人",
        "联系人姓名",
        "联系人及电话",
        "联系人及联系电话",
        "联系人和电话",
        "承办人",
        "承办人姓名",
        "承办人及电话",
        "具体承办人",
        "经办人",
    ),
    Element.PHONE: (
        "电话",
        "联系电话",
        "联系方式",
        "电话号码",
        "办公电话",
        "承办人电话",
        "手机",
        "手机号",
        "手机号码",
    ),
    Element.COPIES: ("抄送", "抄报", "抄送单位", "送", "报"),
    Element.SIGNER: (
        "签发人",
        "签发",
        "签发领导",
        "领导签批",
        "领导署名",
        "责任领导",
        "分管领导",
        "承办负责人",
        "主管领导人姓名",
        "单位负责人",
        "单位负责人签章",
        "负责人签章",
    ),
    Element.CLASS_MARK: (
        "类别",
        "分类",
        "办理结果",
        "办理类别",
        "办复类别",
        "答复类别",
        "办理结果类别",
        "办复结果",
    ),
    Element.PUBLIC: (
        "公开属性",
        "公开方式",
        "公开范围",
        "公开意见",
        "信息公开",
        "是否公开",
        "是否同意公开",
        "是否完成对外公开",
    ),
    Element.DOCUMENT_NUMBER: ("文号", "发文字号", "公文文号", "文件编号", "发文文号"),
    Element.TITLE: ("标题", "名称", "信息名称"),
    Element.ENCLOSURE: ("附件", "附"),
    # Labels of other things: they end the value before them and have no element.
    None: (
        "邮编",
        "邮政编码",
        "传真",
        "地址",
        "通讯地址",
        "电子邮箱",
        "邮箱",
        "索引号",
        "主题词",
        "主题分类",
        "校对",
        "打印",
        "印发",
        "发布日期",
        "发布时间",
        "发布机构",
        "生成日期",
        "成文日期",
        "生效日期",
        "有效期限",
        "签发日期",
        "印发日期",
        "时间",
        "来源",
        "信息来源",
        "提案人",
        "提案者",
        "提案号",
        "建议号",
        "案号",
        "案由",
        "承办单位",
        "主办单位",
        "协办单位",
        "会办单位",
        "主送",
        "信息所属单位",
        "反馈时间",
    ),
}
_ELEMENT_OF = {label: element for element, labels in _LABELS.items() for label in labels}
_NAMES = "|".join(sorted(_ELEMENT_OF, key=len, reverse=True))
_COLONED = re.compile(rf"({_NAMES}):")
_AT_START = re.compile(rf"({_NAMES})(?=.)")
_APART = frozenset("(（),，;；.。、")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label and what is printed after it, up to the next label or the end of the line."""

    element: Element | None
    label: str
    value: Line


def labelled(found: Line) -> tuple[Labelled, ...]:
    """What a line says under labels; nothing unless a label begins it or a part of it.

    A label begins its line, or stands after a blank, a sign or another label's value, and a
    colon follows; at the beginning of a line a blank may stand for the colon.
    """
    inner = without_brackets(found)
    starts = list(_starts(inner))
    if not starts:
        return ()
    ends = [start for start, _, _ in starts[1:]] + [len(inner.text)]
    return tuple(
        Labelled(_ELEMENT_OF[label], label, _trimmed(inner.part(begin, end)))
        for (_, begin, label), end in zip(starts, ends, strict=True)
    )


def _starts(found: Line) -> Iterator[tuple[int, int, str]]:
    """Where each label starts, where its value begins, and the label."""
    seen = False
    opened = _AT_START.match(found.text)
    if opened and _blank_follows(found, opened.end()) and found.text[opened.end()] != ":":
        seen = True
        yield 0, opened.end(), opened[1]
    for match in _COLONED.finditer(found.text):
        start = match.start()
        if seen or found.after_blank(start) or found.text[start - 1] in _APART:
            seen = True
            yield start, match.end(), match[1]


def _blank_follows(found: Line, index: int) -> bool:
    return index < len(found.text) and found.after_blank(index)


def _trimmed(value: Line) -> Line:
    """The value without the signs that only part it from the next label."""
    text = value.text
    start, end = 0, len(text)
    while end > start and text[end - 1] in ",;、" + ("" if "(" in text else ")"):
        end -= 1
    while start < end and text[start] in ",;、":
        start += 1
    return value.part(start, end)
