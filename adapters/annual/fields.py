"""What the template of the yearly report may name: every figure and every sentence, as texts.

Names are Chinese, because those who edit the template are. Lists are shown
paragraph by paragraph; where nothing happened a list is empty, a text too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bihuan.adapters.annual.sentences import Report
from bihuan.adapters.reports.naming import split

Field = Callable[[Report], str | list[str]]

FIELDS: Mapping[str, Field] = {
    "标题": lambda r: r.title(),
    "年度": lambda r: str(r.figures.year),
    "单位": lambda r: r.org,
    "主送机关": lambda r: r.reader(),
    "办理内容": lambda r: r.subject(),
    "截至日期": lambda r: r.day(),
    "成文日期": lambda r: r.day(),
    "收到情况": lambda r: r.received(),
    "主题": lambda r: r.topics(),
    "答复情况": lambda r: r.answered(),
    "五定": lambda r: r.five(),
    "办理过程": lambda r: list(r.course()),
    "重新办理情况": lambda r: r.again(),
    "案例": lambda r: r.examples(),
    "口径": lambda r: [*r.basis(), *r.rule()],
    "总件数": lambda r: str(r.figures.total),
    "建议件数": lambda r: _kind(r, "deputy_suggestion"),
    "建议办理方式": lambda r: _split(r, "deputy_suggestion"),
    "提案件数": lambda r: _kind(r, "cppcc_proposal"),
    "提案办理方式": lambda r: _split(r, "cppcc_proposal"),
    "主办件数": lambda r: str(r.figures.led),
    "上年件数": lambda r: str(r.figures.last_year),
    "增减件数": lambda r: str(r.figures.total - r.figures.last_year),
    "增幅": lambda r: r.figures.growth.text,
    "已交办": lambda r: str(r.figures.dispatched),
    "已答复": lambda r: str(r.figures.answered),
    "办复率": lambda r: r.figures.answer_rate.text,
    "按期答复": lambda r: str(r.figures.in_time),
    "时效率": lambda r: r.figures.on_time.text,
    "已办结": lambda r: str(r.figures.done),
    "办结率": lambda r: r.figures.done_rate.text,
    "逾期未答复": lambda r: str(r.figures.late),
    "重新办理件数": lambda r: str(len(r.figures.handled_again)),
    "催办次数": lambda r: str(r.figures.urges),
    "督办次数": lambda r: str(r.figures.supervised),
    "沟通次数": lambda r: str(r.figures.contacts),
    "沟通率": lambda r: r.figures.contact_rate.text,
    "面商率": lambda r: r.figures.meeting_rate.text,
    "会办件次": lambda r: str(r.figures.asked),
    "会办逾期件次": lambda r: str(r.figures.late_opinions),
    "延期次数": lambda r: str(r.figures.extensions),
    "收回反馈表": lambda r: str(sum(r.figures.first_verdicts.values())),
    "首次满意率": lambda r: r.figures.first_satisfaction.text,
    "满意率": lambda r: r.figures.satisfaction.text,
    "态度满意率": lambda r: r.figures.attitude.text,
    "结果满意率": lambda r: r.figures.result.text,
}
"""Every field a template may name, and what it shows."""


def fields(report: Report) -> dict[str, object]:
    """The fields with their values."""
    return {name: read(report) for name, read in FIELDS.items()}


def _kind(report: Report, kind: str) -> str:
    return str(report.figures.by_kind.get(kind, 0))


def _split(report: Report, kind: str) -> str:
    return split(report.figures, report.house, kind, report.lang)
