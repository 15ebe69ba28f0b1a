"""Name the result classes of each region: a letter means nothing without its scheme."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bihuan.rules.reading import BadText, did_you_mean


class UnknownClass(BadText, LookupError):
    """A scheme or a class of it does not exist."""


class Group(StrEnum):
    """What a class says, told without any region's letters."""

    SOLVED = "solved"
    IN_PROGRESS = "in_progress"
    PLANNED = "planned"
    NOT_NOW = "not_now"
    REFERENCE = "reference"
    HIGHER_ORGAN = "higher_organ"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassCode:
    """One class of one scheme, with its printed wording.

    `groups` lists every group its wording covers. The national B covers two,
    so it has no single `group` and must not be counted under either alone.
    """

    scheme: str
    code: str
    label: str
    groups: tuple[Group, ...]

    @property
    def group(self) -> Group | None:
        """The one group the wording names, or None when the source does not decide."""
        return self.groups[0] if len(self.groups) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The classes one body uses, best first, and who says so."""

    name: str
    label: str
    source: str
    classes: tuple[ClassCode, ...]
    note: str = ""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes in their order."""
        return tuple(item.code for item in self.classes)


SOLVED, IN_PROGRESS, PLANNED = (Group.SOLVED,), (Group.IN_PROGRESS,), (Group.PLANNED,)
NOT_NOW, REFERENCE = (Group.NOT_NOW,), (Group.REFERENCE,)
UNDER_WAY = (Group.IN_PROGRESS, Group.PLANNED)
NOT_DONE = (Group.NOT_NOW, Group.REFERENCE)


def _scheme(
    name: str, label: str, source: str, *rows: tuple[str, str, tuple[Group, ...]], note: str = ""
) -> Scheme:
    classes = tuple(
        ClassCode(scheme=name, code=code, label=text, groups=groups) for code, text, groups in rows
    )
    return Scheme(name=name, label=label, source=source, classes=classes, note=note)


_SCHEMES = {
    item.name: item
    for item in (
        _scheme(
            "npc_national",
            "全国人大代表建议处理办法",
            "[NPC-2005]（E）",
            ("A", "已经解决或者基本解决", SOLVED),
            ("B", "正在解决或者列入规划逐步解决", UNDER_WAY),
            ("C", "因目前条件限制或者其他原因需待以后解决", NOT_NOW),
            ("D", "留作参考", REFERENCE),
        ),
        _scheme(
            "jilin_2022",
            "吉林省政府（2022）",
            "[JL-2022]（E）",
            ("得到解决或基本解决", "得到解决或基本解决", SOLVED),
            ("正在解决或已列入计划逐步解决", "正在解决或已列入计划逐步解决", UNDER_WAY),
            (
                "因目前条件限制或其他原因需待条件成熟时再解决",
                "因目前条件限制或其他原因需待条件成熟时再解决",
                NOT_NOW,
            ),
            ("作为工作参考", "作为工作参考", REFERENCE),
            note="原文未印字母，以文字为代码",
        ),
        _scheme(
            "city_notice_2008",
            "某市通知（2008）",
            "[CITY-A]（E）",
            ("A", "已解决或基本解决", SOLVED),
            ("B", "正在解决或列入计划", UNDER_WAY),
            ("C", "需待条件成熟后解决", NOT_NOW),
            ("D", "留作参考", REFERENCE),
            note="措辞为摘要",
        ),
        _scheme(
            "cppcc_three",
            "政协三类（佛坪、甘肃政协2013）",
            "[FOPING]、[GS-2013]（E）",
            ("A", "已解决或采纳", SOLVED),
            ("B", "列入计划拟解决或拟采纳", PLANNED),
            ("C", "留作参考", REFERENCE),
        ),
        _scheme(
            "zhejiang_hyj",
            "浙江省海洋与渔业局",
            "[ZJ-HYJ]（E）",
            ("A", "已解决或基本解决", SOLVED),
            ("B", "部分解决或已列入计划解决", UNDER_WAY),
            ("C", "受条件限制留作参考或不可行", NOT_DONE),
        ),
        _scheme(
            "bayannur_cppcc",
            "巴彦淖尔政协",
            "[OSS-TL]（T）",
            ("A", "解决或基本解决", SOLVED),
            ("B", "列入计划拟解决", PLANNED),
            ("C", "因条件所限等原因暂不能解决，留作参考", NOT_DONE),
        ),
        _scheme(
            "prefecture_2020",
            "若干地级市（2020—2024）",
            "[X93]、[X92]（E/M）、[X128]（E）",
            ("A", "已解决或基本解决", SOLVED),
            ("B", "正在解决或有关工作已启动", IN_PROGRESS),
            ("C", "已列入规划计划逐步解决", PLANNED),
            ("D", "暂难解决或不可行，已作解释", NOT_NOW),
        ),
        _scheme(
            "chongqing_2017",
            "重庆市（2017年条例）",
            "[CQ-REG] 第22条（T）、[CQ-2024]（E）",
            ("A", "已解决或采纳", SOLVED),
            ("B", "列入工作计划、逐步解决", PLANNED),
            ("C", "留作工作参考", REFERENCE),
            ("D", "涉及上级国家机关职权", (Group.HIGHER_ORGAN,)),
            note="四种情形见条例；字母见年度报告，其中 C、D 的划分由“C类、D类”并提推断",
        ),
        _scheme(
            "shanghai_2015",
            "上海市（2015年规定）",
            "[SH-REG] 第18条（T）、[SH-2023]（E）",
            ("解决采纳", "解决采纳", SOLVED),
            ("正在解决", "正在解决", IN_PROGRESS),
            ("计划解决", "计划解决", PLANNED),
            ("留作参考", "留作参考", REFERENCE),
            note="用词不用字母",
        ),
        _scheme(
            "hongkou_cppcc",
            "上海虹口政协",
            "[OSS-HK]（T）",
            ("解决或采纳", "解决或采纳", SOLVED),
            ("列入计划拟解决", "列入计划拟解决", PLANNED),
            ("留作参考", "留作参考", REFERENCE),
            ("处理中", "处理中", ()),
            note="“处理中”是办理状态，不是结果",
        ),
        _scheme(
            "qinyang_2023",
            "沁阳市（2023）",
            "[QY-2023]（E）",
            ("甲", "已解决或基本解决", SOLVED),
            ("乙", "正在解决或列入计划", UNDER_WAY),
            ("丙", "受上级政策或客观条件制约", NOT_NOW),
        ),
        _scheme(
            "gongliu_2024",
            "巩留县（2024）",
            "[GL-2024]（E/M）",
            ("已解决", "已解决", SOLVED),
            ("正在解决或列入计划", "正在解决或列入计划", UNDER_WAY),
            ("因客观原因不能解决", "因客观原因不能解决", NOT_NOW),
            note="原文未印字母，以文字为代码；措辞为摘要",
        ),
        _scheme(
            "shandong_cppcc",
            "山东省政协（届满报告）",
            "[SD-CPPCC]（E）",
            ("已采纳落实", "已采纳落实", SOLVED),
            ("列入计划逐步落实", "列入计划逐步落实", PLANNED),
            note="其余“作出解释”的没有类别名称",
        ),
    )
}


def scheme(name: str) -> Scheme:
    """The scheme that goes by this name."""
    if name not in _SCHEMES:
        known = tuple(_SCHEMES)
        raise UnknownClass("class_scheme", f"{name!r} is not known", did_you_mean(name, known))
    return _SCHEMES[name]


def known_schemes() -> tuple[str, ...]:
    """The names of all schemes."""
    return tuple(_SCHEMES)


def resolve(scheme_name: str, code: str) -> ClassCode:
    """The class a code stands for in its scheme."""
    found = scheme(scheme_name)
    for item in found.classes:
        if item.code == code.strip():
            return item
    raise UnknownClass(
        f"scheme {scheme_name}",
        f"{code!r} is no class of {found.label}",
        f"valid are {', '.join(found.codes)}",
    )
