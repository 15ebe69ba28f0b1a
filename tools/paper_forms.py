"""What the shipped templates say, paragraph by paragraph: its style, then its text.

The elements of a letter and the fields of the feedback forms are those of the instruments the
policies cite; a region that asks for more asks for it in its policy, which `doc check` reads.
"""

from __future__ import annotations

from dataclasses import dataclass

Line = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table: each row is label, value, label, value, or label and value over the whole width."""

    rows: tuple[tuple[str, ...], ...]


Block = Line | Table

MARK: Block = ("类别标注", "{{ 类别标注 }}")
NUMBER: Block = ("发文字号", "{{ 文号 }}")
TITLE: Block = ("函件标题", "{{ 分行标题 }}")
TO_MEMBERS: Block = ("主送", "{{ 收件人 }}：")
BODY: tuple[Block, ...] = (
    ("正文段", "{%p for 段 in 段落 %}"),
    ("正文段", "{%p if 段.层次 == 1 %}"),
    ("一级标题", "{{ 段.文字 }}"),
    ("正文段", "{%p elif 段.层次 == 2 %}"),
    ("二级标题", "{{ 段.文字 }}"),
    ("正文段", "{%p else %}"),
    ("正文段", "{{ 段.文字 }}"),
    ("正文段", "{%p endif %}"),
    ("正文段", "{%p endfor %}"),
)
SIGNED: tuple[Block, ...] = (
    ("落款", "{{ 承办单位 }}"),
    ("成文日期", "{{ 成文日期 }}"),
    ("附注", "（联系人：{{ 联系人 }}，联系电话：{{ 联系电话 }}）"),
)
PUBLIC: Block = ("附注", "{{ 公开标注 }}")
COPIES: tuple[Block, ...] = (
    ("正文段", "{%p if 抄送 %}"),
    ("抄送机关", "抄送：{{ 抄送 ｜ 连接（“，”） }}。"),
    ("正文段", "{%p endif %}"),
)
"""The frame at the foot of the page belongs to the paragraph after it: the closing words.

So the copies stand on the page where the letter ends, and are never alone on the next one.
"""
RECEIVED = "{{ 敬称 }}提出的《{{ 标题 }}》（{{ 编号 }}）收悉。"
TOGETHER = "{% if 会办单位 %}经会同{{ 会办单位 ｜ 连接 }}研究，{% endif %}"

SUGGESTION_FORM = "人大代表建议办理情况征询意见表"
PROPOSAL_FORM = "政协提案办理情况征询意见表"
_ABOUT = (
    ("编  号", "{{ 届次 }}{{ 编号 }}", "承办单位", "{{ 承办单位 }}"),
    ("标  题", "{{ 标题 }}"),
    ("提出人", "{{ 提出人 ｜ 连接 }}", "答复文号", "{{ 文号 }}"),
)
_BACK = (("反馈人\n（签名）", "", "反馈时间", "    年    月    日"),)
# 态度、结果、具体意见：[SD-REG]、[SH-REG]；沟通方式：[OSS-TL]。
_OF_SUGGESTION = (
    *_ABOUT,
    ("沟通方式", "□面谈  □座谈会  □电话  □邮件  □书信  □其他"),
    ("对办理态度\n的意见", "□满意    □基本满意    □不满意"),
    ("对办理结果\n的意见", "□满意    □基本满意    □不满意"),
    ("具体意见\n（不满意的\n请写明）", "\n\n\n\n\n\n\n\n"),
    *_BACK,
)
# 走访、态度、听取意见、针对、同意与否：[OSS-HK]。
_OF_PROPOSAL = (
    *_ABOUT,
    ("走访情况", "□已走访    □委员本人提出不需要走访    □未走访"),
    ("办理（走访）\n人员态度", "□满意    □理解    □不满意"),
    ("答复前听取\n意见方式", "□走访    □电话    □其他    □未联系"),
    ("答复是否\n针对提案", "□针对    □基本针对    □未针对"),
    ("是否分管领导\n答复（团体\n提案填写）", "□是    □否"),
    ("是否同意\n办理结果", "□同意    □理解    □保留    □不同意"),
    ("对提案办理的\n意见或建议", "\n\n\n\n"),
    *_BACK,
)
_RETURNED: Block = (
    "表注",
    "请填写后寄回{{ 承办单位 }}（联系人：{{ 联系人 }}，电话：{{ 联系电话 }}）。",
)


def _enclosed(name: str, rows: tuple[tuple[str, ...], ...]) -> tuple[Block, ...]:
    return (("附件标记", "附件"), ("表题", name), Table(rows=rows), _RETURNED)


_FORMS = {
    "deputy_suggestion": (SUGGESTION_FORM, _OF_SUGGESTION),
    "cppcc_proposal": (PROPOSAL_FORM, _OF_PROPOSAL),
}


def _answer(kind: str, opening: tuple[Block, ...], thanks: str) -> tuple[Block, ...]:
    name, rows = _FORMS[kind]
    return (
        MARK,
        NUMBER,
        TITLE,
        TO_MEMBERS,
        *opening,
        *BODY,
        *COPIES,
        ("结语", f"{thanks}请填写随函附寄的征询意见表，将意见反馈我们。"),
        ("附件说明", f"附件：{name}"),
        *SIGNED,
        PUBLIC,
        *_enclosed(name, rows),
    )


_OPENING: tuple[Block, ...] = (("正文段", f"{RECEIVED}{TOGETHER}现答复如下："),)
_AGAIN: tuple[Block, ...] = (
    (
        "正文段",
        "{{ 敬称 }}提出的《{{ 标题 }}》（{{ 编号 }}）收悉。"
        "{% for 信 in 上次答复 %}我们曾于{{ 信.日期 }}作出答复（{{ 信.文号 }}）。{% endfor %}"
        "对上次答复，提出人表示不满意：",
    ),
    ("正文段", "{%p for 项 in 不满意意见 %}"),
    ("正文段", "{{ 项.提出人 }}（{{ 项.日期 }}）：{{ 项.意见 }}"),
    ("正文段", "{%p endfor %}"),
    (
        "正文段",
        f"我们重视上述意见，进行了第{{{{ 轮次 ｜ 中文数字 }}}}次办理。{TOGETHER}现再次答复如下：",
    ),
)
_ABOUT_CASE = "{{ 届次 }}{{ 编号 }}{{ 种类 }}《{{ 标题 }}》"

FORMS: dict[str, tuple[Block, ...]] = {
    "answer_suggestion": _answer(
        "deputy_suggestion", _OPENING, "感谢{{ 敬称 }}对我们工作的关心、支持和监督！"
    ),
    "answer_proposal": _answer(
        "cppcc_proposal", _OPENING, "感谢{{ 敬称 }}对我们工作的关心和支持！"
    ),
    "again_suggestion": _answer(
        "deputy_suggestion", _AGAIN, "感谢{{ 敬称 }}对我们工作的关心、支持和监督！"
    ),
    "again_proposal": _answer("cppcc_proposal", _AGAIN, "感谢{{ 敬称 }}对我们工作的关心和支持！"),
    "opinion": (
        NUMBER,
        TITLE,
        ("主送", "{{ 收件人 }}："),
        ("正文段", "{{ 敬称 }}主办的《{{ 标题 }}》（{{ 编号 }}）收悉。现将我单位意见函告如下："),
        *BODY,
        ("结语", "以上意见，请{{ 敬称 }}在答复时统筹考虑。"),
        *SIGNED,
    ),
    "form_suggestion": (("表题", SUGGESTION_FORM), Table(rows=_OF_SUGGESTION), _RETURNED),
    "form_proposal": (("表题", PROPOSAL_FORM), Table(rows=_OF_PROPOSAL), _RETURNED),
    "extension": (
        NUMBER,
        ("函件标题", "关于延期答复{{ 届次 }}{{ 编号 }}{{ 种类 }}的申请"),
        ("主送", "{{ 交办机关 }}："),
        (
            "正文段",
            f"{{{{ 交办日期 }}}}交办的{_ABOUT_CASE}由我单位{{{{ 办理角色 }}}}，"
            "办理期限为{{ 期限 }}。",
        ),
        ("正文段", "因{{ 理由 }}，难以在期限内答复，申请延期至{{ 申请期限 }}。"),
        ("正文段", "延长期间，我单位将抓紧办理，并向提出人说明情况。"),
        ("结语", "妥否，请批示。"),
        *SIGNED,
    ),
    "return": (
        NUMBER,
        ("函件标题", "关于调整{{ 届次 }}{{ 编号 }}{{ 种类 }}承办单位的说明"),
        ("主送", "{{ 交办机关 }}："),
        ("正文段", f"{{{{ 交办日期 }}}}交办的{_ABOUT_CASE}，我单位于{{{{ 收到日期 }}}}收到。"),
        ("正文段", "经研究，该件不属于我单位承办，理由如下：{{ 理由 }}"),
        ("正文段", "{%p if 建议单位 %}"),
        ("正文段", "建议调整为由{{ 建议单位 }}承办。"),
        ("正文段", "{%p endif %}"),
        ("结语", "现将该件退回，请予调整。"),
        *SIGNED,
    ),
    "urging": (
        NUMBER,
        ("函件标题", "催办通知"),
        ("主送", "{{ 催办对象 }}："),
        (
            "正文段",
            f"{_ABOUT_CASE}由你处（单位）办理，办理期限为{{{{ 期限 }}}}，{{{{ 到期说明 }}}}。"
            "{% if 催办次数 %}此前已催办{{ 催办次数 }}次。{% endif %}",
        ),
        ("正文段", "{%p if 办理要求 %}"),
        ("正文段", "{{ 办理要求 }}"),
        ("正文段", "{%p endif %}"),
        ("结语", "请抓紧办理，按期提交办理结果；收到本通知后，请反馈办理进展。"),
        *SIGNED,
    ),
    "supervision": (
        NUMBER,
        ("函件标题", "督办通知"),
        ("主送", "{{ 催办对象 }}："),
        (
            "正文段",
            f"{_ABOUT_CASE}由你处（单位）办理，办理期限为{{{{ 期限 }}}}，{{{{ 到期说明 }}}}，"
            "已催办{{ 催办次数 }}次，现予督办。",
        ),
        ("正文段", "{%p if 办理要求 %}"),
        ("正文段", "{{ 办理要求 }}"),
        ("正文段", "{%p endif %}"),
        (
            "结语",
            "请分管领导{% if 分管领导 %}（{{ 分管领导 }}）{% endif %}牵头，查明原因，确定办结时间，"
            "于收到本通知后书面报告办理情况。",
        ),
        *SIGNED,
    ),
}
"""By the name of the template."""
