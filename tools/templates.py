"""Write the shipped templates from what `paper_forms.py` declares, or check that they are current.

`python tools/templates.py` fails when a file is not what is declared; `--write` writes them.
"""

from __future__ import annotations

import io
import sys
import zipfile

from paper_forms import FORMS, Block, Table
from paper_page import add, add_table, packed, page

from bihuan.rules.words import label
from project import ROOT

FOLDER = ROOT / "adapters" / "papers" / "templates"
WIDTHS = (30, 54, 26, 46)
"""Of a table's columns, in millimetres; together the type area."""


def main() -> int:
    """Check every template, or write it; 1 when one differs."""
    wanted = {f"{name}.docx": made(name, blocks) for name, blocks in FORMS.items()}
    there = {file.name: file.read_bytes() for file in FOLDER.glob("*.docx")}
    if "--write" in sys.argv:
        FOLDER.mkdir(exist_ok=True)
        for name in there.keys() - wanted.keys():
            (FOLDER / name).unlink()
        for name, content in wanted.items():
            (FOLDER / name).write_bytes(content)
        there = wanted
    differ = sorted(
        name
        for name in wanted.keys() | there.keys()
        if _members(wanted.get(name)) != _members(there.get(name))
    )
    cure = "; run tools/templates.py --write"
    print(f"templates: {', '.join(differ)} differ{cure}" if differ else "templates: ok")
    return 1 if differ else 0


def _members(file: bytes | None) -> dict[str, bytes]:
    """What is in a file; how it is packed depends on the machine."""
    if file is None:
        return {}
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}


def made(name: str, blocks: tuple[Block, ...]) -> bytes:
    """One template."""
    addressed = any(isinstance(block, tuple) and block[0] == "主送" for block in blocks)
    paper = page(label(f"paper_name.{name}"), letter=addressed)
    for block in blocks:
        if isinstance(block, Table):
            add_table(paper, block.rows, WIDTHS)
        else:
            add(paper, *block)
    return packed(paper)


if __name__ == "__main__":
    sys.exit(main())
