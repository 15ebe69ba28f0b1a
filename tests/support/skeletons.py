"""Turn a recorded letter back into paragraphs an office could have printed.

`tests/data/letters.jsonl` holds which elements real letters print and in what order, as a
skeleton with marks such as 〔开头：…〕; the running text was not kept. The marks belong to that
record and to no letter, so the product does not know them: here each becomes a sentence in
common use, and the faults the record names (a title on three lines, 170 blanks before the date,
everything in one paragraph) are put back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[1] / "data" / "letters.jsonl"

_OPENINGS = (
    "您提出的《{title}》收悉。现答复如下：",
    "您在会上提出的《{title}》（{number}）收悉，经研究，现将办理情况答复如下：",
    "你们提出的“{title}”的{kind}收悉，现回复如下：",
    "您《{title}》收悉。现答复如下：",
    "首先感谢您对我们工作的关注。您提出的关于《{title}》的{kind}已收悉，答复如下：",
    "您提出的{title}已收到，经与有关单位沟通，现就{kind}答复如下：",
)
_CO_OPENING = "贵单位转来的《{title}》收悉，经研究，现提出协办意见如下："
_NUMBERINGS: tuple[Callable[[int], str], ...] = (
    lambda n: f"{_CHINESE[n]}、",
    lambda n: f"（{_CHINESE[n]}）",
    lambda n: f"{n}.",
    lambda n: f"（{n}）",
    lambda n: f"{_CHINESE[n]}是",
)
_CHINESE = "零一二三四五六七八九十"
_POINTS = (
    "关于资金安排。2019年投入120万元，2020年4月27日已开工，同比增长3.5%。",
    "加强日常管理。已会商相关部门，电话征求了群众意见，类别不同、办法不同。",
    "下一步打算。我们将按照规划分年实施，第12号路段列入明年计划。",
    "政策依据。《城市道路管理条例》第2条规定，由县级人民政府负责。",
    "宣传引导。通过公开栏、微信群等方式公开，接受监督。",
)
_THANKS = (
    "感谢您对我们工作的关心和支持！",
    "衷心感谢您一直以来对我县工作的关注与支持，欢迎今后提出更多宝贵意见。",
    "再次感谢，并请继续监督。",
    "以上答复如有不妥，请批评指正。谢谢！",
    "专此答复，诚挚感谢您的理解。",
)
_REMARK = re.compile(r"（(?:\d+人|姓名丢失|截断|附在标题尾|市名被替换|抄报)）")
_SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡"


@dataclass(frozen=True, slots=True)
class Record:
    """A recorded letter: its number in the file, what was seen in it, and its skeleton."""

    no: int
    data: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.no:03d} {self.data['place']}"

    @property
    def seen(self) -> dict[str, Any]:
        return dict(self.data["elements"])

    def says(self, fault: str) -> bool:
        return re.search(fault, self.data["quirks"]) is not None

    def pick(self, choices: tuple[Any, ...]) -> Any:
        return choices[self.no % len(choices)]


def records() -> tuple[Record, ...]:
    """All recorded letters."""
    rows = FILE.read_text("utf-8").splitlines()
    return tuple(Record(no, json.loads(row)) for no, row in enumerate(rows, start=1))


def all_names(text: str) -> str:
    """`姚**…蔡**代表:（14人）` with fourteen names; other texts without the recorder's remarks."""
    crowd = re.search(r"(\w\*\*)…(\w\*\*)(.*?)（(\d+)人）", text)
    if crowd:
        between = [f"{_SURNAMES[i % 15]}**" for i in range(int(crowd[4]) - 2)]
        names = "、".join([crowd[1], *between, crowd[2]])
        text = f"{text[: crowd.start()]}{names}{crowd[3]}{text[crowd.end() :]}"
    return _REMARK.sub("", text)


def paragraphs(record: Record) -> list[str]:
    """The letter as its office may have printed it."""
    made: list[str] = []
    for row in record.data["layout_text"].split("\n"):
        made += _row(record, row)
    return _with_faults(record, made)


def _row(record: Record, row: str) -> Iterator[str]:
    mark = re.match(r"〔([^〕：/0-9]+)(?:([0-9]+)/([0-9]+))?[^〕]*〕(.*)", row)
    if mark is None:
        yield from _plain(record, row)
        return
    match mark[1]:
        case "元数据块":
            yield from _metadata(record)
        case "开头":
            yield _opening(record)
        case "正文":
            yield _point(record, int(mark[2]), int(mark[3]))
        case "要点":
            yield row[4:-1].rstrip("。") + "。"
        case "致谢":
            yield record.pick(_THANKS)
        case "签发":
            yield _signer(mark[4])
        case "联系人":
            yield _contact(record, mark[4])
        case "电话":
            yield f"联系电话：{mark[4]}"
        case "抄送":
            yield f"抄送：{_REMARK.sub('', mark[4])}"
        case "印发版记":
            yield f"{record.data['unit']}办公室　　　{record.seen['date']}印发"
        case "落款单位":
            yield "某某州住房和城乡建设局"


def _plain(record: Record, row: str) -> Iterator[str]:
    if row in ("B（附在标题尾）", "（无独立抬头，写入首句）"):
        return
    if row and row == record.seen["title_line"]:
        yield from _title(record, all_names(row))
        return
    yield all_names(row)


def _title(record: Record, title: str) -> Iterator[str]:
    """On several lines, where the record says so."""
    cuts = 3 if record.says("标题[断成]*三行") else 2 if record.says("标题两行") else 1
    size = -(-len(title) // cuts)
    for start in range(0, len(title), size):
        yield title[start : start + size]


def _metadata(record: Record) -> Iterator[str]:
    """The block of data above a published letter; it holds what the skeleton does not show."""
    seen, layout = record.seen, record.data["layout_text"]
    yield "索 引 号：000014349/2020-00012"
    yield f"发布机构：{record.data['unit']}　　发布日期：2022-03-09"
    if seen["title_line"] and seen["title_line"] not in layout:
        yield f"标      题：{seen['title_line']}"
    if seen["doc_number"] not in layout or not seen["doc_number"]:
        yield f"文　　号：{seen['doc_number'] if seen['doc_number'] else record.pick(('', '无'))}"
    if seen["public_attr"] and seen["public_attr"] not in layout:
        yield seen["public_attr"].replace(";", "　　")
    if record.no == 19:
        yield "签 发 人："


def _opening(record: Record) -> str:
    data = record.data
    co = not re.search("代表|委员", record.seen["addressee"]) and record.says("协办")
    shape = _CO_OPENING if co else record.pick(_OPENINGS)
    title = data["title"] or "关于加强基础设施建设的建议"
    return str(shape.format(title=title, number=data["number"] or "第1号", kind=data["kind"]))


def _point(record: Record, number: int, count: int) -> str:
    text = _POINTS[(record.no + number) % len(_POINTS)]
    return text if count == 1 else record.pick(_NUMBERINGS)(number) + text


def _signer(text: str) -> str:
    empty = re.search(r"“(.+?)[:：]”后空", text)
    if empty:
        return f"{empty[1]}："
    name, note = re.fullmatch(r"(.+?)（(.+)）", text).groups()  # type: ignore[union-attr]
    if "审签" in note:
        return note.strip("“”").replace("…", name) + "。"
    return f"{note}：{name}"


def _contact(record: Record, text: str) -> str:
    name, _, phone = text.partition(" ")
    if not phone:
        return f"联系人：{name}"
    return str(
        record.pick(
            (
                f"联系人：{name}　　联系电话：{phone}",
                f"（联系人：{name}，电话：{phone}）",
                f"联系人及电话：{name}　{phone}",
                f"联 系 人：{name}  电 话：{phone}   邮编：675400",
            )
        )
    )


def _with_faults(record: Record, made: list[str]) -> list[str]:
    """The faults of printing and of the page that the record names."""
    seen = record.seen
    if record.says("全文挤成一段"):
        return ["".join(made)]
    if record.says("空格"):
        made = [" " * 70 + row if row == seen["date"] else row for row in made]
    if record.says("句中硬换行"):
        made = [_broken(row) for row in made]
    if record.says("EndFragment"):
        made[-1] += "<!--EndFragment-->"
    if record.says("登录框"):
        made.append("用户名 密码 登录 注册")
    if record.says(r"段首“\?\?”乱码"):
        made = [f"???{row}" if row.startswith("您") else row for row in made]
    if record.says("日期重复两次"):
        made.append(seen["date"])
    if record.says("抬头后粘上半句标题"):
        made = [f"{row}第一次会议第1192号建议" if row == seen["addressee"] else row for row in made]
    if record.says("“联系人”丢成“人:”"):
        made = [row.replace("联系人：", "人：") for row in made]
    if record.says("只剩“报:”“:”"):
        made = [re.sub("^(抄送|联系人|联系电话)：", _lost, row) for row in made]
    return made


def _lost(label: re.Match[str]) -> str:
    return "报:" if label[1] == "抄送" else ":"


def _broken(row: str) -> str:
    """A line break in the middle of a long sentence."""
    half = len(row) // 2
    return row if len(row) < 60 else f"{row[:half]}\n{row[half:]}"
