"""Match the headings of a ledger to our fields, with the help of a map file where they differ."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bihuan.adapters.ledger.errors import BadColumnMap, BadHeadings
from bihuan.adapters.ledger.headings import heading, known_as
from bihuan.adapters.ledger.words import KINDS
from bihuan.rules.words import LANGUAGES, catalogue

# Field to its headings; where a ledger has two of them, the earlier one counts.
# 序号 is the line of the list, not the number of the case.
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": (
            "body", "kind", "案别", "建议提案类型", "建议提案类别", "建议类型", "类型", "件别",
            "建议/提案", "提案/建议", "文种",
        ),
        "year": ("year", "年度", "年份", "年"),
        "level": ("level", "层级", "级别"),
        "place": ("place", "地区", "地方", "行政区"),
        "session": (
            "session", "届次", "会议届次", "会议", "会议名称", "届次会议", "会议次数", "届/次",
            "所属届次", "所属会议",
        ),
        "term": ("term", "届", "届别"),
        "sitting": ("sitting", "次", "会次"),
        "number": (
            "number", "案号", "编号", "提案号", "建议号", "提案编号", "建议编号", "建议提案编号",
            "提案序号", "建议序号", "案件编号", "件号", "提案案号", "建议案号", "建议提案号",
            "代表建议编号", "代表建议号", "政协提案编号", "建议编码", "提案编码", "立案号",
            "立案编号", "建议/提案编号", "建议/提案号", "号码", "原编号",
        ),
        "serial": ("serial", "序号", "流水号", "序", "项次"),
        "title": (
            "title", "案由", "标题", "题目", "建议标题", "提案标题", "建议题目", "提案题目",
            "建议名称", "提案名称", "建议提案名称", "建议提案标题", "名称", "案题", "提案案由",
            "建议案由", "事由", "提案主题", "建议主题", "代表建议标题", "代表建议名称", "件名",
            "建议/提案标题", "建议/提案名称", "标题/案由", "案由/标题", "提案题名", "主题",
        ),
        "proposer_kind": (
            "proposer_kind", "提案人类别", "提案者类别", "提案性质", "提出方式", "提案形式",
        ),
        "proposer": (
            "proposer", "proposer_masked", "第一提案人", "领衔代表", "领衔人", "第一提案者",
            "提案人", "提案者", "代表", "委员", "代表姓名", "委员姓名", "建议人", "提出人",
            "领衔人/提案人", "提案人/代表", "代表委员", "领衔代表姓名", "提案单位或提案人",
            "第一提案人姓名", "提案人姓名", "提案者姓名", "提案委员", "领衔委员", "建议代表",
            "提出者", "提议人", "提交人", "代表/委员", "代表/提案人", "提案单位", "领衔提案人",
            "第一提案单位", "建议人/提案人", "提案人/建议人", "领衔人姓名", "第一建议人",
        ),
        "cosigners": (
            "cosigners", "联名提案人", "联名人", "联名代表", "附议人", "附议代表", "联名委员",
            "其他提案人", "附议委员", "联名", "附议", "联名人员", "联名者", "联署人", "附议人员",
        ),
        "handling_unit": (
            "handling_unit", "主办单位", "主办", "承办单位", "办理单位", "承办", "牵头单位",
            "主办单位分办单位", "主办部门", "承办部门", "牵头部门", "责任单位", "主办处室",
            "承办处室", "牵头处室", "责任处室", "主办/分办单位", "独办/主办单位", "主办/独办单位",
            "主办或分办单位", "主(分)办单位", "主/分办单位",
        ),
        "role": (
            "role", "办理方式", "角色", "承办方式", "办理角色", "主办标志", "办理类型", "承办类型",
            "主办/会办", "主办/协办", "主协办", "主会办", "办理性质", "承办性质",
        ),
        "co_units": (
            "co_units", "会办单位", "协办单位", "会办", "协办", "会办协办单位", "会办部门",
            "协办部门", "协办处室", "会办处室", "会办/协办单位", "协办/会办单位", "配合单位",
            "参与单位", "协同单位", "会(协)办单位", "协(会)办单位",
        ),
        "category": (
            "category", "类别", "分类", "内容分类", "提案分类", "性质类别", "建议分类", "内容类别",
            "提案类别", "建议类别", "所属类别",
        ),
        "doc_number": (
            "doc_number", "文号", "发文字号", "答复文号", "复函文号", "发文号", "复文文号",
            "答复函文号", "答复件文号", "公文文号",
        ),
        "received_date": (
            "received_date", "交办日期", "收到日期", "交办时间", "收到时间", "收文日期", "接收日期",
            "收文时间", "交办日", "转办日期", "转办时间", "受理日期", "受理时间", "收件日期",
            "来文日期", "来文时间", "接收时间", "签收日期", "签收时间",
        ),
        "due": (
            "due", "办理时限", "办结期限", "办理期限", "要求办结日期", "计划办结日期", "答复时限",
            "答复期限", "办结时限", "限办日期", "办理截止日期", "截止日期", "截止时间",
            "办复期限", "办复时限", "答复截止日期", "要求答复日期", "要求答复时间",
            "要求办结时间", "要求办复时间", "完成时限", "办理截止时间", "时限", "期限",
        ),
        "answer_date": (
            "answer_date", "答复日期", "答复时间", "复函日期", "实际办结日期", "办结日期",
            "办复日期", "回复日期", "回复时间", "办结时间", "复函时间", "办复时间",
            "实际答复日期", "正式答复日期", "答复函日期",
        ),
        "result_class": (
            "result_class", "办理结果", "办理结果类别", "结果类别", "办复类别", "答复类别",
            "办理结果分类", "解决程度", "答复分类", "办复结果", "答复类型", "结果分类",
        ),
        "satisfaction": (
            "satisfaction", "满意度", "反馈意见", "意见反馈", "代表意见", "委员意见", "反馈结果",
            "满意程度", "是否满意", "代表满意度", "委员满意度", "满意情况", "反馈情况",
            "代表反馈意见", "委员反馈意见", "提案人意见", "评价意见",
        ),
        "public": (
            "public", "公开", "是否公开", "公开情况", "公开属性", "是否同意公开", "公开范围",
            "答复是否公开",
        ),
        "signer": ("signer", "签发人", "签发领导", "责任领导", "分管领导", "领办领导", "包案领导"),
        "contact": (
            "contact", "联系人", "联系人及电话", "承办人", "经办人", "联系人电话", "责任人",
            "具体承办人", "联系人/电话", "联系人和电话",
        ),
        "phone": ("phone", "联系电话", "电话", "手机", "手机号", "联系方式", "电话号码"),
        "note": ("note", "备注", "说明"),
        "source_url": ("source_url", "链接", "网址", "来源"),
    }
)  # fmt: skip
OWN = tuple(
    heading(catalogue()[f"leftout.{name}"][lang])
    for name in ("row", "reason", "cure")
    for lang in LANGUAGES
)
"""Headings that we put before the rows an import leaves out; they say nothing of the proposal."""
RECORD_HEADINGS = frozenset(heading(catalogue()["sheet.record"][lang]) for lang in LANGUAGES)
"""Above the codes by which an edited list of ours finds its way back to its cases."""
FIELDS = tuple(SYNONYMS)
_FIELD_OF = {heading(name): key for key, names in SYNONYMS.items() for name in names}
KNOWN_HEADINGS = frozenset(_FIELD_OF)
_SECTIONS = ("columns", "defaults", "kinds")


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnMap:
    """What a map file says: field to headings, field to default, and printed kind to kind."""

    path: str = ""
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it names, for finding the row of headings."""
        return tuple(name for names in self.columns.values() for name in names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Field to the heading that feeds it, and the headings that feed none."""

    heading_of: Mapping[str, str]
    unmapped: tuple[str, ...]


def match_columns(headers: Sequence[str], given: ColumnMap | None = None) -> Columns:
    """Choose a heading for each field; what the map file names goes before what is known.

    Two headings of the map file for one field are tried in its order. A heading
    that loses to an earlier synonym is unmapped, so its content ends in `extra`.
    """
    given = given or ColumnMap()
    chosen: dict[str, str] = {}
    for key, names in given.columns.items():
        here = [heading(name) for name in names if heading(name) in headers]
        if not here:
            raise BadHeadings(given.path, "heading_absent", "、".join(names))
        chosen[key] = here[0]
    taken = set(chosen.values())
    standing: dict[str, str] = {}
    for name in headers:
        if name not in taken:
            known = known_as(name, KNOWN_HEADINGS)
            standing[known] = name if known == name else standing.get(known, name)
    for key, names in SYNONYMS.items():
        free = [standing[heading(name)] for name in names if heading(name) in standing]
        if key not in chosen and free:
            chosen[key] = free[0]
    fed = {*chosen.values(), *OWN, *RECORD_HEADINGS}
    unmapped = tuple(name for name in headers if name not in fed)
    return Columns(heading_of=chosen, unmapped=unmapped)


def load_map(path: str | os.PathLike[str]) -> ColumnMap:
    """Read a map file: [columns] number = "案号", [defaults] year = "2024", [kinds] 议案 = "…"."""
    name = os.fspath(path)
    try:
        data = tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadColumnMap(name, "map_unreadable", str(problem)) from problem
    _known(name, data, _SECTIONS)
    columns, defaults, kinds = (_section(name, data, section) for section in _SECTIONS)
    _known(name, columns, FIELDS)
    _known(name, defaults, FIELDS)
    _known(name, dict.fromkeys(map(str, kinds.values())), tuple(KINDS.values()))
    return ColumnMap(
        path=name,
        columns={key: _names(name, key, value) for key, value in columns.items()},
        defaults={key: _text(name, key, value) for key, value in defaults.items()},
        kinds={key: _text(name, key, value) for key, value in kinds.items()},
    )


def _section(path: str, data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    section = data.get(name, {})
    if not isinstance(section, dict):
        raise BadColumnMap(path, "map_unknown", name)
    return section


def _known(path: str, given: Mapping[str, Any], known: Sequence[str]) -> None:
    for key in given:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"{key} → {near[0]}?" if near else key
            raise BadColumnMap(path, "map_unknown", hint)


def _names(path: str, key: str, value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) and value else [value]
    return tuple(_text(path, key, each) for each in values)


def _text(path: str, key: str, value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise BadColumnMap(path, "map_unreadable", f"{key} = {value!r}")
    return str(value)
