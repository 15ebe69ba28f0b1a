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
from bihuan.adapters.ledger.headings import heading
from bihuan.adapters.ledger.words import KINDS

# Field to its headings; where a ledger has two of them, the earlier one counts.
# 序号 is the line of the list, not the number of the case.
SYNONYMS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "kind": ("body", "kind", "案别", "建议提案类型", "建议提案类别", "建议类型", "类型"),
        "year": ("year", "年度", "年份", "年"),
        "level": ("level", "层级", "级别"),
        "place": ("place", "地区", "地方", "行政区"),
        "session": ("session", "届次", "会议届次", "会议", "会议名称", "届次会议"),
        "term": ("term", "届"),
        "sitting": ("sitting", "次"),
        "number": (
            "number", "案号", "编号", "提案号", "建议号", "提案编号", "建议编号", "建议提案编号",
            "提案序号", "建议序号", "案件编号", "件号",
        ),
        "serial": ("serial", "序号", "流水号"),
        "title": (
            "title", "案由", "标题", "题目", "建议标题", "提案标题", "建议题目", "提案题目",
            "建议名称", "提案名称", "建议提案名称", "建议提案标题", "名称", "案题", "提案案由",
        ),
        "proposer_kind": ("proposer_kind", "提案人类别", "提案者类别", "提案性质", "提出方式"),
        "proposer": (
            "proposer", "proposer_masked", "第一提案人", "领衔代表", "领衔人", "第一提案者",
            "提案人", "提案者", "代表", "委员", "代表姓名", "委员姓名", "建议人", "提出人",
            "领衔人/提案人", "提案人/代表", "代表委员", "领衔代表姓名", "提案单位或提案人",
        ),
        "cosigners": ("cosigners", "联名提案人", "联名人", "联名代表", "附议人", "附议代表"),
        "handling_unit": (
            "handling_unit", "主办单位", "主办", "承办单位", "办理单位", "承办", "牵头单位",
            "主办单位分办单位",
        ),
        "role": ("role", "办理方式", "角色", "承办方式", "办理角色", "主办标志", "办理类型"),
        "co_units": ("co_units", "会办单位", "协办单位", "会办", "协办", "会办协办单位"),
        "category": ("category", "类别", "分类", "内容分类", "提案分类", "性质类别", "建议分类"),
        "doc_number": ("doc_number", "文号", "发文字号", "答复文号", "复函文号", "发文号"),
        "received_date": (
            "received_date", "交办日期", "收到日期", "交办时间", "收到时间", "收文日期", "接收日期",
            "收文时间",
        ),
        "due": (
            "due", "办理时限", "办结期限", "办理期限", "要求办结日期", "计划办结日期", "答复时限",
            "答复期限", "办结时限", "限办日期",
        ),
        "answer_date": (
            "answer_date", "答复日期", "答复时间", "复函日期", "实际办结日期", "办结日期",
            "办复日期",
        ),
        "result_class": (
            "result_class", "办理结果", "办理结果类别", "结果类别", "办复类别", "答复类别",
            "办理结果分类", "解决程度",
        ),
        "satisfaction": (
            "satisfaction", "满意度", "反馈意见", "意见反馈", "代表意见", "委员意见", "反馈结果",
            "满意程度", "是否满意",
        ),
        "public": ("public", "公开", "是否公开", "公开情况", "公开属性", "是否同意公开"),
        "signer": ("signer", "签发人", "签发领导", "责任领导", "分管领导"),
        "contact": ("contact", "联系人", "联系人及电话", "承办人", "经办人", "联系人电话"),
        "phone": ("phone", "联系电话", "电话", "手机"),
        "note": ("note", "备注", "说明"),
        "source_url": ("source_url", "链接", "网址", "来源"),
    }
)  # fmt: skip
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
    for key, names in SYNONYMS.items():
        free = [heading(name) for name in names if heading(name) in headers]
        free = [name for name in free if name not in taken]
        if key not in chosen and free:
            chosen[key] = free[0]
    fed = set(chosen.values())
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
