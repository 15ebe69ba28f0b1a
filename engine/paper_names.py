"""The names a template may use, each declared once, with its meaning and an example.

A text that is not on file is empty, and a list of nothing too. `LATE` names what is decided when
the paper is signed, and `TYPED` what a person writes for it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperField:
    """A name a template may use; what it means stands in the catalogue under `paper_field.key`."""

    name: str
    key: str
    example: object
    """A made-up value; of a list of groups, the parts are the keys of its first item."""
    when: str = "filed"
    """`filed`, `late` (when the paper is signed) or `typed` (by whoever writes it)."""

    @property
    def shape(self) -> str:
        """How a template shows it: {{ 标题 }}, or item by item with for."""
        if not isinstance(self.example, list):
            return f"{{{{ {self.name} }}}}"
        first = self.example[0]
        if not isinstance(first, dict):
            return f"{{{{ {self.name} ｜ 连接 }}}}"
        parts = " ".join(f"{{{{ 项.{part} }}}}" for part in first)
        return f"{{%p for 项 in {self.name} %}} {parts} {{%p endfor %}}"


def _filed(name: str, key: str, example: object) -> PaperField:
    return PaperField(name=name, key=key, example=example)


def _late(name: str, key: str, example: str) -> PaperField:
    return PaperField(name=name, key=key, example=example, when="late")


def _typed(name: str, key: str, example: object) -> PaperField:
    return PaperField(name=name, key=key, example=example, when="typed")


_OPINION = {"单位": "某会办单位", "内容": "同意", "日期": "2024年4月1日"}
_DISSATISFIED = {
    "提出人": "某甲",
    "态度": "满意",
    "结果": "不满意",
    "意见": "没有答复第二点",
    "日期": "2024年7月1日",
}
_PARAGRAPHS = [
    {"层次": 1, "文字": "一、关于道路养护"},
    {"层次": 0, "文字": "已列入年度计划。"},
]
FIELDS = (
    _filed("函件标题", "title_line", "关于省十四届人大三次会议第31号建议的答复"),
    _filed("分行标题", "title_lines", "关于省十四届人大三次会议\n第31号建议的答复"),
    _filed("收件人", "addressee", "某甲、某乙代表"),
    _filed("敬称", "you", "你们"),
    _filed("编号", "number", "第31号"),
    _filed("标题", "title", "关于支持农村道路建设的建议"),
    _filed("届次", "sitting", "省十四届人大三次会议"),
    _filed("年度", "year", 2024),
    _filed("种类", "kind", "建议"),
    _filed("提出人", "authors", ["某甲", "某乙"]),
    _filed("领衔人", "lead_member", "某甲"),
    _filed("联名人", "co_signers", ["某乙"]),
    _filed("称谓", "called", "代表"),
    _filed("集体提出", "collective", False),
    _filed("办理角色", "role", "主办"),
    _filed("主办单位", "counterpart", "某主办单位"),
    _filed("承办单位", "office", "某省某厅"),
    _filed("处室", "division", "甲处室"),
    _filed("经办人", "officer", "某经办"),
    _filed("分管领导", "leader", "某领导"),
    _filed("联系人", "contact", "某经办"),
    _filed("联系电话", "telephone", "0431-88880000"),
    _filed("交办机关", "assigner", "省政府办公厅"),
    _filed("抄送", "copies", ["省人大常委会代表工作机构", "省政府办公厅"]),
    _filed("会办意见", "opinions", [_OPINION]),
    _filed("会办单位", "co_handlers", ["某会办单位"]),
    _filed("收到日期", "received", "2024年3月4日"),
    _filed("交办日期", "assigned", "2024年3月4日"),
    _filed("期限", "due", "2024年6月4日"),
    _filed("到期说明", "due_said", "距办理期限还有5日"),
    _filed("轮次", "round", 2),
    _filed("不满意意见", "dissatisfied", [_DISSATISFIED]),
    _filed("上次答复", "last_answer", [{"文号": "某函〔2024〕3号", "日期": "2024年6月1日"}]),
    _filed("催办次数", "urged", 1),
    _typed("正文", "body", ["一、关于道路养护", "已列入年度计划。"]),
    _typed("段落", "paragraphs", _PARAGRAPHS),
    _typed("理由", "reason", "需进一步会商"),
    _typed("申请期限", "until", "2024年7月4日"),
    _typed("建议单位", "proposed_unit", "某某局"),
    _typed("催办对象", "urged_unit", "甲处室"),
    _typed("办理要求", "wanted", "请抓紧办理"),
    _late("文号", "document_number", "某函〔2024〕3号"),
    _late("签发人", "signer", "某领导"),
    _late("成文日期", "date", "2024年6月1日"),
    _late("办理类别", "class", "A"),
    _late("类别标注", "class_mark", "类别：A"),
    _late("公开属性", "public", "此件主动公开"),
    _late("公开标注", "public_mark", "（此件主动公开）"),
)
LATE = tuple(one.name for one in FIELDS if one.when == "late")
TYPED = tuple(one.name for one in FIELDS if one.when == "typed")
GIVEN = (*(name for name in TYPED if name not in ("正文", "段落")), *LATE, "交办机关")
"""What may be given by name, word for word."""
