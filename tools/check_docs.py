"""Check that pages agree, links lead somewhere and files say what they are."""

import ast
import re
import sys
from collections.abc import Callable, Iterator
from itertools import zip_longest
from pathlib import Path

from project import ROOT, code, files

LONGEST_FILE = 400
LONGER_FILES: dict[str, str] = {}
"""Files that may be longer, each with its reason. Keep it empty."""

NOT_TEXT = {".xls", ".xlsx", ".ods", ".docx", ".pdf", ".png", ".jpg", ".mo", ".db", ".gz", ".zip"}
SHELL = {"sh", "bash", "shell", "console"}
MACHINE_PATH = re.compile(r"(?<![\w.>/])/(?:" + "|".join(("work", "root")) + r")/\w")
HEADING = re.compile(r"^(#{1,6})\s+(.+?)\s*#*$")
FENCE = re.compile(r"^\s*(```+|~~~+)\s*(\w*)")
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|(?:href|src)=\"([^\"]+)\"")


def main(root: Path = ROOT) -> int:
    """Print every complaint, one a line; 1 when there is any."""
    checks: tuple[Callable[[Path], Iterator[str]], ...] = (
        readmes_agree,
        links_lead_somewhere,
        files_say_what_they_are,
        files_are_short,
        nothing_names_a_machine,
    )
    complaints = [complaint for check in checks for complaint in check(root)]
    print("\n".join(complaints) or "docs: ok")
    return 1 if complaints else 0


def readmes_agree(root: Path) -> Iterator[str]:
    """The two READMEs have the same headings, level by level, and the same commands."""
    english, chinese = root / "README.md", root / "README.zh-CN.md"
    missing = [page.name for page in (english, chinese) if not page.exists()]
    if missing:
        yield f"{' and '.join(missing)} is missing"
        return
    for what, read in (("headings", _levels), ("commands", _commands)):
        pairs = zip_longest(read(english), read(chinese))
        for number, (one, other) in enumerate(pairs, start=1):
            if one != other:
                yield f"README {what} differ at number {number}: {one!r} and {other!r}"
                break


def links_lead_somewhere(root: Path) -> Iterator[str]:
    """Every relative link in a page leads to a file, and every anchor to a heading."""
    for page in files(root, ".md"):
        for target in _links(page):
            if re.match(r"[a-z][a-z0-9+.-]*:|//", target):
                continue
            name, _, anchor = target.partition("#")
            place = (page.parent / name).resolve() if name else page
            if not place.exists():
                yield f"{page.relative_to(root)}: the link {target} leads nowhere"
            elif anchor and place.suffix == ".md" and anchor not in _anchors(place):
                yield f"{page.relative_to(root)}: no heading answers to {target}"


def files_say_what_they_are(root: Path) -> Iterator[str]:
    """Every Python file starts with a sentence."""
    for file in code(root):
        if not ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))):
            yield f"{file.relative_to(root)}: says nowhere what it is for"


def files_are_short(root: Path) -> Iterator[str]:
    """No file outgrows a reader, but for those with a reason."""
    for file in code(root):
        name, length = file.relative_to(root).as_posix(), len(file.read_text("utf-8").splitlines())
        if length > LONGEST_FILE and name not in LONGER_FILES:
            yield f"{name}: {length} lines, and {LONGEST_FILE} is the most"
    for name in LONGER_FILES:
        if not (root / name).exists():
            yield f"{name}: is excused for its length, but is gone"


def nothing_names_a_machine(root: Path) -> Iterator[str]:
    """No file holds a path that exists on one developer's machine only."""
    for file in files(root):
        if file.suffix in NOT_TEXT or file.name == "uv.lock":
            continue
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        for number, line in enumerate(lines, start=1):
            if MACHINE_PATH.search(line):
                yield f"{file.relative_to(root)}:{number}: names a folder of one machine"


def _levels(page: Path) -> list[int]:
    return [len(match[1]) for line in _prose(page) if (match := HEADING.match(line))]


def _commands(page: Path) -> list[str]:
    """The commands of shell blocks, without their comments, which are translated."""
    bare = (re.sub(r"(^|\s+)#.*", "", line).strip() for line in _lines(page, SHELL))
    return [line for line in bare if line]


def _links(page: Path) -> Iterator[str]:
    for line in _prose(page):
        for match in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            yield match[1] or match[2]


def _anchors(page: Path) -> set[str]:
    """The names GitHub gives to headings, a repeated one with its number."""
    anchors: set[str] = set()
    for line in _prose(page):
        anchors.update(re.findall(r"(?:id|name)=\"([^\"]+)\"", line))
        heading = HEADING.match(line)
        if heading:
            words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading[2]).lower()
            name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
            repeated = (f"{name}-{number}" for number in range(1, 100))
            anchors.add(next(free for free in (name, *repeated) if free not in anchors))
    return anchors


def _prose(page: Path) -> list[str]:
    return list(_lines(page, None))


def _lines(page: Path, languages: set[str] | None) -> Iterator[str]:
    """The lines of blocks in these languages, or those outside of all blocks."""
    fence, language = "", ""
    for line in page.read_text(encoding="utf-8").splitlines():
        mark = FENCE.match(line)
        if mark and not fence:
            fence, language = mark[1], mark[2].lower()
        elif fence and line.strip() == fence:
            fence = ""
        elif (language in languages) if languages and fence else not (languages or fence):
            yield line


if __name__ == "__main__":
    sys.exit(main())
