"""What a template may show of a case: plain values under the names of `paper_names.py`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from bihuan.engine.case_file import CaseFile
from bihuan.engine.letter_facts import letter_kind
from bihuan.engine.paper_names import TYPED
from bihuan.engine.records import Answer, Deadline
from bihuan.rules.letters.applying import Requirements
from bihuan.rules.letters.facts import Recipient
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.letters.wording import (
    CALLED,
    SHORT,
    copies_to,
    greeted,
    in_lines,
    level,
    numbered,
    sitting,
    title_line,
    you,
)
from bihuan.rules.policy import Policy
from bihuan.rules.words import label, say, say_day


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Whose paper it is."""

    name: str
    contact: str = ""
    telephone: str = ""
    assigner: str = ""
    """Who assigned the case, for papers that go there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What is decided when a letter is signed."""

    document: str
    signer: str
    on: date
    code: str = ""
    public: str = ""

    def fields(self) -> dict[str, object]:
        """The late fields."""
        return {
            "文号": self.document,
            "签发人": self.signer,
            "成文日期": say_day(self.on),
            "办理类别": self.code,
            "类别标注": f"类别：{self.code}" if self.code else "",
            "公开属性": self.public,
            "公开标注": f"（{self.public}）" if self.public else "",
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a person writes: the text, a paragraph for each line, and the other typed fields."""

    text: Sequence[str] = ()
    given: Mapping[str, str] = field(default_factory=dict)

    def fields(self, file: CaseFile) -> dict[str, object]:
        """The typed fields, empty where nobody wrote them; who is urged may be seen by the case."""
        division = (file.round and file.round.division) or ""
        told: dict[str, object] = dict.fromkeys(TYPED, "")
        told |= {
            "催办对象": division,
            "正文": list(self.text),
            "段落": [{"层次": level(one), "文字": one} for one in self.text],
        }
        return told | dict(self.given)


def signed_on_file(file: CaseFile) -> Signed | None:
    """What was signed, where the letter of the present round has left."""
    what = "opinion" if file.host.role == "support" else "answer"
    left = [one for one in file.answers if one.round == file.host.round and one.what == what]
    last = max(left, key=lambda one: one.seq, default=None)
    if last is None:
        return None
    return Signed(
        document=last.document,
        signer=last.signer,
        on=last.on,
        code=last.code,
        public=last.public,
    )


def copies_unnamed(file: CaseFile, policy: Policy) -> tuple[str, ...]:
    """Who gets a copy as well, and is described by the region without being named."""
    return copies_to(_asked(file, policy))[1]


def paper_fields(
    file: CaseFile, *, policy: Policy, sender: Sender, today: date
) -> dict[str, object]:
    """What is on file, by the names of `FIELDS`; neither late nor typed fields are among them."""
    case, host, handling = file.case, file.host, file.round
    asked = _asked(file, policy)
    members = [Recipient(name=one.name, collective=one.collective) for one in file.members]
    names = [one.name for one in members]
    opinion = asked.letter is LetterKind.OPINION
    sat = sitting(case.assembly, case.session)
    title = title_line(asked, sat, case.number)
    due = _due(file.deadlines, host.round, opinion)
    return {
        "函件标题": title,
        "分行标题": in_lines(title),
        "收件人": host.counterpart if opinion else greeted(members, case.kind),
        "敬称": "你单位" if opinion else you(members),
        "编号": numbered(case.number),
        "标题": case.title,
        "届次": sat,
        "年度": case.year,
        "种类": SHORT[case.kind],
        "提出人": names,
        "领衔人": names[0] if names else "",
        "联名人": names[1:],
        "称谓": str(CALLED[case.kind]),
        "集体提出": bool(members) and members[0].collective,
        "办理角色": policy.roles.get(case.role) or label(f"role.{case.role}"),
        "主办单位": host.counterpart,
        "承办单位": sender.name,
        "处室": (handling and handling.division) or "",
        "经办人": (handling and handling.officer) or "",
        "分管领导": (handling and handling.leader) or "",
        "联系人": sender.contact or (handling and handling.officer) or "",
        "联系电话": sender.telephone,
        "交办机关": sender.assigner,
        "抄送": list(copies_to(asked)[0]),
        "会办意见": _opinions(file),
        "会办单位": _co_handlers(file),
        "收到日期": say_day(case.received_on),
        "交办日期": say_day(case.assigned_on),
        "期限": say_day(due) if due else "",
        "到期说明": _due_said(due, today) if due else "",
        "轮次": host.round,
        "不满意意见": _dissatisfied(file),
        "上次答复": _last_answer(file.answers, host.round),
        "催办次数": len({one.seq for one in file.urgings if one.round == host.round}),
    }


def _asked(file: CaseFile, policy: Policy) -> Requirements:
    case = file.case
    return Requirements(
        policy=policy,
        kind=case.kind,
        letter=letter_kind(file.host),
        assembly=f"{case.assembly}{case.session}",
    )


def _due(deadlines: Iterable[Deadline], round_: int, opinion: bool) -> date | None:
    """The last day of the answer, or of the opinion."""
    known = {one.term: one.due for one in deadlines if one.round == round_}
    wanted = ("co", "answer") if opinion else ("reassign", "answer")
    return next((known[term] for term in wanted if term in known), None)


def _due_said(due: date, today: date) -> str:
    days = (due - today).days
    key = "left" if days > 0 else "late" if days < 0 else "today"
    return say(f"paper_due.{key}", days=abs(days))


def _opinions(file: CaseFile) -> list[dict[str, str]]:
    return [
        {
            "单位": one.unit,
            "内容": one.opinion,
            "日期": say_day(one.given_on) if one.given_on else "",
        }
        for one in file.requests
        if one.round == file.host.round and one.given_on is not None
    ]


def _co_handlers(file: CaseFile) -> list[str]:
    """Those whose opinion is in: a letter does not say that a unit was heard which was not."""
    asked = (one for one in file.requests if one.round == file.host.round)
    return list(dict.fromkeys(one.unit for one in asked if one.status in ("given", "late")))


def _dissatisfied(file: CaseFile) -> list[dict[str, str]]:
    """What members were not satisfied with in the round before."""
    names = {one.no: one.name for one in file.members}
    return [
        {
            "提出人": names.get(one.member, ""),
            "态度": label(f"value.{one.attitude}") if one.attitude else "",
            "结果": label(f"value.{one.result}") if one.result else "",
            "意见": one.comment,
            "日期": say_day(one.on),
        }
        for one in file.feedback
        if one.round == file.host.round - 1 and one.verdict == "unsatisfied"
    ]


def _last_answer(answers: Iterable[Answer], round_: int) -> list[dict[str, str]]:
    """The letter of the round before, in a list that is empty where there was none."""
    ours = [one for one in answers if one.round == round_ - 1 and one.what != "lead_answer"]
    last = max(ours, key=lambda one: one.seq, default=None)
    return [{"文号": last.document, "日期": say_day(last.on)}] if last else []
