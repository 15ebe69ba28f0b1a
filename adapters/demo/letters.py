"""The letters of the demo year: written from the shipped templates, signed, and laid in a folder.

The templates are ours and the fields are made up here, so they are filled in this process;
whatever an office brings is filled by a child (`adapters/papers/rendering.py`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bihuan.adapters.demo.cast import ORG, TELEPHONE
from bihuan.adapters.whole_files import FOR_THE_OFFICE, whole_file
from bihuan.engine.case_file import case_file
from bihuan.engine.letter_facts import letter_kind
from bihuan.engine.paper_fields import Sender, Signed, Written, paper_fields
from bihuan.engine.paper_names import LATE
from bihuan.engine.records import Answer

if TYPE_CHECKING:
    from bihuan.adapters.papers.filling import Form
    from bihuan.engine.engine import Engine
    from bihuan.engine.records import Case

FOLDER = "函件"
BODY = (
    "一、关于所提意见的总体办理情况",
    "收到您的意见后，我厅高度重视，明确了责任处室和办理时限，当面听取了您的想法。{asked}",
    "二、关于具体建议的落实",
    "{done}",
    "三、下一步安排",
    "我厅将把有关工作列入年度任务清单，按季度跟踪进度，并及时向您通报。",
)
DONE = {
    "得到解决或基本解决": "您所提事项已经纳入现行支持范围，有关措施已于本年度落实。",
    "正在解决或已列入计划逐步解决": "您所提事项已列入工作计划，将于2024年12月底前完成。",
}


@dataclass(slots=True)
class Writer:
    """Writes letters, and knows the forms it has already understood."""

    engine: Engine
    _forms: dict[str, Form] = field(default_factory=dict)

    def draft(self, case: Case, code: str, today: date) -> dict[str, Any]:
        """A letter whose number and date are still open, as it comes with the event."""
        from bihuan.adapters.papers.catalog import letter_of

        file = case_file(self.engine.store, case)
        paper = letter_of(letter_kind(case), case)
        units = [one.unit for one in file.requests if one.round == case.round]
        asked = f"办理中还征求了{'、'.join(units)}的意见，已一并吸收。" if units else ""
        text = [line.format(asked=asked, done=DONE[code]) for line in BODY]
        fields = {
            **paper_fields(
                file,
                policy=self.engine.house.policy,
                sender=Sender(name=ORG, telephone=TELEPHONE),
                today=today,
            ),
            **Written(text=text).fields(file),
        }
        return _as_said(self._form(paper.name).filled(fields, LATE), f"{paper.label}.docx")

    def signed(self, draft: Mapping[str, Any], signed: Signed) -> dict[str, Any]:
        """The same letter as it is signed."""
        from bihuan.adapters.papers.filling import Form

        return _as_said(Form(draft["file"]).filled(signed.fields()), draft["name"])

    def _form(self, name: str) -> Form:
        from bihuan.adapters.papers.catalog import PAPERS, find_template
        from bihuan.adapters.papers.filling import Form

        if name not in self._forms:
            self._forms[name] = Form(find_template(PAPERS[name], None).content)
        return self._forms[name]


def writer(engine: Engine) -> Writer | None:
    """One who writes; None where the libraries for Word files are not installed."""
    try:
        import docxtpl as docxtpl
    except ImportError:
        return None
    return Writer(engine)


def _as_said(content: bytes, name: str) -> dict[str, Any]:
    from bihuan.adapters.outside import docx_reader

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "letter.docx")
        file.write_bytes(content)
        read = [item for item in docx_reader.read(file) if isinstance(item, list)]
    lines = [text for place, text in read if place == "body" and text.strip()]
    return {"file": content, "name": name, "lines": lines}


def lay_out(engine: Engine, folder: Path) -> Iterator[Path]:
    """Every letter that was sent from here, as the file that was kept of it."""
    store, office = engine.store, engine.house.office
    for answer in store.records(Answer, office):
        paper = store.paper(office, answer.paper) if answer.paper else None
        if paper is not None:
            (folder / FOLDER).mkdir(exist_ok=True)
            file = folder / FOLDER / f"{answer.document} {paper.name}"
            with whole_file(file, mode=FOR_THE_OFFICE) as unfinished:
                unfinished.write_bytes(paper.content)
            yield file


def clear(folder: Path) -> None:
    """Remove what an earlier demo laid there, and nothing else."""
    for file in (folder / FOLDER).glob("*号 *.docx"):
        file.unlink()
    with suppress(OSError):
        (folder / FOLDER).rmdir()
