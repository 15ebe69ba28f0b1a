"""Document numbers (文号): brought to the standard form, or kept as text with the reason why not."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bihuan.rules.identifiers import fold, is_placeholder

# The tail a registry glues on: the result class, then the consent to publish.
_PUBLIC = r"[(]?(?:此件)?(?:主动|同意|不同意|依申请|不予)?公[开開](?:发布)?[)]?"
_TAIL = re.compile(
    rf"(?P<head>.*?)\s*(?:[(]?(?P<class>[A-D][1-9]?)(?:\s*类[)]?|(?=\s|$|{_PUBLIC})))?"
    rf"\s*(?P<remark>{_PUBLIC})?",
    re.DOTALL | re.ASCII,
)
_AGENCY = r"[\u3400-\u9fff\U00020000-\U0003ffff]{1,12}"
_WHOLE = re.compile(rf"({_AGENCY})\(([0-9]{{4}})\)([0-9]+(?:-[0-9]+)*)号", re.ASCII)
_NO_SERIAL = re.compile(rf"{_AGENCY}\([0-9]{{4}}\)号", re.ASCII)
_CUT = re.compile(rf"{_AGENCY}\([0-9]*(?:\)[0-9-]*)?", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentNumber:
    """A document number; `reason` is None when it has the standard form of GB/T 9704.

    `text` is the standard form, or the printed text when there is a reason.
    """

    raw: str
    text: str
    agency: str | None = None
    year: int | None = None
    serial: str | None = None
    result_class: str | None = None
    remark: str | None = None
    reason: str | None = None

    @property
    def ok(self) -> bool:
        """Whether it has the standard form."""
        return self.reason is None


def document_number(raw: str) -> DocumentNumber:
    """Read a 文号; the reasons are blank, placeholder, truncated, serial_missing,
    compound_serial, leading_zero, year_range and unrecognised."""
    kept = raw.strip()
    if not kept or is_placeholder(kept):
        return DocumentNumber(raw=kept, text=kept, reason="placeholder" if kept else "blank")
    tail = _TAIL.fullmatch(fold(kept))
    head, result_class, remark = (
        (tail["head"], tail["class"], tail["remark"]) if tail else (fold(kept), None, None)
    )
    head = re.sub(r"\s+", "", head)
    whole = _WHOLE.fullmatch(head)
    if not whole:
        return DocumentNumber(
            raw=kept, text=kept, result_class=result_class, remark=remark, reason=_failure(head)
        )
    agency, year, serial = whole[1], int(whole[2]), whole[3]
    reason = _irregular(year, serial)
    return DocumentNumber(
        raw=kept,
        text=kept if reason else f"{agency}〔{year}〕{serial}号",
        agency=agency,
        year=year,
        serial=serial,
        result_class=result_class,
        remark=remark.strip("()") if remark else None,
        reason=reason,
    )


def _failure(head: str) -> str:
    if _NO_SERIAL.fullmatch(head):
        return "serial_missing"
    return "truncated" if _CUT.fullmatch(head) else "unrecognised"


def _irregular(year: int, serial: str) -> str | None:
    if not 1949 <= year <= 2100:
        return "year_range"
    if "-" in serial:
        return "compound_serial"
    return "leading_zero" if serial.startswith("0") else None
