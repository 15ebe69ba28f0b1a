"""Check that the public names are those the reference lists; `--write` lists them anew."""

import importlib
import importlib.util
import sys
from pathlib import Path

from project import ROOT

PAGE = "docs/reference/public.md"
MODULES = (
    "bihuan",
    "bihuan.engine",
    "bihuan.states",
    "bihuan.rules",
    "bihuan.aio",
    "bihuan.commands",
    "bihuan.testing",
)
PREFACE = """\
# Public names

These names keep their meaning within a major version; every other name may
change without notice. The list is written by `python tools/check_public.py --write`,
and a change to it belongs in the changelog.
"""


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Compare or write the page; 1 when it is not up to date."""
    page = root / PAGE
    complaints = [complaint for module in MODULES for complaint in _faults(module)]
    if "--write" in arguments:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(listing(), encoding="utf-8")
    written = page.read_text(encoding="utf-8") if page.exists() else ""
    complaints += _differences(written, listing())
    print("\n".join(complaints) or "public names: ok")
    return 1 if complaints else 0


def listing() -> str:
    """The page as it should be."""
    sections = (
        f"\n## `{module}`\n\n" + "".join(f"- `{name}`\n" for name in sorted(_names(module)))
        for module in MODULES
    )
    return PREFACE + "".join(sections)


def _names(module: str) -> list[str]:
    return list(getattr(importlib.import_module(module), "__all__", ()))


def _faults(module: str) -> list[str]:
    loaded, names = importlib.import_module(module), _names(module)
    if not names:
        return [f"{module} lists no public names in __all__"]
    faults = [
        f"{module}.{name} is public but does not exist"
        for name in names
        if not hasattr(loaded, name) and not _is_module(f"{module}.{name}")
    ]
    faults += [f"{module}.{name} is private by its name" for name in names if _private(name)]
    faults += [f"{module}.{name} is listed twice" for name in set(names) if names.count(name) > 1]
    return faults


def _is_module(name: str) -> bool:
    """Whether a listed name is a module that is loaded when it is imported."""
    return importlib.util.find_spec(name) is not None


def _private(name: str) -> bool:
    return name.startswith("_") and name != "__version__"


def _differences(written: str, wanted: str) -> list[str]:
    if written == wanted:
        return []
    before, after = _qualified(written), _qualified(wanted)
    changes = [f"{name} is not in {PAGE}" for name in sorted(after - before)]
    changes += [f"{name} is in {PAGE} but no longer public" for name in sorted(before - after)]
    return [*changes, f"{PAGE} is out of date; run python tools/check_public.py --write"]


def _qualified(page: str) -> set[str]:
    module, names = "", set()
    for line in page.splitlines():
        if line.startswith("## "):
            module = line.removeprefix("## ").strip("`")
        elif line.startswith("- "):
            names.add(f"{module}.{line.removeprefix('- ').strip('`')}")
    return names


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
