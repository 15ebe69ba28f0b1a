"""The small marks of a letter: result class, publicity, signer, and the 文号 beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bihuan.rules.identifiers import DocumentProblem, document_number
from bihuan.rules.letters.document_number import numbers_in
from bihuan.rules.letters.elements import Element, Found
from bihuan.rules.letters.lines import Line, without_brackets

_CLASS = r"(?P<code>[A-E][1-9]?|[甲乙丙丁])"
_WHOLE_CLASS = re.compile(rf"{_CLASS}类?")
_CLASS_AFTER_LABEL = re.compile(rf"{_CLASS}(?:类|$|[^A-Za-z0-9])")
_CLASS_GLUED = re.compile(rf"\(?{_CLASS}类?\)?(?![A-Za-z0-9])")
_CLASS_AFTER_TITLE = re.compile(rf"(?:\({_CLASS}类\)|{_CLASS.replace('code', 'bare')})$")
_PUBLIC = re.compile(
    r"(?:此件)?(?:主动|依申请|同意|不同意|不予|不)?公开(?:发布)?|仅公开标题|文件已失效"
)
_APPROVED = re.compile(
    r"此?(?:复函|复|函)已?经(?:我[局委厅院办处区县市镇乡]?)?(?P<who>[^,.]{1,20}?)(?:审签|审定|签发)"
)
_POST = re.compile(r"(?:副?(?:局|厅|处|主任|县|市|区|镇|乡|院|部|书记|会)长?)$")


def class_code(text: str) -> str:
    """The code a class mark prints, such as B of 类别：B类; words of their own stay as they are."""
    whole = _WHOLE_CLASS.fullmatch(text)
    if whole:
        return whole["code"]
    begun = _CLASS_AFTER_LABEL.match(text)
    return begun["code"] if begun else text


def lone_mark(found: Line) -> Iterator[tuple[Element, Found]]:
    """A class or a publicity mark that fills its line, in brackets or not."""
    inner = without_brackets(found)
    if match := _WHOLE_CLASS.fullmatch(inner.text):
        yield Element.CLASS_MARK, _found(inner, match["code"])
    elif _PUBLIC.fullmatch(inner.text):
        yield Element.PUBLIC, _found(inner, inner.text)


def mark_after_title(found: Line) -> Found | None:
    """The class at the end of a title: (B类), or a lone letter after a blank."""
    match = _CLASS_AFTER_TITLE.search(found.text)
    if match is None or (match["bare"] and not found.after_blank(match.start())):
        return None
    return _found(found.part(match.start()), match["code"] or match["bare"])


def document_marks(found: Line) -> Iterator[tuple[Element, Found]]:
    """Each 文号 of a line, with the class and the consent some offices glue on behind it.

    A 文号 begins its line or stands after a blank or a bracket; in running words and after
    编号: it is another paper's, or the case's.
    """
    for start, end, number in numbers_in(found):
        if not _stands_free(found, start):
            continue
        yield (
            Element.DOCUMENT_NUMBER,
            Found(paragraph=found.paragraph, printed=found.printed(start, end), value=number),
        )
        rest = found.part(end)
        if match := _CLASS_GLUED.match(rest.text):
            yield Element.CLASS_MARK, _found(rest.part(0, match.end()), match["code"])
            rest = rest.part(match.end())
        if match := _PUBLIC.search(rest.text):
            yield Element.PUBLIC, _found(rest.part(*match.span()), match[0])


def _stands_free(found: Line, start: int) -> bool:
    return found.after_blank(start) or found.text[start - 1] in "()"


def labelled_number(value: Line) -> Found:
    """What stands after 文号: ; a dash or 无 means that the label is there and nothing after it."""
    number = document_number(value.printed())
    absent = number.problem is DocumentProblem.ABSENT
    printed = "" if absent else value.printed()
    return Found(paragraph=value.paragraph, printed=printed, value=number)


def approval(found: Line) -> Found | None:
    """The signer that a sentence names: 此复函已经我局某局长审签."""
    match = _APPROVED.search(found.text)
    if match is None:
        return None
    who = found.part(*match.span("who"))
    name = _POST.sub("", who.text)
    return Found(paragraph=found.paragraph, printed=who.printed(), value=name)


def _found(part: Line, value: object) -> Found:
    return Found(paragraph=part.paragraph, printed=part.printed(), value=value)
