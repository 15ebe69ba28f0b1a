"""Why a paper is not made.

PaperError (a FileError)
├── BrokenTemplate     the template asks for what there is not, or its tags do not fit together
├── BadField           a value holds what no paper can show
├── UnknownTemplate    no paper is called so
├── IncompletePaper    fields that it needs are empty
├── WrongPaper         the file that was made does not say what it should
├── ConverterMissing   there is no program to turn it into PDF or OFD
└── ConverterFailed    the program could not

What is wrong with a file whatever it holds, `adapters/outside/errors.py` says.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from bihuan.adapters.outside.errors import FileError
from bihuan.rules.words import say


class PaperError(FileError):
    """A paper is not made; `reason` is a key of the catalogue, under `paper`.

    `path` names the template or the paper, `place` the part of it (`body`, `header`, `footer`)
    and `paragraph` counts the paragraphs there that are not empty, from 1; 0 is the whole file.
    """

    code = "paper"

    def __init__(
        self,
        path: str,
        reason: str,
        detail: str = "",
        *,
        field: str = "",
        paragraph: int = 0,
        place: str = "body",
        near: str = "",
    ) -> None:
        super().__init__(path, reason, detail)
        self.field = field
        self.paragraph = paragraph
        self.place = place
        self.near = near
        """The name that was probably meant."""

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, self.reason, self.detail), self.__dict__

    def text(self, lang: str = "zh") -> str:
        """What happened, and in which paragraph."""
        said = say(f"paper.{self.reason}", lang, field=self.field, detail=self.detail)
        if not self.paragraph:
            return said
        return say(f"paper.in_{self.place}", lang, paragraph=self.paragraph) + said

    def cure(self, lang: str = "zh") -> str:
        """What to do about it."""
        meant = say("paper_cure.meant", lang, near=self.near) if self.near else ""
        return meant + say(f"paper_cure.{self.reason}", lang, field=self.field, detail=self.detail)


class BrokenTemplate(PaperError):
    """The template asks for what there is not, or its tags do not fit together."""

    code = "paper_template"


class BadField(PaperError):
    """A value holds what no paper can show."""

    code = "paper_field"


class UnknownTemplate(PaperError):
    """No paper is called so."""

    code = "paper_unknown"


class IncompletePaper(PaperError):
    """Fields that the paper needs are empty; `field` names them and `keys` says what each is."""

    code = "paper_incomplete"

    def __init__(self, path: str, fields: Mapping[str, str]) -> None:
        super().__init__(path, "incomplete", field="、".join(fields))
        self.keys = tuple(fields.values())

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.path, {}), self.__dict__

    def cure(self, lang: str = "zh") -> str:
        """Where each of them is written."""
        return say("paper_cure.and", lang).join(
            dict.fromkeys(say(f"paper_fill.{key}", lang) for key in self.keys)
        )


class WrongPaper(PaperError):
    """The file that was made does not say what it should; nobody may use it."""

    code = "paper_wrong"


class ConverterMissing(PaperError):
    """There is no program to turn it into PDF or OFD; the docx is made all the same."""

    code = "paper_converter_missing"


class ConverterFailed(PaperError):
    """The program that turns it into PDF or OFD could not, or took too long."""

    code = "paper_converter_failed"


def nearest(name: str, known: list[str]) -> str:
    """The known name that was probably meant, or nothing."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.5)), "")
