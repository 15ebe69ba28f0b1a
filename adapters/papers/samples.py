"""A made-up case for trying a template: every field with its example."""

from __future__ import annotations

from bihuan.adapters.papers.catalog import Paper
from bihuan.engine.paper_names import FIELDS
from bihuan.rules.letters.requirements import LetterKind
from bihuan.rules.letters.wording import in_lines

_PROPOSAL = {
    "种类": "提案",
    "称谓": "委员",
    "收件人": "某甲、某乙委员",
    "届次": "省政协十三届二次会议",
    "标题": "关于支持农村道路建设的提案",
}
_ENDS = {
    LetterKind.ANSWER: "答复",
    LetterKind.AGAIN: "再次答复",
    LetterKind.OPINION: "会办意见",
}


def sample(paper: Paper) -> dict[str, object]:
    """Every field with an example, as if for a case of this kind."""
    told = {one.name: one.example for one in FIELDS}
    if paper.kind == "cppcc_proposal":
        told |= {
            "种类": "提案",
            "称谓": "委员",
            "收件人": "某甲、某乙委员",
            "届次": "省政协十三届二次会议",
        }
        told |= {"标题": "关于支持农村道路建设的提案"}
    end = {
        LetterKind.ANSWER: "答复",
        LetterKind.AGAIN: "再次答复",
        LetterKind.OPINION: "会办意见",
    }.get(paper.letter or LetterKind.ANSWER, "答复")
    title = f"关于{told['届次']}第31号{told['种类']}的{end}"
    told |= {"函件标题": title, "分行标题": in_lines(title)}
    if paper.letter is LetterKind.OPINION:
        told |= {"收件人": "某主办局", "敬称": "你单位"}
    return told
