"""The shipped template is what its description makes, so that neither is changed alone."""

from __future__ import annotations

from support.checkout import ROOT, python


def test_the_template_in_place_is_the_one_described() -> None:
    assert python(ROOT / "tools" / "annual_template.py") == "annual template: ok\n"
