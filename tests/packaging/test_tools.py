"""The checks of `make check` pass, and would notice what they are there for."""

from pathlib import Path

import pytest

from support.checkout import ROOT, python

CHECKER = ROOT / "tools" / "check_docs.py"


def _check(tree: Path) -> str:
    """Run the checks of the documentation on another tree."""
    program = f"""
import sys
from pathlib import Path
sys.path.insert(0, {str(CHECKER.parent)!r})
import check_docs
check_docs.main(Path({str(tree)!r}))
"""
    return python("-c", program)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project that passes."""
    page = "# One\n\n[two](docs/two.md#三-three)\n\n```sh\nmake demo  # {}\n```\n"
    (tmp_path / "docs").mkdir()
    (tmp_path / "engine").mkdir()
    (tmp_path / "README.md").write_text(page.format("show it"), encoding="utf-8")
    (tmp_path / "README.zh-CN.md").write_text(page.format("演示"), encoding="utf-8")
    (tmp_path / "docs" / "two.md").write_text("# Two\n\n## 三 Three\n", encoding="utf-8")
    (tmp_path / "engine" / "case.py").write_text('"""One case."""\n', encoding="utf-8")
    return tmp_path


def _append(file: Path, text: str) -> None:
    file.write_text(file.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize(
    "name", ["check_docs.py", "check_public.py", "commands.py", "reference.py", "templates.py"]
)
def test_the_tree_passes(name: str) -> None:
    assert "ok" in python(ROOT / "tools" / name, PYTHONSAFEPATH="")


def test_a_small_project_passes(tree: Path) -> None:
    assert _check(tree) == "docs: ok\n"


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("README.md", "\n## Two\n", "README headings differ at number 2: 2 and None"),
        ("README.md", "\n```sh\nmake test\n```\n", "README commands differ at number 2"),
        ("docs/two.md", "\n[x](gone.md)\n", "docs/two.md: the link gone.md leads nowhere"),
        ("docs/two.md", "\n[x](#gone)\n", "docs/two.md: no heading answers to #gone"),
        ("engine/case.py", "x = 1\n" * 400, "engine/case.py: 401 lines, and 400 is the most"),
        ("engine/case.py", 'x = "/{}/x"\n'.format("root"), "engine/case.py:2: names a folder"),
    ],
)
def test_a_fault_is_noticed(tree: Path, file: str, text: str, complaint: str) -> None:
    _append(tree / file, text)

    assert complaint in _check(tree)


def test_a_file_without_a_sentence_is_noticed(tree: Path) -> None:
    (tree / "engine" / "case.py").write_text("x = 1\n", encoding="utf-8")

    assert "engine/case.py: says nowhere what it is for" in _check(tree)


def test_a_missing_readme_is_noticed(tree: Path) -> None:
    (tree / "README.zh-CN.md").unlink()

    assert _check(tree) == "README.zh-CN.md is missing\n"
