"""The printed words of a ledger and what each stands for; a word not listed is kept as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from bihuan.rules.identifiers import plain

Kind = Literal["deputy_suggestion", "cppcc_proposal"]
Role = Literal["sole", "lead", "separate", "support", "reading"]
Public = Literal["full", "title_only", "on_request", "none"]

_SUGGESTION: Kind = "deputy_suggestion"
_PROPOSAL: Kind = "cppcc_proposal"

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                "人大",
                "建议",
                "代表建议",
                "人大建议",
                "人大代表建议",
                "建议、批评和意见",
                _SUGGESTION,
            ),
            _SUGGESTION,
        ),
        **dict.fromkeys(
            ("政协", "提案", "政协提案", "委员提案", "政协委员提案", _PROPOSAL), _PROPOSAL
        ),
    }
)
BILLS = frozenset({"议案", "代表议案", "人大议案"})

ROLES: Mapping[str, Role] = MappingProxyType(
    {
        **dict.fromkeys(
            ("独办", "单办", "单独办理", "独立办理", "独办件", "单办件", "独办单位", "sole"), "sole"
        ),
        **dict.fromkeys(
            ("主办", "牵头", "牵头办理", "主办件", "主办单位", "牵头单位", "主办(牵头)", "lead"),
            "lead",
        ),
        **dict.fromkeys(("分办", "分别办理", "分办件", "分办单位", "separate"), "separate"),
        **dict.fromkeys(
            (
                "会办", "协办", "会办件", "协办件", "会办单位", "协办单位", "会同办理", "协同办理",
                "协办(会办)", "会办(协办)", "会办/协办", "协办/会办", "support",
            ),
            "support",
        ),
        **dict.fromkeys(("参阅", "参阅件", "阅知", "reading"), "reading"),
    }
)  # fmt: skip

_COLUMN_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "独办": "sole",
        "主办": "lead",
        "牵头": "lead",
        "分办": "separate",
        "会办": "support",
        "协办": "support",
    }
)

PROPOSER_KINDS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("个人", "委员个人", "个人提案"), "individual"),
        **dict.fromkeys(("联名", "委员联名", "联名提案", "代表联名"), "joint"),
        **dict.fromkeys(("党派", "民主党派", "党派提案", "党派团体"), "party"),
        **dict.fromkeys(("代表团", "代表团建议"), "delegation"),
        **dict.fromkeys(("专委会", "专门委员会", "专委会提案"), "committee"),
        **dict.fromkeys(("界别", "界别提案", "界别小组"), "sector"),
        **dict.fromkeys(("团体", "集体", "集体提案", "人民团体", "团体提案"), "organisation"),
    }
)

LEVELS: Mapping[str, str] = MappingProxyType(
    {"全国": "national", "省": "province", "市": "city", "县": "county", "乡镇": "township"}
)

PUBLIC: Mapping[str, Public] = MappingProxyType(
    {
        **dict.fromkeys(
            ("公开", "主动公开", "同意公开", "公开发布", "全文公开", "是", "TRUE", "full"), "full"
        ),
        **dict.fromkeys(("仅公开标题", "标题公开", "title_only"), "title_only"),
        **dict.fromkeys(("依申请公开", "on_request"), "on_request"),
        **dict.fromkeys(("不公开", "不予公开", "不同意公开", "否", "FALSE", "none"), "none"),
    }
)

_PUBLIC_FRAME = re.compile(r"[(]?(?:此件)?(?:(?:是否[^:]*|公开(?:范围|属性)):)?(.+?)[)]?")
_CLASS = re.compile(
    r"[(]?(?:(?:办理|办复|答复)?(?:结果)?(?:类别|分类)?:)?([A-E][1-9]?|[甲乙丙丁])[类類]?[)]?",
    re.ASCII,
)
_OPEN_END = re.compile(r"等(?:[0-9一二三四五六七八九十]*[家个]?(?:单位|部门))?$")
_SEPARATORS = re.compile(r"[;；、,，\n]+")


@lru_cache(maxsize=1 << 12)
def word(text: str) -> str:
    """A word as it is compared: without blanks, look-alikes made one."""
    return plain(text).replace(" ", "")


def public_word(text: str) -> Public | None:
    """What a mark such as （此件主动公开） or 公开范围:公开 allows."""
    framed = _PUBLIC_FRAME.fullmatch(word(text).replace("開", "开").replace("動", "动"))
    return PUBLIC.get(framed[1]) if framed else None


def result_class(text: str) -> str:
    """The class letter of `类别:B`, `C 类` or `(B类)`; any other scale as printed."""
    found = _CLASS.fullmatch(word(text))
    return found[1] if found else text


def units(text: str) -> tuple[tuple[str, ...], bool]:
    """The units a cell lists, and whether it says that the list goes on."""
    goes_on = bool(_OPEN_END.search(text))
    parts = (part.strip() for part in _SEPARATORS.split(_OPEN_END.sub("", text)))
    return tuple(part for part in parts if part), goes_on


def role_of(printed: Mapping[str, str], unit: str) -> tuple[str, Role] | None:
    """The column that lists the unit and names one role, with that role; None where two do."""
    found = {}
    for heading, text in printed.items():
        roles = {role for name, role in _COLUMN_ROLES.items() if name in heading}
        if len(roles) == 1 and word(unit) in map(word, units(text)[0]):
            found[roles.pop()] = heading
    if len(found) != 1:
        return None
    ((role, heading),) = found.items()
    return heading, role


def names(text: str) -> tuple[str, ...]:
    """The names a cell lists; blanks inside a name stay."""
    return tuple(part.strip() for part in _SEPARATORS.split(text) if part.strip())
